"""Every act at the desk that arrives three times, delivered again or tapped again, happens once."""

import pytest

from tests.scenario.test_office import Desk
from tests.scenario.test_replay_acts import asks_thrice, taps_thrice


@pytest.fixture(autouse=True)
def _late_answers_are_refused(world):
    world.may_be_refused = frozenset({"answerCallbackQuery"})


@pytest.fixture
async def desk(world):
    return await Desk(world).opened()


async def test_each_step_is_taken_once_from_accepting_to_the_end(world, desk):
    id_ = await desk.files()
    li, zhou, wang = desk.li, desk.zhou, desk.wang
    await li.starts(f"d_{id_}")
    await taps_thrice(world, li, "受理")
    await li.taps("交办")
    await li.taps("管委会 ›")
    await taps_thrice(world, li, "建设部")
    await zhou.starts(f"d_{id_}")
    await zhou.taps("指定经办人")
    await taps_thrice(world, zhou, "周航")
    await taps_thrice(world, zhou, "开始办理")
    await zhou.taps("请补充")
    await asks_thrice(world, zhou, zhou.sends("哪一侧？"))
    await wang.taps("补充说明")
    await asks_thrice(world, wang, wang.sends("东侧"))
    await zhou.starts(f"d_{id_}")
    await zhou.taps("答复")
    await asks_thrice(world, zhou, zhou.sends("已经换好"))
    await li.starts(f"d_{id_}")
    await taps_thrice(world, li, "办结")
    await taps_thrice(world, wang, "已解决")


async def test_more_time_is_asked_for_and_granted_once(world, desk):
    id_ = await desk.assigned()
    await desk.zhou.taps("更多 ›")
    await desk.zhou.taps("申请延期")
    await desk.zhou.taps("2 天")
    await asks_thrice(world, desk.zhou, desk.zhou.sends("等配件"))
    await desk.li.starts(f"d_{id_}")
    await taps_thrice(world, desk.li, "同意延 2 天")


async def test_two_become_one_and_come_apart_once(world, desk):
    await desk.files()
    second = await desk.files(text="三号楼的灯晚上没人关")
    await desk.li.starts(f"d_{second}")
    await desk.li.taps("更多 ›")
    await desk.li.taps("合并")
    await desk.li.sends("1")
    await taps_thrice(world, desk.li, "合并")
    await desk.li.taps("更多 ›")
    await taps_thrice(world, desk.li, "拆分")
