"""What somebody began stays begun when the bot is stopped and started."""

from bot.clock import ManualClock
from bot.demo.stage import started
from bot.sandbox import Sandbox
from tests.people import START, World
from tests.scenario.test_notices import screen, writes

LI = 10001


async def test_a_half_filled_form_survives_a_restart(database_url):
    clock = ManualClock(START)
    async with Sandbox(clock=clock, flood=False) as sandbox:
        async with started(sandbox, database_url, clock, owners=(LI,)) as app:
            world = World(sandbox, app, clock)
            li = await world.member("李静", id=LI)
            await li.sends("/newevent")
            for answer in ("知行讲堂", "数字经济"):
                await li.sends(answer)
            asked = li.text
        clock.advance(days=6)
        li.phone.sends("下周三 14:30")  # typed while the bot was away
        async with started(sandbox, database_url, clock, owners=(LI,)) as app:
            world.app = app
            await world.settled()
            assert li.text.splitlines()[0] != asked.splitlines()[0]
            for answer in ("一楼", "60"):
                await li.sends(answer)
            await li.taps("追光")
            await li.taps("发布")
            assert li.toast == "已发布"
            assert li.text.splitlines()[:2] == ["数字经济", "知行讲堂 · 追光"]
        # The poll that the first bot let go of is still open at Telegram when the second begins to poll.
        world.may_be_refused = {"getUpdates"}
        assert world.refused() == []


async def test_a_form_that_nobody_finished_is_forgotten_after_a_week(database_url):
    clock = ManualClock(START)
    async with Sandbox(clock=clock, flood=False) as sandbox, started(sandbox, database_url, clock, owners=(LI,)) as app:
        world = World(sandbox, app, clock)
        li = await world.member("李静", id=LI)
        await li.sends("/newevent")
        await world.later(days=7)
        await li.sends("知行讲堂")
        assert li.text == "没看懂这句话。发送 /help 看看我能做什么。"


async def test_a_notice_is_followed_again_after_a_restart(database_url):
    clock = ManualClock(START)
    async with Sandbox(clock=clock, flood=False) as sandbox:
        async with started(sandbox, database_url, clock, owners=(LI,)) as app:
            world = World(sandbox, app, clock)
            li = await world.member("李静", id=LI)
            wang = await world.member("王敏")
            await writes(li)
            await li.taps("发送")
            followed = screen(li, "▓")
            assert followed.text.endswith("已确认：0 / 2")
        clock.advance(minutes=1)
        async with started(sandbox, database_url, clock, owners=(LI,)) as app:
            world.app = app
            await wang.taps("收到")
            assert followed.text.endswith("已确认：1 / 2")
            await li.taps("‹ 我的通知", followed)
        clock.advance(minutes=1)
        async with started(sandbox, database_url, clock, owners=(LI,)) as app:
            world.app = app
            await li.taps("收到")
            assert followed.text.startswith("我的通知")
        world.may_be_refused = {"getUpdates"}
        assert world.refused() == []
