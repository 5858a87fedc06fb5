"""Turns to speak follow what becomes of events and people; who may do what; volunteers and feedback."""

from datetime import timedelta

import pytest

from bot.domain.events import EventState, TextTooLong
from bot.domain.people import Grant, Role
from bot.domain.rota import TurnState
from bot.services.events import Events
from bot.services.people import People
from bot.services.ratings import rate
from bot.services.rights import Rights
from bot.services.rota_turns import Turns
from bot.services.speakers import Speakers
from storage import roles, rota_turns, speakers
from tests.scenario.after import jobs, tick
from tests.scenario.test_rota import FIRST, SERIES, invited, lectures, rota

NOT_YOURS = "这一场已经不由你主讲。发送 /rota 看看你的主讲。"


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


@pytest.fixture
async def wang(world):
    return await world.member("王敏")


@pytest.fixture
async def event(world, li, wang):
    """An event at which 王敏 has accepted to speak."""
    (event,) = await lectures(world, li)
    await rota(world, li, event.series_id, middle=(wang,))
    await invited(world, li, event, wang)
    await wang.taps("接受")
    return event


async def follow(world):
    await world.app.service(Turns).follow()
    await world.settled()


async def shown(world, event, someone):
    return (await world.app.service(Events).card(event.id, someone.person_id)).event.speaker


async def promised(world, someone):
    """What waits to be sent to somebody of the rota, by kind."""
    return await world.app.db.read(
        lambda tx: tx.all(
            "SELECT kind, COUNT(*) FROM outbox WHERE person_id = :p AND state = 'waiting' AND kind LIKE 'rota.%' "
            "GROUP BY kind ORDER BY kind",
            p=someone.person_id,
        )
    )


async def test_a_speaker_who_cannot_any_more_says_why_and_the_card_says_nobody(world, li, wang, event):
    assert (await shown(world, event, wang), await promised(world, wang)) == (
        "王敏",
        [("rota.feedback", 1), ("rota.reminder", 5)],
    )
    await wang.taps("我讲不了")
    await wang.taps("出差在外")
    assert wang.text.split("\n")[-1] == "这一场你不讲。如果又能讲了，只要还没请别人，可以再接受。"
    assert li.text == (
        "《第1讲》 12月18日周五 14:30\n王敏讲不了 · 出差在外\n\n没有可以建议的人：请先加人，或者自己选。"
    )
    assert (await shown(world, event, wang), await promised(world, wang)) == ("", [])
    await world.later(minutes=1)
    await wang.taps("我又能讲了")
    assert (await shown(world, event, wang), li.text) == ("王敏", "《第1讲》 12月18日周五 14:30\n王敏，已接受")


async def test_slides_can_be_a_file_that_those_who_take_part_find_afterwards(world, wang, event):
    zhang = await world.member("张强")
    await zhang.starts(f"e_{event.id}")
    await zhang.taps("报名")
    await wang.taps("交课件")
    wang.phone.sends_document(b"%PDF-1.7", "招商课件.pdf")
    await world.settled()
    assert "还差题目。" in wang.text.splitlines()
    await world.until(event.ends_at)
    await zhang.starts(f"e_{event.id}")
    await zhang.taps("资料")
    await zhang.taps("招商课件.pdf")
    assert zhang.last.document == b"%PDF-1.7"


async def test_what_an_organiser_wrote_about_the_speaker_stays(world, li, wang, event):
    events = world.app.service(Events)
    plan = (await events.card(event.id, li.person_id)).event.plan()
    await events.revise(li.person_id, event.id, plan.__class__(**{**_fields(plan), "speaker": "王敏等三位"}))
    await world.app.service(Turns).decline(wang.person_id, event.id, "出差")
    assert await shown(world, event, wang) == "王敏等三位"


def _fields(plan):
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


