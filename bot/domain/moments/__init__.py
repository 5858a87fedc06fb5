"""Dates, times and durations as people type them: 下周三 14:30, 12月8日下午两点半, 明天 9点, 2026-12-08 14:30–16:00.

Nothing is guessed: what is ambiguous, past or impossible raises Misread, which says what was understood so far.
"""

from bot.domain.moments.misread import Fault, Misread
from bot.domain.moments.moment import Moment, read_moment
from bot.domain.moments.span import read_duration, read_end

__all__ = ["Fault", "Misread", "Moment", "read_duration", "read_end", "read_moment"]
