"""Why a typed date, time or duration could not be taken."""

from __future__ import annotations

from datetime import datetime
from enum import Enum


class Fault(Enum):
    """What is wrong with it."""

    UNREADABLE = "unreadable"
    NO_DAY = "no day"  # a time, but of which day
    NO_SUCH_DAY = "no such day"  # 30 February
    NO_SUCH_TIME = "no such time"  # 25:00, or a time that the zone's clocks skip that day
    CONTRADICTION = "contradiction"  # a weekday that is not that date's, 上午 15点
    AMBIGUOUS = "ambiguous"  # 3点: at night or in the afternoon
    PAST = "past"
    TOO_FAR = "too far"
    END_FIRST = "end first"  # the end is not after the start


class Misread(ValueError):  # noqa: N818 - it is about a person's text, no error of the program
    """The text does not say when; `readings` holds the instants (UTC) it may have meant, as far as it says."""

    def __init__(self, fault: Fault, *readings: datetime) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.readings = readings