async def test_a_speaker_hears_that_the_event_has_moved_and_is_reminded_of_the_new_day(world, li, wang, event):
    events = world.app.service(Events)
    plan = _fields((await events.card(event.id, li.person_id)).event.plan())
    week = timedelta(days=7)
    moved = {name: plan[name] + week for name in ("starts_at", "ends_at", "closes_at")}
    await events.revise(li.person_id, event.id, event.plan().__class__(**{**plan, **moved}))
    await follow(world)
    assert wang.text.split("\n")[0] == "你主讲的这一场改了时间。"
    assert wang.text.split("\n")[4] == "时间：12月25日周五 14:30–16:00"
    heard = len(wang.heard())
    await follow(world)
    await world.until(FIRST - timedelta(days=14, hours=5))
    assert len(wang.heard()) == heard
    await world.until(FIRST + week - timedelta(days=14, hours=5))
    assert wang.text.split("\n")[0] == "还有 14 天由你主讲。"


async def test_a_speaker_hears_that_the_event_is_cancelled_and_nothing_more(world, li, wang, event):
    await world.app.service(Events).cancel(li.person_id, event.id, "场地停电")
    await follow(world)
    assert wang.text.split("\n")[:2] == ["这一场不用你讲了，谢谢。", "这一场不办了。"]
    assert await promised(world, wang) == []
    await follow(world)
    await wang.sends("/rota")
    assert wang.labels == [["干部上讲堂"]]
    assert (await world.app.service(Turns).own(wang.person_id, event.id)).event.state is EventState.CANCELLED


async def test_somebody_else_entered_as_the_speaker_ends_an_invitation(world, li, wang):
    zhang = await world.member("张强")
    (event,) = await lectures(world, li)
    await rota(world, li, event.series_id, middle=(wang,))
    await invited(world, li, event, wang)
    await world.app.service(Speakers).add(li.person_id, event.id, zhang.person_id)
    await wang.taps("接受")
    assert wang.alert == NOT_YOURS
    await follow(world)
    assert wang.text.split("\n")[0] == "这一场不用你讲了，谢谢。"


async def test_the_organiser_takes_a_turn_back_and_the_speaker_is_told(world, li, wang, event):
    await li.taps("看轮流主讲")
    await li.taps("收回")
    assert li.text == "收回王敏的主讲？会告诉对方这一场不用讲了。"
    await li.taps("收回")
    assert (li.toast, li.labels) == ("已收回", [["换一位"], ["‹ 返回"]])
    assert wang.text.split("\n")[0] == "这一场不用你讲了，谢谢。"
    assert await shown(world, event, wang) == ""


async def test_whoever_is_forgotten_speaks_nowhere_and_the_organiser_is_told(world, li, wang, event):
    await world.app.service(Rights).forget(wang.person_id)
    await world.settled()
    assert li.text == ("《第1讲》 12月18日周五 14:30\n原来的主讲不在了。\n\n没有可以建议的人：请先加人，或者自己选。")
    left = await world.app.db.read(
        lambda tx: (speakers.of(tx, event.id), rota_turns.of_event(tx, event.id), tx.all("SELECT * FROM rota_members"))
    )
    assert (await shown(world, event, li), left) == ("", ((), (), []))


async def test_a_copy_of_an_event_wants_a_speaker_of_its_own(world, li, wang, event):
    zhang = await world.member("张强")
    found = await rota(world, li, event.series_id, young=(zhang,))
    copy = await world.event(
        li, "第2讲", series=SERIES, starts=FIRST + timedelta(days=7), speaker=await shown(world, event, li)
    )
    guest = await world.event(li, "第3讲", series=SERIES, starts=FIRST + timedelta(days=14), speaker="党校周教授")
    view = await found.get(li.person_id, event.series_id)
    assert [(one.event.id, one.free) for one in view.coming] == [(event.id, False), (copy.id, True), (guest.id, False)]
    assert {event_id: one.name for event_id, one in view.proposals.items()} == {copy.id: "张强"}


