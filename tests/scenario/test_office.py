"""The desk in the chat: what waits for whom, all acts by buttons and a few words, what everybody is told."""

import pytest

from bot.callbacks import encode
from bot.services.deadlines import Deadlines
from bot.services.suggestions import Suggestions
from handlers.office.base import Do, OpenCase, PickOffice, Write
from tests.scenario.office_house import NUMBER, TEXT, Desk


@pytest.fixture
async def desk(world):
    return await Desk(world).opened()


async def test_from_the_desk_to_done_with_a_tap_for_each_step(desk):
    await desk.files()
    li, zhou, wu, wang = desk.li, desk.zhou, desk.wu, desk.wang
    assert li.text == f"{NUMBER} · 新收到\n\n{TEXT}\n期限 11月24日周二 10:00"
    await li.sends("/desk")
    assert li.text == "待办金点子，按期限先后排列\n1 条"
    await li.taps(f"11-24 10:00 · {TEXT}")
    assert li.text == (
        f"{NUMBER} · 待受理\n节能金点子\n\n{TEXT}\n\n提出人：王敏\n\n"
        "期限 11月24日周二 10:00，剩余 7 个工作小时\n下一步：受理、退回补充，或说明不予受理的理由。"
    )
    assert li.labels == [["受理", "退回补充"], ["不予受理"], ["办理记录", "更多 ›"], ["公开页面", "待办列表"]]
    await li.taps("受理")
    assert (li.toast, wang.text) == (
        "已受理，已告知提出人",
        f"你的金点子已受理。\n\n{NUMBER} · {TEXT}",
    )
    await li.taps("交办")
    await li.taps("管委会 ›")
    await li.taps("建设部")
    assert wang.text.startswith("你的金点子已交由管委会/建设部办理。")
    assert zhou.text == f"{NUMBER} · 交办\n\n{TEXT}\n期限 11月30日周一 10:00"
    await zhou.taps("去办理")
    await zhou.taps("指定经办人")
    await zhou.taps("吴刚")
    await wu.taps("去办理")
    await wu.taps("开始办理")
    await wu.taps("答复")
    await wu.sends("本周五前换成感应灯")
    assert wu.text.startswith(f"已答复，已告知提出人\n\n{NUMBER} · 待审核\n")
    assert wang.text == f"你的金点子已有答复：\n「本周五前换成感应灯」\n\n{NUMBER} · {TEXT}"
    await li.taps("去办理")
    await li.taps("办结")
    assert wang.text == f"你的金点子已办结：\n「本周五前换成感应灯」\n\n{NUMBER} · {TEXT}\n问题解决了吗？"
    await wang.taps("已解决")
    assert wang.text == f"谢谢评价，{NUMBER} 已结案。"
    await li.sends("/desk")
    assert li.text == "没有待办的金点子。"


async def test_what_its_author_changed_meanwhile_is_read_before_it_is_accepted(desk):
    id_ = await desk.files()
    await desk.li.starts(f"d_{id_}")
    await desk.wang.starts(f"i_{id_}")
    await desk.wang.taps("修改")
    await desk.wang.sends("你们都是饭桶")
    await desk.li.taps("受理")
    assert desk.li.alert == "提出人刚改过内容，请重新打开，看过再受理。"
    await desk.li.starts(f"d_{id_}")
    assert desk.li.text.splitlines()[3] == "你们都是饭桶"
    await desk.li.taps("受理")
    assert desk.li.toast == "已受理，已告知提出人"


async def test_the_author_is_asked_and_the_clock_stands(desk):
    await desk.assigned()
    await desk.zhou.taps("请补充")
    await desk.zhou.sends("是哪一侧的电梯间？")
    assert "暂停计时，剩余 37 个工作小时。" in desk.zhou.text
    assert desk.wang.text == f"承办部门想请你补充：\n「是哪一侧的电梯间？」\n\n{NUMBER} · {TEXT}"
    await desk.wang.taps("补充说明")
    await desk.wang.sends("东侧，靠近食堂")
    assert desk.wang.text == "已发给部门。"
    assert desk.zhou.text.startswith(f"{NUMBER} · 提出人已补充\n「东侧，靠近食堂」")


