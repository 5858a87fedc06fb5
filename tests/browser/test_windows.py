"""Several windows look at one world; a lost connection comes back by itself; a silent bot is seen to be silent."""

from bot.demo.site import page
from bot.settings import Settings
from tests.browser.conftest import START, at_once


async def test_two_windows_see_the_same_world(demo, window):
    async with window(demo.url) as left, window(demo.url) as right:
        await left.two.types("/me")
        await left.two.sees("王敏", "投资促进部")
        await right.two.sees("王敏", "投资促进部")
        await right.one.takes("王敏")
        await right.one.sees("王敏", "投资促进部")


async def test_what_is_not_looked_at_counts_as_unread(demo, window):
    async with window(demo.url) as left, window(demo.url) as right:
        for visitor in (left, right):
            await visitor.two.root.locator("button.back").click()
        await left.one.takes("开发区干部群")
        await left.one.types("大家好")
        entry = right.two.root.locator(".chats button").filter(has_text="开发区干部群")
        await entry.locator(".badge").get_by_text("1", exact=True).wait_for()
        await left.two.root.locator(".chats button").filter(has_text="开发区干部群").click()
        await left.two.sees("大家好")
        await entry.locator(".badge").wait_for(state="hidden")


async def test_a_kept_world_goes_on_where_it_was_left(window, tmp_path):
    async with page(Settings(), port=0, keep=tmp_path, start=START, breathe=at_once) as opened:
        port = int(opened.url.rstrip("/").rpartition(":")[2])
        async with window(opened.url) as visitor:
            await visitor.two.types("/events")
            await visitor.two.taps("11-24 12:20 公文写作与智能工具 · 可报名")
            await visitor.two.taps("报名")
            await visitor.two.flashes("已报名")
            await visitor.travels("hour")
    async with page(Settings(), port=port, keep=tmp_path, breathe=at_once) as opened, window(opened.url) as visitor:
        assert await visitor.page.locator("#clock").text_content() == "11月23日周一 11:00"
        await visitor.two.sees("公文写作与智能工具", "已报名")
        await visitor.two.taps("取消报名")
        await visitor.two.taps("确认取消")
        await visitor.two.flashes("已取消报名")
        assert opened.stage.sandbox.refused == []


async def test_a_window_finds_its_way_back_after_the_server_was_gone(window, tmp_path):
    async with page(Settings(), port=0, keep=tmp_path, start=START, breathe=at_once) as first:
        port = int(first.url.rstrip("/").rpartition(":")[2])
        opening = window(first.url)
        visitor = await opening.__aenter__()
    try:
        await visitor.page.get_by_text("与页面服务器的连接断了").wait_for()
        async with page(Settings(), port=port, keep=tmp_path, breathe=at_once):
            await visitor.is_connected()
            await visitor.two.types("/me")
            await visitor.two.sees("王敏", "投资促进部")
    finally:
        await opening.__aexit__(None, None, None)


async def test_a_bot_that_stops_answering_is_seen_to_be_silent(demo, window):
    async with window(demo.url) as visitor:
        await visitor.page.clock.install()
        await visitor.page.reload()
        await visitor.is_connected()
        sandbox = demo.stage.sandbox
        sandbox.fail_next("getUpdates", status="timeout", times=100)
        await visitor.two.types("/me")
        await visitor.two.sees("王敏", "投资促进部")
        await visitor.two.types("/agenda")
        silent = visitor.two.root.get_by_text("机器人没有回应")
        assert await silent.is_hidden()
        await visitor.page.clock.fast_forward(6000)
        await silent.wait_for()
        assert await visitor.one.root.get_by_text("机器人没有回应").is_hidden()
