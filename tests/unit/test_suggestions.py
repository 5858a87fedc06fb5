"""Suggestions through their services: numbers, seconds, merging, the clock, who is told of what, what others see."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.suggestions.acts import Action, ActNotNow, ActNotYours
from bot.domain.suggestions.campaign import CampaignClosed, Voting
from bot.domain.suggestions.news import LeaderNews, SuggestionNews
from bot.domain.suggestions.refusals import (
    ExtensionTooLate,
    MergedElsewhere,
    MergeUnfit,
    NotReopened,
    OwnExtension,
    ReopenedBefore,
    SuggestionUnfit,
    SuggestionUnknown,
    TooLateToEdit,
    TooManySeconds,
    TooManySuggestions,
    VotingOff,
)
from bot.domain.suggestions.states import Published, State
from bot.domain.suggestions.suggestion import Filing
from bot.services.suggestion_ground import By
from bot.services.suggestions import part_with
from tests.unit.suggestion_house import CLERK, HEAD, LIU, MONDAY, OFFICE, WANG, ZHANG, House

CROWD = range(100, 600)


@pytest.fixture
async def house(db):
    return await House(db).opened()


async def test_five_hundred_seconds_at_once_count_right(db):
    house = await House(db).opened(people=(LIU, HEAD, CLERK, WANG, ZHANG, *CROWD))
    id_ = await house.filed()
    await asyncio.gather(*(house.suggestions.second(person, id_) for person in CROWD))
    await asyncio.gather(*(house.suggestions.second(person, id_) for person in CROWD[:50]))
    assert (await house.suggestions.case(ZHANG, id_)).suggestion.seconds == len(CROWD)
    await asyncio.gather(*(house.suggestions.unsecond(person, id_) for person in CROWD[:200]))
    assert (await house.suggestions.case(ZHANG, id_)).suggestion.seconds == len(CROWD) - 200


async def test_numbers_never_collide_and_begin_anew_each_year(house):
    many = [house.suggestions.file(WANG, Filing(house.campaign, f"第 {n} 条")) for n in range(40)]
    found = await asyncio.gather(*many)
    assert sorted(one.suggestion.number for one in found) == [f"JDZ-2026-{n:04}" for n in range(1, 41)]
    house.clock.set(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))  # midnight in Qingdao
    assert (
        await house.suggestions.file(ZHANG, Filing(house.campaign, "新年第一条"))
    ).suggestion.number == "JDZ-2027-0001"


async def test_a_campaign_limits_what_one_person_files_and_seconds(db):
    house = await House(db).opened(each=2, seconds_each=1, longest=20)
    first, second = await house.filed(text="一"), await house.filed(text="二")
    with pytest.raises(TooManySuggestions):
        await house.filed(text="三")
    await house.suggestions.withdraw(WANG, second)
    await house.filed(text="三")
    with pytest.raises(SuggestionUnfit):
        await house.filed(ZHANG, "长" * 21)
    other = await house.filed(CLERK, "四")
    await house.suggestions.second(ZHANG, first)
    with pytest.raises(TooManySeconds):
        await house.suggestions.second(ZHANG, other)


async def test_nobody_seconds_where_nobody_votes(db):
    house = await House(db).opened(voting=Voting.OFF)
    id_ = await house.filed()
    with pytest.raises(VotingOff):
        await house.suggestions.second(ZHANG, id_)


async def test_nothing_is_filed_before_a_campaign_begins(house):
    house.clock.set(MONDAY - timedelta(days=2))
    with pytest.raises(CampaignClosed) as refused:
        await house.filed()
    assert refused.value.opens == MONDAY - timedelta(days=1)


async def test_an_author_changes_the_words_for_a_quarter_of_an_hour(house):
    id_ = await house.filed()
    house.clock.advance(minutes=14)
    assert (await house.suggestions.edit(WANG, id_, "装感应开关")).suggestion.text == "装感应开关"
    house.clock.advance(minutes=1)
    with pytest.raises(TooLateToEdit):
        await house.suggestions.edit(WANG, id_, "装声控开关")


async def test_from_filing_to_done_everybody_is_told_what_concerns_them(house):
    id_ = await house.filed()
    await house.suggestions.second(ZHANG, id_)
    await house.act(LIU, id_, "accept")
    await house.act(LIU, id_, "assign", office_id=OFFICE)
    await house.act(HEAD, id_, "name_handler", handler_id=CLERK)
    await house.act(CLERK, id_, "start")
    await house.act(CLERK, id_, "ask", "是哪一侧的电梯间？")
    await house.suggestions.reply(WANG, id_, "东侧")
    await house.act(CLERK, id_, "answer", "周五前换")
    await house.act(LIU, id_, "resolve")
    assert await house.promised() == [
        ("turn", LIU),  # filed
        ("step", WANG),  # accepted
        ("step", WANG),  # assigned
        ("turn", HEAD),
        ("turn", CLERK),  # named
        ("step", WANG),  # begun
        ("step", WANG),  # asked
        ("turn", CLERK),  # replied
        ("step", WANG),  # answered
        ("turn", LIU),
        ("follow_up", WANG),
        ("seconded", ZHANG),
    ]
    seen = await house.suggestions.confirm(WANG, id_)
    assert (seen.suggestion.state, seen.suggestion.published, seen.suggestion.helped) == (
        State.CLOSED,
        Published.RESOLVED,
        True,
    )


async def test_what_did_not_help_is_opened_again_once(house):
    id_ = await house.answered()
    await house.act(LIU, id_, "resolve")
    with pytest.raises(NotReopened):
        await house.suggestions.dissent(WANG, id_, "灯还亮着")
    again = (await house.suggestions.reopen(WANG, id_, "灯还亮着")).suggestion
    assert (again.state, again.published, again.handler_id) == (State.WORKING, Published.WORKING, CLERK)
    await house.act(CLERK, id_, "answer", "已经换好")
    await house.act(LIU, id_, "resolve")
    with pytest.raises(ReopenedBefore):
        await house.suggestions.reopen(WANG, id_, "又坏了")
    closed = (await house.suggestions.dissent(WANG, id_, "又坏了")).suggestion
    assert (closed.state, closed.helped) == (State.CLOSED, False)


async def test_who_says_nothing_for_two_weeks_is_asked_no_more(house):
    id_ = await house.answered()
    await house.act(LIU, id_, "resolve")
    house.clock.advance(days=13, hours=23)
    assert (await house.deadlines.run())[0] == 0
    house.clock.advance(hours=1)
    assert (await house.deadlines.run())[0] == 1
    closed = (await house.suggestions.case(WANG, id_)).suggestion
    assert (closed.state, closed.helped) == (State.CLOSED, None)


async def test_the_clock_counts_working_hours_and_stands_while_the_author_is_asked(house):
    id_ = await house.working()
    one = (await house.suggestions.case(WANG, id_)).suggestion
    assert one.due_at == datetime(2026, 11, 30, 2, 0, tzinfo=UTC)  # five working days: Monday 10:00
    house.clock.advance(hours=1)
    await house.act(CLERK, id_, "ask", "哪一侧？")
    house.clock.advance(days=14, seconds=-1)
    assert await house.deadlines.run() == (0, 0, 0)
    after = (await house.suggestions.reply(WANG, id_, "东侧")).suggestion
    # Monday 7 December 11:00, but for a second; five days of work less one hour later.
    assert after.due_at == datetime(2026, 12, 14, 1, 59, 59, tzinfo=UTC)


async def test_what_is_late_is_called_to_mind_once_and_after_five_days_listed_each_work_day(house):
    id_ = await house.working()
    house.clock.set(datetime(2026, 12, 1, 1, 59, tzinfo=UTC))  # due on Monday at 10:00; Tuesday 9:59
    assert await house.deadlines.run() == (0, 0, 0)
    house.clock.advance(minutes=1)
    assert (await house.deadlines.run(), await house.deadlines.run()) == ((0, 1, 0), (0, 0, 0))
    assert await house.promised(SuggestionNews.OVERDUE) == [("overdue", CLERK), ("overdue", HEAD)]
    house.clock.set(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    assert [await house.deadlines.run() for _again in range(2)] == [(0, 0, 1), (0, 0, 0)]
    assert [(one.id, days) for one, days in await house.deadlines.late(LIU)] == [(id_, 5)]
    house.clock.set(datetime(2026, 12, 12, 2, 0, tzinfo=UTC))  # a Saturday
    assert await house.deadlines.run() == (0, 0, 0)
    house.clock.set(datetime(2026, 12, 14, 2, 0, tzinfo=UTC))
    assert await house.deadlines.run() == (0, 0, 1)
    assert await house.promised(LeaderNews.LATE) == [("late", LIU), ("late", LIU)]


async def test_more_time_is_asked_for_before_the_date_and_granted_by_another(house):
    id_ = await house.working()
    before = (await house.suggestions.case(WANG, id_)).suggestion.due_at
    await house.act(CLERK, id_, "ask_extension", "等配件", days=2)
    with pytest.raises(ActNotYours):
        await house.act(CLERK, id_, "grant_extension")
    granted = await house.act(LIU, id_, "grant_extension")
    assert (granted.due_at, granted.extension_by) == (before + timedelta(days=2), None)
    assert (await house.promised())[-2:] == [("step", WANG), ("turn", CLERK)]
    house.clock.set(granted.due_at)
    with pytest.raises(ExtensionTooLate):
        await house.act(CLERK, id_, "ask_extension", "再等等", days=2)


async def test_an_owner_who_handles_it_cannot_grant_their_own_request(house):
    await house.db.write(lambda tx: tx.run("UPDATE people SET department_id = :o WHERE id = :p", o=OFFICE, p=LIU))
    id_ = await house.working()
    await house.act(LIU, id_, "name_handler", handler_id=LIU)
    await house.act(LIU, id_, "ask_extension", "等配件", days=2)
    with pytest.raises(OwnExtension):
        await house.act(LIU, id_, "grant_extension")


async def test_merging_counts_each_person_once_and_taking_it_apart_restores(house):
    first, second = await house.filed(WANG), await house.filed(ZHANG, "电梯间的灯晚上没有关")
    for person, id_ in ((CLERK, first), (CLERK, second), (HEAD, second), (ZHANG, first)):
        await house.suggestions.second(person, id_)
    await house.act(LIU, second, "merge", into_id=first)
    merged = await house.suggestions.case(ZHANG, first)
    assert (merged.suggestion.seconds, merged.merged) == (2, ("JDZ-2026-0002",))  # without Zhang, now an author
    with pytest.raises(MergedElsewhere) as refused:
        await house.suggestions.second(LIU, second)
    assert (refused.value.number, refused.value.into) == ("JDZ-2026-0001", first)
    await house.act(LIU, first, "accept")
    assert (await house.promised(SuggestionNews.STEP))[-2:] == [("step", WANG), ("step", ZHANG)]
    back = await house.act(LIU, second, "unmerge")
    assert (back.state, back.published, back.seconds) == (State.SUBMITTED, Published.WAITING, 2)
    assert (await house.suggestions.case(WANG, first)).suggestion.seconds == 2


async def test_what_is_closed_takes_nothing_new(house):
    first, second = await house.answered(), await house.filed(ZHANG, "电梯间的灯晚上没有关")
    await house.act(LIU, first, "resolve")
    await house.suggestions.confirm(WANG, first)
    with pytest.raises(MergeUnfit):
        await house.act(LIU, second, "merge", into_id=first)
    with pytest.raises(ActNotNow):
        await house.suggestions.second(ZHANG, first)
    alone = (await house.suggestions.case(ZHANG, second)).suggestion
    assert (alone.state, alone.merged_into) == (State.SUBMITTED, None)


async def test_two_who_merge_each_others_at_once_make_no_circle(house):
    first, second = await house.filed(WANG), await house.filed(ZHANG, "同一件事")
    tries = [house.act(LIU, first, "merge", into_id=second), house.act(LIU, second, "merge", into_id=first)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(isinstance(one, Exception) for one in done) == [False, True]


async def test_internal_notes_and_hidden_names_stay_inside(house):
    id_ = await house.filed(hidden=True)
    await house.act(LIU, id_, "accept")
    await house.act(LIU, id_, "note", "和物业谈过一次")
    seen, inside = await house.suggestions.case(ZHANG, id_), await house.office.case(LIU, id_)
    assert (seen.author, inside.author) == ("", f"同事{WANG}")
    told = [(step.action, step.words, step.actor) for step in await house.suggestions.history(ZHANG, id_)]
    assert told == [(None, "", ""), (Action.ACCEPT, "", "")]
    known = [(step.action, step.words, step.actor) for step in await house.suggestions.history(LIU, id_)]
    assert known[-1] == (Action.NOTE, "和物业谈过一次", f"同事{LIU}")
    with pytest.raises(SuggestionUnknown):
        await house.office.case(ZHANG, id_)


async def test_what_is_returned_only_its_author_sees_until_it_is_filed_anew(house):
    id_ = await house.filed(text="你们都是饭桶")
    await house.act(LIU, id_, "return", "请文明用语")
    with pytest.raises(SuggestionUnknown):
        await house.suggestions.case(ZHANG, id_)
    assert [step.words for step in await house.suggestions.history(WANG, id_)] == ["", "请文明用语"]
    await house.suggestions.resubmit(WANG, id_, "食堂排队太久，建议错峰")
    assert (await house.suggestions.case(ZHANG, id_)).suggestion.text == "食堂排队太久，建议错峰"


async def test_a_moderated_campaign_shows_nothing_before_it_is_accepted(db):
    house = await House(db).opened(moderated=True)
    id_ = await house.filed()
    with pytest.raises(SuggestionUnknown):
        await house.suggestions.case(ZHANG, id_)
    await house.act(LIU, id_, "accept")
    assert (await house.suggestions.case(ZHANG, id_)).suggestion.id == id_


async def test_each_sees_the_queue_of_their_own_work(house):
    mine, other = await house.working(), await house.filed(ZHANG)
    queues = {person: await house.office.queue(person) for person in (LIU, HEAD, CLERK, WANG)}
    assert {person: [one.id for one in queue.found] for person, queue in queues.items()} == {
        LIU: [other, mine],
        HEAD: [mine],
        CLERK: [mine],
        WANG: [],
    }
    house.clock.advance(days=2)
    assert ((await house.office.queue(LIU)).total, (await house.office.queue(LIU)).late) == (2, 1)


async def test_an_act_that_does_not_fit_any_more_changes_nothing(house):
    id_ = await house.answered()
    before = (await house.suggestions.case(WANG, id_)).suggestion
    with pytest.raises(ActNotNow) as refused:
        await house.act(CLERK, id_, "answer", "再答一次")
    assert (refused.value.state, (await house.suggestions.case(WANG, id_)).suggestion) == (State.ANSWERED, before)


async def test_who_is_forgotten_leaves_nothing_that_waits_for_them(house):
    returned, handled = await house.filed(CLERK), await house.working()
    await house.act(LIU, returned, "return", "请写明地点")
    await house.act(CLERK, handled, "ask_extension", "等配件", days=2)
    await house.db.write(part_with, By(CLERK, house.clock.now(), house.office.hours))
    assert (await house.office.case(LIU, returned)).suggestion.state is State.WITHDRAWN
    one = (await house.office.case(LIU, handled)).suggestion
    assert (one.state, one.handler_id, one.extension_by, one.extension_days) == (State.WORKING, None, None, None)
