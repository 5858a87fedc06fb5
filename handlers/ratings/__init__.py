"""Rating an event in a minute: stars by one tap, a few words if one likes; what organisers see of it."""

from handlers.ratings import give, results
from handlers.ratings.base import feature

__all__ = ["feature", "give", "results"]