async def test_what_is_not_solved_is_opened_again_with_the_reason(desk):
    await desk.assigned()
    await desk.zhou.taps("答复")
    await desk.zhou.sends("已经换好")
    await desk.li.taps("去办理")
    await desk.li.taps("办结")
    await desk.wang.taps("没有解决")
    await desk.wang.sends("晚上灯还亮着")
    assert desk.wang.text == "谢谢反馈。部门会重新办理并答复你。"
    assert desk.zhou.text.startswith(f"{NUMBER} · 提出人评价：未解决\n「晚上灯还亮着」")


async def test_an_insult_comes_back_with_the_rule_and_can_be_written_anew(desk):
    id_ = await desk.files(text="你们都是饭桶")
    await desk.li.starts(f"d_{id_}")
    await desk.li.taps("退回补充")
    await desk.li.taps("请文明用语")
    assert desk.wang.text.startswith("你的金点子已退回，请补充：\n「请文明用语」")
    await desk.wang.taps("重新填写")
    await desk.wang.sends("食堂排队太久，建议错峰")
    assert desk.wang.text == "已重新提交，编号不变。"
    assert desk.li.text.startswith(f"{NUMBER} · 重新提交\n\n食堂排队太久，建议错峰")


async def test_more_time_is_asked_for_and_granted_by_another(desk):
    await desk.assigned()
    await desk.zhou.taps("更多 ›")
    await desk.zhou.taps("申请延期")
    await desk.zhou.taps("2 天")
    await desk.zhou.sends("等配件到货")
    assert desk.li.text.startswith(f"{NUMBER} · 申请延期\n「等配件到货」")
    await desk.li.taps("去办理")
    await desk.li.taps("同意延 2 天")
    assert "期限 12月2日周三 10:00" in desk.li.text
    assert desk.zhou.text == f"{NUMBER} · 同意延期\n\n{TEXT}\n期限 12月2日周三 10:00"


async def test_more_time_is_refused_with_a_word_and_the_date_stays(desk):
    id_ = await desk.assigned()
    until = (await desk.world.app.service(Suggestions).case(desk.wang.person_id, id_)).suggestion.due_at
    await desk.zhou.taps("更多 ›")
    await desk.zhou.taps("申请延期")
    await desk.zhou.taps("2 天")
    await desk.zhou.sends("等配件到货")
    await desk.li.taps("去办理")
    await desk.li.taps("不同意")
    await desk.li.sends("先换一盏应急")
    assert desk.zhou.text.startswith(f"{NUMBER} · 不同意延期\n「先换一盏应急」")
    after = (await desk.world.app.service(Suggestions).case(desk.wang.person_id, id_)).suggestion
    assert (after.due_at, after.extension_by) == (until, None)
    await desk.zhou.taps("去办理")
    await desk.zhou.taps("更多 ›")
    await desk.zhou.taps("申请延期")  # it may be asked for again


async def test_two_about_the_same_become_one_and_come_apart_again(desk):
    zhang = await desk.world.member("张强")
    await desk.files()
    second = await desk.files(zhang, "三号楼的灯晚上没人关")
    await desk.li.starts(f"d_{second}")
    await desk.li.taps("更多 ›")
    await desk.li.taps("合并")
    await desk.li.sends("9")
    assert desk.li.text.splitlines()[2].startswith("没有这个编号。")
    await desk.li.sends("1")
    assert f"JDZ-2026-0002 并入\n{NUMBER} {TEXT}\n" in desk.li.text
    await desk.li.taps("合并")
    assert "已合并" in desk.li.text
    assert zhang.text.startswith("你的金点子已与同类的一条合并办理")
    await desk.li.taps("更多 ›")
    await desk.li.taps("拆分")
    assert zhang.text.startswith("你的金点子已恢复单独办理。")


