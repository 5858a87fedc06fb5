"""Forged buttons: every tap there is, from all without authority, with the ids of others and impossible ones."""

import re
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import get_type_hints

import pytest
from structlog.testing import capture_logs

from bot.callbacks import Tap
from bot.clock import micros
from bot.domain.people import Grant, Role
from bot.domain.rules import Question, QuestionKind, Rules
from bot.services.people import People
from bot.services.rights import Rights
from handlers.feedback.base import Wipe
from handlers.groups.posting import PostHere
from handlers.people.rights import ForgetMe, WithdrawConsent
from handlers.surveys.answering import WipeAnswers
from storage import departments, people, roles
from storage.held import HELD
from storage.schema import metadata
from tests.people import START, open_world
from tests.scenario.taken import unpacked

# To forget or withdraw oneself is everybody's right, and nobody would be left to tap the rest; nor would the message
# that is tapped, if it were wiped.
_ONES_OWN_END = {ForgetMe, WithdrawConsent, Wipe, WipeAnswers}
HUGE = 10**18 - 1
IMPOSSIBLE = (0, -1, HUGE, -HUGE)
SECRETS = ("机密", "SECRET", "meet.example")
# What belongs to nobody who taps here, by table. Counters of events are left out: taking part is everybody's.
OF_OTHERS = {
    "people": "SELECT * FROM people WHERE id NOT IN ({})",
    "roles": "SELECT * FROM roles",
    "invitations": "SELECT * FROM invitations",
    "audit": "SELECT * FROM audit WHERE actor_id IS NULL OR actor_id NOT IN ({})",
    "events": "SELECT id, title, place, link, capacity, starts_at, state, revision, organiser_id FROM events",
} | {
    table: f"SELECT * FROM {table} WHERE {column} NOT IN ({{}})"
    for table, column in (
        *((held.table, held.column) for held in HELD if held.column == "person_id" and held.table != "roles"),
        ("materials", "added_by"),
        ("posts", "posted_by"),
    )
}
# What nobody of them may change at all.
OF_OTHERS |= {table: f"SELECT * FROM {table}" for table in metadata.tables.keys() - OF_OTHERS.keys()}


@pytest.fixture
async def world(sqlite_url):
    async with open_world(sqlite_url) as world:
        yield world
        assert [(c.method, c.error, c.params) for c in world.refused()] == []


def taps():
    """Every kind of tap of the real features, and at last those of the forms that the others opened."""
    ours = [kind for kind in _kinds(Tap) if kind.__module__.startswith("handlers.") and kind not in _ONES_OWN_END]
    return sorted(ours, key=lambda one: (one.__module__ == "handlers.forms", one.wire))


def _kinds(kind):
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


def forgeries(kind, ids, texts):
    """Data of `kind` with every id and text in its places."""
    hints = get_type_hints(kind)
    fields = [hints[name] for name in kind.__dataclass_fields__]
    choices = [{int: ids, str: texts, bool: ("0", "1")}[field] for field in fields]
    longest = max(map(len, choices), default=1)
    # Each value at least once, and of few fields all combinations of what there is.
    rows = [tuple(c[i % len(c)] for c in choices) for i in range(longest)]
    if len(fields) < 3:
        rows += product(*([one for one in values if one not in IMPOSSIBLE] for values in choices))
    return [":".join((kind.wire, *map(str, row))) for row in dict.fromkeys(rows)]


# Rows about an event that is over: :e is the event, :p the victim, :o an organiser, :w a member, :t yesterday.
LEFT_BEHIND = (
    (
        "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at, answers, reason) "
        "VALUES (:e, :p, 'seated', 1, 0, '{\"1\": \"SECRET\"}', '机密')"
    ),
    "UPDATE events SET seated = 1, last_turn = 1, starts_at = :t, ends_at = :t, closes_at = :t WHERE id = :e",
    "INSERT INTO event_guests (event_id, person_id) VALUES (:e, :p)",
    "INSERT INTO check_ins (event_id, person_id, at, way, by_id) VALUES (:e, :p, 0, 'list', :o)",
    "INSERT INTO check_in_desks (event_id, secret, word, opened_at) VALUES (:e, 'SECRET', '机密词', 0)",
    "INSERT INTO strike_objections (event_id, person_id, text, at, state) VALUES (:e, :p, '机密理由', 0, 'open')",
    "INSERT INTO ledger (person_id, unit, amount, year, event_id, key, at) VALUES (:p, 'hours', 300, 2026, :e, 'k', 0)",
    "INSERT INTO rated (event_id, person_id) VALUES (:e, :p)",
    "INSERT INTO ratings (id, event_id, stars) VALUES ('SECRET-stars', :e, 1)",
    "INSERT INTO rating_words (id, event_id, words, shown) VALUES ('SECRET-words', :e, '机密评语', 1)",
    "INSERT INTO rating_results (event_id, stars) VALUES (:e, '[10, 0, 0, 0, 0]')",
    (
        "INSERT INTO materials (event_id, kind, name, target, added_by, added_at) "
        "VALUES (:e, 'link', '机密课件', 'https://meet.example/m', :o, 0)"
    ),
    "INSERT INTO wishes (person_id, title, state, created_at) VALUES (:w, '公开的心愿', 'open', 0)",
    "INSERT INTO wish_supports (wish_id, person_id, at) SELECT id, :p, 0 FROM wishes",
    "INSERT INTO calendar_files (event_id, person_id, revision) VALUES (:e, :p, 1)",
)


