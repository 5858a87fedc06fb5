"""Readers of a desk answer, ask back, hand on, close, count and publish; owners say who reads what."""

import pytest

from bot.keyring import Keyring
from tests.people import open_world
from tests.scenario.after import buttons
from tests.scenario.desk_ways import SAID, opens, says, set_up, slots


@pytest.fixture
async def world(database_url, tmp_path):
    keys = tmp_path / "keys"
    Keyring(keys).begin(b"p" * 32)
    async with open_world(database_url, keys=keys) as world:
        yield world


@pytest.fixture
async def owner(world):
    return await world.member("周岚", role="owner")


@pytest.fixture
async def li(world):
    return await world.member("李静", department="党群工作部")


@pytest.fixture
async def liu(world):
    return await world.member("刘悦", department="党群工作部")


@pytest.fixture
async def wang(world):
    return await world.member("王敏")


async def test_a_question_back_is_answered_and_both_sides_can_end_it(world, owner, li, liu, wang):
    await set_up(owner, "李静", "刘悦")
    receipt = await says(wang)
    await slots(world)
    await opens(li)
    await li.taps("答复")
    assert "请写答复，或想再问的问题。对方凭回执来看。" in li.text
    await li.sends("是哪个食堂？")
    await li.taps("提交")
    await wang.sends(f"/receipt {receipt}")
    await wang.taps("再写一条")
    await wang.sends("二号楼的。")
    await slots(world)
    await opens(liu)
    assert [line for line in liu.text.splitlines() if line in {SAID, "是哪个食堂？", "二号楼的。"}] == [
        SAID,
        "是哪个食堂？",
        "二号楼的。",
    ]
    await liu.taps("结束这件事")
    await liu.sends("二号楼食堂下周一起供应到八点。")
    await liu.taps("结束这件事")
    assert (liu.toast, liu.text.splitlines()[-1]) == ("已结束。", "这件事已经结束；再答复会重新打开。")
    await wang.sends(f"/receipt {receipt}")
    assert "二号楼食堂下周一起供应到八点。" in wang.text
    assert wang.text.splitlines()[-1] == "这件事已经结束。"
    assert wang.labels == [["收起", "删除这些消息"]]

    second = await says(wang, "还有一件事。")
    await slots(world)
    await wang.sends(f"/receipt {second}")
    await wang.taps("结束这件事")
    await wang.taps("结束这件事")
    await slots(world)
    await li.sends("/inbox")
    assert li.text == "你值守的意见箱\n\n吐槽建议：没有待答复的"
    await li.taps("吐槽建议")
    assert [label[0] for label in buttons(li)[:2]] == ["✕", "✕"]


async def test_a_ready_answer_is_one_tap(world, owner, li, liu, wang):
    await set_up(owner, "李静", "刘悦")
    receipt = await says(wang)
    await slots(world)
    await li.sends("/inbox")
    await li.taps("吐槽建议")
    await li.taps("常用语")
    await li.taps("增加一条")
    await li.sends("已收到，我们核实后答复。")
    assert li.text == "常用语\n\n· 已收到，我们核实后答复。"
    await opens(liu)
    await liu.taps("答复")
    await liu.taps("已收到，我们核实后答复。")
    await liu.taps("提交")
    await wang.sends(f"/receipt {receipt}")
    assert "已收到，我们核实后答复。" in wang.text
    await li.taps("删除：已收到，我们核实后答复。")
    assert li.text == "常用语\n\n还没有。常用的答复可以存在这里，答复时直接点选。"


async def test_what_is_handed_on_is_read_there_and_here_no_more(world, owner, li, liu, wang):
    zhang, chen = await world.members("张强", "陈晨")
    await set_up(owner, "李静", "刘悦")
    await set_up(owner, "张强", "陈晨", name="恳谈会议题")
    receipt = await says(wang)
    await slots(world)
    await opens(li)
    await li.taps("转交")
    assert "转交后你就看不到了。" in li.text
    await li.taps("恳谈会议题")
    assert li.text == f"✔ {receipt[:4]} 已转交“恳谈会议题”。"
    assert zhang.text == chen.text == "📮 另一个意见箱把一件事转交给“恳谈会议题”。"
    await zhang.taps("打开")
    await zhang.taps(next(label for label in buttons(zhang) if label.startswith("●")))
    assert SAID in zhang.text
    await liu.forges(f"fdo:{receipt[:4]}:0")
    assert liu.alert == "这件事已不在你的意见箱里，见 /inbox"
    await zhang.taps("答复")
    await zhang.sends("列入下次恳谈会。")
    await zhang.taps("提交")
    await wang.sends(f"/receipt {receipt}")
    assert f"{receipt[:4]} · 恳谈会议题" in wang.text
    assert "列入下次恳谈会。" in wang.text


async def test_a_month_counts_from_five_on(world, owner, li, liu):
    await set_up(owner, "李静", "刘悦")
    for number in range(1, 6):
        await says(await world.member(f"第{number}人"))
    await slots(world)
    await opens(li)
    await li.taps("主题")
    await li.sends("食堂")
    assert "\n主题：食堂\n" in li.text
    await li.taps("‹ 返回")
    for number in range(5):
        await li.taps(next(label for label in buttons(li) if label.startswith("●")))
        if number:
            await li.taps("主题")
            await li.taps("食堂")
        await li.taps("答复")
        await li.sends("下周一起供应到八点。")
        await li.taps("提交")
        await li.taps("‹ 返回")
    await li.taps("统计")
    assert li.text == "2026-11\n来信：5\n已答复：5\n首次答复平均用时：1.0 天\n食堂：5"
    await li.taps("‹")
    assert li.text == "2026-10\n来信：少于 5\n已答复：数量太少，不显示"


