"""Events and the agenda as files for calendars."""

from handlers.calendar.files import feature

__all__ = ["feature"]