async def left_behind(world, owner, victim):
    """An event for others, over since yesterday, with a row in every table that events leave rows in."""
    where = await world.app.db.write(departments.ensure, ("纪检组",))
    questions = (Question("1", "机密问题", QuestionKind.TEXT, required=True),)
    event = await world.event(
        owner,
        "旧活动",
        departments=(where,),
        link="https://meet.example/old",
        rules=Rules(questions=questions, closed=True, strikes=1),
    )
    wisher = await world.member("小愿")

    def fill(tx):
        known = {"e": event.id, "p": victim.person_id, "o": owner.person_id, "w": wisher.person_id}
        known |= {"t": micros(START - timedelta(days=1))}
        for sql in LEFT_BEHIND:
            tx.run(sql, **{name: value for name, value in known.items() if re.search(rf":{name}\b", sql)})

    await world.app.db.write(fill)
    return event


async def cast(world):
    """The victims with what is theirs, and those who tap."""
    owner = await world.member("刘机密", role="owner")
    victim = await world.member("赵机密", department="纪检组")
    await world.app.db.write(
        lambda tx: tx.run(
            "UPDATE people SET staff_number = 'SECRET-1', post = '机密岗' WHERE id = :i", i=victim.person_id
        )
    )
    listed = await world.app.db.write(
        lambda tx: tx.one(
            "INSERT INTO people (name, staff_number, created_at) VALUES ('名册机密', 'SECRET-2', 0) RETURNING id"
        )[0]
    )
    await world.app.service(People).invite(owner.person_id, listed)
    where = await world.app.db.write(departments.ensure, ("纪检组",))
    link = "https://meet.example/SECRET"
    full = await world.event(owner, "公开课", capacity=1, link=link)
    closed = await world.event(owner, "内部会议", departments=(where,), link=link)
    for event in (full, closed):
        await victim.starts(f"e_{event.id}")
        await victim.taps("报名")
    await victim.sends("/me")
    await victim.taps("改姓名")
    await victim.sends("/agenda")
    role = await world.app.db.write(roles.put, victim.person_id, Grant(Role.ORGANISER, where), owner.person_id, START)

    old = await left_behind(world, owner, victim)
    group = world.sandbox.group("机密群", members=[victim.phone], admins=[owner.phone])
    group.add_bot()
    await owner.sends("/bind", chat=group)

    member = await world.member("小员")
    withdrawn = await world.member("小退")
    await world.app.service(Rights).withdraw(withdrawn.person_id)
    elsewhere = await world.member("小外")
    other = await world.app.db.write(departments.ensure, ("另一个部门",))
    await world.app.db.write(roles.put, elsewhere.person_id, Grant(Role.ORGANISER, other), None, START)
    expired = await world.member("小过")
    await world.app.db.write(roles.put, expired.person_id, Grant(Role.OWNER, None, START), None, START)
    stranger = world.person("陌生人")
    await stranger.starts()
    world.app.service(People).forget_cached()
    crowd = [member, withdrawn, elsewhere, expired, stranger]
    ids = (full.id, closed.id, old.id, group.id, victim.person_id, listed, role, where, *IMPOSSIBLE)
    return crowd, tuple(dict.fromkeys(ids)), victim


async def belongings(world, crowd):
    """All rows that belong to others than `crowd`."""

    def dump(tx):
        own = [found.id for one in crowd if (found := people.by_telegram(tx, one.id))]
        names = ", ".join(map(str, own))
        return {table: sorted(tx.all(query.format(names)), key=repr) for table, query in OF_OTHERS.items()}

    return await world.app.db.read(dump)


async def test_no_forged_tap_touches_or_shows_what_is_others(world):
    crowd, ids, victim = await cast(world)
    before, heard = await belongings(world, crowd), len(victim.heard())
    cards = {one: one.last for one in crowd}
    texts = ("", "x", "open", f"#{ids[4]}", f"{ids[4]}.0", "/roles", f"e_{ids[1]}", "../%00", "j_x", "zh_Hans")
    with capture_logs() as logs:
        for kind in taps():
            told = len(world.sandbox.calls)
            for data in forgeries(kind, ids, texts):
                for one in crowd:
                    one.phone.taps_data(data, cards[one])
            await world.settled()
            said = [repr(call.params) for call in world.sandbox.calls[told:]]
            assert [text for text in said if any(secret in text for secret in SECRETS)] == [], kind
    files = [message for one in crowd for message in one.phone.messages() if message.by_bot and message.file]
    assert {Path(message.file_name).suffix for message in files} == {".ics", ".json", ".png"}
    packed = [unpacked(message.document) for message in files]
    assert [one for one in packed if any(secret.encode() in one for secret in SECRETS)] == []
    assert [log for log in logs if log["log_level"] in {"error", "critical"}] == []
    assert await belongings(world, crowd) == before
    assert len(victim.heard()) == heard


async def test_a_forged_tap_shows_nothing_to_a_group(world):
    crowd, ids, victim = await cast(world)
    group = world.sandbox.group("工作群", members=[one.phone for one in (*crowd, victim)])
    group.add_bot()
    await crowd[0].sends("/language", chat=group)
    card = crowd[0].phone.messages(group)[-1]
    shown = card.text
    for kind in taps():
        for data in forgeries(kind, ids[:3], ("", "zh_Hans", "mine", "/me")):
            # Who organises an event may send its card into a group: that is no forgery.
            for one in (crowd[0], victim) if kind is not PostHere else (crowd[0],):
                one.phone.taps_data(data, card)
    await world.settled()
    assert (card.text, crowd[0].phone.messages(group)[-1]) == (shown, card)
