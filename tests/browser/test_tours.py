"""Every story plays to its end on the page; how it ends is kept as a picture."""

import pytest

from bot.demo.tours import TOURS
from tests.browser.conftest import ARTEFACTS

LAST_LINES = {
    "last-seat": "就这些。接龙、催办、数人头，都不用了。",
    "overnight": "机器人夜里重启也不要紧：该发的都记在数据库里，错过的能补就补，过时的不再打扰。",
}


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.name)
async def test_a_story_plays_to_its_end(visitor, demo, tour):
    await visitor.page.locator(".stories summary").click()
    await visitor.page.locator(f"[data-tour={tour.name}]").click()
    await visitor.page.locator("#story[data-over=true]").wait_for()
    assert await visitor.page.locator("#line").text_content() == LAST_LINES[tour.name]
    await visitor.two.sees("⏰ 今天") if tour.name == "overnight" else await visitor.three.sees("⏰ 今天")
    ARTEFACTS.mkdir(exist_ok=True)
    await visitor.page.screenshot(path=ARTEFACTS / f"tour-{tour.name}.png")
    assert await visitor.page.locator("#refusals").is_hidden()

    await visitor.page.get_by_role("button", name="回到自己的世界").click()
    await visitor.page.locator("#story").wait_for(state="hidden")
    await visitor.one.sees("李静，想做点什么？")
    assert demo.stage.sandbox.refused == []


async def test_a_story_can_be_stopped_and_nobody_can_disturb_it(demo, window):
    async with window(demo.url) as visitor:
        await visitor.page.locator(".stories summary").click()
        await visitor.page.locator("[data-tour=last-seat]").click()
        await visitor.page.locator("#story[data-over=true]").wait_for()
        await visitor.page.get_by_role("button", name="再放一遍").click()
        await visitor.page.locator("#story[data-over=false]").wait_for()
        await visitor.page.locator("#story[data-over=true]").wait_for()
        await visitor.page.get_by_role("button", name="回到自己的世界").click()
        await visitor.one.sees("李静，想做点什么？")
