"""For organisers: publish an event from a phone, change it, cancel it, and see who comes."""

from handlers.organise import create, deeds, manage, names, refusals
from handlers.organise.base import feature

__all__ = ["create", "deeds", "feature", "manage", "names", "refusals"]
