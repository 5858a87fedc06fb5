"""Suggestions that wait for their author, are late together, or hold those of others."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.suggestions.acts import Action, ActNotNow
from bot.domain.suggestions.news import SuggestionNews
from bot.domain.suggestions.refusals import OthersInside
from bot.domain.suggestions.states import Published, State
from bot.services.suggestion_ground import By
from bot.services.suggestions import part_with
from storage import merging, suggestions
from tests.unit.suggestion_house import CLERK, HEAD, LIU, WANG, ZHANG, House


@pytest.fixture
async def house(db):
    return await House(db).opened()


async def test_what_the_author_does_not_answer_goes_on_after_two_weeks_and_is_answered_late(house):
    id_ = await house.working()
    await house.act(CLERK, id_, "ask", "哪一侧？")
    before = await house.promised()
    house.clock.advance(days=14)
    for _again in range(2):
        await house.deadlines.run()
    one = (await house.suggestions.case(WANG, id_)).suggestion
    assert (one.state, one.due_at) == (State.WORKING, datetime(2026, 12, 14, 2, 0, tzinfo=UTC))
    step = (await house.suggestions.history(CLERK, id_))[-1]
    assert (step.action, step.actor) == (Action.RESUME, "")
    assert (await house.promised())[len(before) :] == [("step", WANG), ("turn", CLERK)]
    late = (await house.suggestions.reply(WANG, id_, "东侧")).suggestion
    assert (late.state, late.due_at) == (State.WORKING, one.due_at)
    with pytest.raises(ActNotNow):
        await house.suggestions.reply(WANG, id_, "也许是西侧")


async def test_nobody_answers_what_was_not_asked(house):
    id_ = await house.working()
    with pytest.raises(ActNotNow):
        await house.suggestions.reply(WANG, id_, "东侧")


async def test_what_is_late_by_the_evening_comes_in_one_message(house):
    first, other = await house.working(), await house.working(ZHANG)
    house.clock.advance(hours=3)
    third = await house.working(ZHANG)
    house.clock.set(
        datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    )  # the first two are late by a day, the third in three hours
    assert await house.deadlines.run() == (0, 3, 0)
    house.clock.advance(hours=4)
    assert await house.deadlines.run() == (0, 0, 0)
    rows = await house.db.read(
        lambda tx: tx.all(
            "SELECT person_id, subject, data FROM outbox WHERE kind = :kind ORDER BY id", kind=SuggestionNews.OVERDUE
        )
    )
    told = [(person, [subject, *(id_ for id_, _due in json.loads(data)["others"])]) for person, subject, data in rows]
    assert told == [(CLERK, [first, other, third]), (HEAD, [first, other, third])]


async def test_what_others_were_merged_into_is_not_returned(house):
    first, second = await house.filed(WANG), await house.filed(ZHANG, "电梯间的灯晚上没有关")
    await house.act(LIU, second, "merge", into_id=first)
    with pytest.raises(OthersInside) as refused:
        await house.act(LIU, first, "return", "请写明地点")
    assert refused.value.numbers == ("JDZ-2026-0002",)
    await house.act(LIU, second, "unmerge")
    assert (await house.act(LIU, first, "return", "请写明地点")).state is State.RETURNED


async def test_what_was_merged_into_what_ends_with_its_author_lives_on(house):
    ids = [await house.filed(who, f"电梯间的灯{n}") for n, who in enumerate((WANG, ZHANG, CLERK))]
    first, second, third = ids
    await house.act(LIU, third, "merge", into_id=second)
    # As rows may stand from before: it was returned with another in it.
    await house.act(LIU, first, "return", "请写明地点")
    await house.db.write(_merged_all_the_same, second, first, house.office.hours)
    await house.db.write(part_with, By(WANG, house.clock.now(), house.office.hours))
    found = [(await house.office.case(LIU, id_)).suggestion for id_ in ids]
    assert [(one.state, one.merged_into, one.root_id) for one in found] == [
        (State.WITHDRAWN, None, first),
        (State.SUBMITTED, None, second),
        (State.MERGED, second, second),
    ]
    assert found[1].due_at == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def _merged_all_the_same(tx, suggestion_id, root_id, hours):
    one = suggestions.load(tx, suggestion_id)
    suggestions.update(
        tx, replace(one, state=State.MERGED, published=Published.MERGED, due_at=None, paused=hours.days(1))
    )
    merging.join(tx, suggestion_id, root_id, (one.state, one.published))
