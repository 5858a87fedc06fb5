"""Check-in: the code on the screen, the word of the speaker, the organiser's list; the link of online events."""

from handlers.check_in import arriving, by_word, deeds, desk, joining, refusals, ticking
from handlers.check_in.base import feature

__all__ = ["arriving", "by_word", "deeds", "desk", "feature", "joining", "refusals", "ticking"]
