"""What somebody who means ill, or is only quick, tries with suggestions; and names that must not be known."""

import pytest

from bot.domain.ledger import Unit
from bot.domain.suggestions.acts import Action, ActNotYours
from bot.domain.suggestions.evaluation import NotEvaluator
from bot.domain.suggestions.states import Decision, State
from bot.domain.suggestions.suggestion import ChangedSince, FileKind, SuggestionUnknown
from bot.domain.suggestions.suggestion import File as Sent
from bot.services.campaign_ground import load
from bot.services.campaign_results import Result
from bot.services.campaigns import honour
from bot.services.evaluation import Evaluations
from bot.services.suggestion_ground import By
from bot.services.suggestions import part_with
from storage import campaigns, evaluations, ledger
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
