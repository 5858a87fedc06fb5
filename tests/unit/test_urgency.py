"""What goes first, and what somebody who set quiet hours is still told during them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ManualClock
from bot.domain import urgency
from bot.domain.events import News
from bot.domain.groups import GroupNews, Quiet
from bot.domain.hours import AfterNews
from bot.domain.notices import NoticeNews
from bot.domain.nudges import NudgeNews
from bot.domain.outbox import Promised
from bot.domain.reminders import Lead
from bot.domain.rota import RotaNews
from bot.domain.suggestions.news import LeaderNews, SuggestionNews
from bot.domain.urgency import Urgency, held_until
from bot.services.outbox import Outbox
from storage import outbox
from tests.unit.events_desk import WANG, ZHANG, populate

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Quiet(22 * 60, 7 * 60)
EVENING, MORNING = (datetime(2026, 11, day, hour, tzinfo=ZONE).astimezone(UTC) for day, hour in ((23, 23), (24, 7)))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "data", "of"),
    [
        (News.OFFERED, {}, Urgency.AT_ONCE),
        (News.REMINDER, {"lead": Lead.HOUR}, Urgency.AT_ONCE),
        (News.REMINDER, {"lead": "morning"}, Urgency.PLANS),
        (News.REMINDER, {"lead": "eve"}, Urgency.OWN),
        (News.CANCELLED, {"reason": ""}, Urgency.PLANS),
        (RotaNews.ANSWERED, {}, Urgency.OWN),
        (NudgeNews.NUDGE, {}, Urgency.ANY_DAY),
        (GroupNews.CARD, {"by": None}, Urgency.ANY_DAY),
        (GroupNews.CARD, {"by": 7}, Urgency.AT_ONCE),
    ],
)
def test_how_pressing_a_message_is(kind, data, of):
    assert urgency.of(str(kind), data) is of


@pytest.mark.parametrize(
    ("kind", "data", "starts", "held"),
    [
        (News.OFFERED, {}, MORNING + 9 * HOUR, False),  # the offer may end in the night
        (News.REMINDER, {"lead": "1h"}, EVENING + HOUR, False),  # a night shift, and they asked to be told
        (News.REMINDER, {"lead": "eve"}, MORNING + 3 * HOUR, True),  # seven o'clock is early enough for ten
        (News.REMINDER, {"lead": "eve"}, MORNING + HOUR / 2, False),  # and too late for half past
        (News.CANCELLED, {}, MORNING + 2 * HOUR, False),  # they would get up for nothing
        (News.CANCELLED, {}, MORNING + 7 * HOUR, True),
        (News.PROMOTED, {}, MORNING + 96 * HOUR, True),
        (RotaNews.ANSWERED, {}, MORNING + 96 * HOUR, True),
        (RotaNews.INVITED, {}, MORNING + HOUR, False),
        (NudgeNews.NUDGE, {}, MORNING - HOUR, True),  # nobody is woken to be asked for an answer
        (AfterNews.THANKS, {}, None, True),
        (NoticeNews.DECIDED, {}, None, True),
        (NoticeNews.NUDGE, {}, None, True),
        (SuggestionNews.OVERDUE, {}, None, True),  # late by days: it has until the morning
        (LeaderNews.LATE, {}, None, True),
    ],
)
def test_what_somebody_asleep_until_seven_is_told_at_eleven_in_the_evening(kind, data, starts, held):
    until = held_until(urgency.of(kind, data), starts, NIGHT, EVENING, ZONE)
    assert until == (MORNING if held else None)


def test_outside_quiet_hours_and_without_any_nothing_waits():
    assert held_until(Urgency.ANY_DAY, None, NIGHT, MORNING, ZONE) is None
    assert held_until(Urgency.ANY_DAY, None, None, EVENING, ZONE) is None


def test_an_important_notice_waits_for_nobody():
    levels = [urgency.of_notice(important=important) for important in (True, False)]
    assert [held_until(level, None, NIGHT, EVENING, ZONE) for level in levels] == [None, MORNING]


def owed(kind, data, person, due, useful=None):
    return Promised(person, kind, 1, f"{kind}:{person}", due, data, useful)


def claimed(hand):
    return [(one.kind, one.person_id) for one in hand.claimed]


@pytest.fixture
async def office(db):
    """The database with people in it."""
    await db.write(populate)
    return db


async def test_what_is_most_urgent_goes_first_however_long_the_rest_waits(office):
    promises = [
        owed(AfterNews.THANKS, {}, WANG, EVENING - 5 * HOUR),
        owed(RotaNews.ANSWERED, {}, WANG, EVENING - 4 * HOUR),
        owed(News.CHANGED, {}, ZHANG, EVENING),
        owed(News.CHANGED, {}, WANG, EVENING - HOUR),
        owed(News.LINK, {}, WANG, EVENING),
        owed(News.OFFERED, {}, WANG, EVENING + HOUR),
    ]
    await office.write(outbox.promise, promises, EVENING)
    assert claimed(await office.write(outbox.claim, EVENING, 2, ZONE)) == [(News.LINK, WANG), (News.CHANGED, WANG)]
    rest = [(News.CHANGED, ZHANG), (RotaNews.ANSWERED, WANG), (AfterNews.THANKS, WANG)]
    assert claimed(await office.write(outbox.claim, EVENING, 9, ZONE)) == rest
    assert claimed(await office.write(outbox.claim, EVENING + HOUR, 9, ZONE)) == [(News.OFFERED, WANG)]


async def test_quiet_hours_hold_what_can_wait_and_late_messages_are_passed_over(office):
    await office.write(lambda tx: tx.run("UPDATE people SET quiet_from = 1320, quiet_to = 420 WHERE id = :p", p=WANG))
    promises = [
        *[owed(AfterNews.THANKS, {}, person, EVENING) for person in (WANG, ZHANG)],
        owed(News.LINK, {}, WANG, EVENING - 2 * HOUR, EVENING - HOUR),
    ]
    await office.write(outbox.promise, promises, EVENING)
    hand = await office.write(outbox.claim, EVENING, 9, ZONE)
    assert (claimed(hand), hand.late, hand.more) == ([(AfterNews.THANKS, ZHANG)], (News.LINK,), True)
    assert (await office.write(outbox.claim, EVENING, 9, ZONE)).more is False
    assert await office.read(outbox.next_due) == MORNING.timestamp() * 1_000_000
    assert claimed(await office.write(outbox.claim, MORNING, 9, ZONE)) == [(AfterNews.THANKS, WANG)]


async def test_a_hundred_that_wait_for_the_morning_do_not_hide_the_one_behind_them(office):
    await office.write(lambda tx: tx.run("UPDATE people SET quiet_from = 1320, quiet_to = 420 WHERE id = :p", p=WANG))
    held = [Promised(WANG, AfterNews.THANKS, n, f"held:{n}", EVENING, {}) for n in range(100)]
    await office.write(outbox.promise, [*held, owed(AfterNews.THANKS, {}, ZHANG, EVENING)], EVENING)
    first = await office.write(outbox.claim, EVENING, 8, ZONE)
    assert (claimed(first), first.more) == ([], True)
    assert claimed(await office.write(outbox.claim, EVENING, 8, ZONE)) == [(AfterNews.THANKS, ZHANG)]


async def test_what_another_process_has_in_hand_is_its_own_for_half_a_minute(office):
    clock = ManualClock(EVENING)
    here, there = Outbox(office, clock), Outbox(office, clock)
    await office.write(outbox.promise, [owed(News.LINK, {}, WANG, EVENING)], EVENING)
    assert len((await here.claim(8, ZONE)).claimed) == 1
    # Of a SQLite file there is but one process: whoever starts knows that the one before is gone.
    assert await there.recover() == (1 if office.dialect == "sqlite" else 0)
    clock.advance(seconds=29)
    assert len((await there.claim(8, ZONE)).claimed) == (1 if office.dialect == "sqlite" else 0)
    clock.advance(seconds=1)
    assert len((await there.claim(8, ZONE)).claimed) == (0 if office.dialect == "sqlite" else 1)


async def test_what_was_claimed_and_never_left_is_not_a_try(office):
    """Killed as often as can be before the request leaves, a message still has both its tries."""
    await office.write(outbox.promise, [owed(News.LINK, {}, WANG, EVENING)], EVENING)
    for _ in range(5):
        assert len((await office.write(outbox.claim, EVENING, 8, ZONE)).claimed) == 1
        await office.write(outbox.resolve_doubt, EVENING)
    for tries in (0, 1):
        (one,) = (await office.write(outbox.claim, EVENING, 8, ZONE)).claimed
        assert one.tries == tries
        await office.write(outbox.leave, one)
        await office.write(outbox.resolve_doubt, EVENING)
    assert (await office.write(outbox.claim, EVENING, 8, ZONE)).claimed == ()