async def test_strangers_to_a_turn_can_do_nothing_with_its_buttons(world, li, wang, event):
    chen = await world.member("陈晨")
    await chen.sends("/rota")
    for data in (f"tny:{event.id}", f"tnn:{event.id}", f"tntt:{event.id}", f"tnts:{event.id}", f"tnt:{event.id}"):
        await chen.forges(data)
        assert chen.alert == NOT_YOURS
    before = await world.app.db.read(rota_turns.of_event, event.id)
    kind = before[0].kind_id
    series = event.series_id
    for data in (
        f"tni:{event.id}:{chen.person_id}",
        f"tne:{event.id}",
        f"tnx:{event.id}",
        f"tnk:{series}",
        f"tnp:{series}:{kind}:0",
        f"tn+:{series}:{kind}",
        f"tna:{series}:{chen.person_id}:{kind}",
        f"tnz:{series}:{wang.person_id}:30",
        f"tn-:{series}:{wang.person_id}",
    ):
        await chen.forges(data)
        assert chen.alert != "", data
    after = await world.app.db.read(
        lambda tx: (rota_turns.of_event(tx, event.id), tx.all("SELECT person_id FROM rota_members"))
    )
    assert after == (before, [(wang.person_id,)])


async def test_an_organiser_of_another_department_neither_invites_nor_takes_back(world, li, wang, event):
    liu = await world.member("刘悦", department="党群工作部")
    grant = Grant(Role.ORGANISER, (await world.app.service(People).known(liu.id)).department_id)
    await world.app.db.write(roles.put, liu.person_id, grant, None, world.clock.now())
    world.app.service(People).forget_cached(liu.id)
    before = await world.app.db.read(rota_turns.of_event, event.id)
    await liu.sends("/rota")
    for data in (f"tni:{event.id}:{wang.person_id}", f"tnx:{event.id}", f"tne:{event.id}"):
        await liu.forges(data)
        assert liu.alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
    assert await world.app.db.read(rota_turns.of_event, event.id) == before


async def test_one_who_is_in_no_rota_is_not_invited_and_nobody_beside_a_speaker(world, li, wang, event):
    zhang = await world.member("张强")
    (other,) = [await world.event(li, "第2讲", series=SERIES, starts=FIRST + timedelta(days=7))]
    await li.forges(f"tni:{other.id}:{zhang.person_id}")
    assert li.alert == "名单里已经没有这个人或这个类别，请重新打开 /rota。"
    await world.app.service(Speakers).add(li.person_id, other.id, zhang.person_id)
    await li.forges(f"tni:{other.id}:{wang.person_id}")
    assert li.alert == "这一场已有主讲，或者正在等人答复。要换人请先收回。"


async def test_taps_and_answers_that_come_twice_change_nothing(world, li, wang, event):
    said = len(li.heard())
    await wang.forges(f"tny:{event.id}")
    assert len(li.heard()) == said
    turns = world.app.service(Turns)
    await turns.decline(wang.person_id, event.id, "出差")
    await turns.decline(wang.person_id, event.id, "又说一遍")
    await world.settled()
    assert len(li.heard()) == said + 1
    with pytest.raises(TextTooLong):
        await turns.decline(wang.person_id, event.id, "x" * 201)
    (turn,) = await world.app.db.read(rota_turns.of_event, event.id)
    assert (turn.state, turn.reason) == (TurnState.DECLINED, "出差")


