"""Task forces: named rosters that an organiser keeps, and writes notices to."""

from handlers.task_forces import changing, listing
from handlers.task_forces.base import feature

__all__ = ["changing", "feature", "listing"]
