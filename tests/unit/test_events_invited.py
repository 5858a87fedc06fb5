"""Who an event is for, beyond departments: posts, a guest list, and people who answered what is asked."""

from __future__ import annotations

import json

import pytest

from bot.domain.drafts import Draft, DraftGone, DraftKey
from bot.domain.events import AnswersMissing, AnswerUnfit, NotInvited, Shelf, SignUpState, Standing
from bot.domain.rules import Question, QuestionKind, Rules
from bot.services.drafts import Drafts
from tests.unit.events_desk import HOUR, LI, NOW, OWNER, WANG, ZHANG, plan, titles

MEAL = Question("meal", "午餐", QuestionKind.CHOICE, ("需要", "不需要"))
SEAT = Standing(SignUpState.SEATED, 1)


async def seen(events, person):
    return titles(await events.browse(person, Shelf.ON, None, 0, 9))


async def test_only_the_posts_that_are_meant_come_and_see_it(db, events):
    await db.write(lambda tx: tx.run("UPDATE people SET post = '办公室副主任' WHERE id = :p", p=ZHANG))
    event = await events.publish(OWNER, plan(rules=Rules(posts=("局长", "主任"))))
    await events.publish(OWNER, plan("都可以来", after=50))
    assert (await seen(events, ZHANG), await seen(events, WANG)) == (["知行讲堂", "都可以来"], ["都可以来"])
    with pytest.raises(NotInvited):
        await events.sign_up(event.id, WANG)
    assert (await events.sign_up(event.id, ZHANG)).standing == SEAT


async def test_posts_and_departments_are_meant_together(db, events):
    await db.write(lambda tx: tx.run("UPDATE people SET post = '科长' WHERE id IN (5, 6)"))
    event = await events.publish(OWNER, plan(departments=(2,), rules=Rules(posts=("科长",))))
    assert (await seen(events, WANG), await seen(events, ZHANG)) == (["知行讲堂"], [])
    with pytest.raises(NotInvited):
        await events.sign_up(event.id, ZHANG)
    assert (await events.sign_up(event.id, WANG)).standing == SEAT


async def test_other_posts_can_be_meant_later(db, events):
    event = await events.publish(OWNER, plan(rules=Rules(posts=("主任",))))
    await events.revise(OWNER, event.id, plan(rules=Rules(posts=("科员",))))
    assert await seen(events, WANG) == ["知行讲堂"]
    assert await db.read(lambda tx: tx.all("SELECT post FROM event_posts")) == [("科员",)]


async def test_a_closed_event_is_for_its_guest_list_wherever_they_work(db, events):
    event = await events.publish(OWNER, plan(departments=(2,), rules=Rules(closed=True, posts=("主任",))))
    await db.write(
        lambda tx: tx.run("INSERT INTO event_guests (event_id, person_id) VALUES (:e, :p)", e=event.id, p=LI)
    )
    assert (await seen(events, LI), await seen(events, WANG)) == (["知行讲堂"], [])
    with pytest.raises(NotInvited):
        await events.sign_up(event.id, WANG)
    assert (await events.sign_up(event.id, LI)).standing == SEAT


async def test_a_guest_list_closes_nothing_by_itself(db, events):
    event = await events.publish(OWNER, plan())
    await db.write(
        lambda tx: tx.run("INSERT INTO event_guests (event_id, person_id) VALUES (:e, :p)", e=event.id, p=LI)
    )
    assert (await events.sign_up(event.id, WANG)).standing == SEAT


async def kept(db, person):
    (row,) = await db.read(lambda tx: tx.all("SELECT answers FROM sign_ups WHERE person_id = :p", p=person))
    return None if row[0] is None else json.loads(row[0])


async def test_questions_are_answered_before_a_seat_is_taken(db, events):
    event = await events.publish(OWNER, plan(rules=Rules(questions=(MEAL,))))
    with pytest.raises(AnswersMissing) as missing:
        await events.sign_up(event.id, WANG)
    assert missing.value.event_id == event.id
    with pytest.raises(AnswerUnfit):
        await events.sign_up(event.id, WANG, {"meal": "也许"})
    assert (await events.sign_up(event.id, WANG, {"meal": "需要"})).standing == SEAT
    assert await kept(db, WANG) == {"meal": "需要"}


async def test_answers_can_be_changed_and_count_again_when_somebody_comes_back(db, events):
    event = await events.publish(OWNER, plan(rules=Rules(questions=(MEAL,))))
    await events.sign_up(event.id, WANG, {"meal": "需要"})
    assert (await events.sign_up(event.id, WANG, {"meal": "不需要"})).already
    await events.leave(event.id, WANG)
    assert (await events.sign_up(event.id, WANG)).standing == SEAT
    assert await kept(db, WANG) == {"meal": "不需要"}


async def test_a_form_signs_up_once(db, events, clock):
    event = await events.publish(OWNER, plan(rules=Rules(questions=(MEAL,))))
    key, drafts = DraftKey(WANG, 77, "questions"), Drafts(db, clock)
    await drafts.put(WANG, 77, Draft("questions", "meal", {}, 0), NOW + HOUR)
    await events.sign_up(event.id, WANG, {"meal": "需要"}, key)
    with pytest.raises(DraftGone):
        await events.sign_up(event.id, WANG, {"meal": "不需要"}, key)
    assert await kept(db, WANG) == {"meal": "需要"}
