"""Credit hours: the ledger is kept in line with who was there, and read by people and organisers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import EventState, NotYours
from bot.domain.hours import (
    NOTHING,
    OPEN_DAYS,
    THANKS_DAYS,
    USUAL_RULE,
    HoursRule,
    RuleNotYours,
    SeriesUnknown,
    SeriesYear,
    Statement,
    Total,
    by_day,
    counts,
    thanks_due,
    year_of,
)
from bot.domain.ledger import Entry, Unit
from bot.services.outbox import Outbox
from storage import audit, drafts, events, hours, ledger, roles
from storage.db import Database, Tx


class Hours:
    """Credit hours; `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, outbox: Outbox) -> None:
        self._db, self._clock, self._zone, self._outbox = db, clock, zone, outbox

    async def settle(self) -> int:
        """Bring the ledger in line with what ended lately, and promise thanks; return how many lines that took."""
        now, written = self._clock.now(), 0
        for event_id in await self._db.read(unsettled, now):
            if await self._db.read(missing, event_id, now, self._zone):
                written += await self._db.write(reconcile, event_id, now, self._zone)
        for event_id in await self._db.read(hours.ended, now - timedelta(days=THANKS_DAYS), now):
            await self._db.write(thank, event_id, now, self._zone)
        self._outbox.poke()
        return written

    async def credited(self, event_id: int, person_id: int) -> int:
        """Return what a person was credited with for an event, in hundredths."""
        return await self._db.read(ledger.balance, Unit.HOURS, person_id, event_id)

    async def statement(self, person_id: int, year: int | None = None) -> Statement:
        """Return somebody's year; None: the present one."""
        wanted = self._clock.now().astimezone(self._zone).year if year is None else year
        return await self._db.read(statement, person_id, wanted)

    async def rules(self, actor_id: int) -> tuple[tuple[int, str, HoursRule | None], ...]:
        """Return every series with its rule, the oldest first: id, name, rule. Raises NotYours."""
        return await self._db.read(rules, actor_id, self._clock.now())

    async def set_rule(
        self, actor_id: int, series_id: int, rule: HoursRule | None, draft: DraftKey | None = None
    ) -> None:
        """Set the rule of a series (None: it has none any more) for events published from now on.

        Cap and carry-over hold at once. Raises RuleNotYours unless the actor organises for all departments,
        SeriesUnknown, HoursRuleUnfit, DraftGone.
        """
        await self._db.write(set_rule, actor_id, series_id, rule, draft, self._clock.now())

    async def totals(self, actor_id: int, year: int) -> tuple[Total, ...]:
        """Return the years of all whom the actor manages, by department and name. Raises NotYours."""
        return await self._db.read(totals, actor_id, year, self._clock.now())


def unsettled(tx: Tx, now: datetime) -> list[int]:
    """Return the events whose ledger is still followed: what ended lately, and what has lines without having ended."""
    since = now - timedelta(days=OPEN_DAYS)
    return sorted({*hours.ended(tx, since, now), *ledger.touched(tx, Unit.HOURS, since)})


def missing(tx: Tx, event_id: int, now: datetime, zone: ZoneInfo) -> list[Entry]:
    """Return the lines that the ledger of an event lacks; none for one that ended too long ago."""
    event = events.load(tx, event_id)
    if event is None or event.ends_at <= now - timedelta(days=OPEN_DAYS):
        return []
    rule = hours.rule(tx, event.series_id) or USUAL_RULE
    took_place = event.state is EventState.PUBLISHED and event.ends_at <= now
    return hours.missing(
        tx,
        event_id,
        year_of(event, zone),
        was_there=rule.credit(event, spoke=False) if took_place else 0,
        spoke=rule.credit(event, spoke=True) if took_place else 0,
    )


def reconcile(tx: Tx, event_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Write what the ledger of an event lacks; return how many lines that took."""
    tx.lock("events", event_id)
    lines = missing(tx, event_id, now, zone)
    ledger.record(tx, lines, now)
    return len(lines)


def thank(tx: Tx, event_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Promise thanks for an event that ended, by day, to whom none are promised yet; return to how many."""
    event = events.load(tx, event_id)
    if event is None or event.state is EventState.CANCELLED or thanks_due(event.ends_at, zone) > now:
        return 0
    return hours.thank(tx, event_id, by_day(now, zone), event.ends_at + timedelta(days=2 * THANKS_DAYS), now)


def statement(tx: Tx, person_id: int, year: int) -> Statement:
    """See `Hours.statement`."""
    lines = ledger.lines(tx, Unit.HOURS, person_id)
    rules_of = hours.rules(tx)
    earned: dict[int | None, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        earned[line.series_id][line.year] += line.amount
    names = {line.series_id: line.series for line in lines}
    series, years = [], {year}
    for series_id, by_year in earned.items():
        rule = _rule(rules_of, series_id)
        found = counts(rule, by_year)
        years.update(found)
        if year in found:
            series.append(SeriesYear(names[series_id], rule, found[year]))
    return Statement(
        year, tuple(series), tuple(line for line in lines if line.year == year), tuple(sorted(years, reverse=True))
    )


def rules(tx: Tx, actor_id: int, now: datetime) -> tuple[tuple[int, str, HoursRule | None], ...]:
    """See `Hours.rules`."""
    if not events.scopes(tx, actor_id, now):
        raise NotYours
    found = hours.rules(tx)
    return tuple((series_id, name, found.get(series_id)) for series_id, name in events.run_series(tx))


def set_rule(
    tx: Tx, actor_id: int, series_id: int, rule: HoursRule | None, draft: DraftKey | None, now: datetime
) -> None:
    """See `Hours.set_rule`."""
    if draft:
        drafts.consume(tx, draft)
    if None not in events.scopes(tx, actor_id, now):
        raise RuleNotYours
    if series_id not in dict(events.run_series(tx)):
        raise SeriesUnknown
    if rule is None:
        hours.drop_rule(tx, series_id)
    else:
        rule.check()
        hours.put_rule(tx, series_id, rule)
    audit.note(tx, now, actor_id, "hours.rule", f"series:{series_id}")


def totals(tx: Tx, actor_id: int, year: int, now: datetime) -> tuple[Total, ...]:
    """See `Hours.totals`."""
    if not events.scopes(tx, actor_id, now):
        raise NotYours
    managed = {
        id_: Total(id_, name, department_id, path, 0)
        for id_, name, department_id, path in roles.managed(tx, actor_id, now)
    }
    rules_of = hours.rules(tx)
    earned: dict[tuple[int, int | None], dict[int, int]] = defaultdict(dict)
    for person_id, series_id, for_year, amount in ledger.sums(tx, Unit.HOURS):
        earned[person_id, series_id][for_year] = amount
    for (person_id, series_id), by_year in earned.items():
        if person_id in managed:
            counted = counts(_rule(rules_of, series_id), by_year).get(year, NOTHING).counted
            managed[person_id] = replace(managed[person_id], counted=managed[person_id].counted + counted)
    found = (total for total in managed.values() if total.counted)
    return tuple(sorted(found, key=lambda total: (total.department, -total.counted, total.name, total.person_id)))


def _rule(rules_of: dict[int, HoursRule], series_id: int | None) -> HoursRule:
    return USUAL_RULE if series_id is None else rules_of.get(series_id, USUAL_RULE)
