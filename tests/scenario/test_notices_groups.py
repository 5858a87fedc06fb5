"""A notice in a bound group carries the button too: taps count for whom they belong to, gathered into few edits."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.callbacks import encode
from handlers.notice_look import AcknowledgeHere
from tests.scenario.test_groups import by_bot, gathered, posted
from tests.scenario.test_groups_bound import bound
from tests.scenario.test_notices import screen


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


async def writes_to_the_group(li, *others):
    await li.sends("/notice")
    await li.sends("周五停水，请提前备水。")
    await li.taps("群 ›")
    await li.taps("干部群")
    for name in others:
        await li.sends(name)
    await li.taps("完成 ✓")
    await li.taps("发送")


def edits(world):
    return [call for call in world.sandbox.calls if call.method == "editMessageReplyMarkup" and call.ok]


async def test_a_tap_in_the_group_counts_for_a_recipient_as_their_own(world, li):
    wang = await world.member("王敏", department="投资促进部")
    group = await bound(world, li, wang)
    await writes_to_the_group(li, "投资促进部")
    await wang.taps("收到", by_bot(group)[-1], chat=group)
    assert wang.toast == "已确认"
    assert by_bot(group)[-1].rows == [["收到 · 1"]]
    assert screen(li, "▓").text.endswith("已送达：2 / 2\n已确认：1 / 1")
    await wang.taps("收到 · 1", by_bot(group)[-1], chat=group)
    assert (wang.toast, by_bot(group)[-1].rows) == ("你已经确认过了", [["收到 · 1"]])


async def test_a_tap_of_somebody_else_in_the_group_is_listed_beside(world, li):
    wang, zhang = await world.members("王敏", "张强")
    group = await bound(world, li, wang, zhang)
    await writes_to_the_group(li)
    for someone in (wang, zhang):
        someone.phone.taps("收到", message=by_bot(group)[-1], chat=group)
    before = len(edits(world))
    await world.settled()
    assert (by_bot(group)[-1].rows, len(edits(world)) - before) == ([["收到 · 2"]], 1)
    card = screen(li, "▓")
    assert "已确认" not in card.text
    await li.taps("报表", card)
    assert "另在群里确认 2 人" in screen(li, "报表").text
    await li.taps("Excel：全部名单", screen(li, "报表"))
    book = load_workbook(BytesIO(li.last.document))
    rows = [[cell.value for cell in row][:3] for row in book["群里确认"].iter_rows(min_row=2)]
    assert rows == [["干部群", "投资促进部", "张强"], ["干部群", "投资促进部", "王敏"]]


async def test_the_count_stays_when_the_notice_is_changed(world, li):
    wang = await world.member("王敏")
    group = await bound(world, li, wang)
    await writes_to_the_group(li)
    await wang.taps("收到", by_bot(group)[-1], chat=group)
    await li.taps("修改", screen(li, "▓"))
    await li.sends("周六停水，请提前备水。")
    await li.taps("修改")
    assert (by_bot(group)[-1].text, by_bot(group)[-1].rows) == ("周六停水，请提前备水。", [["收到 · 1"]])


async def test_a_tap_in_a_group_that_did_not_get_it_counts_nowhere(world, li):
    wang = await world.member("王敏")
    group = await bound(world, li, wang)
    await writes_to_the_group(li)
    ours, other = by_bot(group)[-1], gathered(world, li, wang)
    card = await posted(world, li, await world.event(li), other)
    wang.phone.taps_data(encode(AcknowledgeHere(1)), card)
    await world.settled()
    assert wang.alert == "这条通知不是发给你的，不用确认。"
    assert ours.rows == [["收到"]]
