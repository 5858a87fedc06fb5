"""Late leaving and absence: the published rule, one's own record, objections and what becomes of them."""

from handlers.strikes import deciding, messages, objecting, record
from handlers.strikes.base import feature

__all__ = ["deciding", "feature", "messages", "objecting", "record"]
