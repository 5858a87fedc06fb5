"""What people read when a question stays open, when much is late at once, when one to be returned holds another."""

import pytest

from bot.services.deadlines import Deadlines
from tests.scenario.office_house import NUMBER, TEXT, Desk


@pytest.fixture
async def desk(world):
    return await Desk(world).opened()


async def test_a_question_left_open_goes_on_and_is_still_answered(desk):
    await desk.assigned()
    await desk.zhou.taps("开始办理")
    await desk.zhou.taps("请补充")
    await desk.zhou.sends("是哪一侧？")
    await desk.world.later(days=14)
    await desk.world.app.service(Deadlines).run()
    await desk.world.settled()
    assert desk.wang.text == (
        f"承办部门未等补充，已继续办理你的金点子。\n\n{NUMBER} · {TEXT}\n"
        "预计 12月14日周一 10:00 前答复。\n现在补充也来得及，承办部门会看到。"
    )
    assert desk.zhou.text.startswith(f"{NUMBER} · 未等补充，继续办理")
    await desk.wang.taps("补充说明")
    await desk.wang.sends("东侧")
    assert desk.zhou.text.startswith(f"{NUMBER} · 提出人已补充\n「东侧」")


async def test_what_is_late_at_once_is_one_message(desk):
    await desk.assigned()
    await desk.assigned()
    await desk.world.later(days=8)
    await desk.world.app.service(Deadlines).run()
    await desk.world.settled()
    assert [text for text in desk.zhou.heard() if text.startswith("⏰")] == [
        f"⏰ 2 条金点子已超过期限\n{NUMBER} · {TEXT} · 期限 11-30 10:00\nJDZ-2026-0002 · {TEXT} · 期限 11-30 10:00"
    ]
    await desk.zhou.taps("JDZ-2026-0002")
    assert desk.zhou.text.startswith("JDZ-2026-0002 · 已交办")


async def test_what_holds_another_is_not_returned(desk):
    first, second = await desk.files(), await desk.files(desk.wu, "电梯间的灯晚上没有关")
    await desk.li.starts(f"d_{second}")
    await desk.li.taps("更多 ›")
    await desk.li.taps("合并")
    await desk.li.sends("1")
    await desk.li.taps("合并")
    await desk.li.starts(f"d_{first}")
    await desk.li.taps("退回补充")
    await desk.li.sends("请写明地点")
    assert desk.li.text == "JDZ-2026-0002 已并入这一条，退回后会一起隐藏。请先打开并入的那条，在「更多 ›」中拆分。"
    await desk.wu.starts(f"i_{second}")
    assert "电梯间的灯晚上没有关" in desk.wu.text
