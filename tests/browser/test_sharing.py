"""Visitors pass events on: the bot's finds above the input line, choosing one, and the share buttons."""

import pytest

from tests.browser.conftest import AXE, missing
from tests.browser.test_accessible import grave

LECTURE = "从项目签约到投产"


async def test_a_card_is_found_and_sent_by_keyboard(visitor, demo):
    two = visitor.two
    await two.root.locator("button.back").click()
    await two.root.locator(".chats button").filter(has_text="开发区干部群").click()
    await two.input.press_sequentially("@faguang_bot 签约")
    option = two.root.get_by_role("option", name=LECTURE)
    await option.wait_for()
    assert await two.root.get_by_role("listbox", name="机器人找到的").is_visible()
    await visitor.until("node => node.getAttribute('aria-selected') === 'true'", await option.element_handle())
    await two.input.press("Enter")
    await two.sees(LECTURE, "通过 @faguang_bot", "名额：24 / 25")
    assert await two.input.input_value() == ""
    await two.taps("刷新")
    await two.flashes("已是最新")
    # Nothing has changed meanwhile: that much Telegram says.
    assert [one.method for one in demo.stage.sandbox.refused if "not modified" not in one.error] == []


async def test_the_share_button_lets_choose_a_chat(visitor):
    two = visitor.two
    await two.types("/events")
    await two.taps("11-25 14:30 从项目签约到投产 · 余 1 席")
    await two.taps("分享")
    await two.root.locator(".title").get_by_text("分享到哪里").wait_for()
    await two.root.locator(".chats button").filter(has_text="开发区干部群").click()
    await two.root.get_by_role("option", name=LECTURE).click()
    await two.sees(LECTURE, "通过 @faguang_bot")


async def test_somebody_new_is_shown_the_way(visitor):
    one = visitor.one
    await one.takes("何苗")
    await one.starts()
    await one.sees("告知")
    await one.input.press_sequentially("@faguang_bot 签约")
    await one.root.get_by_role("option", name="先认识一下").click()
    await one.root.locator("button.start").wait_for()


async def test_escape_leaves_what_was_typed(visitor):
    two = visitor.two
    await two.input.press_sequentially("@faguang_bot 签约")
    await two.root.get_by_role("option", name=LECTURE).wait_for()
    await two.input.press("Escape")
    await two.root.get_by_role("listbox").wait_for(state="hidden")
    assert await two.input.input_value() == "@faguang_bot 签约"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_grave_is_found(demo, window, scheme):
    if not AXE.exists():
        missing("axe-core is not installed: npm ci --prefix tests/browser")
    async with window(demo.url, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce") as visitor:
        await visitor.page.add_script_tag(path=AXE)
        two = visitor.two
        await two.input.press_sequentially("@faguang_bot 签约")
        await two.root.get_by_role("option", name=LECTURE).click()
        await two.sees(LECTURE, "通过 @faguang_bot")
        await two.input.press_sequentially("@faguang_bot ")
        await two.root.locator(".offers [role=option]").first.wait_for()
        assert await grave(visitor) == [], "finds, and one that was sent"
