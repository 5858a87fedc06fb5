"""Reserved seats and approval, whatever people do in whatever order: nobody has a seat that is not theirs to have."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.events import SignUpState
from bot.domain.rules import Rules
from bot.errors import Refusal
from bot.services import approvals
from bot.services import events as service
from storage import offers
from tests.property.programme import BOSS, PEOPLE, START, ZONE, plan, populate

OFFICE, BUREAU = 1, 2  # departments; people with even ids work in the first, 3 and 9 in the second
acts = st.lists(
    st.tuples(
        st.sampled_from(["sign_up", "sign_up", "sign_up", "leave", "take", "excuse", "admit", "revise", "wait"]),
        st.sampled_from(PEOPLE),
    ),
    max_size=60,
)
RULES = [
    Rules(reserved=((OFFICE, 2), (BUREAU, 1))),
    Rules(reserved=((OFFICE, 1),), approval=True),
    Rules(reserved=((BUREAU, 3),), reserved_hours=60),
    Rules(),
]


def departments(tx):
    populate(tx)
    for id_ in (OFFICE, BUREAU):
        tx.run(
            "INSERT INTO departments (id, name, path) VALUES (:id, 'x', :path) ON CONFLICT DO NOTHING",
            id=id_,
            path=f"部门{id_}",
        )
    tx.run("UPDATE people SET department_id = CASE WHEN id % 2 = 0 THEN 1 WHEN id IN (3, 9) THEN 2 END")


def do(world, event, act, person, now):
    match act:
        case "sign_up" | "leave" | "take":
            world.write(getattr(service, act), event, person, now, ZONE)
        case "excuse":
            world.write(service.excuse, event, person, "出差", None, now, ZONE)
        case "admit":
            world.write(approvals.let_in, BOSS, event, person if person % 3 else None, now, ZONE)
        case "revise":
            rules = RULES[person % len(RULES)]
            world.write(
                service.revise,
                BOSS,
                event,
                plan(START + timedelta(hours=60), capacity=3 + person % 3, rules=rules),
                None,
                now,
                ZONE,
            )
        case "wait":
            for id_ in world.write(offers.stirring, now):
                world.write(service.move_on, id_, now, ZONE)


def look(tx):
    event = tx.one("SELECT seated, waiting, offered, asking, capacity FROM events")
    people = tx.all(
        "SELECT s.state, s.turn, s.pool_id, p.department_id FROM sign_ups s JOIN people p ON p.id = s.person_id"
    )
    return event, people


def in_order(world, rules, now):
    """Counters are the rows; nobody has a seat beyond the capacity or another's; nobody waits who could have one."""
    (seated, waiting, offered, asking, capacity), people = world.write(look)
    states = Counter(state for state, *_ in people)
    assert (seated, waiting, offered, asking) == tuple(
        states[one] for one in ("seated", "waiting", "offered", "asking")
    )
    assert seated + offered <= capacity
    pools = dict(rules.reserved) if now < START + timedelta(hours=60 - rules.reserved_hours) else {}
    held = [one for one in people if one[0] in ("seated", "offered")]
    used = Counter(pool for _, _, pool, _ in held if pool in pools)
    assert all(used[pool] <= seats for pool, seats in pools.items())
    if pools:
        assert all(pool in (None, department) for _, _, pool, department in held)
    free = capacity - len(held)
    general = capacity - sum(pools.values()) - (len(held) - used.total())
    for state, _, _, department in people:
        if state == SignUpState.WAITING:
            assert free == 0 or (general <= 0 and used[department] >= pools.get(department, 0))


def test_seats_are_who_they_are_reserved_for(world):
    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(acts, st.sampled_from(RULES))
    def holds(acts, rules):
        world.reset()
        world.write(departments)
        now = START
        made = plan(START + timedelta(hours=60), capacity=4, rules=rules)
        event = world.write(service.publish, BOSS, made, None, START).id
        for act, person in acts:
            if act == "wait":
                now += timedelta(hours=person)
                if now >= made.starts_at:
                    break
            try:
                do(world, event, act, person, now)
            except Refusal:
                continue
            if act == "revise":
                rules = RULES[person % len(RULES)]
            if act == "wait" or now < START + timedelta(hours=60 - rules.reserved_hours):
                in_order(world, rules, now)

    holds()
