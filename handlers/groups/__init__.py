"""Groups: cards of events that are kept true there, and groups that hear of the programme by themselves."""

from handlers.groups import binding, live, news, posting, settings
from handlers.groups.base import feature

__all__ = ["binding", "feature", "live", "news", "posting", "settings"]
