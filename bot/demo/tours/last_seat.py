"""The last seat and the waitlist: published by typing, taken by a tap, given up, passed on by itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.demo.tours.cast import Cast, Tell, Tour, join


async def _play(play: Cast, tell: Tell) -> None:
    """Tell of a lecture with two seats and three who want to come: full, waited for, reminded, promoted."""
    li, (wang, zhang, chen) = play.organiser, play.members
    await tell(
        "组织者李静在手机上发布一场讲座，只有两个名额。日期照平时说话的样子写。",
        "Li Jing publishes a lecture with two seats from her phone. Dates are typed as people say them.",
    )
    await li.sends("/newevent")
    for answer in ("知行讲堂", "数字经济与产业园区", "下周三 14:30-16:00", "管委会一楼报告厅", "2"):
        await li.sends(answer)
    await li.taps("追光")
    await tell("其余的都有默认值。核对一遍，发布。", "Everything else has a default. One look, and it is out.")
    await li.taps("发布")

    await tell(
        "王敏从群里的链接进来，第一次用：先看告知书，两项分别同意，再说姓名和部门。",
        "Wang Min comes by the link in the group. It is her first time: the notice, two consents, name and department.",
    )
    await wang.starts("e_1")
    await join(wang, "投资促进部")
    await tell("讲座就在眼前，点一下就报上了。", "The lecture is right there; one tap and the seat is hers.")
    await wang.taps("报名")

    await tell("张强拿到最后一席，陈晨排候补。", "Zhang Qiang takes the last seat, Chen Chen waits in line.")
    for member, label in ((zhang, "报名"), (chen, "报名候补")):
        with play.stage.backstage():  # nobody needs to watch them agree and say their names, too
            await member.starts("e_1")
            await join(member, "经济发展部")
        await member.taps(label)

    await tell(
        "时间快进到开讲前一晚六点：有座位的人收到提醒。", "Six in the evening before: those with a seat are reminded."
    )
    today = play.stage.clock.now().astimezone(play.zone).date()
    wednesday = today + timedelta(days=9 - today.weekday())
    starts = datetime.combine(wednesday, time(14, 30), play.zone)
    await play.stage.until(starts.replace(hour=18, minute=0) - timedelta(days=1))

    await tell(
        "王敏临时有事，取消报名。离开讲不到两天了，名额不硬塞给下一位，先问候补第一位的陈晨要不要。",
        "Something came up: Wang Min leaves. So near the start the seat is not pushed on the next: Chen Chen is asked.",
    )
    await wang.taps("取消报名")
    await wang.taps("确认取消")
    await tell(
        "陈晨有空，接下名额。要是到时限没有回音，就轮到再下一位。",
        "Chen Chen has time and takes it. Without an answer by then, it would have gone to the next in line.",
    )
    await chen.taps("接受")

    await tell("开讲前一小时，最后一次提醒。", "One hour before, the last reminder.")
    await play.stage.until(starts - timedelta(hours=1))
    await tell("就这些。接龙、催办、数人头，都不用了。", "That is all. No more lists to copy, chase and count.")


tour = Tour(
    name="last-seat",
    title={"zh": "最后一席与候补", "en": "The last seat and the waitlist"},
    about={
        "zh": "两个名额三个人：发布、报满、候补、提醒、问下一位",
        "en": "Two seats, three people: published, full, waited for, reminded, offered on",
    },
    play=_play,
)