async def test_a_member_volunteers_from_a_card_and_is_put_on_the_list(world, li, wang):
    zhang = await world.member("张强")
    (event,) = await lectures(world, li)
    await rota(world, li, event.series_id, middle=(wang,))
    await zhang.starts(f"e_{event.id}")
    await zhang.taps("我要主讲")
    await zhang.taps("年轻干部")
    await zhang.sends("基层怎么听民声")
    assert zhang.text == (
        "轮流主讲 · 干部上讲堂\n轮流主讲：部门负责人、中层、年轻干部\n\n你已报名主讲：基层怎么听民声，等组织者安排。"
    )
    assert li.text == "张强想在干部上讲堂主讲：基层怎么听民声"
    await li.taps("报名主讲的人")
    await li.taps("张强")
    await li.taps("列入年轻干部")
    assert zhang.text == "你已列入干部上讲堂的轮流主讲，轮到时会通知你。"
    await invited(world, li, event, zhang)
    assert zhang.text.split("\n")[:2] == ["轮到你主讲了，可以吗？", "你报过的题目：基层怎么听民声"]
    await zhang.taps("接受")
    await zhang.taps("报题目")
    await zhang.taps("基层怎么听民声")
    assert zhang.text.split("\n")[0] == "基层怎么听民声"
    await zhang.sends("/rota")
    await zhang.taps("干部上讲堂")
    await zhang.taps("退出名单")
    assert zhang.toast == "已退出"


async def test_whoever_pauses_is_not_proposed_until_then(world, li, wang):
    zhang = await world.member("张强")
    (event,) = await lectures(world, li)
    found = await rota(world, li, event.series_id, middle=(wang, zhang))
    await li.sends("/rota")
    for label in ("干部上讲堂", "中层", "王敏", "暂停 30 天"):
        await li.taps(label)
    assert li.text.split("\n")[-1] == "暂停到12月23日周三"
    view = await found.get(li.person_id, event.series_id)
    assert view.proposals[event.id].name == "张强"
    await li.taps("恢复")
    view = await found.get(li.person_id, event.series_id)
    assert view.proposals[event.id].name == "王敏"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (4, ["评价满 5 份后显示，目前还不够。"]),
        (5, ["平均 5.0 星，5 份评价", "★★★★★：5", "★★★★：0", "★★★：0", "★★：0", "★：0"]),
    ],
)
async def test_feedback_comes_once_three_days_later_from_five_answers_on(world, li, wang, event, answers, said):
    there = await world.members(*(f"同事{number}" for number in range(answers)))
    await world.until(event.ends_at)
    await tick(world, event, *there)
    await world.app.db.write(_rated, event.id, [one.person_id for one in there])
    await world.later(days=3)
    assert wang.text.split("\n") == ["感谢你主讲《第1讲》。", "", *said]
    heard = len(wang.heard())
    await world.later(days=5)
    assert len(wang.heard()) == heard


def _rated(tx, event_id, people):
    for number, person_id in enumerate(people):
        rate(tx, event_id, person_id, 5, f"key{number}", FIRST + timedelta(hours=2))


async def test_the_speaker_reads_of_five_times_the_hours(world, li, wang):
    (event,) = await lectures(world, li, hours=1.5)
    await rota(world, li, event.series_id, middle=(wang,))
    await invited(world, li, event, wang)
    await wang.taps("接受")
    await world.until(event.ends_at + timedelta(hours=1))
    await jobs(world)
    await world.later(days=3)
    assert wang.text.split("\n")[:2] == ["感谢你主讲《第1讲》。", "记 7.5 学时，详见 /hours"]


async def test_every_update_three_times_is_as_good_as_once(world, li, wang):
    world.may_be_refused = frozenset({"answerCallbackQuery"})
    (event,) = await lectures(world, li)
    await rota(world, li, event.series_id, middle=(wang,))
    await invited(world, li, event, wang)
    for does, what in (("taps", "接受"), ("taps", "报题目"), ("sends", "我这一年"), ("taps", "我讲不了")):
        await getattr(wang, does)(what)
        for _again in range(2):
            world.sandbox.replay()
            await world.settled()
    await wang.sends("出差")
    heard = [text.split("\n")[-1] for text in li.heard() if "第1讲" in text or "我这一年" in text]
    assert (await shown(world, event, wang), heard) == (
        "",
        ["王敏，已接受", "王敏报了题目：《我这一年》", "没有可以建议的人：请先加人，或者自己选。"],
    )
