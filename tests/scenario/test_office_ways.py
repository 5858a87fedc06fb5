"""The ways that a suggestion takes less often, by buttons: not taken up, passed on, sent back, still not solved."""

import pytest

from bot.services.suggestions import Suggestions
from tests.scenario.office_house import NUMBER, TEXT, Desk


@pytest.fixture
async def desk(world):
    return await Desk(world).opened()


async def test_what_is_not_taken_up_says_why_to_its_author_and_to_who_seconds_it(desk):
    zhang = await desk.world.member("张强")
    id_ = await desk.files()
    await desk.world.app.service(Suggestions).second(zhang.person_id, id_)
    await desk.li.starts(f"d_{id_}")
    await desk.li.taps("不予受理")
    await desk.li.sends("去年已定：消防要求长明")
    assert desk.wang.text == f"你的金点子不予受理：\n「去年已定：消防要求长明」\n\n{NUMBER} · {TEXT}"
    assert zhang.text == f"你附议的金点子不予受理：\n「去年已定：消防要求长明」\n\n{NUMBER} · {TEXT}"
    await zhang.starts(f"i_{id_}")
    assert zhang.text.startswith(f"{NUMBER} · 不予受理\n")
    assert "附议" not in str(zhang.labels)


async def test_another_office_gets_it_and_the_first_sees_it_no_more(desk):
    sun = await desk.world.member("孙悦", department="管委会/物业部")
    id_ = await desk.assigned()
    await desk.li.taps("更多 ›")
    await desk.li.taps("转办")
    await desk.li.taps("管委会 ›")
    await desk.li.taps("物业部")
    await desk.li.sends("电梯间归物业管")
    assert desk.wang.text.startswith("你的金点子已交由管委会/物业部办理。")
    assert "物业管" not in desk.wang.text  # the office alone reads why
    await desk.zhou.sends("/desk")
    assert desk.zhou.text == "没有待办的金点子。"
    await desk.li.starts(f"d_{id_}")
    await desk.li.taps("指定经办人")
    await desk.li.taps("孙悦")
    await sun.sends("/desk")
    assert sun.text == "待办金点子，按期限先后排列\n1 条"


async def test_an_answer_that_is_not_good_goes_back_before_it_is_done(desk):
    await desk.assigned()
    await desk.zhou.taps("答复")
    await desk.zhou.sends("已阅")
    await desk.li.taps("去办理")
    await desk.li.taps("退回重办")
    await desk.li.sends("请写清什么时候换、换几盏")
    assert desk.zhou.text.startswith(f"{NUMBER} · 答复退回\n「请写清什么时候换、换几盏」")
    assert desk.wang.text.startswith("对你的金点子的答复正在完善。")
    await desk.zhou.taps("去办理")
    assert "期限 11月25日周三 10:00" in desk.zhou.text  # two working days for a better one
    await desk.zhou.taps("答复")
    await desk.zhou.sends("本周五前换三盏感应灯")
    assert desk.wang.text == f"你的金点子已有答复：\n「本周五前换三盏感应灯」\n\n{NUMBER} · {TEXT}"


async def test_the_office_goes_on_without_an_answer(desk):
    await desk.assigned()
    await desk.zhou.taps("请补充")
    await desk.zhou.sends("是哪一侧的电梯间？")
    await desk.world.later(days=3)
    await desk.zhou.taps("不等补充")
    assert desk.wang.text.startswith("承办部门未等补充，已继续办理你的金点子。")
    assert "期限 12月3日周四 10:00" in desk.zhou.text  # the days of waiting do not count


async def test_what_is_still_not_solved_is_written_down_and_closed(desk):
    await desk.assigned()
    for answer, why in (("已经换好", "晚上灯还亮着"), ("又换了一次", "东侧还是亮的")):
        await desk.zhou.taps("答复")
        await desk.zhou.sends(answer)
        await desk.li.taps("去办理")
        await desk.li.taps("办结")
        await desk.wang.taps("没有解决")
        await desk.wang.sends(why)
        await desk.zhou.starts("d_1")
    assert desk.wang.text.startswith("谢谢反馈，已记录")
    assert desk.zhou.text.startswith(f"{NUMBER} · 已结案")
    await desk.zhou.taps("办理记录")
    assert "「晚上灯还亮着」" in desk.zhou.text
    assert "「东侧还是亮的」" in desk.zhou.text


async def test_authors_know_the_office_and_the_name_only_of_who_allows_it(desk):
    id_ = await desk.assigned()
    await desk.zhou.taps("指定经办人")
    await desk.zhou.taps("吴刚")
    await desk.wang.starts(f"i_{id_}")
    assert [line for line in desk.wang.text.splitlines() if "建设部" in line] == ["承办部门：管委会/建设部"]
    await desk.wu.sends("/me")
    await desk.wu.taps("☐ 在群卡片、我经办的金点子上显示姓名")
    await desk.wang.starts(f"i_{id_}")
    assert [line for line in desk.wang.text.splitlines() if "建设部" in line] == ["承办部门：管委会/建设部 · 吴刚"]
