"""Whom an event is for: as a list of people it is those whom sign-up lets in one by one."""

from __future__ import annotations

import pytest

from bot.domain.audience import PostsUnfit, check_posts, of_event
from bot.domain.events import NotInvited, NotYours
from bot.domain.guests import match, pieces
from bot.domain.people import Entry
from bot.domain.rules import Rules
from bot.services.audience import Audiences
from bot.services.guests import Guests
from storage import audience
from tests.unit.events_desk import (
    BUREAU,
    FORMER,
    OWNER,
    PEOPLE,
    WANG,
    ZHANG,
    ZONE,
    plan,
)

EVERYBODY = [id_ for id_, _name, _department in PEOPLE]


async def _posts(db):
    def give(tx):
        tx.run("UPDATE people SET post = 'Chief 副科长' WHERE id IN (:w, :b)", w=WANG, b=BUREAU)
        tx.run("UPDATE people SET post = 'chief' WHERE id = :z", z=ZHANG)
        tx.run("INSERT INTO people (id, name, post, created_at) VALUES (99, '', '科长', 0)")  # was forgotten

    await db.write(give)


@pytest.mark.parametrize(
    ("departments", "posts", "closed", "meant"),
    [
        ((), (), False, EVERYBODY),
        ((2,), (), False, [BUREAU, FORMER, WANG]),
        ((3, 4), (), False, [2, WANG, ZHANG]),
        ((), ("科长",), False, [BUREAU, WANG]),
        ((), ("Chief",), False, [BUREAU, WANG]),
        ((3,), ("科长", "科员"), False, [WANG]),
        ((3,), ("科长",), True, [ZHANG]),
    ],
)
async def test_the_audience_are_those_whom_sign_up_lets_in(db, events, departments, posts, closed, meant):
    await _posts(db)
    rules = Rules(posts=posts, closed=closed)
    event = await events.publish(OWNER, plan(departments=departments, rules=rules, capacity=None))
    await db.write(lambda tx: tx.run("INSERT INTO event_guests (event_id, person_id) VALUES (1, :z)", z=ZHANG))
    whom = of_event(event.id, event)
    assert await db.read(audience.people, whom) == meant
    assert await db.read(audience.size, whom) == len(meant)
    let_in = []
    for person in EVERYBODY:
        try:
            await events.sign_up(event.id, person)
        except NotInvited:
            continue
        let_in.append(person)
    assert let_in == meant


async def test_the_posts_that_people_have_are_offered_by_how_many_have_them(db, events):
    await _posts(db)
    assert await db.read(audience.posts, 2) == (("科员", 4), ("Chief 副科长", 2))


def test_posts_are_kept_once_and_tidy():
    assert check_posts([" 科长 ", "副  主任", "科长", " "]) == ("科长", "副 主任")
    with pytest.raises(PostsUnfit):
        check_posts(["科" * 61])
    with pytest.raises(PostsUnfit):
        check_posts(f"{n}级" for n in range(21))


@pytest.mark.parametrize("actor", [0, WANG, FORMER, BUREAU])
async def test_only_whoever_manages_an_event_touches_its_list(db, clock, events, outbox, actor):
    event = await events.publish(OWNER, plan())
    guests, audiences = Guests(db, clock), Audiences(db, clock, ZONE, outbox)
    for act in (
        lambda: guests.add(actor, event.id, [WANG]),
        lambda: guests.remove(actor, event.id, WANG),
        lambda: guests.match(actor, event.id, "王敏"),
        lambda: guests.page(actor, event.id, 0, 9),
        lambda: audiences.close(actor, event.id, closed=True),
        lambda: audiences.limit_to(actor, event.id, ["科员"]),
        lambda: audiences.meant(actor, event.id),
    ):
        with pytest.raises(NotYours):
            await act()
    assert (await events.card(event.id, WANG)).event == event
    assert await db.read(lambda tx: tx.all("SELECT * FROM event_guests")) == []


async def test_ids_of_nobody_are_not_put_on_a_list(db, clock, events):
    await _posts(db)
    event = await events.publish(OWNER, plan())
    guests = Guests(db, clock)
    assert await guests.add(OWNER, event.id, [WANG, 99, 12345]) == 1
    assert await guests.add(OWNER, event.id, [WANG]) == 0
    page = await guests.page(OWNER, event.id, 7, 5)
    assert ([one.id for one in page.guests], page.page, page.pages, page.total) == ([WANG], 0, 1, 1)


ROSTER = (
    Entry(1, "王敏", "管委会/投资促进部", "科长", "0012"),
    Entry(2, "王敏", "管委会/党群工作部", "科员", "0013"),
    Entry(3, "张强", "管委会/党群工作部", "科员", None),
    Entry(4, "Li Wei", "", "", None),
)


@pytest.mark.parametrize(
    ("text", "found", "doubtful", "unknown"),
    [
        ("张强", [3], [], ()),
        ("0013、张强\n张强", [2, 3], [], ()),
        ("王敏", [], ["王敏"], ()),
        ("王敏 党群", [2], [], ()),
        ("0012 王敏", [1], [], ()),
        ("1、张强\n2. 王 敏", [3], ["王 敏"], ()),
        ("张强 Li  Wei", [], [], ("张强 Li Wei",)),
        ("Li  Wei", [4], [], ()),
        ("张强 王敏 赵磊", [], [], ("张强 王敏 赵磊",)),
        ("张强 王敏", [3], ["王敏"], ()),
        ("赵磊，孙宁；赵磊", [], [], ("赵磊", "孙宁")),
        (" 、\n", [], [], ()),
    ],
)
def test_typed_names_are_matched_against_the_roster(text, found, doubtful, unknown):
    matching = match(text, ROSTER)
    assert [one.id for one in matching.found] == found
    assert [typed for typed, _fitting in matching.doubtful] == doubtful
    assert matching.unknown == unknown


def test_numbers_of_a_list_are_no_names_but_staff_numbers_are():
    assert pieces("1. 王敏\n12、张强\n0012\n12、13") == ("王敏", "张强", "0012", "12", "13")
