"""Whatever happens after and around an event, in whatever order: the ledger says what the rule says, once."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import micros
from bot.domain.hours import HoursRule, counts
from bot.services import events as service
from bot.services import hours, speakers
from storage import ledger
from tests.property.programme import BOSS, PEOPLE, START, ZONE, plan, populate

AFTER = START + timedelta(days=4)  # the event is over then

amounts = st.integers(0, 5_000)
people = st.sampled_from(list(PEOPLE)[:2])
presence = st.tuples(st.sampled_from(["tick", "untick", "speaks", "does not speak"]), people)
acts = st.one_of(
    presence,
    st.tuples(st.sampled_from(["job", "double job", "next year", "put off"]), st.none()),
    st.tuples(st.just("edit"), st.sampled_from([0.0, 0.5, 1.5, 3.0, 6.0])),
    st.tuples(st.just("times"), st.integers(1, 6)),
)


class Model:
    """What the rule says, by looking at the present only."""

    def __init__(self, tx_write) -> None:
        self.write = tx_write
        self.now = START
        self.ends = START + timedelta(days=3, hours=2)
        self.there, self.speaking = set(), set()
        self.worth, self.times, self.year, self.cancelled = 3.0, 5, 2026, False
        self.event = self.write(
            service.publish, BOSS, plan(START + timedelta(days=3), series="知行讲堂", hours=3.0), None, START
        )

    def due(self):
        if self.cancelled or self.now < self.ends:
            return {}
        worth = round(self.worth * 100)
        found = dict.fromkeys(self.there, worth) | dict.fromkeys(self.speaking, worth * self.times)
        return {(person, self.year): amount for person, amount in found.items() if amount}

    def act(self, what, detail):  # noqa: C901 - one line per act
        event = self.event.id
        match what:
            case "tick":
                self.there.add(detail)
                self.write(_tick, event, detail)
            case "untick":
                self.there.discard(detail)
                self.write(_run, f"DELETE FROM check_ins WHERE event_id = {event} AND person_id = {detail}")
            case "speaks":
                self.speaking.add(detail)
                self.write(speakers.add, BOSS, event, detail, None, self.now)
            case "does not speak":
                self.speaking.discard(detail)
                self.write(speakers.remove, BOSS, event, detail, self.now)
            case "cancel":
                self.cancelled = True
                self.write(_run, f"UPDATE events SET state = 'cancelled' WHERE id = {event}")
            case "edit":
                self.worth = detail
                self.write(_run, f"UPDATE events SET hours = {detail} WHERE id = {event}")
            case "times":
                self.times = detail
                rule = HoursRule(speaker=detail)
                self.write(hours.set_rule, BOSS, self.event.series_id, rule, None, self.now)
            case "next year":
                self.year = 2027
                starts = micros(START + timedelta(days=60))
                self.write(_run, f"UPDATE events SET starts_at = {starts} WHERE id = {event}")
            case "put off":
                self.ends = AFTER + timedelta(days=10)
                self.write(_run, f"UPDATE events SET ends_at = {micros(self.ends)} WHERE id = {event}")
            case "end":
                self.now = AFTER
            case "job" | "double job":
                for _ in range(1 + (what == "double job")):
                    self.job()

    def job(self):
        for event in self.write(hours.unsettled, self.now):
            self.write(hours.reconcile, event, self.now, ZONE)


def _tick(tx, event, person):
    tx.run(
        "INSERT INTO check_ins (event_id, person_id, at, way) VALUES (:e, :p, 0, 'list') ON CONFLICT DO NOTHING",
        e=event,
        p=person,
    )


def _run(tx, sql):
    tx.run(sql)


def written(tx):
    """The ledger's sums that are not nothing, and its lines."""
    sums = defaultdict(int)
    lines = tx.all("SELECT person_id, year, amount FROM ledger ORDER BY id")
    for person, year, amount in lines:
        sums[person, year] += amount
    return {key: amount for key, amount in sums.items() if amount}, lines


def trying(test):
    return settings(max_examples=100, deadline=None, derandomize=True, database=None)(test)


def test_the_ledger_is_what_the_rule_says_whatever_the_order(world):
    @trying
    @given(st.lists(acts, max_size=6), st.lists(acts, max_size=10), st.lists(presence, max_size=4), st.booleans())
    def holds(before, after, later, cancelled):
        world.reset()
        world.write(populate)
        model = Model(world.write)
        cancel = [("cancel", None)] if cancelled else []
        for act in (*before, ("end", None), ("job", None), *after, *cancel, *later):
            model.act(*act)
        model.job()
        sums, lines = world.write(written)
        assert sums == model.due()
        model.job()
        assert world.write(written)[1] == lines
        totals = {(person, year): amount for person, _series, year, amount in world.write(ledger.sums, "hours")}
        assert {key: amount for key, amount in totals.items() if amount} == sums

    holds()


def test_every_hour_earned_counts_goes_over_or_lapses_and_no_year_passes_its_limit():
    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(st.dictionaries(st.integers(2020, 2030), amounts), st.none() | st.integers(1, 3_000), amounts)
    def holds(earned, cap, carry):
        found = counts(HoursRule(cap=cap, carry=carry), earned)
        assert sum(one.counted + one.lapsed for one in found.values()) == sum(earned.values())
        for year, one in found.items():
            assert one.brought + one.earned == one.counted + one.carried + one.lapsed
            assert (one.earned, one.carried <= carry) == (earned.get(year, 0), True)
            assert cap is None or one.counted <= cap
            assert not (one.lapsed or one.carried) or one.counted == cap
            assert one.brought == (found[year - 1].carried if year - 1 in found else 0)

    holds()
