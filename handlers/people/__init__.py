"""Oneself: consent, name and department, language, what is kept about one; and roles and invitations."""

from handlers.people import consent, deeds, joining, language, profile, refusals, rights, roles
from handlers.people.base import feature

# What has to come before anything else.
feature.gate = consent.gate

__all__ = ["consent", "deeds", "feature", "joining", "language", "profile", "refusals", "rights", "roles"]
