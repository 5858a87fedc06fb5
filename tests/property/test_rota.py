"""Turns are fair, and at most one person at a time is asked, whatever organisers and speakers do."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.events import EventState
from bot.errors import Refusal
from bot.services import rota as lists
from bot.services import rota_acts as acts
from bot.services import speakers as direct
from bot.services.organising import cancel, publish, revise
from storage import events, rota_turns, speakers
from storage import rota as rows
from tests.property.programme import BOSS, START, ZONE, InMemory, plan, populate

PEOPLE = range(2, 9)
SERIES = "干部上讲堂"
KINDS = ("部门负责人", "中层", "年轻干部")
DEEDS = st.tuples(
    st.sampled_from(
        ["invite", "accept", "decline", "withdraw", "enter", "take off", "move", "cancel", "wait", "follow", "forget"]
    ),
    st.integers(0, 2),
    st.sampled_from(PEOPLE),
)


def begun(world, kind_of, days):
    """A rota of people in kinds (by number), with an event after so many days each; return the series and the ids."""
    world.reset()
    world.write(populate)
    world.write(lambda tx: tx.run("UPDATE people SET telegram_id = id, consent = 1"))
    made = [world.write(publish, BOSS, planned(day), None, START) for day in days]
    series_id = made[0].series_id
    world.write(lists.keep, BOSS, series_id, KINDS, None, START)
    kinds = world.write(rows.kinds, series_id)
    for person_id, kind in kind_of.items():
        world.write(lists.enlist, BOSS, series_id, kinds[kind].id, person_id, None, START)
    return series_id, [one.id for one in made]


def planned(day):
    return plan(START + timedelta(days=day), series=SERIES)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_when_nobody_declines_turns_within_a_kind_differ_by_at_most_one(migrated_sqlite, data):
    world = InMemory(migrated_sqlite)
    try:
        kind_of = data.draw(st.fixed_dictionaries({one: st.integers(0, 2) for one in PEOPLE}), label="kinds")
        days = data.draw(st.lists(st.integers(20, 300), min_size=1, max_size=12, unique=True), label="days")
        series_id, ids = begun(world, kind_of, days)
        now = START
        for _day, event_id in sorted(zip(days, ids, strict=True)):
            now += timedelta(minutes=1)
            person = world.write(lists.load, series_id, now).proposals[event_id]
            world.write(acts.invite, BOSS, event_id, person.person_id, now, ZONE)
            world.write(acts.accept, person.person_id, event_id, now, ZONE)
            turns = Counter(one.person_id for one in world.write(rows.given, series_id, now))
            for kind in set(kind_of.values()):
                counts = [turns[one] for one in kind_of if kind_of[one] == kind]
                assert max(counts) - min(counts) <= 1
    finally:
        world.close()


def test_at_most_one_is_asked_and_who_accepted_is_who_speaks(world):
    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.lists(DEEDS, max_size=20))
    def holds(deeds):
        _series, ids = begun(world, {one: one % 3 for one in PEOPLE}, (20, 27, 34))
        now = START
        for deed, place, person_id in deeds:
            now += timedelta(days=2) if deed == "wait" else timedelta(seconds=1)
            with suppress(Refusal):
                world.write(done, deed, ids[place], person_id, now)
            for event_id in ids:
                world.write(expect_one, event_id)
        now += timedelta(seconds=1)
        world.write(done, "follow", ids[0], BOSS, now)
        for event_id in ids:
            world.write(expect_settled, event_id, now)
        assert world.write(rota_turns.stirring, now) == []

    holds()


def done(tx, deed, event_id, person_id, now):  # noqa: C901 - a list of deeds
    match deed:
        case "invite":
            acts.invite(tx, BOSS, event_id, person_id, now, ZONE)
        case "accept":
            acts.accept(tx, person_id, event_id, now, ZONE)
        case "decline":
            acts.decline(tx, person_id, event_id, "出差", None, now)
        case "withdraw":
            acts.withdraw(tx, BOSS, event_id, now)
        case "enter":
            direct.add(tx, BOSS, event_id, person_id, None, now)
        case "take off":
            direct.remove(tx, BOSS, event_id, person_id, now)
        case "move":
            event = events.load(tx, event_id)
            changed = plan(event.starts_at + timedelta(days=1), series=SERIES, speaker=event.speaker)
            revise(tx, BOSS, event_id, changed, None, now, ZONE)
        case "cancel":
            cancel(tx, BOSS, event_id, "停电", None, now)
        case "follow":
            for turn_id in rota_turns.stirring(tx, now):
                acts.follow(tx, turn_id, now, ZONE)
        case "forget":
            acts.resign_all(tx, person_id, now)


def expect_one(tx, event_id):
    assert sum(turn.live for turn in rota_turns.of_event(tx, event_id)) <= 1


def expect_settled(tx, event_id, now):
    """Once followed: who accepted speaks and is named, whoever is only invited is the only one, others owe nothing."""
    event, turn = events.load(tx, event_id), rota_turns.live(tx, event_id)
    if now >= event.starts_at:
        return
    speaking = {person_id for person_id, _name in speakers.of(tx, event_id)}
    reminded = {
        person_id
        for (person_id,) in tx.all(
            "SELECT DISTINCT person_id FROM outbox WHERE kind = 'rota.reminder' AND state = 'waiting' AND subject = :e",
            e=event_id,
        )
    }
    accepted = turn is not None and turn.state == "accepted"
    assert turn is None or event.state is EventState.PUBLISHED
    assert turn is None or turn.starts_at == event.starts_at
    assert reminded == ({turn.person_id} if accepted else set())
    if accepted:
        assert turn.person_id in speaking
        assert event.speaker == turn.shown
    elif turn is not None:
        assert speaking == set()
    else:
        assert event.speaker == ""
