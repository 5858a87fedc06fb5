"""What is on, and taking part in it: the catalogue, an event's card, sign-up and leaving, the own agenda."""

from handlers.events import agenda, catalogue, taking_part
from handlers.events.base import feature

__all__ = ["agenda", "catalogue", "feature", "taking_part"]
