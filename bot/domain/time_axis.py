"""The moments at which a picture shows how something grew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_HOURLY = timedelta(days=2)  # longer spans are shown by day
_MOST = 60  # moments that one picture shows; later ones say more


def moments(first: datetime, end: datetime, zone: ZoneInfo) -> tuple[Sequence[datetime], bool]:
    """Return the ends of the hours or days in `zone` from `first` to `end`, the last is `end`; and whether of hours."""
    hourly = end - first <= _HOURLY
    step = timedelta(hours=1) if hourly else timedelta(days=1)
    local = first.astimezone(zone)
    at = local.replace(minute=0, second=0, microsecond=0) if hourly else datetime.combine(local.date(), time(), zone)
    ends = []
    while (at := at + step) < end:
        ends.append(at)
    return [*ends, end][-_MOST:], hourly
