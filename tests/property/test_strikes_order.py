"""Whatever the order in which people are ticked, unticked, object and are heard: what counts is the same."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import micros
from bot.domain.check_in import Way
from bot.domain.rules import Rules
from bot.domain.strikes import ObjectionState, Strike, StrikeKind, paused_until, strikes
from bot.services.organising import publish
from storage import check_in
from storage import strikes as rows
from tests.property.programme import BOSS, START, plan, populate

NOW = START + timedelta(days=6)
RULES = Rules(leave_hours=24, strikes=2, strike_days=100, pause_days=30)
PEOPLE = range(2, 6)
DEEDS = st.tuples(st.sampled_from(["tick", "untick", "object", "waive", "keep"]), st.sampled_from(PEOPLE))


def prepared(world):
    """An event whose four seats are taken, with a clean list."""
    world.reset()
    world.write(populate)
    event = world.write(publish, BOSS, plan(series="知行讲堂", rules=RULES, capacity=4), None, START)
    for person in PEOPLE:
        world.write(seat, event.id, person)
    return event.id


def seat(tx, event_id, person):
    tx.run(
        "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) VALUES (:e, :p, 'seated', :p, :at)",
        e=event_id,
        p=person,
        at=micros(START),
    )


def done(tx, event_id, deed, person):
    match deed:
        case "tick":
            check_in.note(tx, event_id, person, Way.LIST, BOSS, NOW)
        case "untick":
            check_in.strike_out(tx, event_id, person)
        case "object":
            rows.raise_objection(tx, event_id, person, "有事", NOW)
        case _:
            state = ObjectionState.WAIVED if deed == "waive" else ObjectionState.UPHELD
            rows.decide(tx, event_id, person, state, BOSS, NOW)


def expected(deeds):
    """Who has a strike that counts, by the last word that was said about each."""
    there, objected, waived = set(), set(), set()
    for deed, person in deeds:
        match deed:
            case "tick":
                there.add(person)
            case "untick":
                there.discard(person)
            case "object":
                objected.add(person)
            case "waive" if person in objected:
                waived.add(person)
            case "keep":
                waived.discard(person)
    return {person for person in PEOPLE if there and person not in there and person not in waived}


def test_only_the_last_word_about_each_counts(world):
    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(st.lists(DEEDS, max_size=14))
    def holds(deeds):
        event_id = prepared(world)
        for deed, person in deeds:
            world.write(done, event_id, deed, person)
        found = strikes(world.write(rows.of_event, event_id), NOW)
        assert {one.person_id for one in found if one.counts} == expected(deeds)

    holds()


DAYS = st.lists(st.integers(0, 400), max_size=8)


@settings(derandomize=True, database=None, deadline=None)
@given(days=DAYS, data=st.data(), least=st.integers(1, 4))
def test_a_pause_depends_on_no_order_and_one_strike_less_never_lengthens_it(days, data, least):
    rules = Rules(strikes=least, strike_days=90, pause_days=30)
    found = [Strike(None, 7, StrikeKind.LATE, START + timedelta(days=day)) for day in days]
    until = paused_until(found, rules)
    assert paused_until(data.draw(st.permutations(found)), rules) == until
    for left_out in range(len(found)):
        fewer = paused_until(found[:left_out] + found[left_out + 1 :], rules)
        assert fewer is None or (until is not None and fewer <= until)
