"""A reminder across the night: signed up by day, reminded in the evening, moved at night, right in the morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.demo.tours.cast import Cast, Tell, Tour, join


async def _play(play: Cast, tell: Tell) -> None:
    """Tell of a morning lecture whose place changes while people sleep."""
    li, (wang, zhang, _) = play.organiser, play.members
    tomorrow = play.stage.clock.now().astimezone(play.zone).date() + timedelta(days=1)
    morning = datetime.combine(tomorrow, time(9, 30), play.zone)
    with play.stage.backstage():
        await li.sends("/newevent")
        for answer in ("空中课堂", "安全生产一小时", "明天 9:30-10:30", "管委会一楼报告厅", "30"):
            await li.sends(answer)
        await li.taps("护光")
        await li.taps("发布")
        for member in (wang, zhang):
            await member.starts("e_1")
            await join(member, "应急管理部")
    await tell(
        "上午十点。明天 9:30 有一场讲座，王敏和张强报名。",
        "Ten in the morning. There is a lecture tomorrow at 9:30; Wang Min and Zhang Qiang sign up.",
    )
    await wang.taps("报名")
    await zhang.taps("报名")
    await tell(
        "提醒自己定：张强不要前一晚的，要当天早上八点的。已经报名的也马上按新的来。",
        "Everybody chooses their own reminders: Zhang Qiang wants none in the evening but one at eight in the morning.",
    )
    await zhang.sends("/reminders")
    for lead in ("前一晚 18:00", "当天早上 08:00"):
        await zhang.taps(next(label for row in zhang.labels for label in row if lead in label))

    await tell("晚上六点：王敏收到提醒，张强没有。", "Six in the evening: Wang Min is reminded, Zhang Qiang is not.")
    await play.stage.until(morning.replace(hour=18, minute=0) - timedelta(days=1))

    await tell(
        "夜里十一点，报告厅漏水。李静在手机上换了地点，报了名的人马上知道旧的和新的。",
        "Eleven at night, the hall is flooded. Li Jing changes the place; those signed up are told at once.",
    )
    await play.stage.until(morning.replace(hour=23, minute=0) - timedelta(days=1))
    await _move(play)

    await tell(
        "第二天早上八点：提醒里已经是新地点。提醒不是提前写好的信，到点才按最新情况写。",
        "Eight the next morning: the reminder has the new place. It is written when it is due, as things stand then.",
    )
    await play.stage.until(morning.replace(hour=8, minute=0))
    await tell(
        "八点半，开讲前一小时，两个人都收到最后一次。", "Half past eight, one hour before: the last one, for both."
    )
    await play.stage.until(morning - timedelta(hours=1))
    await tell(
        "机器人夜里重启也不要紧：该发的都记在数据库里，错过的能补就补，过时的不再打扰。",
        "A restart at night does no harm: what is due stands in the database, and what still helps is sent.",
    )


async def _move(play: Cast) -> None:
    li = play.organiser
    await li.taps("管理")
    await li.taps("修改")
    await li.taps("✎ 地点")
    await li.sends("党群服务中心二楼")
    await li.taps("保存改动")


tour = Tour(
    name="overnight",
    title={"zh": "一夜之间的提醒", "en": "A reminder across the night"},
    about={
        "zh": "提醒时间自己定；夜里换地点，早上的提醒跟着变",
        "en": "Everybody chooses when; the place changes at night, and so does the morning's reminder",
    },
    play=_play,
)
