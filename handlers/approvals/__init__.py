"""Letting people in to events where the organiser decides."""

from handlers.approvals import declining, queue, telling
from handlers.approvals.base import feature

__all__ = ["declining", "feature", "queue", "telling"]
