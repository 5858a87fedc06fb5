"""For organisers: publish an event from a phone, change it, cancel it, and see who comes."""

from handlers.organise import copying, create, deeds, manage, names, refusals, series
from handlers.organise.base import feature

__all__ = ["copying", "create", "deeds", "feature", "manage", "names", "refusals", "series"]
