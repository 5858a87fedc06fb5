"""What somebody who means ill, or is only quick, tries with suggestions; and names that must not be known."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ledger import Unit
from bot.domain.suggestions.acts import Action, ActNotNow, ActNotYours
from bot.domain.suggestions.evaluation import CriteriaInUse, MarkUnfit, NotEvaluator
from bot.domain.suggestions.likeness import ALL
from bot.domain.suggestions.refusals import ChangedSince, MergedElsewhere, NoExtension, SuggestionUnknown
from bot.domain.suggestions.states import Decision, State
from bot.domain.suggestions.suggestion import File as Sent
from bot.domain.suggestions.suggestion import FileKind
from bot.services.campaign_ground import load
from bot.services.campaign_results import Result
from bot.services.campaigns import honour
from bot.services.evaluation import Evaluations, Setup
from bot.services.judging import Paper
from bot.services.suggestion_comments import SuggestionComments
from bot.services.suggestion_ground import By
from bot.services.suggestion_lists import SuggestionLists
from bot.services.suggestions import part_with
from storage import campaigns, evaluations, ledger, likeness
from storage.sweep import sweep
from tests.unit.suggestion_house import CLERK, HEAD, LIU, OFFICE, WANG, ZHANG, House

NOISE = "窗外工地夜里施工"


@pytest.fixture
async def house(db):
    return await House(db).opened()


async def joined(house, *, hidden):
    """One of Wang that the clerk works on, with one of Zhang merged into it; Zhang's name may be hidden."""
    first = await house.working()
    second = await house.filed(ZHANG, "电梯间的灯晚上没有关", hidden=hidden)
    await house.act(LIU, second, "merge", into_id=first)
    return first


async def campaign(house):
    return await house.db.read(load, house.campaign)


@pytest.mark.parametrize(("hidden", "known"), [(True, ""), (False, f"同事{ZHANG}")])
async def test_who_hid_their_name_is_not_named_when_they_open_again_what_theirs_became_part_of(house, hidden, known):
    id_ = await joined(house, hidden=hidden)
    await house.act(CLERK, id_, "answer", "换好了")
    await house.act(LIU, id_, "resolve")
    await house.suggestions.reopen(ZHANG, id_, "灯还亮着")
    seen = {who: (await house.suggestions.history(who, id_))[-1] for who in (CLERK, LIU)}
    assert [(step.action, step.actor) for step in seen.values()] == [
        (Action.REOPEN, known),  # the handler
        (Action.REOPEN, f"同事{ZHANG}"),  # the organiser
    ]


@pytest.mark.parametrize(("hidden", "credited"), [(True, [WANG]), (False, [WANG, ZHANG])])
async def test_points_do_not_tell_who_hid_their_name_before_it_was_merged(house, hidden, credited):
    id_ = await joined(house, hidden=hidden)
    result = Result(None, id_, "JDZ-2026-0001", "", 0, Decision.ADOPTED, hidden=False, prize="一等奖", points=10)
    now = house.clock.now()
    await house.db.write(honour, await campaign(house), result, now, house.office.hours)
    people = (LIU, HEAD, CLERK, WANG, ZHANG)
    points = [await house.db.read(ledger.total, Unit.POINTS, person) for person in people]
    assert [person for person, have in zip(people, points, strict=True) if have] == credited


async def test_nobody_is_made_to_accept_other_words_than_they_read(db):
    house = await House(db).opened(moderated=True)
    id_ = await house.filed()
    read = (await house.office.case(LIU, id_)).suggestion.wording
    await house.suggestions.edit(WANG, id_, "你们都是饭桶")
    with pytest.raises(ChangedSince):
        await house.act(LIU, id_, "accept", wording=read)
    with pytest.raises(SuggestionUnknown):
        await house.suggestions.case(ZHANG, id_)
    now_read = (await house.office.case(LIU, id_)).suggestion.wording
    assert (await house.act(LIU, id_, "accept", wording=now_read)).public


async def test_what_was_returned_or_taken_back_its_judge_sees_no_more(house):
    returned, withdrawn, judged = await house.filed(), await house.filed(WANG, NOISE), await house.filed(WANG, "灯坏了")
    for id_ in (returned, withdrawn, judged):
        await house.act(LIU, id_, "accept")
        await house.db.write(evaluations.give, {id_: (ZHANG,)})
    await house.act(LIU, returned, "return", "请文明用语")
    await house.suggestions.withdraw(WANG, withdrawn)
    judging = Evaluations(house.db, house.clock, house.office.hours, house.owed)
    for id_ in (returned, withdrawn):
        with pytest.raises(SuggestionUnknown):
            await house.suggestions.case(ZHANG, id_)
        with pytest.raises(NotEvaluator):
            await judging.paper(ZHANG, id_)
    assert (await house.suggestions.case(ZHANG, judged)).suggestion.text == "灯坏了"


