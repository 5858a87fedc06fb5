"""An organiser asks anonymously; people answer in a minute; nobody learns who answered what."""

from io import BytesIO

import pytest
from PIL import Image

from bot.drawing.picture import WIDTH
from bot.services.drafts import Drafts
from handlers import FEATURES
from tests.scenario.after import buttons

CANARY = "想匿名说一句话"
NAMES = [f"第{n}人" for n in range(1, 13)]
PROMISE = (
    "🔒 匿名。机器人只记你参加过，不记你答了什么。组织者只能看到至少 5 个人的合计，"
    "最早要等满 10 人参加或问卷结束；文字等结束后满 10 条才显示，不带名字。\n"
    "Telegram、你自己的聊天记录，以及掌管服务器或机器人令牌的人，仍有可能看到。"
)
ASKED = f"匿名问卷：食堂\n想听听你的看法。\n共 2 题，11月30日周一 18:00 截止\n\n{PROMISE}"


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


@pytest.fixture
async def people(world):
    return await world.members(*NAMES)


async def jobs(world):
    """What the bot does every minute."""
    for feature in FEATURES:
        if feature.name == "surveys":
            for job in feature.jobs:
                await job.run(world.app.desk, world.clock.now())
    await world.settled()


async def asks(world, li, *, who="投资促进部", apart=False, send=True):
    """Two questions, one of options and one of words."""
    await li.sends("/survey")
    await li.taps("发起问卷")
    await li.sends("食堂")
    await li.sends("饭菜怎么样？")
    await li.taps("单选")
    await li.taps("好 / 一般 / 差")
    await li.taps("是")
    await li.sends("还想说什么？")
    await li.taps("文字")
    await li.taps("否")
    await li.sends(who)
    await li.sends("11-30")
    if apart:
        await li.taps("✎ 按部门")
        await li.taps("是")
    if send:
        await li.taps("发出")
        await world.settled()


async def answers(someone, option, words=None):
    await someone.taps("开始填写")
    await someone.taps(option)
    await (someone.sends(words) if words else someone.taps("跳过"))
    await someone.taps("交卷")


async def test_an_organiser_makes_a_survey_in_a_minute(world, li, people):
    await li.sends("/survey")
    assert (li.text, li.labels) == ("匿名问卷\n你还没有发起过问卷。", [["发起问卷"]])
    await li.taps("发起问卷")
    await li.sends("食堂")
    await li.sends("饭菜怎么样？")
    await li.taps("多选")
    await li.sends("好")
    assert "请写 2 到 8 个不同的选项，每个最多 30 个字，一行一个。" in li.text
    await li.sends("好吃\n便宜\n好吃\n近")
    await li.taps("否")
    await li.sends("党群工作部")
    assert "这样只有 1 人，至少要问 5 人。" in li.text
    await li.taps("全员")
    await li.sends("昨天")
    assert "请写一个以后的时间" in li.text
    await li.taps("11-30 18:00")
    assert li.text == (
        "发起问卷 · 请核对\n\n食堂\n1. 饭菜怎么样？（多选）\n好吃 / 便宜 / 近\n\n问 13 人：全员\n开始：即刻\n"
        "截止：11月30日周一 18:00\n按部门：否\n\n"
        "结果只有至少 5 个人的合计，最早要等满 10 人参加或问卷结束，之后每次至少增加 5 人；"
        "文字等结束后满 10 条才显示。谁答了什么，不给任何人看。"
        "发出后题目不能再改。"
    )
    await li.taps("发出")
    assert li.toast == "已经发起"


async def test_people_read_the_promise_first_and_answer_in_memory_alone(world, li, people):
    await asks(world, li)
    wang = people[0]
    assert (wang.text, wang.labels) == (ASKED, [["开始填写"]])
    await wang.taps("开始填写")
    assert (wang.text, wang.labels) == ("问卷 · 1/2\n\n饭菜怎么样？", [["好", "一般"], ["差"], ["取消"]])
    await wang.taps("一般")
    await wang.sends("汤太咸")
    assert wang.text == f"问卷 · 请核对\n\n1. 饭菜怎么样？：一般\n2. 还想说什么？：汤太咸\n\n{PROMISE}"
    assert await world.app.db.read(lambda tx: tx.all("SELECT * FROM drafts")) == []
    await wang.taps("交卷")
    assert wang.text == (
        "✔ 已计入。谢谢参加问卷《食堂》。\n你的回答已经和大家的合在一起，单独取不出来，你自己也改不了。\n\n"
        "要把这些消息从聊天里删掉吗？"
    )
    await wang.taps("删除这些消息")
    assert wang.toast == "正在删除最近一小时里的这些消息。"
    await world.settled()
    assert "汤太咸" not in "".join(message.text for message in wang.phone.messages())
    await wang.starts("survey_1")
    assert wang.text == "你已经参加过了，每人只计一次。"
    await li.forges("sv=:1")
    assert li.alert == "这份问卷问的是别人，你不用填。"
    await li.starts("survey_1")
    assert li.text == "这份问卷问的是别人，你不用填。"


