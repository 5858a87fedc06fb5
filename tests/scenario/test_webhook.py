"""The whole bot behind a webhook, on the address where it also tells machines how it is."""

import pytest

from tests.scenario.doorway import open_doorway


@pytest.fixture
async def both(sqlite_url):
    async with open_doorway(sqlite_url) as both:
        yield both
        assert both[0].refused() == []


async def test_people_are_served_through_the_webhook(both):
    world, _ = both
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await world.event(li, capacity=1)
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    assert wang.toast == "已报名：第 1 / 1 席"
    assert world.sandbox.server.counts["getUpdates"] == 0


async def test_machines_hear_how_it_is(both):
    world, doorway = both
    wang = await world.member("王敏")
    await wang.forges("nothing:1")
    assert await doorway.get("/healthz") == (
        200,
        '{"status": "ok", "checks": {"database": "ok", "outbox": "ok"}}',
    )
    told = await doorway.metrics()
    assert told['faguang_refusals_total{reason="StaleTap"}'] == 1
    # The answer to the tap went along with the answer to the webhook: it was no call of ours.
    assert [name for name in told if "answerCallbackQuery" in name] == []
    assert world.sandbox.server.counts["answerCallbackQuery"] == 1
    assert told['faguang_update_seconds_count{kind="callback_query"}'] == 1
    assert [told[f'faguang_lanes_total{{outcome="{one}"}}'] for one in ("handled", "failed", "shed")] == [2, 0, 0]


async def test_promises_that_do_not_go_out_are_a_matter_of_health(both):
    world, doorway = both
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await world.event(li)
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    # Due, and nobody has looked at it for an hour: the clock moves and nothing is awaited.
    world.clock.set(event.starts_at)
    world.clock.advance(minutes=-5)
    status, text = await doorway.get("/healthz")
    assert (status, text) == (
        503,
        '{"status": "failing", "checks": {"database": "ok", "outbox": "messages are due and not going out"}}',
    )