async def test_a_judge_gets_no_file_that_tells_whose_it_is(house):
    files = (Sent(FileKind.DOCUMENT, "d", "王敏的方案.docx"), Sent(FileKind.PHOTO, "p"), Sent(FileKind.VOICE, "v"))
    id_ = await house.filed(files=files)
    await house.act(LIU, id_, "accept")
    assert (await house.suggestions.case(ZHANG, id_)).files == files
    await house.db.write(evaluations.give, {id_: (ZHANG,)})
    assert [one.kind for one in (await house.suggestions.case(ZHANG, id_)).files] == [FileKind.PHOTO]


async def test_what_is_given_up_after_it_was_adopted_counts_as_adopted_no_more(house):
    first, second, third = (
        await house.filed(),
        await house.filed(ZHANG, NOISE),
        await house.filed(ZHANG, "夜里施工太吵"),
    )
    for id_ in (first, second, third):
        await house.act(LIU, id_, "accept")
        await house.act(LIU, id_, "decide", "采纳", decision=Decision.ADOPTED)
    counts = [(await campaign(house)).adopted]
    await house.act(LIU, third, "merge", into_id=second)
    counts.append((await campaign(house)).adopted)
    await house.suggestions.withdraw(WANG, first)
    counts.append((await campaign(house)).adopted)
    await house.act(LIU, third, "unmerge")
    counts.append((await campaign(house)).adopted)
    await house.act(LIU, third, "decide", "再看不行", decision=Decision.NOT)
    counts.append((await campaign(house)).adopted)
    assert counts == [3, 2, 1, 2, 1]


@pytest.mark.parametrize("end", ["withdraw", "decline"])
async def test_a_second_for_what_is_given_up_is_free_again(db, end):
    house = await House(db).opened(seconds_each=1)
    bait, other = await house.filed(), await house.filed(CLERK, NOISE)
    await house.suggestions.second(ZHANG, bait)
    if end == "withdraw":
        await house.suggestions.withdraw(WANG, bait)
    else:
        await house.act(LIU, bait, "decline", "不在职权内")
    assert (await house.suggestions.second(ZHANG, other)).seconded


async def test_nobody_decides_what_becomes_of_their_own(house):
    own = await house.filed(LIU)
    await house.act(LIU, own, "accept")
    with pytest.raises(ActNotYours):
        await house.act(LIU, own, "decide", "采纳自己的", decision=Decision.ADOPTED)
    assert (await campaign(house)).adopted == 0


async def test_the_question_to_somebody_who_is_forgotten_does_not_stop_the_clock_for_ever(house):
    id_ = await house.working()
    await house.act(CLERK, id_, "ask", "哪一侧？")
    await house.db.write(part_with, By(WANG, house.clock.now(), house.office.hours))
    one = (await house.office.case(CLERK, id_)).suggestion
    assert (one.state, one.paused, one.due_at is None) == (State.WORKING, None, False)


async def test_what_is_long_overdue_is_told_the_owners_once_the_leader_is_gone(house):
    def named(tx):
        tx.run("UPDATE campaigns SET leader_id = :p", p=ZHANG)

    await house.db.write(named)
    await house.working()
    house.clock.advance(days=30)
    late = [len(await house.deadlines.late(who)) for who in (ZHANG, LIU)]
    await house.db.write(lambda tx: tx.run("UPDATE people SET telegram_id = NULL, name = '' WHERE id = :p", p=ZHANG))
    assert (late, len(await house.deadlines.late(LIU))) == ([1, 0], 1)


async def test_a_head_of_another_office_does_nothing_to_what_is_not_theirs(house):
    id_ = await house.filed()
    await house.act(LIU, id_, "accept")
    await house.act(LIU, id_, "assign", office_id=2)
    acts = [one for one in Action if one not in (Action.SECOND, Action.COMMENT)]
    for action in acts:
        with pytest.raises((ActNotYours, SuggestionUnknown)):
            await house.act(HEAD, id_, action, "x", office_id=OFFICE, handler_id=CLERK, days=1, into_id=id_)
    assert (await house.suggestions.case(WANG, id_)).suggestion.state is State.ASSIGNED
    assert (await house.db.read(campaigns.load, house.campaign)).adopted == 0


async def test_what_was_taken_back_does_not_hide_what_there_is_about_the_same(house):
    text = "三号楼电梯间的灯整夜亮着，建议装感应开关"
    there = await house.filed(WANG, f"{text}，白天也关掉")
    for _n in range(41):
        await house.suggestions.withdraw(ZHANG, await house.filed(ZHANG, text))
    lists = SuggestionLists(house.db, house.clock, house.office.hours)
    assert [one.suggestion.id for one in await lists.alike(CLERK, text)] == [there]
    house.clock.advance(days=4 * 366)
    await house.db.write(sweep, house.clock.now())
    assert await house.db.read(likeness.counts, ()) == {ALL: 1}


