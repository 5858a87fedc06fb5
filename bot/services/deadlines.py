"""What happens to suggestions by itself: what is late is called to mind, what nobody judged is closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.outbox import Promised
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.deadlines import CHASE_AFTER, LIST_AFTER, overdue_days
from bot.domain.suggestions.news import LeaderNews, SuggestionNews
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
    found = desk_clock.unjudged(tx, now, _AT_ONCE)
    for id_ in found:
        hold(tx, By(None, now, hours), id_, Action.LAPSE).done()
    return len(found)


def chase(tx: Tx, now: datetime, hours: Hours) -> int:
    """Promise who is at it, and who heads the office, to call what is overdue to mind, once; return how many."""
    chased = 0
    for one in desk_clock.unchased(tx, now):
        assert one.due_at is not None  # noqa: S101 - asked for
        if overdue_days(one.due_at, now, hours) < CHASE_AFTER:
            continue
        campaign = _campaign(tx, one.campaign_id, {})
        heads = desk.heads_of(tx, one.office_id, now) if one.office_id is not None else []
        outbox.promise(
            tx,
            [
                Promised(
                    person,
                    SuggestionNews.OVERDUE,
                    one.id,
                    f"{SuggestionNews.OVERDUE}:{one.id}:{one.due_at.isoformat()}:{person}",
                    now,
                    {"due": one.due_at.isoformat()},
                )
                for person in dict.fromkeys((*at_it(tx, one, campaign, now), *heads))
            ],
            now,
        )
        desk_clock.note_chased(tx, one.id)
        chased += 1
    return chased


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
        assert one.due_at is not None  # noqa: S101 - asked for
        days = overdue_days(one.due_at, now, hours)
        if days >= LIST_AFTER:
            for leader in desk.leaders(tx, _campaign(tx, one.campaign_id, known), now):
                found.setdefault(leader, []).append((one, days))
    return found


def _campaign(tx: Tx, campaign_id: int, known: dict[int, Campaign]) -> Campaign:
    if campaign_id not in known:
        found = campaigns.load(tx, campaign_id)
        assert found is not None  # noqa: S101 - suggestions point to it
        known[campaign_id] = found
    return known[campaign_id]