async def test_an_office_passes_on_gives_back_and_notes_for_the_house_only(desk):
    await desk.assigned()
    await desk.zhou.taps("更多 ›")
    await desk.zhou.taps("内部备注")
    await desk.zhou.sends("和物业谈过一次")
    await desk.zhou.taps("更多 ›")
    await desk.zhou.taps("退回交办")
    await desk.zhou.sends("电梯间归物业管")
    assert desk.li.text.startswith(f"{NUMBER} · 部门退回\n「电梯间归物业管」")
    await desk.li.taps("去办理")
    await desk.li.taps("办理记录")
    assert "内部备注 · 周航\n「和物业谈过一次」" in desk.li.text
    await desk.wang.starts("i_1")
    await desk.wang.taps("办理记录")
    assert "物业" not in desk.wang.text


async def test_what_is_late_is_called_to_mind(desk):
    id_ = await desk.assigned()
    await desk.world.later(days=8)
    await desk.world.app.service(Deadlines).run()
    await desk.world.settled()
    assert desk.zhou.text == f"⏰ 已超过期限 11月30日周一 10:00：\n{NUMBER} · {TEXT}"
    await desk.zhou.taps("去办理")
    assert "⏰ 期限 11月30日周一 10:00，已逾期 1 个工作日" in desk.zhou.text
    await desk.li.starts(f"d_{id_}")
    await desk.li.taps("更多 ›")
    await desk.li.taps("督办")
    await desk.li.taps("不写意见")
    assert desk.zhou.text.startswith(f"{NUMBER} · 督办\n")


async def test_nobody_from_outside_gets_at_the_work(desk):
    id_ = await desk.assigned()
    unknown = "没有这条金点子，或者它没有公开。可在 /suggestions 查看其他的。"
    refused = {
        OpenCase(id_): unknown,
        Do(id_, "resolve"): "这一步不由你办理，请联系承办部门或组织者。",
        Write(id_, "answer"): unknown,
        PickOffice(id_, "transfer", 1): unknown,
    }
    for tap, words in refused.items():
        before = desk.wang.text
        await desk.wang.forges(encode(tap))
        assert (desk.wang.text, desk.wang.alert or desk.wang.toast) == (before, words)
    for tap in (Do(id_, "merge"), Write(id_, "resolve"), PickOffice(id_, "merge", 1), Write(id_, "ask_extension", 77)):
        before = desk.zhou.text
        await desk.zhou.forges(encode(tap))
        assert desk.zhou.text == before


async def test_the_leader_gets_one_list_a_day_of_what_is_long_overdue(desk):
    await desk.assigned()
    await desk.world.later(days=14)
    for _again in range(2):
        await desk.world.app.service(Deadlines).run()
        await desk.world.settled()
    # Whom the campaign names leads it, else the owners; Li only organises.
    assert [text for text in desk.li.heard() if "逾期较久" in text] == []
    sun = await desk.world.member("孙书记", role="owner")
    for days in (0, 0, 1):
        await desk.world.later(days=days)
        await desk.world.app.service(Deadlines).run()
        await desk.world.settled()
    lists = [text for text in sun.heard() if "逾期较久" in text]
    assert lists == [
        f"⏰ 1 条金点子逾期较久\n{NUMBER} · 逾期 5 天 · {TEXT}",
        f"⏰ 1 条金点子逾期较久\n{NUMBER} · 逾期 6 天 · {TEXT}",
    ]
    await sun.taps(NUMBER)
    assert sun.text.startswith(f"{NUMBER} · 已交办")


async def test_a_number_after_the_command_opens_it(desk):
    await desk.files()
    for typed in ("/desk 1", f"/desk {NUMBER}", "/desk #1"):
        await desk.li.sends(typed)
        assert desk.li.text.startswith(f"{NUMBER} · 待受理")
    await desk.wang.sends("/desk 1")
    assert desk.wang.text == "没有这条金点子，或者它没有公开。可在 /suggestions 查看其他的。"
    await desk.wang.sends("/desk")
    assert desk.wang.text == "没有待办的金点子。"
