"""Every story plays to its end on the page; how it ends is kept as a picture."""

import asyncio

import pytest

from bot.demo.site import page
from bot.demo.tours import TOURS
from bot.settings import Settings
from tests.browser.conftest import ARTEFACTS, START

LAST_LINES = {
    "group-card": "从群里一张卡片到一张签到表，没有接龙，没有人数错。",
    "last-seat": "就这些。接龙、催办、数人头，都不用了。",
    "overnight": "机器人夜里重启也不要紧：该发的都记在数据库里，错过的能补就补，过时的不再打扰。",
    "notice": "应急管理部的陈晨，从头到尾什么也没收到。",
    "feedback": "一处也没有找到。",
}

# What stands on one of the phones in the end.
LAST_SIGHTS = {
    "group-card": "年学时：1.5",
    "last-seat": "⏰ 今天",
    "overnight": "⏰ 今天",
    "notice": "已确认",
    "feedback": "谢谢提醒。",
}


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.name)
async def test_a_story_plays_to_its_end(visitor, demo, tour):
    await visitor.page.locator(".stories summary").click()
    await visitor.page.locator(f"[data-tour={tour.name}]").click()
    await visitor.page.locator("#story[data-over=true]").wait_for()
    assert await visitor.page.locator("#line").text_content() == LAST_LINES[tour.name]
    await visitor.page.locator("#phones").get_by_text(LAST_SIGHTS[tour.name]).first.wait_for()
    ARTEFACTS.mkdir(exist_ok=True)
    await visitor.page.screenshot(path=ARTEFACTS / f"tour-{tour.name}.png")
    assert await visitor.page.locator("#refusals").is_hidden()

    await visitor.page.get_by_role("button", name="回到自己的世界").click()
    await visitor.page.locator("#story").wait_for(state="hidden")
    await visitor.one.sees("李静，想做点什么？")
    assert demo.stage.sandbox.refused == []


async def test_a_story_plays_again(visitor):
    await visitor.page.locator(".stories summary").click()
    await visitor.page.locator("[data-tour=overnight]").click()
    await visitor.page.locator("#story[data-over=true]").wait_for()
    await visitor.page.evaluate("document.querySelector('#phone-2 article').id = 'first-time'")
    await visitor.page.get_by_role("button", name="再放一遍").click()
    await visitor.page.locator("#first-time").wait_for(state="detached")
    await visitor.page.locator("#story[data-over=true]").wait_for()
    await visitor.three.sees("⏰ 今天")


async def test_while_a_story_plays_people_only_watch_and_it_can_be_stopped(window):
    reading = asyncio.Event()

    async def breathe(_seconds):
        await reading.wait()

    async with page(Settings(), port=0, start=START, breathe=breathe) as opened, window(opened.url) as visitor:
        await visitor.page.locator(".stories summary").click()
        await visitor.page.locator("[data-tour=last-seat]").click()
        await visitor.page.locator("#line").get_by_text("组织者李静在手机上发布一场讲座").wait_for()
        await visitor.two.starts()
        await visitor.two.flashes("故事正在演")
        assert await visitor.page.locator("[data-travel=day]").is_disabled()
        await visitor.page.get_by_role("button", name="不看了").click()
        await visitor.one.sees("李静，想做点什么？")
        await visitor.one.types("/me")
        await visitor.one.sees("李静", "党群工作部")


async def test_the_phone_that_acts_is_pointed_at(window):
    steps = asyncio.Semaphore(1)

    async def breathe(_seconds):
        await steps.acquire()

    async with page(Settings(), port=0, start=START, breathe=breathe) as opened, window(opened.url) as visitor:
        await visitor.page.locator(".stories summary").click()
        await visitor.page.locator("[data-tour=last-seat]").click()
        # The line has been read; Li Jing is about to type her first command.
        await visitor.page.locator("#phone-1.acting .cue").get_by_text("/newevent").wait_for()
        assert await visitor.one.input.input_value() == "/newevent"
        assert await visitor.page.locator(".phone.acting").count() == 1
        steps.release()
        await visitor.one.sees("属于哪个系列？")
        await visitor.page.locator(".phone.acting").wait_for(state="detached")
