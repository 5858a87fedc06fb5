"""Clocks that stand still, jump, or went on while nobody was there: nothing useful is missed, nothing comes twice."""

from contextlib import asynccontextmanager
from datetime import timedelta

from bot.clock import ManualClock, instant
from bot.demo.stage import started
from bot.domain.notice_parts import Part
from bot.domain.notices import NoticePlan
from bot.domain.recurrence import Every, Repetition
from bot.sandbox import Sandbox
from bot.services.notices import Notices
from tests.people import START, World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENT = START + 2 * DAY + 4.5 * HOUR  # on the day after tomorrow at 14:30
EVE = START + DAY + 8 * HOUR  # the evening before it at 18:00


async def seated(world, *names, **about):
    """An organiser, an event in two days, and people with a seat in it."""
    li = await world.member("李静", role="organiser")
    event = await world.event(li, **about)
    people = await world.members(*names)
    for one in people:
        await one.starts(f"e_{event.id}")
        await one.forges(f"ev+:{event.id}:")
    return li, event, people


async def announces(world, organiser, words, at, **more):
    plan = NoticePlan(title=words, content={"": (Part(html=words),)}, audience=["all"], send_at=at, **more)
    return await world.app.service(Notices).confirm(organiser.person_id, plan)


async def ticks(world, times=3):
    for _ in range(times):
        await world.chores()


def offers(person):
    """How many messages somebody could accept a seat with."""
    return sum("接受" in label for message in person.phone.messages() for row in message.rows for label in row)


def heard(person, words):
    return [text for text in person.heard() if words in text]


async def test_while_the_clock_stands_nothing_comes_twice_and_what_failed_comes_when_it_goes_on(world):
    li, _event, (wang, zhang) = await seated(world, "王敏", "张强")
    await announces(world, li, "停水", EVE)
    world.sandbox.fail_next("sendMessage", status=429, retry_after=40, chat=zhang.id)
    await world.until(EVE)
    await ticks(world)
    assert [len(heard(one, "⏰")) for one in (wang, zhang)] == [1, 0]
    await world.later(seconds=41)
    await ticks(world)
    assert [len(heard(one, words)) for one in (wang, zhang) for words in ("⏰", "停水")] == [1] * 4


async def test_an_offer_that_ends_at_the_instant_at_which_the_clock_stands_passes_on_once(world):
    _li, event, (wang, zhang, chen) = await seated(world, "王敏", "张强", "陈晨", capacity=1)
    await world.until(EVENT - 24 * HOUR)
    await wang.forges(f"ev-:{event.id}:")
    assert [offers(one) for one in (zhang, chen)] == [1, 0]
    (until,) = await world.app.db.read(lambda tx: tx.one("SELECT MAX(offer_until) FROM sign_ups"))
    await world.until(instant(until))
    await ticks(world)
    states = await world.app.db.read(lambda tx: tx.all("SELECT state FROM sign_ups ORDER BY turn"))
    assert [state for (state,) in states] == ["left", "left", "offered"]
    assert [offers(one) for one in (zhang, chen)] == [1, 1]
    assert len(heard(zhang, "没有按时接受")) == 1


async def test_a_clock_that_was_wrong_by_two_hours_repeats_nothing_and_misses_nothing(world):
    li, _event, (wang,) = await seated(world, "王敏")
    await announces(world, li, "停水", EVE - HOUR)
    await announces(world, li, "停电", EVE + HOUR)
    await world.until(EVE)
    assert [len(heard(wang, words)) for words in ("停水", "⏰", "停电")] == [1, 1, 0]
    await world.until(EVE - 2 * HOUR)
    await ticks(world)
    zhang = await world.member("张强")
    await zhang.starts(f"e_{_event.id}")
    await zhang.taps("报名")
    for moment in (EVE - HOUR, EVE, EVE + HOUR, EVENT - HOUR):
        await world.until(moment)
        await ticks(world)
    assert [len(heard(wang, words)) for words in ("停水", "⏰", "停电")] == [1, 2, 1]
    assert [len(heard(zhang, words)) for words in ("停水", "⏰", "停电")] == [0, 2, 0]


async def test_three_days_forward_at_once_bring_one_of_each_and_no_flood(world):
    li, _event, (wang,) = await seated(world, "王敏")
    later = await world.event(li, "下周的", starts=START + 4 * DAY + 4 * HOUR)
    await wang.starts(f"e_{later.id}")
    await wang.taps("报名")
    await announces(world, li, "每周例会", START + HOUR, repetition=Repetition(every=Every.WEEK))
    before = len(wang.heard())
    await world.later(days=3)
    await ticks(world)
    assert [len(heard(wang, words)) for words in ("⏰", "每周例会")] == [0, 1]
    await world.until(START + 3 * DAY + 8 * HOUR)
    assert heard(wang, "⏰")[0].startswith("⏰ 明天 14:00《下周的》")
    await world.until(START + 7 * DAY + HOUR)
    await ticks(world)
    assert len(heard(wang, "每周例会")) == 2
    assert len(wang.heard()) == before + 5  # two weeks' notice, two reminders, thanks for what they were at


@asynccontextmanager
async def living(sandbox, url, clock):
    """The bot for a while, beside the sandbox that is there all the time."""
    async with started(sandbox, url, clock) as app:
        world = World(sandbox, app, clock)
        await world.settled()
        yield world


async def test_after_26_hours_without_power_what_still_helps_comes_once(database_url):
    clock = ManualClock(START)
    async with Sandbox(clock=clock, flood=False) as sandbox:
        async with living(sandbox, database_url, clock) as world:
            li, event, (wang, zhang, chen, zhao) = await seated(world, "王敏", "张强", "陈晨", "赵磊", capacity=2)
            over = await world.event(li, "已经结束", starts=START + DAY, closes_at=START + DAY)
            await zhao.starts(f"e_{over.id}")
            await zhao.taps("报名")
            await announces(world, li, "停水", START + 10 * HOUR)
            await announces(world, li, "每周例会", START + 12 * HOUR, repetition=Repetition(every=Every.WEEK))
            await world.until(EVENT - 46 * HOUR)
            await wang.forges(f"ev-:{event.id}:")  # one seat is offered: to 陈晨
            assert [offers(one) for one in (chen, zhao)] == [1, 0]
            quiet = {one: len(one.heard()) for one in (li, wang, zhang, chen, zhao)}
        clock.advance(hours=26)
        async with living(sandbox, database_url, clock) as world:
            for one in quiet:
                one._stage = world
            await ticks(world)
            assert [len(heard(one, words)) for one in quiet for words in ("停水", "每周例会")] == [1] * 10
            assert [len(heard(one, "⏰")) for one in quiet] == [0, 0, 1, 0, 0]  # who has a seat, and only of what comes
            assert offers(zhao) == 1  # the seat passed on
            news = {one.phone.name: len(one.heard()) - before for one, before in quiet.items()}
        async with living(sandbox, database_url, clock) as world:
            await world.later(minutes=5)
            await ticks(world)
            assert {one.phone.name: len(one.heard()) - before for one, before in quiet.items()} == news
    assert max(news.values()) <= 5
