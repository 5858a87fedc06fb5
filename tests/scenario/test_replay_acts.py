"""Every act around events that arrives three times, delivered again or tapped again, happens once."""

import json
from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.rules import Question, QuestionKind, Rules
from bot.services.events import Events
from bot.services.rota_turns import Turns
from storage.schema import metadata
from tests.people import START
from tests.scenario.at_the_door import half_past_two, opened, shown, signed_up
from tests.scenario.test_groups import by_bot, gathered, posted
from tests.scenario.test_groups_bound import bound
from tests.scenario.test_materials import attended
from tests.scenario.test_notices_groups import writes_to_the_group
from tests.scenario.test_ratings import over
from tests.scenario.test_rota import invited, lectures, rota
from tests.scenario.test_surveys import NAMES, asks
from tests.scenario.test_wishes import wish

SOON = START + timedelta(hours=28, minutes=30)  # tomorrow at 14:30: free seats are offered


@pytest.fixture(autouse=True)
def _late_answers_are_refused(world):
    world.may_be_refused = frozenset({"answerCallbackQuery"})


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


@pytest.fixture
async def wang(world):
    return await world.member("王敏")


def _rows(tx):
    return {table: Counter(tx.all(f"SELECT * FROM {table}")) for table in metadata.tables if table != "leases"}


async def _stands(world):
    """All rows, and what the bot wrote into each chat."""
    chats = {
        number: [(one.text, one.rows) for one in by_bot(chat)]
        for number, chat in list(world.sandbox.world.chats.items())
    }
    return await world.app.db.read(_rows), chats


async def _deliver_again(world):
    """Deliver the newest update once more: with its number, and with another, as to a bot that knows no numbers."""
    newest = world.sandbox.world.updates.history[max(world.sandbox.update_ids)]
    world.sandbox.replay()
    await world.settled()
    world.sandbox.world.updates.push(newest.kind, json.loads(newest.body)[newest.kind], newest.lane)
    await world.settled()


async def _same(world, before, own=None):
    """Nothing has changed since `before`, but for what stands in the chat `own` of whoever does it again."""
    (rows, chats), (rows_now, chats_now) = before, await _stands(world)
    assert {table: (rows[table], rows_now[table]) for table in rows if rows[table] != rows_now[table]} == {}
    assert {chat: said for chat, said in chats_now.items() if chat != own} == {
        chat: said for chat, said in chats.items() if chat != own
    }


async def sends_thrice(world, someone, text):
    """Somebody answers a form, and the answer is delivered three times."""
    before = await _stands(world)
    await someone.sends(text)
    after = await _stands(world)
    assert after != before
    await _deliver_again(world)
    await _same(world, after)


async def asks_thrice(world, someone, act):
    """`act`, delivered three times: a link, digits or a form's last answer; the bot says something each time."""
    before, _chats = await _stands(world)
    await act
    after = await _stands(world)
    assert after[0] != before
    await _deliver_again(world)
    await _same(world, after, someone.phone.private.id)


