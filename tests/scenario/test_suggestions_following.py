"""What people see of suggestions, second, say about them, change and take back."""

import pytest

from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.campaign import Voting
from bot.services.office import Office
from bot.services.office_acts import Told
from tests.scenario.filing import CANTEEN, LIGHTS, campaign, files

NOT_YOURS = "这一步不由你办理，请联系承办部门或组织者。"
DAY = "11月23日周一"


@pytest.fixture
async def li(world):
    return await world.member("李静", role="owner")


async def opened(someone, suggestion=1):
    await someone.starts(f"i_{suggestion}")
    return someone.text.splitlines()


async def test_what_was_filed_can_be_changed_for_a_quarter_of_an_hour(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    await opened(wang)
    await wang.taps("修改")
    await wang.sends(CANTEEN)
    assert (wang.text.splitlines()[3], wang.labels) == (
        CANTEEN,
        [["评论"], ["办理记录"], ["修改", "撤回"], ["金点子首页"]],
    )
    await wang.taps("办理记录")
    assert wang.text == "JDZ-2026-0001 办理记录\n11-23 10:00 · 提交 · 王敏\n11-23 10:00 · 修改 · 王敏"
    for words, found in (("路灯", []), ("食堂", ["0001"])):
        await zhang.sends("/suggestions")
        await zhang.taps("搜索")
        await zhang.sends(words)
        assert [row[0][:4] for row in zhang.labels[:-1]] == found
    await opened(wang)
    await wang.taps("修改")
    await world.later(minutes=15)
    await wang.sends(LIGHTS)
    assert wang.text == "提交 15 分钟后不能再改，可以在评论里补充，或者撤回重提。"
    assert (await opened(wang))[3] == CANTEEN
    assert wang.labels == [["评论"], ["办理记录"], ["撤回"], ["金点子首页"]]


async def test_what_was_taken_back_nobody_else_sees(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    await opened(zhang)
    await opened(wang)
    await wang.taps("撤回")
    assert wang.labels == [["确定撤回"], ["‹ 返回"]]
    await wang.taps("确定撤回")
    assert (wang.toast, wang.text.splitlines()[0]) == ("已撤回", "JDZ-2026-0001 · 已撤回")
    for label in ("附议", "评论", "办理记录"):
        await zhang.taps(label)
        assert zhang.alert == "没有这条金点子，或者它没有公开。可在 /suggestions 查看其他的。"
    await zhang.forges("ix:1:1")
    await zhang.sends("/suggestions")
    await zhang.taps("大家提的")
    assert zhang.text == "营商环境金点子\n\n还没有人提，来当第一个吧。"
    for words in ("路灯", "团结路的灯", "1"):
        await zhang.sends("/suggestions")
        await zhang.taps("搜索")
        await zhang.sends(words)
        assert zhang.text == f"搜索：{words}\n\n没有同时包含这些词的，换少一点或短一点的词试试。"
    await wang.sends("/suggestions")
    await wang.taps("我提的")
    assert wang.text == f"我提的金点子\n\nJDZ-2026-0001 · 已撤回\n{LIGHTS}"


async def test_others_second_it_as_often_as_the_rules_say(world, li):
    await campaign(world, li, seconds_each=1)
    wang, zhang = await world.members("王敏", "张强")
    for text in (LIGHTS, CANTEEN):
        await files(wang, text)
    assert (await opened(wang, 1))[-1] == f"提出人：王敏 · {DAY}"
    await wang.forges("i+:1")
    assert wang.alert == NOT_YOURS
    await opened(zhang, 1)
    await zhang.taps("附议")
    assert (zhang.toast, zhang.text.splitlines()[-1]) == ("已附议，有结果会告诉你", "1 人附议 · 你已附议")
    await opened(zhang, 2)
    await zhang.taps("附议")
    assert zhang.alert == "本次征集每人限附议 1 条，请先撤回一条附议。"
    await zhang.sends("/suggestions")
    await zhang.taps("我附议的")
    assert zhang.text == f"我附议的\n\nJDZ-2026-0001 · 待受理 · 附议 1\n{LIGHTS}"
    await zhang.taps(f"0001 {LIGHTS[:17]} ✓")
    await zhang.taps("撤回附议")
    assert (zhang.toast, zhang.text.splitlines()[-1]) == ("已撤回附议", f"提出人：王敏 · {DAY}")
    await opened(zhang, 2)
    await zhang.taps("附议")
    assert zhang.toast == "已附议，有结果会告诉你"


async def test_hidden_counts_stay_hidden_until_the_results_are_out(world, li):
    await campaign(world, li, voting=Voting.HIDDEN, days=1)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, CANTEEN)
    await files(wang, LIGHTS)
    await opened(zhang, 1)
    await zhang.taps("附议")
    assert zhang.text.splitlines()[-1] == "你已附议"
    assert (await opened(wang, 1))[-1] == f"提出人：王敏 · {DAY}"
    await wang.sends("/suggestions")
    await wang.taps("大家提的")
    await wang.forges("ib:1:0:seconded")
    assert [row[0][:4] for row in wang.labels] == ["0002", "0001", "‹ 返回"]
    await world.later(days=2)
    assert (await opened(wang, 1))[-1] == "1 人附议"
    await wang.sends("/suggestions")
    await wang.taps("大家提的")
    await wang.taps("按附议看")
    assert [row[0][:4] for row in wang.labels[:2]] == ["0001", "0002"]


async def test_without_voting_there_is_no_button_and_no_way_around(world, li):
    await campaign(world, li, voting=Voting.OFF)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    await opened(zhang)
    assert zhang.labels == [["评论"], ["办理记录"], ["金点子首页"]]
    await zhang.forges("i+:1")
    assert zhang.alert == "本次征集不设附议，可以评论。"


async def test_people_talk_about_a_suggestion(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    await opened(zhang)
    await zhang.taps("评论")
    await zhang.sends("我们这边也黑")
    assert zhang.text == f"JDZ-2026-0001 · {LIGHTS}\n\n1. 我 · 11-23 10:00\n我们这边也黑"
    assert wang.text == f"张强 评论了你的金点子：\n「我们这边也黑」\n\nJDZ-2026-0001 · {LIGHTS}"
    await wang.taps("回复")
    await wang.sends("哪一段？")
    await zhang.taps("‹ 返回")
    assert zhang.labels[0] == ["附议", "2 条评论"]
    await zhang.taps("2 条评论")
    assert zhang.text.splitlines()[2:] == [
        "1. 王敏 · 11-23 10:00",
        "哪一段？",
        "",
        "2. 我 · 11-23 10:00",
        "我们这边也黑",
    ]
    for number in range(5):
        await zhang.taps("评论")
        await zhang.sends(f"第 {number} 段")
    assert zhang.labels == [["较早的 ›"], ["评论"], ["‹ 返回"]]
    await zhang.taps("较早的 ›")
    assert zhang.text.splitlines()[2::3] == ["1. 王敏 · 11-23 10:00", "2. 我 · 11-23 10:00"]


async def test_an_insult_is_hidden_with_the_rule_and_not_deleted(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    await opened(zhang)
    await zhang.taps("评论")
    await zhang.sends("胡说八道")
    await zhang.forges("icn:1")
    await zhang.sends("不喜欢")
    assert zhang.text == NOT_YOURS
    await zhang.forges("fx:suggestion.comment.hide")
    await opened(li)
    await li.taps("1 条评论")
    await li.taps("隐藏第 1 条")
    await li.sends("对事不对人")
    assert (li.text.splitlines()[2:], li.labels[0]) == (
        ["1. 张强 · 11-23 10:00 · 已隐藏", "胡说八道", "隐藏原因：对事不对人"],
        ["公开第 1 条"],
    )
    assert zhang.text == (f"你的评论没有公开：\n「胡说八道」\n原因：对事不对人\n\nJDZ-2026-0001 · {LIGHTS}")
    await opened(wang)
    assert wang.labels[0] == ["评论"]
    await wang.forges("ic:1:0")
    assert wang.text.splitlines()[2:] == ["还没有人评论。"]
    await li.taps("公开第 1 条")
    await opened(wang)
    assert wang.labels[0] == ["1 条评论"]


async def test_where_it_is_moderated_nothing_is_read_before_an_organiser_did(world, li):
    await campaign(world, li, moderated=True)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    assert await opened(zhang) == ["没有这条金点子，或者它没有公开。可在 /suggestions 查看其他的。"]
    await zhang.sends("/suggestions")
    await zhang.taps("搜索")
    await zhang.sends("JDZ-2026-0001")
    assert zhang.text == "搜索：JDZ-2026-0001\n\n没有同时包含这些词的，换少一点或短一点的词试试。"
    await files(zhang, "路灯不亮，请维修")
    await world.app.service(Office).act(li.person_id, 1, Action.ACCEPT, Told())
    await opened(zhang)
    await zhang.taps("评论")
    await zhang.sends("我们这边也黑")
    assert (zhang.toast, zhang.text.splitlines()[2]) == ("", "1. 我 · 11-23 10:00 · 待审核")
    await opened(wang)
    assert wang.labels[0] == ["评论"]
    assert li.text == f"有一条评论待审核：\n「我们这边也黑」\n\nJDZ-2026-0001 · {LIGHTS}"
    await li.taps("通过")
    await opened(wang)
    assert wang.labels[0] == ["1 条评论"]


async def test_many_are_turned_page_by_page_and_found_by_words_and_number(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    for number in range(7):
        await files(wang, f"{number + 1}号楼路灯不亮")
    await files(wang, CANTEEN)
    await zhang.sends("/suggestions")
    await zhang.taps("大家提的")
    assert [row[0].split()[0] for row in zhang.labels] == [
        "0008",
        "0007",
        "0006",
        "0005",
        "0004",
        "0003",
        "下一页",
        "按附议看",
    ]
    await zhang.taps("下一页 ›")
    assert [row[0].split()[0] for row in zhang.labels] == ["0002", "0001", "‹", "按附议看"]
    for words, found in (
        ("楼 路灯", ["0007", "0006", "0005", "0004", "0003", "0002"]),
        ("食堂排队", ["0008"]),  # not in a row, but nothing comes nearer
        ("飞机", []),
        ("食堂 排队", ["0008"]),
        ("8", ["0008"]),
        ("6号楼", ["0006"]),
    ):
        await zhang.sends("/suggestions")
        await zhang.taps("搜索")
        await zhang.sends(words)
        assert [row[0].split()[0] for row in zhang.labels if row[0][0] == "0"] == found
    await zhang.sends("/suggestions")
    await zhang.taps("搜索")
    await zhang.sends("楼 路灯")
    await zhang.taps("下一页 ›")
    assert [row[0].split()[0] for row in zhang.labels] == ["0001", "‹", "搜索"]
