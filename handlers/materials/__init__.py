"""Materials of an event: organisers add links and files, those who take part find them."""

from handlers.materials import find, keep
from handlers.materials.base import feature

__all__ = ["feature", "find", "keep"]