async def both(*tries):
    """What came of two who tried at once: how many did it, and the refusals of the others."""
    found = await asyncio.gather(*tries, return_exceptions=True)
    refused = [type(one) for one in found if isinstance(one, Exception)]
    return len(found) - len(refused), refused


async def test_two_who_answer_at_once_give_one_answer(house):
    id_ = await house.working()
    assert await both(house.act(CLERK, id_, "answer", "甲"), house.act(HEAD, id_, "answer", "乙")) == (1, [ActNotNow])
    answers = [one for one in await house.suggestions.history(LIU, id_) if one.action is Action.ANSWER]
    assert [one.words for one in answers] == [(await house.suggestions.case(WANG, id_)).suggestion.answer]


async def test_two_who_grant_more_time_at_once_grant_it_once(house):
    id_ = await house.working()
    await house.act(CLERK, id_, "ask_extension", "等配件", days=1)
    due = (await house.office.case(LIU, id_)).suggestion.due_at
    done = await both(*(house.act(LIU, id_, "grant_extension") for _again in range(2)))
    assert done == (1, [NoExtension])
    assert (await house.office.case(LIU, id_)).suggestion.due_at == due + timedelta(days=1)


async def test_who_seconds_while_it_is_merged_counts_once_or_hears_where_it_went(db):
    crowd = range(100, 130)
    house = await House(db).opened(people=(LIU, HEAD, CLERK, WANG, ZHANG, *crowd))
    first, second = await house.filed(), await house.filed(ZHANG, NOISE)
    tries = [house.suggestions.second(person, second) for person in crowd]
    merge = house.act(LIU, second, "merge", into_id=first)
    found = await asyncio.gather(*tries[:15], merge, *tries[15:], return_exceptions=True)
    done = [one for one in found if not isinstance(one, Exception)]
    assert {type(one) for one in found if isinstance(one, Exception)} <= {MergedElsewhere}
    assert (await house.suggestions.case(LIU, first)).suggestion.seconds == len(done) - 1  # without the merge itself


async def test_what_is_said_while_it_closes_is_said_before_or_refused(house):
    id_ = await house.answered()
    await house.act(LIU, id_, "resolve")
    comments = SuggestionComments(house.db, house.clock, house.office.hours, house.owed)
    talks = [comments.add(ZHANG, id_, f"第 {n} 句") for n in range(5)]
    found = await asyncio.gather(*talks, house.suggestions.confirm(WANG, id_), return_exceptions=True)
    said = [one for one in found[:5] if not isinstance(one, Exception)]
    assert {type(one) for one in found if isinstance(one, Exception)} <= {ActNotNow}
    assert (await house.suggestions.case(WANG, id_)).suggestion.comments == len(said)


async def test_marks_and_criteria_that_change_at_once_do_not_mix(house):
    ids = [await house.filed(text=f"第 {n} 条") for n in range(8)]
    for id_ in ids:
        await house.act(LIU, id_, "accept")
    monday = house.clock.now()
    plan = replace((await campaign(house)).plan(), closes_at=monday, judged_at=monday + timedelta(days=3))
    await house.db.write(campaigns.update, house.campaign, plan)
    await house.db.write(evaluations.put_criteria, house.campaign, (("整体", 1),))
    await house.db.write(evaluations.give, dict.fromkeys(ids, (ZHANG,)))
    judging = Evaluations(house.db, house.clock, house.office.hours, house.owed)
    [criterion] = (await judging.paper(ZHANG, ids[0])).criteria
    put = judging.put_criteria(LIU, house.campaign, (("创新", 1), ("可行", 1)))
    marks = [judging.mark(ZHANG, id_, criterion.id, 7) for id_ in ids]
    changed, *marked = await asyncio.gather(put, *marks, return_exceptions=True)
    outcome = {type(one) for one in marked}
    assert (type(changed), outcome) in ((CriteriaInUse, {Paper}), (Setup, {MarkUnfit}))


async def test_a_deadline_waits_out_the_spring_festival(house):
    # 2026: off from 15 to 23 February, Saturday the 14th and Saturday the 28th are worked.
    house.clock.set(datetime(2026, 2, 14, 9, 0, tzinfo=UTC))  # Saturday 17:00, an hour before closing
    await house.db.write(lambda tx: tx.run("UPDATE campaigns SET opens_at = 0"))
    id_ = await house.working()
    dues = [(await house.office.case(CLERK, id_)).suggestion.due_at]
    await house.act(CLERK, id_, "ask_extension", "过年", days=1)
    dues.append((await house.act(LIU, id_, "grant_extension")).due_at)
    assert dues == [
        datetime(2026, 2, 28, 9, 0, tzinfo=UTC),  # five days: 24, 25, 26, 27 and 28 February
        datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    ]
    house.clock.set(datetime(2026, 2, 23, 9, 0, tzinfo=UTC))
    assert await house.deadlines.run() == (0, 0, 0)
