"""What is on, and taking part in it: the catalogue, an event's card, sign-up and leaving, the own agenda."""

from handlers.events import catalogue, excusing, in_groups, my_agenda, search, taking_part
from handlers.events.base import feature

__all__ = ["catalogue", "excusing", "feature", "in_groups", "my_agenda", "search", "taking_part"]