async def looks(li):
    await li.forges("sv:1")
    return li.text


async def test_who_looks_after_each_answer_sees_steps_and_never_one(world, li, people):
    await asks(world, li)
    head = "食堂\n进行中，11-30 18:00 截止 · 问了 12 人\n"
    tail = "\n\n2. 还想说什么？\n结束后显示。"
    hidden = f"{head}满 10 人参加后开始显示结果。\n\n1. 饭菜怎么样？{tail}"
    assert await looks(li) == hidden
    for number, one in enumerate(people, 1):
        await answers(one, "好" if number <= 3 else "差", f"第{number}句")
        step = (
            f"{head}已计入 5 人。\n每满 5 人更新一次，最近的几份先不显示。\n\n"
            f"1. 饭菜怎么样？\n好：3（60%）\n一般：0（0%）\n差：2（40%）{tail}"
        )
        assert await looks(li) == (hidden if number < 10 else step)
    await li.taps("现在结束")
    await li.taps("现在结束")
    assert li.text == (
        "食堂\n已结束 · 问了 12 人\n已计入 12 人。\n\n1. 饭菜怎么样？\n好：3（25%）\n一般：0（0%）\n差：9（75%）\n\n"
        "2. 还想说什么？\n12 条文字"
    )
    await li.forges("svw:1:1:0")
    first = li.text
    await li.taps("下一页 ›")
    said = [line for line in (first + "\n" + li.text).splitlines() if line.startswith("「")]
    assert sorted(said) == sorted(f"「第{number}句」" for number in range(1, 13))


async def test_results_come_as_a_picture(world, li, people):
    await asks(world, li)
    for one in people[:6]:
        await answers(one, "好")
    await li.forges("svx:1:1")
    await li.forges("svp:1")
    assert li.text == "食堂"
    assert Image.open(BytesIO(li.last.document)).size == (WIDTH, 150 + 64 + 3 * 54 + 36)


async def test_only_who_has_not_answered_is_reminded_and_once(world, li, people):
    await asks(world, li)
    for one in people[1:]:
        await answers(one, "好")
    await li.forges("svr:1")
    assert li.toast == "正在提醒没填的人"
    await world.settled()
    assert people[0].text == ASKED.replace("想听听你的看法。", "这份问卷你还没填。只提醒这一次。")
    assert [one.text.splitlines()[0] for one in people[1:]] == ["✔ 已计入。谢谢参加问卷《食堂》。"] * 11
    await li.forges("svr:1")
    assert li.alert == "已经提醒过了，只提醒一次。"


async def test_it_closes_by_itself_and_who_comes_late_is_told(world, li, people):
    await asks(world, li)
    for one in people[:4]:
        await answers(one, "好")
    await people[5].taps("开始填写")
    await world.later(days=8)
    await jobs(world)
    assert (li.text, li.labels) == ("问卷《食堂》结束了。\n参加的人太少，结果不显示，回答已删除。", [["看结果"]])
    await people[4].taps("开始填写")
    assert people[4].alert == "作答时间是 11月23日周一 10:00 到 11月30日周一 18:00。你这次的回答没有计入。"
    await li.taps("看结果")
    assert li.text.splitlines()[2] == "参加的人不到 5 个：不显示结果，回答已删除。"


async def test_departments_are_shown_at_the_end_and_only_with_five_answers(world, li, people):
    # The organiser is alone in her department: the smaller of the others is counted with her.
    others = await world.members(*(f"别的{n}人" for n in range(10)), department="经济发展部")
    await asks(world, li, who="全员", apart=True)
    assert "合计也会按部门显示，满 5 份才显示。" in people[0].text
    for one in (*people[:10], *others[:5]):
        await answers(one, "好")
    assert (await looks(li)).splitlines()[2] == "结束后显示结果。"
    await li.forges("svx:1:1")
    assert "第 1 题按部门" in buttons(li)
    await li.taps("第 1 题按部门")
    assert li.text.splitlines()[-5:] == [
        "投资促进部：10",
        "好 10 · 一般 0 · 差 0",
        "",
        "其他部门：5",
        "好 5 · 一般 0 · 差 0",
    ]


