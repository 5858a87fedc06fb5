"""Wishes for topics: seeing what others wish for, wishing, supporting; and what organisers make of the demand."""

from handlers.wishes import demand, looking, messages, wishing
from handlers.wishes.base import feature

__all__ = ["demand", "feature", "looking", "messages", "wishing"]
