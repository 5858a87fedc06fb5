"""What is kept about people: a copy of it, its end, and that no column is forgotten."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import ForeignKey, PrimaryKeyConstraint, UniqueConstraint

from bot.clock import micros
from bot.domain.people import NOTICE_VERSION, Grant, PersonUnknown, Role
from bot.domain.retention import KEPT, Kind
from storage import rights
from storage.held import HELD, Forget
from storage.schema import metadata
from storage.sweep import SWEEP
from tests.unit.people_office import NOW, ZONE, Office


@pytest.fixture
async def office(db):
    return Office(db)


def pointing_at_people():
    return {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if isinstance(key, ForeignKey) and key.column.table.name == "people"
    }


def test_every_column_that_holds_a_person_is_in_the_map():
    assert {(held.table, held.column) for held in HELD} == pointing_at_people() | {("people", "id")}


@pytest.mark.parametrize("held", HELD, ids=lambda held: f"{held.table}.{held.column}")
def test_rows_about_a_person_are_shown_whole(held):
    columns = set(metadata.tables[held.table].columns.keys())
    named = {*held.shown, *held.hidden, held.column}
    if held.forget is Forget.KEEP:
        assert (named <= columns, bool(held.why)) == (True, True)
    else:
        assert (named, held.why) == (columns, "")


def test_forgetting_empties_every_column_of_the_person():
    assert rights.EMPTIED.keys() == set(metadata.tables["people"].columns.keys()) - {"id", "created_at"}


def test_every_kind_of_data_has_an_end():
    assert {*SWEEP, Kind.WITHDRAWN} == set(Kind) == set(KEPT)


# One row in every other table of the map: :p is the person, :o somebody else, :e an event, :at an instant.
ROWS = (
    (
        "UPDATE people SET staff_number = :number, post = :name || '职务', leads = '[\"1h\"]', language = 'zh_Hant' "
        "WHERE id = :p"
    ),
    "INSERT INTO roles (person_id, role, granted_by, granted_at) VALUES (:o, 'organiser', :p, :at)",
    "INSERT INTO invitations (token_hash, person_id, expires_at) VALUES ('hash' || :number, :p, :at)",
    (
        "INSERT INTO drafts (person_id, chat_id, form, step, answers, expires_at) "
        "VALUES (:p, :telegram, 'profile', 'name', '{\"name\": \"' || :name || '草稿\"}', :at)"
    ),
    (
        "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at, reason, answers) "
        "VALUES (:e, :p, 'seated', 1, :at, :name || '出差', '{\"meal\": \"' || :name || '素餐\"}')"
    ),
    "INSERT INTO audit (at, actor_id, action, subject) VALUES (:at, :p, 'event.publish', 'event:' || :e)",
    "INSERT INTO event_guests (event_id, person_id) VALUES (:e, :p)",
    "INSERT INTO check_ins (event_id, person_id, at, way) VALUES (:e, :p, :at, 'code')",
    "INSERT INTO check_ins (event_id, person_id, at, way, by_id) VALUES (:e, :o, :at, 'list', :p)",
    (
        "INSERT INTO strike_objections (event_id, person_id, text, at, state) "
        "VALUES (:e, :p, :name || '当时在隔壁会场', :at, 'open')"
    ),
    (
        "INSERT INTO strike_objections (event_id, person_id, text, at, state, decided_by, decided_at) "
        "VALUES (:e, :o, '当时有急事', :at, 'waived', :p, :at)"
    ),
    "INSERT INTO groups (id, title, bound_by, bound_at) VALUES (-:o, '开发区干部群', :p, :at)",
    (
        "INSERT INTO ledger (person_id, unit, amount, year, event_id, key, at) "
        "VALUES (:p, 'hours', 300, 2026, :e, 'line' || :p, :at)"
    ),
    "INSERT INTO event_speakers (event_id, person_id) VALUES (:e, :p)",
    "INSERT INTO series (id, name, pillar) VALUES (:p, '讲堂' || :p, 'shine')",
    "INSERT INTO rotas (series_id, keeper_id) VALUES (:p, :p)",
    "INSERT INTO rota_kinds (id, series_id, name, place) VALUES (:p, :p, '中层', 0)",
    (
        "INSERT INTO rota_members (series_id, person_id, kind_id, state, topic, joined_at) "
        "VALUES (:p, :p, :p, 'member', :name || '想讲的题目', :at)"
    ),
    (
        "INSERT INTO rota_turns (event_id, person_id, kind_id, state, asked_at, answer_by, starts_at, reason) "
        "VALUES (:e, :p, :p, 'declined', :at, :at, :at, :name || '那天出差')"
    ),
    "INSERT INTO rated (event_id, person_id) VALUES (:e, :p)",
    (
        "INSERT INTO materials (event_id, kind, name, target, added_by, added_at) "
        "VALUES (:e, 'link', '课件', 'https://files.example/1', :p, :at)"
    ),
    ("INSERT INTO posts (event_id, chat_id, message_id, posted_by, posted_at, shown) VALUES (:e, -:o, 5, :p, :at, '')"),
    ("INSERT INTO wishes (id, person_id, title, state, created_at) VALUES (:p, :p, :name || '想听的课', 'open', :at)"),
    "INSERT INTO wish_supports (wish_id, person_id, at) VALUES (:p, :p, :at)",
    "INSERT INTO calendar_files (event_id, person_id, revision) VALUES (:e, :p, 1)",
    (
        "INSERT INTO notices (id, author_id, title, content, importance, ask_ack, buttons, audience, state, send_at, "
        "created_at) VALUES (:p, :p, '停水', '{}', 'normal', 1, '[]', '[\"all\"]', 'done', :at, :at)"
    ),
    (
        "INSERT INTO notices (id, author_id, approved_by, title, content, importance, ask_ack, buttons, audience, "
        "send_at, created_at, state) VALUES (-:p, :o, :p, '停电', '{}', 'normal', 1, '[]', '[]', :at, :at, 'done')"
    ),
    "INSERT INTO deliveries (notice_id, person_id, state) VALUES (:p, :p, 'sent')",
    "INSERT INTO deliveries (id, notice_id, group_id, state) VALUES (-:p, :p, -:p, 'sent')",
    "INSERT INTO group_acknowledgements (delivery_id, person_id, at) VALUES (-:p, :p, :at)",
    "INSERT INTO notice_watches (notice_id, person_id, message_id) VALUES (:p, :p, 7)",
    "INSERT INTO notice_templates (person_id, name, plan) VALUES (:p, :name || '的模板', '{}')",
    "INSERT INTO task_forces (id, keeper_id, name, created_at) VALUES (:p, :p, :name || '的专班', :at)",
    "INSERT INTO task_force_members (task_force_id, person_id) VALUES (:p, :p)",
    (
        "INSERT INTO surveys (id, author_id, title, questions, audience, by_department, opens_at, closes_at, asked, "
        "created_at) VALUES (:p, :p, '食堂', '[]', '[\"all\"]', 0, :at, :at, 5, :at)"
    ),
    "INSERT INTO survey_roll (survey_id, person_id, cell, state) VALUES (:p, :p, 0, 'done')",
    "INSERT INTO desks (id, name) VALUES (:p, :name)",
    "INSERT INTO desk_readers (desk_id, person_id) VALUES (:p, :p)",
    "INSERT INTO desk_openings (tag, person_id) VALUES (:number, :p)",
    "INSERT INTO feedback_news (person_id, list) VALUES (:p, 'weekly')",
    "INSERT INTO subscriptions (person_id, topic) VALUES (:p, '金融')",
    "INSERT INTO audiences (person_id, name, expression) VALUES (:p, :name || '的名单', '[\"all\"]')",
    (
        "INSERT INTO campaigns (id, title, opens_at, organiser_id, leader_id, created_at) "
        "VALUES (:p, '节能金点子', :at, :p, :p, :at)"
    ),
    "INSERT INTO criteria (id, campaign_id, place, name, weight) VALUES (:p, :p, 0, '可行', 100)",
    (
        "INSERT INTO suggestions (id, number, campaign_id, author_id, handler_id, extension_by, text, public, state, "
        "published, created_at, changed_at) VALUES (:p, 'JDZ-' || CAST(:p AS TEXT), :p, :p, :p, :p, '电梯太慢', 1, "
        "'working', 'working', :at, :at)"
    ),
    (
        "INSERT INTO suggestion_steps (suggestion_id, at, actor_id, action, to_state) "
        "VALUES (:p, :at, :p, 'file', 'submitted')"
    ),
    "INSERT INTO suggestion_seconds (suggestion_id, person_id, at) VALUES (:p, :p, :at)",
    (
        "INSERT INTO suggestion_comments (suggestion_id, author_id, text, state, at) "
        "VALUES (:p, :p, '同感', 'shown', :at)"
    ),
    (
        "INSERT INTO campaign_posts (campaign_id, chat_id, message_id, posted_by, posted_at, shown) "
        "VALUES (:p, -100, :p, :p, :at, '')"
    ),
    "INSERT INTO evaluators (campaign_id, person_id) VALUES (:p, :p)",
    "INSERT INTO evaluations (suggestion_id, person_id) VALUES (:p, :p)",
    "INSERT INTO scores (suggestion_id, person_id, criterion_id, points) VALUES (:p, :p, :p, 4)",
)


async def full_of_data(office, telegram_id, name, number):
    """Somebody with a row in every table of the map."""
    person = await office.organiser(telegram_id, name, f"经发部/{name}科")
    other = await office.member(telegram_id + 1000, f"{name}的同事")

    def fill(tx):
        at = micros(NOW)
        (event,) = tx.one(
            "INSERT INTO events (title, pillar, starts_at, ends_at, opens_at, closes_at, state, organiser_id, "
            "created_at) VALUES (:title, 'learn', :at, :at, :at, :at, 'published', :p, :at) RETURNING id",
            title=f"{name}的讲座",
            p=person.id,
            at=at,
        )
        known = {"p": person.id, "o": other.id, "e": event, "at": at}
        known |= {"name": name, "number": number, "telegram": telegram_id}
        for sql in ROWS:
            used = re.findall(r":(\w+)", sql)
            tx.run(sql, **{key: known[key] for key in used})

    await office.db.write(fill)
    return person


async def test_the_copy_has_all_of_ones_own_and_nothing_of_others(office):
    wang = await full_of_data(office, 101, "王敏", "0012")
    await full_of_data(office, 102, "张强", "0013")
    data = await office.rights.export(wang.id, ZONE)
    assert data["person"] == [
        {
            "id": wang.id,
            "telegram_id": 101,
            "name": "王敏",
            "department": "经发部/王敏科",
            "post": "王敏职务",
            "staff_number": "0012",
            "language": "zh_Hant",
            "leads": ["1h"],
            "shown": False,
            "muted": False,
            "quiet_from": None,
            "quiet_to": None,
            "consent": NOTICE_VERSION,
            "consent_at": "2026-11-23T10:00:00+08:00",
            "reachable": True,
            "created_at": "2026-11-23T10:00:00+08:00",
        }
    ]
    assert {title: len(found) for title, found in data.items() if title != "exported_at"} == {
        held.title: 1 for held in HELD
    }
    assert data["sign_ups"] == [
        {
            "event": "王敏的讲座",
            "state": "seated",
            "turn": 1,
            "signed_up_at": "2026-11-23T10:00:00+08:00",
            "left_at": None,
            "reason": "王敏出差",
            "answers": {"meal": "王敏素餐"},
            "offer_until": None,
        }
    ]
    assert data["unfinished_forms"][0]["answers"] == {"name": "王敏草稿"}
    assert data["messages"][0]["data"] == {"role": "organiser", "department": "经发部/王敏科"}
    text = json.dumps(data, ensure_ascii=False)
    assert [word for word in ("张强", "0013", "102", "hash0012") if word in text] == []


async def test_forgetting_leaves_nothing_that_leads_to_the_person(office):
    wang, zhang = await full_of_data(office, 101, "王敏", "0012"), await full_of_data(office, 102, "张强", "0013")
    before = await office.rights.export(zhang.id, ZONE)
    await office.rights.forget(wang.id)
    assert await office.people.known(101) is None
    assert (office.left, office.outbox.poked.is_set()) == ([wang.id], True)
    columns = sorted(pointing_at_people() | {("people", "id")})
    found = [await office.rows(f"SELECT * FROM {table} WHERE {column} = :id", id=wang.id) for table, column in columns]
    text = json.dumps(found, ensure_ascii=False)
    assert [
        word for word in ("王敏职务", "0012", "101", "草稿", "zh_Hant", "王敏出差", "王敏素餐") if word in text
    ] == []
    kept = {title: len(found) for title, found in (await office.rights.export(wang.id, ZONE)).items()}
    assert {held.title: kept[held.title] for held in HELD if held.forget is not Forget.EMPTY} == {
        **{held.title: 0 for held in HELD if held.forget is Forget.DELETE},
        **{held.title: 1 for held in HELD if held.forget is Forget.KEEP},
        "acts_with_authority": 2,
    }
    assert await office.rights.export(zhang.id, ZONE) == before


def test_what_a_person_has_once_is_known_from_the_schema():
    for held in HELD:
        table = metadata.tables[held.table]
        kinds = UniqueConstraint | PrimaryKeyConstraint
        keys = [{*key.columns.keys()} for key in table.constraints if isinstance(key, kinds)]
        others = [key - {held.column} for key in keys if held.column in key and key != {held.column}]
        if held.table == "scores":  # who stands on the roster only has given none
            continue
        # A person's lines of the ledger for one event make one sum.
        assert others == ([{held.once}] if held.once and held.table != "ledger" else []), held


async def test_what_the_roster_noted_follows_who_had_joined_already(office):
    listed, owner = await full_of_data(office, 101, "王敏", "0012"), await office.organiser(109, "李静")
    await office.db.write(lambda tx: tx.run("UPDATE people SET telegram_id = NULL WHERE id = :p", p=listed.id))
    noted = await office.rights.export(listed.id, ZONE)
    joined = await office.member(103, "小王")
    here, there = noted.pop("person"), await office.rights.export(joined.id, ZONE)
    await office.people.join(await office.people.invite(owner.id, listed.id), 103)
    after = await office.rights.export(joined.id, ZONE)
    (person,) = after.pop("person")
    assert (person["name"], person["staff_number"], person["telegram_id"]) == ("王敏", "0012", 103)
    assert here[0]["staff_number"] == "0012"
    # Links end, and joining is an act of one's own.
    assert after.pop("joining_links") == []
    assert len(after.pop("acts_with_authority")) == len(noted.pop("acts_with_authority")) + 1
    del noted["joining_links"], noted["exported_at"], after["exported_at"]
    assert after == noted
    left = await office.rights.export(listed.id, ZONE)
    assert {title for title, found in left.items() if found and title != "exported_at"} == {"person"}
    assert there["person"][0]["name"] == "小王"


async def test_who_was_noted_twice_was_there_once(office):
    owner, joined = await office.organiser(109, "李静"), await office.member(103, "小王")
    listed = await office.listed("0012", "王敏")

    def both(tx):
        for event, people in ((1, (listed, joined.id)), (2, (listed,))):
            tx.run(
                "INSERT INTO events (id, title, pillar, starts_at, ends_at, opens_at, closes_at, state, organiser_id, "
                "created_at) VALUES (:e, :title, 'learn', 0, 0, 0, 0, 'published', :p, 0)",
                e=event,
                title=f"第 {event} 讲",
                p=owner.id,
            )
            insert = "INSERT INTO check_ins (event_id, person_id, at, way) VALUES (:e, :p, 0, 'list')"
            tx.many(insert, [{"e": event, "p": person} for person in people])

    await office.db.write(both)
    await office.people.join(await office.people.invite(owner.id, listed), 103)
    assert await office.rows("SELECT event_id, person_id FROM check_ins ORDER BY event_id") == [
        (1, joined.id),
        (2, joined.id),
    ]


async def test_who_was_forgotten_begins_anew(office):
    wang = await office.organiser(101, "王敏")
    await office.rights.forget(wang.id)
    again = await office.people.agree(101, NOTICE_VERSION)
    assert (again.id == wang.id, again.name, again.grants) == (False, "", ())


async def test_nobody_is_forgotten_by_a_number_that_is_none(office):
    with pytest.raises(PersonUnknown):
        await office.rights.forget(0)


async def test_withdrawing_asks_again_and_keeps_the_rest(office):
    wang = await office.organiser(101, "王敏")
    await office.rights.withdraw(wang.id)
    person = await office.people.known(101)
    assert (person.consent, person.name, person.id) == (0, "王敏", wang.id)
    assert (await office.people.agree(101, NOTICE_VERSION)).grants == (Grant(Role.ORGANISER),)


async def test_who_withdrew_and_stays_away_is_forgotten_after_thirty_days(office):
    wang, zhang = await office.member(101, "王敏"), await office.member(102, "张强")
    for person in (wang, zhang):
        await office.rights.withdraw(person.id)
    office.clock.advance(days=29)
    await office.people.agree(102, NOTICE_VERSION)
    assert (await office.rights.sweep())[Kind.WITHDRAWN] == 0
    office.clock.advance(days=1, microseconds=1)
    assert (await office.rights.sweep())[Kind.WITHDRAWN] == 1
    assert (await office.people.known(101), (await office.people.known(102)).name) == (None, "张强")
    assert office.left == [wang.id]


_OUTBOX = (
    "INSERT INTO outbox (person_id, kind, subject, data, key, due_at, state, changed_at) "
    "VALUES (:p, 'k', 0, '{}', '%s' || :n, 0, '%s', :at)"
)
_SURVEYED = (
    "INSERT INTO surveys (id, author_id, title, questions, audience, by_department, opens_at, closes_at, closed_at, "
    "asked, created_at) VALUES (CAST(:n AS BIGINT), :p, '', '[]', '[]', 0, 0, 0, :at, 5, 0)"
)
_ENDED = (
    "INSERT INTO events (id, title, pillar, starts_at, ends_at, opens_at, closes_at, state, organiser_id, "
    "created_at) VALUES (CAST(:n AS BIGINT), '', 'learn', 0, :at, 0, 0, 'published', :p, 0)"
)
_CLOSED = (
    ("INSERT INTO campaigns (id, title, opens_at, organiser_id, created_at) VALUES (CAST(:n AS BIGINT), '', 0, :p, 0)"),
    (
        "INSERT INTO suggestions (id, number, campaign_id, author_id, text, public, state, published, created_at, "
        "changed_at) VALUES (CAST(:n AS BIGINT), 'JDZ' || CAST(:n AS TEXT), CAST(:n AS BIGINT), :p, '', 1, 'closed', "
        "'resolved', 0, :at)"
    ),
)
_CRITERION = (
    "INSERT INTO criteria (id, campaign_id, place, name, weight) "
    "VALUES (CAST(:n AS BIGINT), CAST(:n AS BIGINT), 0, '', 100)"
)
# What ends with a suggestion, and all at once.
OF_SUGGESTIONS = {
    Kind.SUGGESTION_FILE: (
        "INSERT INTO suggestion_files (suggestion_id, kind, file_id) VALUES (CAST(:n AS BIGINT), 'photo', 'f')"
    ),
    Kind.SUGGESTION_STEP: (
        "INSERT INTO suggestion_steps (suggestion_id, at, action, to_state) "
        "VALUES (CAST(:n AS BIGINT), 0, 'file', 'submitted')"
    ),
    Kind.SUGGESTION_SECOND: (
        "INSERT INTO suggestion_seconds (suggestion_id, person_id, at) VALUES (CAST(:n AS BIGINT), :p, 0)"
    ),
    Kind.SUGGESTION_COMMENT: (
        "INSERT INTO suggestion_comments (suggestion_id, author_id, text, state, at) "
        "VALUES (CAST(:n AS BIGINT), :p, '', 'shown', 0)"
    ),
    Kind.EVALUATION: "INSERT INTO evaluations (suggestion_id, person_id) VALUES (CAST(:n AS BIGINT), :p)",
    Kind.SCORE: (
        "INSERT INTO scores (suggestion_id, person_id, criterion_id, points) "
        "VALUES (CAST(:n AS BIGINT), :p, CAST(:n AS BIGINT), 4)"
    ),
}
AGED = {
    Kind.SUGGESTION: (*_CLOSED, _CRITERION, *OF_SUGGESTIONS.values()),
    Kind.DRAFT: (
        (
            "INSERT INTO drafts (person_id, chat_id, form, step, answers, expires_at) "
            "VALUES (:p, CAST(:n AS BIGINT), '', '', '', :at)"
        ),
    ),
    Kind.INVITATION: ("INSERT INTO invitations (token_hash, person_id, expires_at) VALUES (:n, :p, :at)",),
    Kind.MESSAGE: tuple(_OUTBOX % (state, state) for state in ("sent", "dropped")),
    Kind.SIGN_UP: (
        (
            "INSERT INTO events (id, title, pillar, starts_at, ends_at, opens_at, closes_at, state, organiser_id, "
            "created_at) VALUES (CAST(:n AS BIGINT), '', 'learn', 0, :at, 0, 0, 'published', :p, 0)"
        ),
        (
            "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
            "VALUES (CAST(:n AS BIGINT), :p, 'seated', 1, :at)"
        ),
    ),
    Kind.CHECK_IN: (
        _ENDED,
        "INSERT INTO check_ins (event_id, person_id, at, way) VALUES (CAST(:n AS BIGINT), :p, 0, 'code')",
    ),
    Kind.GUEST: (_ENDED, "INSERT INTO event_guests (event_id, person_id) VALUES (CAST(:n AS BIGINT), :p)"),
    Kind.CAMPAIGN_POST: (
        _CLOSED[0],
        (
            "INSERT INTO campaign_posts (campaign_id, chat_id, message_id, posted_at, shown, gone) "
            "VALUES (CAST(:n AS BIGINT), -1, CAST(:n AS BIGINT), :at, '', 1)"
        ),
    ),
    Kind.POST: (
        _ENDED,
        (
            "INSERT INTO posts (event_id, chat_id, message_id, posted_at, shown) "
            "VALUES (CAST(:n AS BIGINT), -1, CAST(:n AS BIGINT), 0, '')"
        ),
    ),
    Kind.CALENDAR_FILE: (
        _ENDED,
        "INSERT INTO calendar_files (event_id, person_id, revision) VALUES (CAST(:n AS BIGINT), :p, 1)",
    ),
    Kind.WISH: (
        (
            "INSERT INTO wishes (person_id, title, state, created_at) "
            "VALUES (:p, 'wish' || CAST(:n AS TEXT), 'open', :at)"
        ),
    ),
    Kind.OBJECTION: (
        _ENDED,
        (
            "INSERT INTO strike_objections (event_id, person_id, text, at, state) "
            "VALUES (CAST(:n AS BIGINT), :p, '', 0, 'open')"
        ),
    ),
    Kind.LEDGER: (
        (
            "INSERT INTO ledger (person_id, unit, amount, year, key, at) "
            "VALUES (:p, 'hours', 1, 2026, 'line' || :n, :at)"
        ),
    ),
    Kind.SPEAKER: (
        _ENDED,
        "INSERT INTO event_speakers (event_id, person_id) VALUES (CAST(:n AS BIGINT), :p)",
    ),
    Kind.OBJECTION: (
        _ENDED,
        (
            "INSERT INTO strike_objections (event_id, person_id, text, at, state) "
            "VALUES (CAST(:n AS BIGINT), :p, '', 0, 'open')"
        ),
    ),
    Kind.RATED: (_ENDED, "INSERT INTO rated (event_id, person_id) VALUES (CAST(:n AS BIGINT), :p)"),
    Kind.RATING: (
        _ENDED,
        "INSERT INTO ratings (id, event_id, stars) VALUES ('stars' || CAST(:n AS TEXT), CAST(:n AS BIGINT), 5)",
    ),
    Kind.RATING_WORDS: (
        _ENDED,
        "INSERT INTO rating_words (id, event_id, words) VALUES ('w' || CAST(:n AS TEXT), CAST(:n AS BIGINT), '')",
    ),
    Kind.MATERIAL: (
        _ENDED,
        (
            "INSERT INTO materials (event_id, kind, name, target, added_by, added_at) "
            "VALUES (CAST(:n AS BIGINT), 'link', '', '', :p, 0)"
        ),
    ),
    Kind.SURVEY_ROLL: (
        _SURVEYED,
        "INSERT INTO survey_roll (survey_id, person_id, cell, state) VALUES (CAST(:n AS BIGINT), :p, 0, 'done')",
    ),
    Kind.SURVEY: (_SURVEYED,),
    Kind.PUBLICATION: (
        "INSERT INTO desks (id, name) VALUES (CAST(:n AS BIGINT), CAST(:n AS TEXT))",
        ("INSERT INTO publications (desk_id, question, answer, published_at) VALUES (CAST(:n AS BIGINT), '', '', :at)"),
    ),
    Kind.ROLE: (
        "INSERT INTO roles (person_id, role, granted_at, expires_at) VALUES (:p, 'organiser', :at, :at)",
        "INSERT INTO roles (person_id, role, granted_at) VALUES (:p, 'organiser', :at)",
    ),
    Kind.NOTICE_WATCH: (
        (
            "INSERT INTO notices (id, author_id, title, content, importance, ask_ack, buttons, audience, state, "
            "send_at, created_at, ended_at) "
            "VALUES (CAST(:n AS BIGINT), :p, '停水', '{}', 'normal', 1, '[]', '[]', 'done', 0, 0, :at)"
        ),
        "INSERT INTO notice_watches (notice_id, person_id, message_id) VALUES (CAST(:n AS BIGINT), :p, 7)",
    ),
    Kind.TASK_FORCE: (
        (
            "INSERT INTO task_forces (id, keeper_id, name, created_at, ended_at) "
            "VALUES (CAST(:n AS BIGINT), :p, :n, 0, :at)"
        ),
    ),
    Kind.AUDIT: ("INSERT INTO audit (at, actor_id, action, subject) VALUES (:at, :p, :n, 's')",),
}
SWEPT = {Kind.MESSAGE: 2}  # of AGED, once too old; else 1


@pytest.mark.parametrize("kind", AGED)
async def test_each_kind_of_data_ends_when_it_was_said(office, kind):
    """What AGED inserts is there twice: a microsecond too old, and just young enough."""
    wang = await office.member(101, "王敏")
    office.clock.set(NOW + timedelta(days=4 * 365))
    old = micros(office.clock.now() - KEPT[kind]) - 1

    def insert(tx):
        for number, at in (("1", old), ("2", old + 1)):
            for statement in AGED[kind]:
                values = {"p": wang.id, "n": number, "at": at}
                tx.run(statement, **{name: value for name, value in values.items() if f":{name}" in statement})

    await office.db.write(insert)
    along = dict.fromkeys(OF_SUGGESTIONS, 1) if kind is Kind.SUGGESTION else {}
    assert await office.rights.sweep() == {**dict.fromkeys(Kind, 0), **along, kind: SWEPT.get(kind, 1)}
    assert await office.rights.sweep() == dict.fromkeys(Kind, 0)


async def test_suggestions_stay_while_what_they_became_part_of_goes_on(office):
    wang = await office.member(101, "王敏")

    def merged(tx):
        for number, at in (("1", 0), ("2", micros(NOW + timedelta(days=4 * 365)))):
            for statement in _CLOSED:
                values = {"p": wang.id, "n": number, "at": at}
                tx.run(statement, **{name: value for name, value in values.items() if f":{name}" in statement})
        tx.run("UPDATE suggestions SET state = 'merged', root_id = 2, merged_into = 2 WHERE id = 1")

    await office.db.write(merged)
    office.clock.set(NOW + timedelta(days=5 * 365))
    assert (await office.rights.sweep())[Kind.SUGGESTION] == 0
    office.clock.advance(days=2 * 365 + 3)
    assert (await office.rights.sweep())[Kind.SUGGESTION] == 2


async def test_messages_under_way_are_never_swept(office):
    wang = await office.member(101, "王敏")
    for state in ("waiting", "sending"):
        sql = (_OUTBOX % (state, state)).replace(":n", "''").replace(":at", "0")
        await office.db.write(lambda tx, sql=sql: tx.run(sql, p=wang.id))
    office.clock.advance(days=1000)
    assert (await office.rights.sweep())[Kind.MESSAGE] == 0
