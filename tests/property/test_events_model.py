"""Whatever people and organisers do in whatever order: lines, counters, reminders and messages are the model's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.clock import micros
from bot.domain.events import TOLD, EventCancelled, EventOver
from bot.domain.reminders import Lead, due_at
from bot.errors import Refusal
from bot.services import events as service
from bot.services import reminders
from storage import offers
from tests.property.programme import (
    BOSS,
    EXCUSED,
    LEFT,
    OFFERED,
    PEOPLE,
    SEATED,
    START,
    WAITING,
    ZONE,
    InMemory,
    Model,
    ModelEvent,
    Served,
    deliver,
    plan,
    populate,
    stored_lines,
    stored_offers,
    stored_owed,
)

people = st.sampled_from(PEOPLE)
which = st.integers(0, 1)
crowds = st.permutations(PEOPLE) | st.lists(people, min_size=1, max_size=4)
replays = st.sampled_from([1, 1, 3])
capacities = st.sampled_from([1, 2, 3, 5, None])
leads = st.sets(st.sampled_from(Lead), max_size=3).map(lambda chosen: tuple(sorted(chosen)))


class Programme(RuleBasedStateMachine):
    """Two events that overlap in time, seven people, one organiser."""

    world = None

    def __init__(self):
        super().__init__()
        self.world.reset()
        self.world.write(populate)
        self.model = Model()
        self.ids = []

    @initialize(
        first=capacities,
        second=capacities,
        opens=st.sampled_from([-1, -1, 2]),
        ahead=st.sampled_from([72, 49, 30]),
        early=crowds,
    )
    def publish(self, first, second, opens, ahead, early):
        starts = START + timedelta(hours=ahead)
        for capacity, start in ((first, starts), (second, starts + timedelta(hours=1))):
            made = plan(start, capacity=capacity, opens_at=START + timedelta(hours=opens))
            event = self.world.write(service.publish, BOSS, made, None, START)
            self.model.events[event.id] = ModelEvent(made)
            self.ids.append(event.id)
            for person in early:
                self.sign_up(-1, person, 1)

    def refused(self, why, fn, *args):
        """Do it; say whether it was refused as the model says it is."""
        if why is None:
            return False
        with pytest.raises(Refusal) as refusal:
            self.world.write(fn, *args)
        assert refusal.type is why
        return True

    @rule(which=which, person=people, times=replays)
    def sign_up(self, which, person, times):
        event_id, model = self.ids[which], self.model
        args = (service.sign_up, event_id, person, model.now, ZONE)
        if self.refused(model.sign_up_refusal(event_id, person), *args):
            return
        for _ in range(times):
            event = model.events[event_id]
            already = person in event.line and event.state(person) is not OFFERED
            if not already:
                model.sign_up(event_id, person)
            outcome = self.world.write(*args)
            self.stands(outcome, event_id, person, already=already)
            if person not in event.line:
                return  # an offer that was over: the next time is another sign-up

    def stands(self, outcome, event_id, person, *, already):
        event = self.model.events[event_id]
        assert outcome.event.seated == len(event.seats())
        assert outcome.event.length == len(event.line)
        if person not in event.line:
            assert (outcome.already, outcome.standing.state) == (True, LEFT)
            return
        assert outcome.already == already
        assert (outcome.standing.state, outcome.standing.position) == (event.state(person), event.place(person))
        assert [clash.id for clash in outcome.clashes] == self.model.clashes(event_id, person)

    @rule(which=which, person=people, times=replays)
    def take(self, which, person, times):
        event_id, model = self.ids[which], self.model
        args = (service.take, event_id, person, model.now, ZONE)
        for _ in range(times):
            if self.refused(model.take_refusal(event_id, person), *args):
                return
            already = model.events[event_id].state(person) is not OFFERED
            if not already:
                model.take(event_id, person)
            outcome = self.world.write(*args)
            if not already:
                self.stands(outcome, event_id, person, already=False)

    @rule(which=which, place=st.integers(0, 6), after=st.sampled_from([0, 0, 1, 13]), heard=st.booleans())
    def somebody_takes(self, which, place, after, heard):
        offered = self.model.events[self.ids[which]].those(OFFERED)
        if offered:
            if heard:
                self.deliver()
            self.model.now += timedelta(hours=after)
            self.take(which, offered[place % len(offered)], 1)

    @rule(which=which, place=st.integers(0, 4), heard=st.booleans(), after=st.sampled_from([0, 0.5, 4, 13]))
    def a_seat_becomes_free(self, which, place, heard, after):
        self.rush(which, PEOPLE)
        seats = self.model.events[self.ids[which]].seats()
        if seats:
            self.leave(which, seats[place % len(seats)], 1)
            if heard:
                self.deliver()
            self.model.now += timedelta(hours=after)
            self.lines_move_on(1)

    @rule(which=which, person=people, times=replays)
    def excuse(self, which, person, times):
        event_id, model = self.ids[which], self.model
        args = (service.excuse, event_id, person, "出差", None, model.now, ZONE)
        if self.refused(model.refusal(event_id), *args):
            return
        for _ in range(times):
            already = model.events[event_id].state(person) is EXCUSED
            model.leave(event_id, person, EXCUSED)
            outcome = self.world.write(*args)
            assert (outcome.already, outcome.standing.state) == (already, EXCUSED)

    @rule(times=replays)
    def lines_move_on(self, times):
        for event_id, event in self.model.events.items():
            if event.cancelled is None:
                self.model.move_on(event_id)
        for _ in range(times):
            for event_id in self.world.write(offers.stirring, self.model.now):
                self.world.write(service.move_on, event_id, self.model.now, ZONE)

    @rule(which=which, person=people, times=replays)
    def leave(self, which, person, times):
        event_id, model = self.ids[which], self.model
        args = (service.leave, event_id, person, model.now, ZONE)
        if self.refused(model.leave_refusal(event_id, person), *args):
            return
        for _ in range(times):
            already = person not in model.events[event_id].line
            if not already:
                model.leave(event_id, person)
            outcome = self.world.write(*args)
            assert (outcome.already, outcome.standing.state) == (already, model.events[event_id].state(person))
            assert outcome.event.seated == len(model.events[event_id].seats())

    @rule(which=which, crowd=crowds)
    def rush(self, which, crowd):
        for person in crowd:
            self.sign_up(which, person, 1)

    @rule(which=which, place=st.integers(0, 6), times=replays)
    def somebody_leaves(self, which, place, times):
        line = self.model.events[self.ids[which]].line
        if line:
            self.leave(which, line[place % len(line)], times)

    @rule(which=which, capacity=capacities, times=replays)
    def other_seats(self, which, capacity, times):
        self.revise(which, times, capacity=capacity)

    @rule(which=which, by=st.sampled_from([-30, -3, 1, 1, 24, 80]), times=replays)
    def later_or_earlier(self, which, by, times):
        self.move(which, self.model.events[self.ids[which]].plan.starts_at + timedelta(hours=by), times)

    @rule(which=which, ahead=st.sampled_from([0, 0.25, 1, 5, 30]))
    def soon(self, which, ahead):
        self.move(which, self.model.now + timedelta(hours=ahead), 1)

    @rule(which=which, place=st.sampled_from(["一楼报告厅", "党群活动中心"]), times=replays)
    def other_place(self, which, place, times):
        self.revise(which, times, place=place)

    @rule(which=which, before=st.sampled_from([0, 30]))
    def other_window(self, which, before):
        starts_at = self.model.events[self.ids[which]].plan.starts_at
        self.revise(which, 1, closes_at=starts_at - timedelta(hours=before))

    @rule(which=which, capacity=capacities, place=st.sampled_from(["一楼报告厅", "云课堂"]))
    def everything_at_once(self, which, capacity, place):
        starts_at = self.model.now + timedelta(hours=50)
        ends_at = starts_at + timedelta(hours=2)
        self.revise(which, 1, capacity=capacity, place=place, starts_at=starts_at, ends_at=ends_at, closes_at=starts_at)

    def move(self, which, starts_at, times):
        self.revise(which, times, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), closes_at=starts_at)

    def revise(self, which, times, **changes):
        event_id, model = self.ids[which], self.model
        event = model.events[event_id]
        new = replace(event.plan, **changes)
        args = (service.revise, BOSS, event_id, new, None, model.now, ZONE)
        if self.refused(self.change_refusal(event, new), *args):
            return
        for _ in range(times):
            before, stood, line = event.plan, dict(event.states), list(event.line)
            model.revise(event_id, new)
            revision = self.world.write(*args)
            changed = {name for name in new.__slots__ if getattr(new, name) != getattr(before, name)}
            moves = [
                (stood[person], event.states[person]) for person in line if stood[person] is not event.states[person]
            ]
            assert revision.changed == changed
            assert (revision.seated_lost, revision.withdrawn) == (
                moves.count((SEATED, WAITING)),
                moves.count((OFFERED, WAITING)),
            )
            assert (revision.promoted, revision.offered) == (
                moves.count((WAITING, SEATED)),
                moves.count((WAITING, OFFERED)),
            )
            assert revision.told == (len(line) if changed & TOLD else len(moves))
            assert revision.event.plan() == new

    def change_refusal(self, event, new):
        if event.cancelled is not None:
            return EventCancelled
        if self.model.now >= event.plan.ends_at:
            return EventOver
        try:
            new.check(self.model.now)
        except Refusal as refusal:
            return type(refusal)
        return None

    @rule(which=which, dice=st.integers(0, 9))
    def cancel(self, which, dice):
        event_id, model = self.ids[which], self.model
        event = model.events[event_id]
        args = (service.cancel, BOSS, event_id, "台风", None, model.now)
        why = EventCancelled if event.cancelled else EventOver if model.now >= event.plan.ends_at else None
        if dice or self.refused(why, *args):  # a cancelled event has little left to find
            return
        model.cancel(event_id, "台风")
        assert self.world.write(*args).told == len(event.line)

    @rule(person=people, times=replays)
    def forget(self, person, times):
        self.model.forget(person)
        for _ in range(times):
            self.world.write(service.leave_all, person, self.model.now, ZONE)

    @rule(person=people, leads=leads, times=replays)
    def choose_leads(self, person, leads, times):
        self.model.choose(person, leads)
        for _ in range(times):
            self.world.write(reminders.choose, person, leads, self.model.now, ZONE)

    @rule(hours=st.sampled_from([0.5, 1, 3, 10]))
    def time_passes(self, hours):
        self.model.now += timedelta(hours=hours)

    @rule(which=which, what=st.sampled_from([*Lead, "opens_at", "closes_at", "starts_at", "ends_at"]), person=people)
    def the_moment_comes(self, which, what, person):
        plan = self.model.events[self.ids[which]].plan
        moment = due_at(what, plan.starts_at, ZONE) if isinstance(what, Lead) else getattr(plan, what)
        # Not from afar: an event that is over has little left to find.
        if self.model.now < moment < self.model.now + timedelta(hours=40):
            self.model.now = moment
            self.sign_up(which, person, 1)
            self.leave(which, person, 1)

    @rule()
    def deliver(self):
        self.model.deliver()
        self.world.write(deliver, self.model.now)

    @invariant()
    def lines_and_counters_are_the_models(self):
        lines, others = {}, {}
        for event_id, event in self.model.events.items():
            seated, waiting, offered = event.seats(), event.those(WAITING), event.those(OFFERED)
            lines[event_id] = (seated, waiting, event.gone(LEFT), (len(seated), len(waiting)))
            ends = [(person, micros(event.until[person])) for person in offered]
            others[event_id] = (ends, event.gone(EXCUSED), (len(offered), 0))
            assert event.plan.capacity is None or len(offered) <= event.plan.capacity - len(seated)
        assert self.world.write(stored_lines) == lines
        assert self.world.write(stored_offers) == others

    @invariant()
    def what_is_owed_is_the_models(self):
        assert self.world.write(stored_owed) == self.model.owed()


def explore(world, examples, steps):
    """Run the machine on a database."""
    machine = type("On", (Programme,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_sqlite_behaves_as_the_model(migrated_sqlite):
    world = InMemory(migrated_sqlite)
    explore(world, examples=150, steps=50)
    world.close()


@pytest.mark.postgres
def test_postgres_behaves_as_the_model(postgres_url):
    world = Served(postgres_url)
    explore(world, examples=12, steps=40)
    world.close()
