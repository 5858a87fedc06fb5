"""Telegram delivers some updates again, and those of different people in any order: the end is the same."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services import events as service
from tests.property.programme import BOSS, START, ZONE, plan, populate, stored_lines, stored_owed

PEOPLE = range(2, 7)
habits = st.fixed_dictionaries({person: st.integers(0, 3) for person in PEOPLE})
capacities = st.sampled_from([1, 2, 4, None])


@st.composite
def deliveries(draw, *, times):
    """(person, step) in order of delivery: everybody signs up, leaves, signs up … in turn, mixed with the others."""
    todo = [person for person, steps in draw(habits).items() for _ in range(times * steps)]
    taken = dict.fromkeys(PEOPLE, 0)
    acts = []
    for person in draw(st.permutations(todo)):
        acts.append((person, taken[person] // times))
        taken[person] += 1
    return acts


def end_of(world, acts, capacity):
    """Do `acts` on a fresh programme; return its line, turns and what is owed, whatever number the event has."""
    world.reset()
    world.write(populate)
    event = world.write(service.publish, BOSS, plan(START + timedelta(days=3), capacity=capacity), None, START)
    for person, step in acts:
        world.write(service.leave if step % 2 else service.sign_up, event.id, person, START, ZONE)
    owed = [(kind, person, data, due) for kind, _, person, data, due, _ in world.write(stored_owed)]
    return world.write(stored_lines)[event.id], world.write(turns), owed


def turns(tx):
    return tx.all("SELECT person_id, turn, state FROM sign_ups ORDER BY person_id")


def trying(test):
    return settings(max_examples=30, deadline=None, derandomize=True, database=None)(test)


def test_what_is_delivered_three_times_happens_once(world):
    @trying
    @given(deliveries(times=3), capacities)
    def holds(acts, capacity):
        assert end_of(world, acts, capacity) == end_of(world, list(dict.fromkeys(acts)), capacity)

    holds()


def test_with_seats_for_all_the_order_of_people_does_not_matter(world):
    @trying
    @given(st.data())
    def holds(data):
        acts = data.draw(deliveries(times=1))
        order = data.draw(st.permutations([person for person, _ in acts]))
        steps = {person: iter([step for who, step in acts if who == person]) for person in PEOPLE}
        mixed = [(person, next(steps[person])) for person in order]
        (seated, waiting, left, counters), _, owed = end_of(world, acts, None)
        (seated_too, *rest), _, owed_too = end_of(world, mixed, None)
        assert (sorted(seated_too), *rest, owed_too) == (sorted(seated), waiting, left, counters, owed)

    holds()


def test_the_order_decides_who_gets_the_seats_not_how_many(world):
    @trying
    @given(st.data(), st.integers(1, 3))
    def holds(data, capacity):
        acts = data.draw(deliveries(times=1))
        seated, waiting, left, counters = end_of(world, acts, capacity)[0]
        present = {person for person, step in acts if step == max(s for who, s in acts if who == person) and step != 1}
        assert sorted(seated + waiting) == sorted(present)
        assert counters == (min(capacity, len(present)), max(0, len(present) - capacity))
        assert left == sorted({person for person, _ in acts} - present)

    holds()
