"""Credit hours: what each has, by which rule, and the thanks that say so."""

from handlers.hours import mine, rule, thanks, totals
from handlers.hours.base import feature

__all__ = ["feature", "mine", "rule", "thanks", "totals"]