async def test_members_and_other_organisers_see_nothing_of_it(world, li, people):
    chen = await world.member("陈晨", department="经济发展部")
    await asks(world, li)
    for tap in ("sv:1", "svw:1:1:0", "svd:1:0", "svp:1", "svr:1", "svx:1:1"):
        await chen.forges(tap)
        assert chen.alert == "没有这份问卷，或者不是你发起的。见 /survey。", tap
    await chen.sends("/survey")
    assert "匿名问卷" not in chen.text


async def test_the_same_answers_delivered_again_are_counted_once(world, li, people):
    world.may_be_refused = frozenset({"answerCallbackQuery"})
    await asks(world, li)
    await people[0].taps("开始填写")
    await people[0].taps("好")
    await people[0].taps("跳过")
    await people[0].taps("交卷")
    for _ in range(2):
        world.sandbox.replay()
        await world.settled()
    for one in people[1:5]:
        await answers(one, "差")
    await li.forges("svx:1:1")
    assert "好：1（20%）\n一般：0（0%）\n差：4（80%）" in await looks(li)


async def test_who_lost_their_answers_with_a_restart_begins_again_at_the_invitation(world, li, people):
    await asks(world, li)
    wang = people[0]
    await wang.taps("开始填写")
    await wang.taps("好")
    await world.app.service(Drafts).drop(wang.person_id, wang.id)  # memory ends with the process
    await wang.taps("跳过")
    assert wang.alert == "这张表已经提交或放弃了，没有重复提交。"
    await answers(wang, "差")
    assert wang.text.startswith("✔ 已计入")


async def test_other_unfinished_forms_stay_as_they_are(world, li, people):
    wang = people[0]
    await wang.sends("/wishes")
    await wang.taps("提个心愿")
    await asks(world, li)
    before = await world.app.db.read(lambda tx: tx.all("SELECT * FROM drafts"))
    await answers(wang, "好", CANARY)
    assert await world.app.db.read(lambda tx: tx.all("SELECT * FROM drafts")) == before
    assert wang.text.startswith("✔ 已计入")


async def test_who_lost_the_invitation_finds_it_again(world, li, people):
    wang = people[0]
    await wang.sends("/surveys")
    assert wang.text == "等你填的问卷\n现在没有等你填的问卷。"
    await asks(world, li)
    await wang.sends("/surveys")
    assert (wang.text, wang.labels) == ("等你填的问卷\n谁答了什么，没有人会知道。", [["食堂 · 11-30 18:00 截止"]])
    await wang.taps("食堂 · 11-30 18:00 截止")
    assert (wang.text, wang.labels) == (ASKED, [["开始填写"], ["‹ 返回"]])
    await answers(wang, "好")
    await wang.sends("/surveys")
    assert wang.text == "等你填的问卷\n现在没有等你填的问卷。"
    await li.sends("/surveys")
    assert li.text == "等你填的问卷\n现在没有等你填的问卷。"
    await li.forges("svi:1")
    assert li.alert == "这份问卷问的是别人，你不用填。"


async def test_those_who_were_asked_are_told_the_sums_once(world, li, people):
    outsider = await world.member("陈晨", department="经济发展部")
    await asks(world, li)
    await li.forges("svt:1:1")
    assert li.alert == "现在没有可以告知的结果：问卷还没结束，参加的人太少，或者结束已超过一周。"
    for number, one in enumerate(people[:10]):
        await answers(one, "好" if number < 6 else "差", f"{CANARY}{number}")
    await li.forges("svx:1:1")
    await li.taps("告知被问的人")
    told = (
        "问卷《食堂》的结果\n10 人参加。\n\n1. 饭菜怎么样？\n好：6（60%）\n一般：0（0%）\n差：4（40%）\n\n"
        "文字部分由发起人阅读，不再转发。"
    )
    assert li.text == f"发给被问的 12 人，内容如下：\n\n{told}"
    await people[0].forges("svt:1:1")
    assert people[0].alert == "没有这份问卷，或者不是你发起的。见 /survey。"
    await li.taps("发出")
    assert li.toast == "正在告知被问的人"
    await world.settled()
    world.may_be_refused = frozenset({"answerCallbackQuery"})
    for _ in range(2):
        world.sandbox.replay()
        await world.settled()
    assert [[text for text in one.heard() if text == told] for one in people] == [[told]] * 12
    assert told not in outsider.heard()
    await li.forges("svt:1:1")
    assert li.alert == "已经告知过了，只发一次。"


async def test_results_of_too_few_are_not_told(world, li, people):
    await asks(world, li)
    for one in people[:4]:
        await answers(one, "好")
    await li.forges("svx:1:1")
    assert "告知被问的人" not in buttons(li)
    await li.forges("svt:1:1")
    assert li.alert == "现在没有可以告知的结果：问卷还没结束，参加的人太少，或者结束已超过一周。"