async def test_who_abuses_a_desk_has_to_wait_until_tomorrow_and_stays_unknown(world, owner, li, liu, wang):
    await set_up(owner, "李静", "刘悦")
    await slots(world, 1)
    world.clock.advance(hours=17)  # nine in the morning: the desk gets it at four
    await says(wang)
    await slots(world)
    await opens(li)
    await li.taps("暂停来信")
    assert li.text == "对方今天之内不能再写给这个意见箱。是谁，没有人会知道。只用来制止辱骂和刷屏。"
    await li.taps("暂停至今天结束")
    assert li.toast == "已暂停至今天结束。"
    await wang.sends("/feedback")
    await wang.taps("吐槽建议")
    assert wang.alert == "这个意见箱请你明天再写。它并不知道你是谁。"
    world.clock.advance(days=1)
    await wang.sends("/feedback")
    await wang.taps("吐槽建议")
    assert wang.text.startswith("匿名反馈")


async def test_what_was_published_is_read_whole_and_taken_back(world, owner, li, liu, wang):
    question, answer = "问" * 401, "答" * 401
    await set_up(owner, "李静", "刘悦")
    await says(wang)
    await slots(world)
    await opens(li)
    await li.taps("公开问答")
    await li.sends(question)
    await li.sends(answer)
    await li.taps("公开问答")
    await wang.sends("/feedback")
    await wang.taps("你问我答")
    assert f"问：{'问' * 399}…\n答：{'答' * 399}…" in wang.text
    await wang.taps(f"全文：{'问' * 19}…")
    assert f"问：{question}\n答：{answer}" in wang.text
    await li.sends("/inbox")
    await li.taps("吐槽建议")
    await li.taps("你问我答")
    await li.taps(f"撤下：{'问' * 19}…")
    await li.taps("撤下")
    assert (li.toast, li.text) == ("已撤下。", "你问我答\n\n还没有公开的问答。")
    world.may_be_refused = frozenset({"answerCallbackQuery"})
    for _ in range(2):
        world.sandbox.replay()
        await world.settled()
    await wang.taps("‹ 返回")
    assert wang.text == "你问我答\n\n还没有公开的问答。"
    await wang.forges("fbq:1:0")
    assert wang.alert == "这一条已不再公开。"
    await wang.forges("fdq:1:0")
    assert wang.alert == "只有这个意见箱的阅读人可以操作，见 /inbox"
    await wang.forges("fdq-:1:1:1")
    assert wang.alert == "这一条已不再公开。"


async def test_an_owner_renames_a_desk_stops_it_and_takes_a_reader_off(world, owner, li, liu, wang):
    await set_up(owner, "李静", "刘悦")
    await owner.taps("改名")
    await owner.sends("有话直说")
    await owner.sends("什么都可以")
    await owner.taps("保存")
    assert owner.text.startswith("有话直说\n什么都可以\n\n阅读人：李静、刘悦\n任一阅读人都可以打开。")
    await owner.taps("停止收信")
    assert owner.text.splitlines()[-1] == "不收新的"
    await wang.sends("/feedback")
    assert "目前没有开放的意见箱。" in wang.text
    await owner.taps("恢复收信")
    await owner.taps("改为两人打开")
    assert "每件须两位阅读人都打开才能看。" in owner.text
    await owner.taps("移除 刘悦")
    assert owner.text.splitlines()[-1] == "阅读人不足，暂停中"
    await liu.sends("/inbox")
    assert liu.text == "你值守的意见箱\n\n你没有值守的意见箱。要写信请发 /feedback"
    await liu.forges("fdg=:1")
    assert liu.alert == "这一项只有管理员可以操作。"


async def test_what_a_desk_does_is_on_record_and_what_is_said_is_not(world, owner, li, liu, wang):
    await set_up(owner, "李静", "刘悦")
    receipt = await says(wang)
    await slots(world)
    await opens(li)
    await li.taps("答复")
    await li.sends("好的。")
    await li.taps("提交")
    await owner.sends("/audit")
    assert f"答复匿名反馈：吐槽建议: {receipt[:4]}" in owner.text
    assert "好的。" not in owner.text
    assert "王敏" not in owner.text


async def test_an_owner_learns_that_the_keys_are_missing(database_url):
    async with open_world(database_url) as world:
        owner = await world.member("周岚", role="owner")
        await world.members("李静", "刘悦")
        await set_up(owner, "李静", "刘悦")
        missing = "⚠ 现在还不能写信：要请维护服务器的人先运行 faguang desk init 生成密钥。"
        assert owner.text.splitlines()[-1] == missing
        await owner.taps("‹ 返回")
        assert owner.text == f"全部意见箱\n\n· 吐槽建议：李静、刘悦\n\n{missing}"
        await owner.sends("/feedback")
        assert "目前没有开放的意见箱。" in owner.text
