"""When reminders are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.reminders import Lead, due_at, schedule

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
TICK = timedelta(microseconds=1)


def local(*args, zone=SHANGHAI):
    return datetime(*args, tzinfo=zone).astimezone(UTC)


START = local(2026, 11, 26, 14, 30)


@pytest.mark.parametrize(
    ("lead", "due"),
    [
        (Lead.EVE, local(2026, 11, 25, 18, 0)),
        (Lead.DAY, local(2026, 11, 25, 14, 30)),
        (Lead.MORNING, local(2026, 11, 26, 8, 0)),
        (Lead.TWO_HOURS, local(2026, 11, 26, 12, 30)),
        (Lead.HOUR, local(2026, 11, 26, 13, 30)),
        (Lead.HALF_HOUR, local(2026, 11, 26, 14, 0)),
    ],
)
def test_each_lead_has_its_instant(lead, due):
    assert due_at(lead, START, SHANGHAI) == due


def test_the_evening_before_is_the_workplaces_also_when_the_day_in_utc_is_another():
    assert due_at(Lead.EVE, local(2026, 11, 26, 7, 0), SHANGHAI) == local(2026, 11, 25, 18, 0)


def test_the_evening_before_keeps_its_hour_when_the_clocks_change():
    starts_at = local(2026, 10, 25, 9, 0, zone=BERLIN)
    assert due_at(Lead.EVE, starts_at, BERLIN) == local(2026, 10, 24, 18, 0, zone=BERLIN)
    assert starts_at - due_at(Lead.EVE, starts_at, BERLIN) == timedelta(hours=16)


def test_reminders_come_in_order_and_only_those_still_to_come():
    leads = (Lead.HOUR, Lead.EVE, Lead.HALF_HOUR)
    eve, hour, half = ((lead, due_at(lead, START, SHANGHAI)) for lead in (Lead.EVE, Lead.HOUR, Lead.HALF_HOUR))
    assert schedule(leads, START, eve[1] - TICK, SHANGHAI) == (eve, hour, half)
    assert schedule(leads, START, eve[1], SHANGHAI) == (hour, half)
    assert schedule(leads, START, half[1], SHANGHAI) == ()


def test_two_leads_at_one_instant_are_one_reminder():
    starts_at = local(2026, 11, 26, 18, 0)
    assert schedule((Lead.DAY, Lead.EVE), starts_at, START - timedelta(days=9), SHANGHAI) == (
        (Lead.EVE, local(2026, 11, 25, 18, 0)),
    )


def test_the_morning_of_an_event_at_dawn_is_no_reminder():
    assert schedule((Lead.MORNING,), local(2026, 11, 26, 8, 0), START - timedelta(days=9), SHANGHAI) == ()
