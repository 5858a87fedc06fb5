"""For organisers: publish an event from a phone, change it, cancel it, and see who comes."""

from handlers.organise import create, manage, names, refusals
from handlers.organise.base import feature

__all__ = ["create", "feature", "manage", "names", "refusals"]
