"""The desk: what the house does with suggestions."""

from handlers.office import acts, assigning, judging, merging, messages, queue, writing
from handlers.office.base import feature

__all__ = ["acts", "assigning", "feature", "judging", "merging", "messages", "queue", "writing"]
