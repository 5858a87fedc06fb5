"""Deep links and searches made up by hand: each is answered once, shows nothing of others, and is no error."""

import pytest
from structlog.testing import capture_logs

from bot.services.check_in_desk import CheckInDesks
from bot.services.events import Events
from tests.people import open_world

RUBBISH = ("", "0", "-1", "1", "9" * 18, "1_", "1_000000", "1_1_1", "a", "A" * 60, "__", "-", "1-1", "00001", "e_1")


@pytest.fixture
async def world(sqlite_url):
    async with open_world(sqlite_url) as world:
        yield world
        assert [(call.method, call.error) for call in world.refused()] == []


def heads(world):
    """What stands before the first "_" of the links there are."""
    return sorted({name for feature in world.app.desk.features for name in feature.links})


async def test_a_link_made_up_by_hand_is_answered_and_shows_nothing(world):
    li = await world.member("李静", role="organiser")
    event = await world.event(li, "内部会议", departments=(1,), link="https://meet.example/SECRET")
    chen = await world.member("陈机密")
    await world.app.service(Events).sign_up(event.id, chen.person_id)
    await world.app.service(CheckInDesks).open(li.person_id, event.id)
    wang = await world.member("王敏", department="另一个部门")
    stranger = world.person("陌生人")
    await stranger.starts()
    with capture_logs() as logs:
        for head in heads(world):
            for rest in RUBBISH:
                for one in (wang, stranger):
                    before = len(one.heard())
                    await one.sends(f"/start {head}_{rest}")
                    assert len(one.heard()) == before + 1, (head, rest)
                    assert [word for word in ("机密", "SECRET") if word in one.text] == [], (head, rest)
    assert [log for log in logs if log["log_level"] in {"error", "critical"}] == []


async def test_a_search_made_up_by_hand_finds_nothing_of_others(world):
    li = await world.member("李静", role="organiser")
    await world.event(li, "机密的活动", departments=(1,), place="机密地点")
    wang = await world.member("王敏", department="另一个部门")
    with capture_logs() as logs:
        for typed in ("机密", "%", "_", "\\", "'; DROP TABLE events; --", "\0", "<b>", "\u202e", "机" * 256, "e_1"):
            assert await wang.finds(typed) == [], typed
    assert [log for log in logs if log["log_level"] in {"error", "critical"}] == []
    assert len(await li.finds("机密")) == 1
