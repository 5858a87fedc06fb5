"""A notice goes to group robots elsewhere as well, as text; one that fails or hangs delays nobody."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.domain.notice_parts import Part
from bot.domain.notices import NoticePlan, NoticeUnfit
from bot.services.notices import Notices
from bot.settings import Settings, SettingsError, load
from tests.people import open_world
from tests.scenario.doorway import debug_log
from tests.scenario.test_notices import screen
from tests.scenario.test_notices_lists import organiser_of

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # apprise looks for it
KEY = "qY7robotkeyQ9"


class Robot:
    """A group robot: what it was posted, and how it answers: with a status, or (None) not at all."""

    def __init__(self):
        self.posted, self.status = [], 200
        self.asked, self.released = asyncio.Event(), asyncio.Event()

    async def answer(self, request):
        self.posted.append(await request.json())
        self.asked.set()
        if self.status is None:
            await self.released.wait()
        return web.Response(status=self.status or 200)


@asynccontextmanager
async def served(robot):
    app = web.Application()
    app.router.add_post(f"/{KEY}", robot.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"json://127.0.0.1:{runner.addresses[0][1]}/{KEY}"
    finally:
        robot.released.set()
        await runner.cleanup()


@pytest.fixture
async def stage(database_url):
    robot = Robot()
    async with served(robot) as url, open_world(database_url, mirrors=f"党群群={url}") as world:
        yield world, robot, await world.member("李静", role="organiser", department="党群工作部")
        assert world.refused() == []


async def writes_for_the_mirror(li, text="周五停水，请提前备水。"):
    await li.sends("/notice")
    await li.sends(text)
    await li.taps("全员")
    await li.taps("完成 ✓")
    await li.taps("✎ 同时发到")
    await li.taps("☐ 党群群")
    await li.taps("完成 ✓")


async def test_a_notice_goes_to_the_mirror_as_text_and_the_report_says_so(stage):
    world, robot, li = stage
    wang = await world.member("王敏")
    await li.sends("/notice")
    li.phone.sends_document(b"%PDF", "停水安排.pdf", caption="<b>周五</b>停水")
    await world.settled()
    await li.taps("全员")
    await li.taps("完成 ✓")
    await li.taps("✎ 按钮")
    await li.sends("填表 https://forms.example/1")
    await li.taps("完成 ✓")
    await li.taps("✎ 同时发到")
    await li.taps("☐ 党群群")
    assert li.labels[0] == ["☑ 党群群"]
    await li.taps("完成 ✓")
    assert "同时发到：党群群" in li.text
    await li.taps("发送")
    assert wang.last.file_name == "停水安排.pdf"
    (posted,) = robot.posted
    assert (posted["title"], posted["message"]) == (
        "<b>周五</b>停水",
        "<b>周五</b>停水\n［文件］停水安排.pdf\n填表: https://forms.example/1",
    )
    await li.taps("报表", screen(li, "▓"))
    assert "同时发到：党群群 已送达" in screen(li, "报表").text


async def test_whoever_changes_or_withdraws_it_reads_that_the_mirror_keeps_it(stage):
    world, robot, li = stage
    await writes_for_the_mirror(li)
    await li.taps("发送")
    followed = screen(li, "▓")
    await li.taps("修改", followed)
    assert followed.text.splitlines()[-1] == "已发到党群群的改不了，也撤不回。"
    await li.sends("/notices")
    await li.taps(li.labels[0][0])
    await li.taps("撤回")
    assert li.text.splitlines()[-1] == "已发到党群群的改不了，也撤不回。"
    await li.taps("撤回")
    await world.later(days=1)
    assert len(robot.posted) == 1


async def test_a_mirror_that_fails_is_tried_again_and_then_given_up(stage):
    world, robot, li = stage
    robot.status = 500
    await writes_for_the_mirror(li)
    await li.taps("发送")
    assert len(robot.posted) == 1
    for tries, minutes in enumerate((1, 5, 30), 2):
        await world.later(minutes=minutes)
        assert len(robot.posted) == tries
    await world.later(days=1)
    assert len(robot.posted) == 4
    await li.taps("报表", screen(li, "▓"))
    assert "同时发到：党群群 没送到" in screen(li, "报表").text


async def test_a_mirror_that_recovers_has_it_once(stage):
    world, robot, li = stage
    robot.status = 502
    await writes_for_the_mirror(li)
    await li.taps("发送")
    robot.status = 200
    await world.later(minutes=1)
    await world.later(days=1)
    assert len(robot.posted) == 2


async def test_a_mirror_that_hangs_delays_nobody(stage):
    world, robot, li = stage
    wang = await world.member("王敏")
    await world.event(li)
    robot.status = None
    await writes_for_the_mirror(li)
    li.phone.taps("发送")
    await world.sandbox.confirmed(60)
    await world.app._rails.broadcast.tick()
    hanging = asyncio.create_task(world.app._rails.mirror.settle())
    await robot.asked.wait()
    await world.app._rails.broadcast.settle()
    assert wang.text == "周五停水，请提前备水。"
    wang.phone.taps("收到")
    await world.sandbox.confirmed(60)
    assert (wang.toast, hanging.done()) == ("已确认", False)
    robot.released.set()
    await hanging
    await world.settled()
    assert len(robot.posted) == 1


async def test_only_who_organises_for_everybody_writes_to_mirrors(stage):
    world, robot, _li = stage
    zhao = await organiser_of(world, "赵磊", "投资促进部")
    await zhao.sends("/notice")
    await zhao.sends("请看")
    await zhao.taps("全员")
    await zhao.taps("完成 ✓")
    assert ["✎ 同时发到"] not in [[label] for row in zhao.labels for label in row]
    plan = NoticePlan(title="请看", content={"": (Part(html="请看"),)}, audience=["all"], mirrors=("党群群",))
    with pytest.raises(NoticeUnfit):
        await world.app.service(Notices).confirm(zhao.person_id, plan)
    assert robot.posted == []


async def test_the_address_of_a_mirror_is_never_in_the_log(sqlite_url):
    robot = Robot()
    robot.status = 500
    async with served(robot) as url:
        with debug_log() as log:
            async with open_world(sqlite_url, mirrors={"党群群": url, "坏的": f"feishu://{KEY}~~"}) as world:
                li = await world.member("李静", role="organiser")
                await li.sends("/notice")
                await li.sends("请看")
                await li.taps("全员")
                await li.taps("完成 ✓")
                await li.taps("✎ 同时发到")
                await li.taps("☐ 党群群")
                await li.taps("☐ 坏的")
                await li.taps("完成 ✓")
                await li.taps("发送")
                states = await world.app.db.read(lambda tx: tx.all("SELECT name, state, tries FROM notice_mirrors"))
        assert sorted(states) == [("党群群", "waiting", 1), ("坏的", "waiting", 1)]
    assert [line for line in log.getvalue().splitlines() if KEY in line] == []
    assert [line for line in map(json.loads, log.getvalue().splitlines()) if line["level"] == "error"] == []


@pytest.mark.parametrize("text", ["党群群", "党群群=qyapi", "=wecombot://k", "甲=json://a 甲=json://b"])
def test_a_mirror_that_is_none_is_refused_without_being_shown(text, monkeypatch, tmp_path):

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAGUANG_MIRRORS", text)
    with pytest.raises(SettingsError) as refused:
        load()
    assert str(refused.value).startswith(f"FAGUANG_MIRRORS is {len(text)} characters, not shown")


def test_mirrors_are_pairs_with_blanks_between():
    settings = Settings(mirrors="党群群=wecombot://KEY1 邮件=mailto://u:p@example.org?to=a=b")
    assert {name: url.get_secret_value() for name, url in settings.mirrors.items()} == {
        "党群群": "wecombot://KEY1",
        "邮件": "mailto://u:p@example.org?to=a=b",
    }
    assert "KEY1" not in repr(settings)
