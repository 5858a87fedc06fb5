"""Suggestions by people who mean ill: markup, what cannot be seen, floods of files, names in forwarded screens."""

import io

import pytest
from openpyxl import load_workbook

from bot.domain.suggestions.acts import Action
from bot.services.office import Office
from bot.services.office_acts import Told
from tests.people import open_world
from tests.scenario.filing import campaign, files, opens
from tests.scenario.test_suggestions_filing import PNG, kept

NASTY = "<b>路灯</b>&lt;i&gt; \u202e坏了\u2066 {number}%s{0} =HYPERLINK(1)"
SEEN = "<b>路灯</b>&lt;i&gt; 坏了 {number}%s{0} =HYPERLINK(1)"


@pytest.fixture
async def world(sqlite_url):
    async with open_world(sqlite_url) as world:
        yield world
        assert world.refused() == []


@pytest.fixture
async def li(world):
    return await world.member("李静", role="owner")


async def test_what_is_typed_is_shown_as_it_is_on_every_screen_and_in_the_workbook(world, li):
    made = await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, NASTY)
    await zhang.starts("i_1")
    await zhang.taps("评论")
    await zhang.sends(NASTY)
    assert SEEN in zhang.text.splitlines()
    assert wang.text.splitlines()[1] == f"「{SEEN}」"
    await zhang.starts("i_1")
    assert zhang.text.splitlines()[3] == SEEN
    await li.starts("d_1")
    await li.taps("不予受理")
    await li.sends(NASTY)
    assert wang.text.splitlines()[1] == f"「{SEEN}」"
    await li.starts(f"k_{made.id}")
    await li.taps("报告")
    await li.taps("Excel 全表")
    sheet = load_workbook(io.BytesIO(li.phone.messages()[-1].document)).worksheets[0]
    cells = [(cell.value, cell.data_type) for row in sheet.iter_rows() for cell in row if cell.value == SEEN]
    assert cells == [(SEEN, "s")]


async def test_the_longest_words_everywhere_still_make_a_card(world, li):
    await campaign(world, li)
    wang = await world.member("王敏")
    long = "&<灯>" * 500
    await files(wang, long)
    office = world.app.service(Office)
    await office.act(li.person_id, 1, Action.ACCEPT, Told())
    await world.settled()
    for who, path in ((wang, "i_1"), (li, "d_1")):
        await who.starts(path)
        assert who.text.splitlines()[3].startswith("&<灯>&<灯>")
    await office.act(li.person_id, 1, Action.NOTE, Told(long))
    await li.starts("d_1")
    await li.taps("办理记录")
    assert li.text.splitlines()[0] == "JDZ-2026-0001 办理记录"


async def test_fifty_pictures_leave_nine_and_one_form(world, li):
    await campaign(world, li)
    wang = await world.member("王敏")
    await wang.sends("/suggest")
    await wang.sends("夜里太吵")
    for _n in range(50):
        wang.phone.sends_photo(PNG)
    await world.settled()
    await wang.taps("下一步")
    await wang.taps("提交")
    assert await kept(world, "SELECT COUNT(*) FROM suggestion_files") == [(9,)]


async def test_the_buttons_of_a_forwarded_card_give_a_stranger_nothing(world, li):
    await campaign(world, li, moderated=True)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, "食堂午餐排队太久")
    await opens(wang, "1")
    for data in (
        "i=:1",
        "it:1",
        "if:1",
        "ip:1",
        "i+:1",
        "ic:1:0",
        "ic+:1",
        "ie:1",
        "ix:1:1",
        "dk=:1",
        "dkh:1",
        "dk+:1:accept:0",
    ):
        await zhang.forges(data)
        assert "食堂" not in zhang.text
    assert await kept(world, "SELECT state, public FROM suggestions") == [("submitted", 0)]
