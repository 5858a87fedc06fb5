"""Times of day: 14:30, 两点半, 下午3点一刻, 24:00; as minutes since midnight, 1440 being the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.moments.misread import Fault, Misread

DAY = 24 * 60
_NOON = 12
_WORKING_HOURS_FROM = 7  # a lone 1-6点 may be afternoon or night; from 7 on the morning is meant

PERIODS: dict[str, dict[int, int]] = {
    "凌晨": {12: 0} | {hour: hour for hour in range(7)},
    "上午": {hour: hour for hour in range(13)},
    "中午": {10: 10, 11: 11, 12: 12, 13: 13, 14: 14, 1: 13, 2: 14},
    "下午": {12: 12} | {hour: hour + 12 for hour in range(1, 12)} | {hour: hour for hour in range(13, 24)},
    "晚上": {12: 24} | {hour: hour + 12 for hour in range(5, 12)} | {hour: hour for hour in range(17, 25)},
    "am": {12: 0} | {hour: hour for hour in range(1, 12)},
}
ALIASES = {
    "早上": "上午",
    "早晨": "上午",
    "清晨": "上午",
    "傍晚": "下午",
    "夜里": "晚上",
    "晚": "晚上",
    "早": "上午",
    "pm": "下午",
}
# The words of the grammar, longest first.
WORDS = sorted((*PERIODS, *ALIASES), key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time as it was written: `sure` when it cannot mean another half of the day (14:30, 02:30, 0点)."""

    hour: int
    minute: int
    sure: bool
    period: str = ""

    def readings(self) -> tuple[int, ...]:
        """Return what it can mean, the likelier first; raises Misread when there is no such time."""
        if self.minute >= 60 or self.hour > 24 or (self.hour == 24 and self.minute):  # noqa: PLR2004 - a clock's
            raise Misread(Fault.NO_SUCH_TIME)
        if self.period:
            hours = PERIODS[ALIASES.get(self.period, self.period)]
            if self.hour not in hours or hours[self.hour] * 60 + self.minute > DAY:
                raise Misread(Fault.CONTRADICTION)
            return (hours[self.hour] * 60 + self.minute,)
        minutes = self.hour * 60 + self.minute
        if self.sure or self.hour >= _NOON:
            return (minutes,)
        return (minutes, minutes + _NOON * 60)

    def start(self, day: date, zone: ZoneInfo, now: datetime) -> int:
        """Return the one time it means; raises Misread with both readings on `day` when both are to come."""
        readings = self.readings()
        if len(readings) == 1 or self.hour >= _WORKING_HOURS_FROM:
            return readings[0]
        coming = [minutes for minutes in readings if on(day, minutes, zone) > now]
        if len(coming) > 1:
            raise Misread(Fault.AMBIGUOUS, *(on(day, minutes, zone) for minutes in coming))
        return coming[0] if coming else readings[-1]

    def end(self, start: int) -> int:
        """Return the first reading after `start`; raises Misread when there is none."""
        later = [minutes for minutes in self.readings() if minutes > start]
        if not later:
            raise Misread(Fault.END_FIRST)
        return later[0]


def on(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which clocks of `zone` show `minutes` since midnight of `day`.

    Raises Misread when they skip that time (the hour that summer time takes away).
    """
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise Misread(Fault.NO_SUCH_TIME)
    return instant