async def taps_thrice(world, someone, label, message=None, chat=None):
    """Somebody taps a button, the tap is delivered three times, and they tap it two times more."""
    shows = [one for one in someone.phone.messages(chat) if any(label in row for row in one.rows)]
    message = message or shows[-1]
    data = next(
        button["callback_data"]
        for row in message.raw["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == label
    )
    rows_before, _chats = await _stands(world)
    await someone.taps(label, message, chat)
    after = await _stands(world)
    assert after[0] != rows_before
    own = message.chat.id if chat is None else None
    said = len(by_bot(message.chat))
    await _deliver_again(world)
    await _same(world, after, own)
    for _again in range(2):
        await someone.forges(data, message)
        await _same(world, after, own)
    assert len(by_bot(message.chat)) == said


async def goes(someone, link, *labels):
    await someone.starts(link)
    for label in labels:
        await someone.taps(label)


async def full(world, li, **more):
    """A lecture with one seat: the first has it, the others wait."""
    event = await world.event(li, capacity=1, **more)
    return event, await signed_up(world, event, "王敏", "张强", "陈晨")


async def test_an_offer_is_made_once_and_taken_once(world, li):
    event, (wang, zhang, _chen) = await full(world, li, starts=SOON)
    await goes(wang, f"e_{event.id}", "取消报名")
    await taps_thrice(world, wang, "确认取消")
    await taps_thrice(world, zhang, "接受")


async def test_an_offer_is_passed_once_and_one_is_asked_next(world, li):
    event, (wang, zhang, chen) = await full(world, li, starts=SOON)
    await goes(wang, f"e_{event.id}", "取消报名", "确认取消")
    await zhang.taps("放弃")
    await taps_thrice(world, zhang, "确认放弃")
    await taps_thrice(world, chen, "接受")


@pytest.mark.parametrize("typed", [False, True])
async def test_who_cannot_come_is_excused_once_and_one_moves_up(world, li, typed):
    event, (wang, _zhang, _chen) = await full(world, li, starts=START + timedelta(days=5))
    await goes(wang, f"e_{event.id}")
    await taps_thrice(world, wang, "请假")
    if typed:
        await asks_thrice(world, wang, wang.sends("下乡"))
    else:
        await taps_thrice(world, wang, "出差")


async def test_askers_are_let_in_once_and_declined_once(world, li, wang):
    zhang = await world.member("张强")
    event = await world.event(li, rules=Rules(approval=True))
    for one in (wang, zhang):
        await goes(one, f"e_{event.id}")
        await taps_thrice(world, one, "报名")
    await world.later(minutes=6)
    await li.taps("看看是谁")
    await taps_thrice(world, li, "通过")
    await li.taps("不通过")
    await taps_thrice(world, li, "名额已满")


async def test_people_check_in_once_by_link_and_by_digits(world, li):
    event, secret = await opened(world, li)
    wang, zhang = await signed_up(world, event, "王敏", "张强")
    await half_past_two(world, event)
    await asks_thrice(world, wang, wang.starts(f"c_{event.id}_{shown(world, secret)}"))
    await asks_thrice(world, zhang, zhang.sends(shown(world, secret)))


async def test_the_word_checks_in_once(world, li):
    event, _secret = await opened(world, li, place="", link="https://meeting.example/1")
    await goes(li, f"e_{event.id}", "管理", "签到", "口令")
    await asks_thrice(world, li, li.sends("发光"))
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await goes(wang, f"e_{event.id}", "签到")
    await asks_thrice(world, wang, wang.sends("发光"))


async def test_a_seat_at_the_door_is_one_seat(world, li, wang):
    event, secret = await opened(world, li, capacity=2)
    await half_past_two(world, event)
    await wang.starts(f"c_{event.id}_{shown(world, secret)}")
    await taps_thrice(world, wang, "报名并签到")


async def test_a_tick_in_the_list_is_one_tick_also_of_all_and_back(world, li):
    event, _secret = await opened(world, li)
    await signed_up(world, event, "王敏", "张强")
    await half_past_two(world, event)
    await goes(li, f"e_{event.id}", "管理", "签到", "到场名单")
    await taps_thrice(world, li, "⬜ 王敏")
    await taps_thrice(world, li, "✅ 王敏")
    await li.taps("全部到场")
    await taps_thrice(world, li, "确认全部到场")
    assert li.toast == "有席位的人都已记为到场"
    await taps_thrice(world, li, "撤销")


async def test_a_card_is_posted_once_and_signs_everybody_up_once(world, li, wang):
    group = gathered(world, li, wang)
    event = await world.event(li, capacity=1)
    await li.sends("/post", chat=group)
    await taps_thrice(world, li, "11-25 14:30 开放型经济与开发区 · 余 1 席", chat=group)
    await taps_thrice(world, wang, "报名", by_bot(group)[-1], group)
    assert [one.text.splitlines()[0] for one in by_bot(group)].count(event.title) == 1


async def test_a_posting_command_that_comes_again_posts_one_card(world, li):
    group = gathered(world, li)
    event = await world.event(li)
    await posted(world, li, event, group)
    await _deliver_again(world)
    assert [one.text.splitlines()[0] for one in by_bot(group)].count(event.title) == 1


async def test_answers_sign_up_once(world, li, wang):
    questions = (
        Question("q1", "午餐", QuestionKind.CHOICE, ("普通", "清真")),
        Question("q2", "几人", QuestionKind.NUMBER),
    )
    await world.event(li, rules=Rules(questions=questions))
    await asks_thrice(world, wang, wang.starts("q_1"))
    await taps_thrice(world, wang, "清真")
    await asks_thrice(world, wang, wang.sends("2"))


async def test_nobody_is_nudged_again(world, li, wang):
    await world.event(li)
    await goes(li, "e_1", "管理", "未答复", "提醒 2 人")
    await taps_thrice(world, li, "发给 2 人")
    assert [text.startswith("还没有收到你的答复") for text in wang.heard()].count(True) == 1


async def test_stars_and_words_count_once(world, li, wang):
    await over(world, li, wang)
    await taps_thrice(world, wang, "4 ★")
    await wang.taps("写几句")
    await sends_thrice(world, wang, "讲得清楚")
    await taps_thrice(world, wang, "发送")


async def test_material_is_filed_once_and_told_once(world, li, wang):
    event = await attended(world, li, wang)
    await goes(li, f"e_{event.id}", "管理", "资料", "添加资料")
    await sends_thrice(world, li, "https://files.example/1")
    await sends_thrice(world, li, "课程录像")
    await taps_thrice(world, li, "添加")


async def test_a_wish_is_made_supported_and_planned_once(world, li, wang):
    zhang = await world.member("张强")
    await wang.sends("/wishes")
    await wang.taps("提个心愿")
    await sends_thrice(world, wang, "应急管理")
    await taps_thrice(world, wang, "跳过")
    await zhang.sends("/wishes")
    await zhang.taps("应急管理 · 1 人想听")
    await taps_thrice(world, zhang, "附议")
    await world.event(li, "应急管理实务")
    await li.sends("/wishes")
    for label in ("应急管理 · 2 人想听", "已有活动", "11-25 14:30 应急管理实务 · 余 60 席"):
        await li.taps(label)
    await taps_thrice(world, li, "确认并通知")
    assert [text.startswith("你想听的") for text in zhang.heard()].count(True) == 1


async def test_a_wish_is_closed_once(world, li, wang):
    await wish(wang, "应急管理")
    await li.sends("/wishes")
    for label in ("应急管理 · 1 人想听", "说明并结束"):
        await li.taps(label)
    await sends_thrice(world, li, "去年讲过")
    await taps_thrice(world, li, "结束并通知")


async def test_an_event_is_repeated_once(world, li):
    event = await world.event(li)
    await goes(li, f"e_{event.id}", "管理", "更多…", "重复", "每周三", "4 场", "照常")
    await taps_thrice(world, li, "全部发布")


async def test_a_change_is_made_once_and_undone_once(world, li):
    event = await world.event(li)
    (_wang,) = await signed_up(world, event, "王敏")
    await goes(li, f"e_{event.id}", "管理", "修改", "✎ 地点")
    await sends_thrice(world, li, "培训中心 201")
    await taps_thrice(world, li, "保存改动")
    await li.sends("/audit")
    await li.taps("撤销第 1 条")
    await taps_thrice(world, li, "确认撤销")


async def test_a_turn_is_given_once_accepted_once_and_declined_once(world, li, wang):
    zhang = await world.member("张强")
    first, second = await lectures(world, li, 2)
    await rota(world, li, first.series_id, middle=(wang, zhang))
    await invited(world, li, second, zhang)
    await zhang.taps("不便")
    await taps_thrice(world, zhang, "出差在外")
    await taps_thrice(world, li, "邀请王敏")
    await taps_thrice(world, wang, "接受")
    assert (await world.app.service(Turns).own(wang.person_id, second.id)).event.id == second.id


async def test_a_notice_is_sent_once_and_acknowledged_once(world, li, wang):
    await li.sends("/notice")
    await sends_thrice(world, li, "周五停水，请提前备水。")
    await taps_thrice(world, li, "全员")
    await li.taps("完成 ✓")
    await taps_thrice(world, li, "发送")
    await taps_thrice(world, wang, "收到")
    assert wang.heard().count("周五停水，请提前备水。") == 1


async def test_a_notice_in_a_group_is_acknowledged_once_there(world, li, wang):
    group = await bound(world, li, wang)
    await writes_to_the_group(li)
    await taps_thrice(world, wang, "收到", by_bot(group)[-1], group)
    assert by_bot(group)[-1].rows == [["收到 · 1"]]


async def test_a_task_force_is_begun_once_changed_once_and_ended_once(world, li, wang):
    await li.sends("/taskforces")
    await li.taps("新建专班")
    await sends_thrice(world, li, "防汛专班")
    await li.sends(wang.phone.name)
    await taps_thrice(world, li, "加入")
    await li.taps("移出")
    await taps_thrice(world, li, wang.phone.name)
    await li.taps("结束专班")
    await taps_thrice(world, li, "结束专班")


async def test_a_survey_is_opened_answered_reminded_of_and_closed_once(world, li):
    people = await world.members(*NAMES[:6])
    await asks(world, li, send=False)
    await taps_thrice(world, li, "发出")
    for one in people[:5]:
        await one.taps("开始填写")
        await one.taps("好")
        await one.taps("跳过")
        await taps_thrice(world, one, "交卷")
    await li.forges("sv:1")
    await taps_thrice(world, li, "提醒没填的人")
    assert [text.count("只提醒这一次") for text in people[5].heard()].count(1) == 1
    await li.taps("现在结束")
    await taps_thrice(world, li, "现在结束")
    await li.forges("sv:1")
    assert "好：5（100%）" in li.text


async def test_an_event_is_cancelled_once(world, li):
    event, _people = await full(world, li)
    await goes(li, f"e_{event.id}", "管理", "更多…", "取消活动")
    await sends_thrice(world, li, "场地停电")
    await taps_thrice(world, li, "确认取消活动")
    assert (await world.app.service(Events).card(event.id, li.person_id)).event.state == "cancelled"
