"""What happens to suggestions by itself: what is late is called to mind, what nobody judged or answered goes on."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.clock import Clock
from bot.domain.outbox import Promised
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.deadlines import CHASE_AFTER, LIST_AFTER, overdue_days
from bot.domain.suggestions.news import LeaderNews, SuggestionNews
from bot.domain.suggestions.states import State
from bot.domain.suggestions.suggestion import Suggestion
from bot.domain.workdays import is_workday
from bot.domain.working_time import Hours
from bot.services.outbox import Outbox
from bot.services.suggestion_ground import By, hold
from bot.services.suggestion_news import at_it
from storage import campaigns, desk, desk_clock, outbox
from storage.db import Database, Tx

_AT_ONCE = 200
_USE = timedelta(hours=20)  # of a day's list: the next day has another


class Deadlines:
    """The clock on the office's side."""

    def __init__(self, db: Database, clock: Clock, hours: Hours, owed: Outbox) -> None:
        self._db, self._clock, self._hours, self._owed = db, clock, hours, owed

    async def run(self) -> tuple[int, int, int]:
        """Do what is due; return how many were closed, called to mind, and how many leaders get a list today."""
        now = self._clock.now()
        closed = await self._db.write(close, now, self._hours)
        await self._db.write(go_on, now, self._hours)
        chased = await self._db.write(chase, now, self._hours)
        listed = await self._db.write(tell_leaders, now, self._hours)
        self._owed.poke()
        return closed, chased, listed

    async def late(self, person_id: int) -> tuple[tuple[Suggestion, int], ...]:
        """Return what is long overdue in the campaigns a person leads, each with how many working days."""

        def look(tx: Tx, now: datetime) -> tuple[tuple[Suggestion, int], ...]:
            return tuple(long_overdue(tx, now, self._hours).get(person_id, ()))

        return await self._db.read(look, self._clock.now())


def close(tx: Tx, now: datetime, hours: Hours) -> int:
    """Close what is done and was not judged in time; return how many."""
    found = desk_clock.waited_out(tx, State.RESOLVED, now, _AT_ONCE)
    for id_ in found:
        hold(tx, By(None, now, hours), id_, Action.LAPSE).done()
    return len(found)


def go_on(tx: Tx, now: datetime, hours: Hours) -> int:
    """Let the clock go on where a question was not answered in time; return how many."""
    found = desk_clock.waited_out(tx, State.ASKED, now, _AT_ONCE)
    for id_ in found:
        hold(tx, By(None, now, hours), id_, Action.RESUME).done()
    return len(found)


def chase(tx: Tx, now: datetime, hours: Hours) -> int:
    """Promise who is at it, and who heads the office, to call what is overdue to mind, once; return how many.

    The first of a day takes along what becomes as late that day, so that nobody hears of one after the other.
    """
    evening = datetime.combine(now.astimezone(hours.zone).date(), time.max, hours.zone)
    found = [one for one in desk_clock.unchased(tx, now) if _days_late(one, evening, hours) >= CHASE_AFTER]
    if all(_days_late(one, now, hours) < CHASE_AFTER for one in found):
        return 0
    known: dict[int, Campaign] = {}
    owed: dict[int, list[Suggestion]] = {}
    for one in found:
        heads = desk.heads_of(tx, one.office_id, now) if one.office_id is not None else []
        for person in dict.fromkeys((*at_it(tx, one, _campaign(tx, one.campaign_id, known), now), *heads)):
            owed.setdefault(person, []).append(one)
        desk_clock.note_chased(tx, one.id)
    outbox.promise(tx, [_overdue(person, late, now) for person, late in owed.items()], now)
    return len(found)


def _overdue(person_id: int, late: list[Suggestion], now: datetime) -> Promised:
    due = [(one.id, one.due_at.isoformat()) for one in late if one.due_at]
    first, since = due[0]
    key = f"{SuggestionNews.OVERDUE}:{first}:{since}:{person_id}"
    return Promised(person_id, SuggestionNews.OVERDUE, first, key, now, {"due": since, "others": due[1:]})


def tell_leaders(tx: Tx, now: datetime, hours: Hours) -> int:
    """Promise each leader a list of what is long overdue, once each work day; return how many get one now."""
    local = now.astimezone(hours.zone)
    if not is_workday(local.date()) or local.time() < hours.spans[0][0]:
        return 0
    found = sorted(long_overdue(tx, now, hours))
    return sum(
        outbox.promise_new(
            tx,
            Promised(person, LeaderNews.LATE, 0, f"{LeaderNews.LATE}:{person}:{local.date()}", now, {}, now + _USE),
            now,
        )
        for person in found
    )


def long_overdue(tx: Tx, now: datetime, hours: Hours) -> dict[int, list[tuple[Suggestion, int]]]:
    """Return what is long overdue by who leads its campaign, each with how many working days."""
    found: dict[int, list[tuple[Suggestion, int]]] = {}
    known: dict[int, Campaign] = {}
    for one in desk_clock.past(tx, now - timedelta(days=LIST_AFTER)):
        days = _days_late(one, now, hours)
        if days >= LIST_AFTER:
            for leader in desk.leaders(tx, _campaign(tx, one.campaign_id, known), now):
                found.setdefault(leader, []).append((one, days))
    return found


def _days_late(one: Suggestion, now: datetime, hours: Hours) -> int:
    assert one.due_at is not None  # noqa: S101 - asked for
    return overdue_days(one.due_at, now, hours)


def _campaign(tx: Tx, campaign_id: int, known: dict[int, Campaign]) -> Campaign:
    if campaign_id not in known:
        found = campaigns.load(tx, campaign_id)
        assert found is not None  # noqa: S101 - suggestions point to it
        known[campaign_id] = found
    return known[campaign_id]
