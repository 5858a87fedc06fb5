"""Whatever a workplace is like and whatever an audience says: SQL finds whom a child would find, going through all."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import micros
from bot.domain.audience_terms import groups
from storage.audience_terms import people_sql
from tests.property.programme import START, InMemory, Served

DEPARTMENTS, PEOPLE, EVENTS, NOTICES, GROUPS = range(1, 5), range(1, 8), range(1, 3), range(1, 3), (-100, -200)
POSTS, ROLES, TOPICS = ("", "科员", "副科长", "科长"), ("owner", "organiser"), ("政策", "金融")
STATES = ("seated", "waiting", "offered", "asking", "left", "excused")
NOW = micros(START)
TASK_FORCES = range(1, 4)
TABLES = (
    *("task_force_members", "task_forces"),
    *("deliveries", "notices", "subscriptions", "check_ins", "event_guests", "event_departments", "sign_ups"),
    *("events", "roles", "people", "departments"),
)


@dataclass(frozen=True)
class Workplace:
    """Everything an audience can ask for. Answers, check-ins and the like are (event or notice, person) -> what."""

    parents: tuple  # of the departments, None or an earlier one
    people: tuple  # (name, department, post)
    roles: tuple  # (person, role, expires)
    events: tuple  # (departments, posts, closed)
    guests: frozenset
    answers: dict
    checked_in: frozenset
    subscribed: frozenset  # (topic, person)
    deliveries: dict  # -> (state, acknowledged)
    members: frozenset  # (task force, person); the first one has ended


def subsets(of, most=3):
    return st.lists(st.sampled_from(of), max_size=most, unique=True).map(tuple)


def pairs(left):
    return st.frozensets(st.tuples(st.sampled_from(left), st.sampled_from(PEOPLE)), max_size=6)


def table(left, values):
    return st.dictionaries(st.tuples(st.sampled_from(left), st.sampled_from(PEOPLE)), values, max_size=10)


PERSON = st.tuples(
    st.sampled_from(["某人", "某人", "某人", ""]), st.sampled_from([None, *DEPARTMENTS]), st.sampled_from(POSTS)
)
WORKPLACES = st.builds(
    Workplace,
    parents=st.tuples(*(st.sampled_from([None, *range(1, id_)]) for id_ in DEPARTMENTS)),
    people=st.tuples(*[PERSON] * len(PEOPLE)),
    roles=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ROLES), st.sampled_from([None, NOW, NOW + 1])), max_size=4
    ).map(tuple),
    events=st.tuples(*[st.tuples(subsets(DEPARTMENTS), subsets(POSTS[1:]), st.booleans())] * len(EVENTS)),
    guests=pairs(EVENTS),
    answers=table(EVENTS, st.sampled_from(STATES)),
    checked_in=pairs(EVENTS),
    subscribed=pairs(TOPICS),
    deliveries=table(NOTICES, st.tuples(st.sampled_from(["sent", "failed", "doubt"]), st.booleans())),
    members=pairs(TASK_FORCES),
)
PARTS = ("seated", "waiting", "came", "absent", "unanswered")
TERMS = (
    ["all"],
    *(["department", id_] for id_ in DEPARTMENTS),
    *(["post", text] for text in ("科", "科长", "副")),
    *(["role", role] for role in ROLES),
    *(["people", ids] for ids in ([1], [2, 3, 99], [4, 5, 6, 7])),
    *(["topic", topic] for topic in TOPICS),
    *(["event", event, part] for event in EVENTS for part in PARTS),
    *(["notice", notice, "unacknowledged"] for notice in NOTICES),
    *(["task_force", task_force] for task_force in TASK_FORCES),
    *(["group", group] for group in GROUPS),
)
EXPRESSIONS = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), inner, inner).map(list),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner, inner).map(list),
        st.tuples(st.just("except"), inner, inner).map(list),
    ),
    max_leaves=8,
)


def below(place, department, top):
    """Whether a department is `top` or under it."""
    while department is not None and department != top:
        department = place.parents[department - 1]
    return department is not None


def invited(place, event, person):
    departments, posts, closed = place.events[event - 1]
    if closed:
        return (event, person) in place.guests
    _name, own, post = place.people[person - 1]
    return (not departments or any(below(place, own, top) for top in departments)) and (
        not posts or any(wanted in post for wanted in posts)
    )


def came(place, event, person):
    if any(checked == event for checked, _person in place.checked_in):
        return (event, person) in place.checked_in
    return place.answers.get((event, person)) == "seated"


def of_event(place, event, part, person):
    answer = place.answers.get((event, person))
    return {
        "seated": answer == "seated",
        "waiting": answer in ("waiting", "offered"),
        "came": came(place, event, person),
        "absent": answer == "seated" and not came(place, event, person),
        "unanswered": answer is None and invited(place, event, person),
    }[part]


def meant(place, expression, member):
    """Whether a member, ("person", id) or ("group", id), is meant."""
    kind, id_ = member
    match expression:
        case ["and", *parts]:
            return all(meant(place, part, member) for part in parts)
        case ["or", *parts]:
            return any(meant(place, part, member) for part in parts)
        case ["except", those, others]:
            return meant(place, those, member) and not meant(place, others, member)
        case ["group", group]:
            return member == ("group", group)
        case _:
            return kind == "person" and person_meant(place, expression, id_)


def person_meant(place, term, person):  # noqa: PLR0911 - one line per case
    _name, department, post = place.people[person - 1]
    match term:
        case ["all"]:
            return True
        case ["department", top]:
            return below(place, department, top)
        case ["post", text]:
            return text in post
        case ["role", role]:
            return any((who, what) == (person, role) and end in (None, NOW + 1) for who, what, end in place.roles)
        case ["people", ids]:
            return person in ids
        case ["topic", topic]:
            return (topic, person) in place.subscribed
        case ["event", event, part]:
            return of_event(place, event, part, person)
        case ["notice", notice, _]:
            return place.deliveries.get((notice, person)) == ("sent", False)
        case ["task_force", task_force]:
            return task_force != TASK_FORCES[0] and (task_force, person) in place.members


def build(tx, place):  # noqa: C901, PLR0912 - one loop per table
    for name in TABLES:
        tx.run(f"DELETE FROM {name}" if name != "departments" else "UPDATE departments SET parent_id = NULL")
    tx.run("DELETE FROM departments")
    for id_, parent in zip(DEPARTMENTS, place.parents, strict=True):
        put(tx, "departments", id=id_, parent_id=parent, name=f"{id_}", path=f"{id_}")
    for id_, (name, department, post) in zip(PEOPLE, place.people, strict=True):
        put(tx, "people", id=id_, name=name, department_id=department, post=post, created_at=0)
    for person, role, expires in place.roles:
        put(tx, "roles", person_id=person, role=role, granted_at=0, expires_at=expires)
    for id_, (departments, posts, closed) in zip(EVENTS, place.events, strict=True):
        rules = json.dumps({"posts": posts, "closed": closed})
        times = dict.fromkeys(("starts_at", "ends_at", "opens_at", "closes_at", "created_at"), NOW)
        words = {"title": "课", "pillar": "learn", "state": "published", "rules": rules}
        put(tx, "events", id=id_, organiser_id=1, **times, **words)
        for department in departments:
            put(tx, "event_departments", event_id=id_, department_id=department)
    for event, person in place.guests:
        put(tx, "event_guests", event_id=event, person_id=person)
    for turn, ((event, person), state) in enumerate(place.answers.items()):
        put(tx, "sign_ups", event_id=event, person_id=person, state=state, turn=turn, signed_up_at=0)
    for event, person in place.checked_in:
        put(tx, "check_ins", event_id=event, person_id=person, at=0, way="list")
    for topic, person in place.subscribed:
        put(tx, "subscriptions", topic=topic, person_id=person)
    for id_ in NOTICES:
        words = dict.fromkeys(("title", "content", "importance", "buttons", "audience", "state"), "")
        put(tx, "notices", id=id_, author_id=1, ask_ack=1, send_at=0, created_at=0, **words)
        put(tx, "deliveries", notice_id=id_, group_id=GROUPS[0], state="sent")
    for (notice, person), (state, acknowledged) in place.deliveries.items():
        put(tx, "deliveries", notice_id=notice, person_id=person, state=state, ack_at=1 if acknowledged else None)
    for id_ in TASK_FORCES:
        ended = NOW if id_ == TASK_FORCES[0] else None
        put(tx, "task_forces", id=id_, keeper_id=1, name="专班", created_at=0, ended_at=ended)
    for task_force, person in place.members:
        put(tx, "task_force_members", task_force_id=task_force, person_id=person)


def put(tx, table_, **row):
    names = ", ".join(row)
    tx.run(f"INSERT INTO {table_} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", **row)


def found(tx, expression):
    sql, values = people_sql(tx, expression, START)
    rows = tx.all(f"SELECT p.id FROM people p WHERE p.name <> '' AND p.id IN ({sql}) ORDER BY p.id", **values)
    return [id_ for (id_,) in rows]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def world(request):
    if request.param == "sqlite":
        made = InMemory(request.getfixturevalue("migrated_sqlite"))
        made.reset()
    else:
        made = Served(request.getfixturevalue("postgres_url"))
    yield made
    made.close()


def test_sql_finds_whom_going_through_all_finds(world):
    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(WORKPLACES, st.lists(EXPRESSIONS, min_size=4, max_size=4))
    def holds(place, expressions):
        world.write(build, place)
        named = [id_ for id_, (name, *_) in zip(PEOPLE, place.people, strict=True) if name]
        for expression in (*TERMS, *expressions):
            expected = [id_ for id_ in named if meant(place, expression, ("person", id_))]
            assert world.write(found, expression) == expected
            assert groups(expression) == {id_ for id_ in GROUPS if meant(place, expression, ("group", id_))}

    holds()
