"""Whatever anybody does to suggestions in whatever order: what the rules do not allow does not happen; seconds stay."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.campaign import Plan
from bot.domain.suggestions.states import DUE, Decision, State
from bot.domain.suggestions.suggestion import Filing
from bot.domain.working_time import Hours
from bot.errors import Refusal
from bot.services import deadlines, office_acts
from bot.services import suggestions as service
from bot.services.office_acts import OFFICE_ACTS, Told
from bot.services.suggestion_ground import By
from storage import campaigns, merging, suggestions
from tests.property.programme import START
from tests.property.suggestions_model import (
    ANNEX,
    BOSS,
    CLERK,
    EVERYBODY,
    HEAD,
    HOUSE,
    LAW,
    LEADER,
    OFFICES,
    OTHER_HEAD,
    WRITERS,
    House,
)

HOURS = Hours(ZoneInfo("Asia/Shanghai"))
MOST = 6  # suggestions in one try
DULL = {"note", "edit", "chase", "decide", "withdraw", "decline", "return", "confirm"}
SOME = 0.2
WORDS = "电梯间的灯坏了"
tries = st.lists(
    st.tuples(
        st.sampled_from(["lawful"] * 8 + ["any"] * 3 + ["file", "second", "second", "unsecond", "wait", "clock"]),
        st.integers(0, 1 << 16),
    ),
    min_size=20,
    max_size=60,
)


def populate(tx):
    for office in (HOUSE, ANNEX):
        tx.run("INSERT INTO departments (id, name, path) VALUES (:id, 'x', :path)", id=office, path=f"部门{office}")
    for person in EVERYBODY:
        tx.run(
            "INSERT INTO people (id, telegram_id, name, department_id, consent, created_at) "
            "VALUES (:id, :id, :name, :office, 1, 0)",
            id=person,
            name=f"person {person}",
            office=OFFICES.get(person),
        )
    for person, role, office in ((BOSS, "owner", None), (HEAD, "organiser", HOUSE), (OTHER_HEAD, "organiser", ANNEX)):
        tx.run(
            "INSERT INTO roles (person_id, role, department_id, granted_at) VALUES (:p, :role, :office, 0)",
            p=person,
            role=role,
            office=office,
        )
    plan = Plan(title="金点子", opens_at=START - timedelta(days=1), leader_id=LEADER)
    return campaigns.insert(tx, plan, BOSS, START)


class Try:
    """The real house and the model beside it."""

    def __init__(self, world):
        world.reset()
        self.world, self.campaign, self.house = world, world.write(populate), House(START)
        self.numbers = []
        for n in range(3):
            self.file(n)

    def load(self, id_):
        return self.world.write(suggestions.load, id_)

    def due(self):
        return {id_: self.load(id_).due_at for id_ in self.house.sheets}

    def file(self, n):
        if len(self.house.sheets) >= MOST:
            return
        author = WRITERS[n % len(WRITERS)]
        filing = Filing(self.campaign, WORDS)
        seen = self.world.write(service.file, author, filing, None, self.house.now, HOURS)
        self.numbers.append(seen.suggestion.number)
        self.house.add(seen.suggestion.id, author)

    def choices(self):
        """Everything that could be tried now: action, person, suggestion, what it is about."""
        ids = tuple(self.house.sheets)
        others = {
            "merge": ids,
            "name_handler": (CLERK, OTHER_HEAD),
            "assign": (HOUSE, ANNEX),
            "transfer": (HOUSE, ANNEX),
        }
        return [
            (action, person, id_, other)
            for action in LAW
            for person in EVERYBODY
            for id_ in ids
            for other in others.get(action, (None,))
        ]

    def attempt(self, action, person, id_, other):
        before, now = self.load(id_), self.house.now
        lawful = self.house.lawful(action, person, id_, other, before.due_at)
        by = By(person, now, HOURS)
        try:
            if Action(action) in OFFICE_ACTS:
                self.world.write(office_acts.act, by, id_, Action(action), _told(action, other))
            else:
                self.world.write(service.act, by, id_, Action(action), WORDS)
        except Refusal:
            assert (lawful, self.load(id_)) == (False, before), (action, person, id_, other)
        else:
            assert lawful, (action, person, before.state, self.house.who(id_, person), other)
            self.house.done(action, person, id_, other)

    def vote(self, what, n):
        person, ids = EVERYBODY[n % len(EVERYBODY)], tuple(self.house.sheets)
        id_ = ids[n // len(EVERYBODY) % len(ids)]
        may = self.house.may_second(person, id_)
        try:
            self.world.write(getattr(service, what), person, id_, self.house.now, HOURS)
        except Refusal:
            assert not may
        else:
            assert may
            getattr(self.house, what)(person, id_)

    def clock(self):
        closed = self.world.write(deadlines.close, self.house.now, HOURS)
        assert closed == self.house.lapse(lambda id_: self.load(id_).ask_until)
        went_on = self.world.write(deadlines.go_on, self.house.now, HOURS)
        assert went_on == self.house.go_on(lambda id_: self.load(id_).ask_until)
        self.world.write(deadlines.chase, self.house.now, HOURS)
        self.world.write(deadlines.tell_leaders, self.house.now, HOURS)

    def step(self, what, n):
        match what:
            case "file":
                self.file(n)
            case "wait":
                self.house.now += timedelta(minutes=(7, 60, 600, 3000, 22000)[n % 5])
            case "clock":
                self.clock()
            case "second" | "unsecond":
                self.vote(what, n)
            case "any":
                every = self.choices()
                self.attempt(*Random(n).choice(every))
            case "lawful":
                self.attempt_lawful(n)

    def attempt_lawful(self, n):
        """What leads on comes up more often than what ends a suggestion or changes little."""
        due = self.due()
        every = [one for one in self.choices() if self.house.lawful(*one, due[one[2]])]
        pick = Random(n)
        actions = sorted({one[0] for one in every} - (set() if pick.random() < SOME else DULL))
        if actions:
            action = pick.choice(actions)
            self.attempt(*pick.choice([one for one in every if one[0] == action]))

    def check(self):
        for id_, sheet in self.house.sheets.items():
            real = self.load(id_)
            assert (real.state, real.public, real.office_id, real.handler_id, real.extension_by, real.reopened) == (
                State(sheet.state),
                sheet.public,
                sheet.office,
                sheet.handler,
                sheet.asks_more,
                sheet.reopened,
            )
            assert (real.merged_into, real.root_id) == (sheet.into, self.house.root(id_))
            assert (real.due_at is not None) == (real.state in DUE)
            assert (real.ask_until is not None) == (real.state in (State.RESOLVED, State.ASKED))
            assert (real.paused is not None) == (real.state in (State.ASKED, State.MERGED))
            if sheet.into is None:
                assert real.seconds == len(self.house.seconds(id_))
                assert len(self.world.write(merging.merged, id_)) == len(self.house.tree(id_)) - 1
        assert len(set(self.numbers)) == len(self.numbers)


def _told(action, other):
    words = WORDS
    match action:
        case "assign" | "transfer":
            return Told(words, office_id=other)
        case "name_handler":
            return Told(words, handler_id=other)
        case "merge":
            return Told(words, into_id=other)
        case "ask_extension":
            return Told(words, days=2)
        case "decide":
            return Told(words, decision=Decision.ADOPTED)
    return Told(words)


def test_nothing_happens_that_the_rules_do_not_allow_and_seconds_stay(world):
    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(tries)
    def nothing_unlawful(steps):
        one = Try(world)
        for what, n in steps:
            one.step(what, n)
            one.check()

    nothing_unlawful()
