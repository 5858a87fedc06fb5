"""From a card in the group to the attendance sheet: the whole life of a lecture, as everybody in it sees it."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from bot.demo.stage import Player
from bot.demo.tours.cast import Cast, Tell, Tour, join
from bot.sandbox import Chat

_GROUP = "开发区干部群"


async def _play(play: Cast, tell: Tell) -> None:
    """Tell of a lecture with two seats and three who want to come."""
    today = play.stage.clock.now().astimezone(play.zone).date()
    starts = datetime.combine(today + timedelta(days=9 - today.weekday()), time(14, 30), play.zone)
    group = await _before(play)
    await _posted(play, tell, group)
    await _signed_up(play, tell, group)
    await _one_leaves(play, tell, starts)
    await _at_the_door(play, tell, starts)
    await _afterwards(play, tell, starts)


async def _before(play: Cast) -> Chat:
    """Gather the group; two of three know the bot already, and the event is published."""
    li, (wang, zhang, chen) = play.organiser, play.members
    group = play.stage.sandbox.group(
        _GROUP, owner=li.phone, members=[one.phone for one in (wang, zhang, chen)], supergroup=True
    )
    group.add_bot(can_delete_messages=True)
    with play.stage.backstage():
        for member in (wang, zhang):
            await member.starts()
            await join(member, "投资促进部")
        await li.sends("/newevent")
        for answer in ("知行讲堂", "从项目签约到投产", "下周三 14:30-16:00", "管委会一楼报告厅", "2"):
            await li.sends(answer)
        await li.taps("追光")
        await li.taps("发布")
    return group


async def _posted(play: Cast, tell: Tell, group: Chat) -> None:
    li = play.organiser
    await tell(
        "李静发布了一场讲座，只有两个名额。现在把它发到大家都在的群里。",
        "Li Jing has published a lecture with two seats. Now it goes to the group where everybody is.",
    )
    await li.sends("/post", chat=group)
    await li.taps(_label(li, "从项目签约", group), chat=group)
    await play.stage.later(minutes=5)  # what was typed for it is cleared away
    await tell(
        "群里只有这一张卡片，不刷屏。有人报名，卡片自己更新。",
        "One card is all the group gets. It follows by itself as people sign up.",
    )


async def _signed_up(play: Cast, tell: Tell, group: Chat) -> None:
    wang, zhang, chen = play.members
    await tell(
        "王敏用过机器人，在群里点一下就报上了。结果只有她看得到。",
        "Wang Min knows the bot: one tap in the group and she has a seat. Only she sees the answer.",
    )
    await wang.taps("报名", chat=group)
    await tell(
        "陈晨第一次用。点了报名，先到私聊看告知书，两项分别同意，说部门；说完就报上了，不用再找一遍。",
        "Chen Chen is new. The tap leads to the notice, two consents, the department, and then she has the seat.",
    )
    await chen.taps("报名", chat=group)
    await chen.follows()
    await join(chen, "经济发展部")
    await tell("两席都满了。张强在群里排候补。", "Both seats are taken. Zhang Qiang joins the waitlist in the group.")
    await zhang.taps("报名候补", chat=group)


async def _one_leaves(play: Cast, tell: Tell, starts: datetime) -> None:
    wang, zhang, _ = play.members
    await tell("开讲前一晚六点，有座位的人收到提醒。", "Six in the evening before: those with a seat are reminded.")
    await play.stage.until(starts.replace(hour=18, minute=0) - timedelta(days=1))
    await tell(
        "王敏要出差，来不了。空出的名额给候补第一位留着，有时限，接不接由他。",
        "Wang Min has to travel. The seat is kept for the first in line, until a deadline; it is his to take.",
    )
    await wang.taps("取消报名")
    await wang.taps("确认取消")
    await zhang.taps("接受")


async def _at_the_door(play: Cast, tell: Tell, starts: datetime) -> None:
    li, (_, _zhang, chen) = play.organiser, play.members
    await tell(
        "开讲前十分钟。李静打开签到码，可以放上大屏，也可以就在聊天里显示；每 30 秒一换，转发出去很快就失效。",
        "Ten minutes before. Li Jing shows the code, on the screen or in the chat; it changes every 30 seconds.",
    )
    with play.stage.backstage():
        await play.stage.until(starts - timedelta(hours=1))
        await li.starts("e_1")
    await play.stage.until(starts - timedelta(minutes=10))
    for label in ("管理", "签到", "在聊天中显示"):
        await li.taps(label)
    await tell("陈晨扫码，一下就签到了。", "Chen Chen scans it and is checked in.")
    await chen.starts("c_1_" + "".join(re.findall(r"\d{3}", li.text.splitlines()[1])))
    await tell("张强手机没电，人在这儿。李静在名单上点一下。", "Zhang Qiang's phone is empty. Li Jing ticks his name.")
    await li.taps("到场名单")
    await li.taps("⬜ 张强")


async def _afterwards(play: Cast, tell: Tell, starts: datetime) -> None:
    li, (_, _zhang, chen) = play.organiser, play.members
    await tell(
        "晚上七点，到场的人收到感谢，学时已经记好。点几颗星，一秒钟的事，不记名字。",
        "Seven in the evening: thanks, with the credit hours. Stars take one tap and carry no name.",
    )
    with play.stage.backstage():
        await play.stage.until(starts.replace(hour=16, minute=5))
        await play.stage.chores()
    await play.stage.until(starts.replace(hour=19, minute=0))
    await play.stage.chores()
    await chen.taps("5 ★")
    await chen.sends("/hours")
    await tell(
        "最后，李静要一张签到表：图片发群里，Excel 存档。",
        "Last, the attendance sheet for Li Jing: a picture for the group, a workbook for the files.",
    )
    with play.stage.backstage():
        await li.starts("e_1")
    for label in ("管理", "名单与图片", "图片：签到", "Excel：报名与签到"):
        await li.taps(label)
    await tell(
        "从群里一张卡片到一张签到表，没有接龙，没有人数错。",
        "From one card in the group to the attendance sheet: no list to copy, nobody miscounted.",
    )


def _label(player: Player, part: str, chat: Chat) -> str:
    return next(label for label in player.phone.labels_in(None, chat) if part in label)


tour = Tour(
    name="group-card",
    title={"zh": "从群里的卡片到签到表", "en": "From a card in the group to the attendance sheet"},
    about={
        "zh": "群里报名、候补、问下一位、签到、评价、学时、签到表",
        "en": "Signed up in the group, waited, offered, checked in, rated, credited, listed",
    },
    play=_play,
)
