"""A notice: written once, for the right people, confirmed with one tap; only the silent are reminded."""

from __future__ import annotations

from bot.demo.tours.cast import Cast, Tell, Tour, join


async def _play(play: Cast, tell: Tell) -> None:
    """Tell of a notice to one department: seen beforehand, delivered, confirmed, reminded of, withdrawn."""
    li, (wang, zhang, chen) = play.organiser, play.members
    with play.stage.backstage():  # nobody needs to watch them agree and say their names
        for member, department in ((wang, "投资促进部"), (zhang, "投资促进部"), (chen, "应急管理部")):
            await member.starts()
            await join(member, department)
    await tell(
        "组织者李静要通知投资促进部交材料。先把要说的发给机器人，图片、文件、转发来的都行。",
        "Li Jing has something to say to one department. She sends it to the bot: text, pictures, files, forwards.",
    )
    await li.sends("/notice")
    await li.sends("请各位在周五下班前交半年工作总结，发到部门邮箱。")
    await tell("发给谁：点按钮，或直接输入部门名。", "For whom: by buttons, or by typing a department.")
    await li.sends("投资促进部")
    await li.taps("完成 ✓")
    await tell(
        "先看样子：和大家收到的一模一样。下面写明能送到几个人。",
        "First a look: exactly what people will get. Below it, how many it reaches.",
    )
    await li.taps("发送")
    await tell("王敏看到通知，点一下就算确认。", "Wang Min sees it and confirms with one tap.")
    await wang.taps("收到")
    await tell(
        "李静这边只有一条消息，进度和确认人数自己更新。过一刻钟，张强还没确认。",
        "Li Jing has one message that keeps itself true. A quarter of an hour later Zhang Qiang has not confirmed.",
    )
    await play.stage.later(minutes=15)
    await li.taps("未确认 1 人")
    await tell("只提醒他一个，别人不受打扰。", "Only he is reminded; nobody else is disturbed.")
    await li.taps("提醒未确认")
    await zhang.taps("收到")
    await tell(
        "报表一点就有：送到几人、谁确认了、各部门怎么样，还能出图和 Excel。",
        "The report is one tap away: how many have it, by department, with pictures and an Excel file.",
    )
    await li.taps("报表")
    await li.taps("‹ 返回")
    await tell("应急管理部的陈晨，从头到尾什么也没收到。", "Chen Chen, of another department, heard nothing of it.")


tour = Tour(
    name="notice",
    title={"zh": "一条通知", "en": "A notice"},
    about={
        "zh": "写一次，发给该收的人，一点确认，只提醒没确认的",
        "en": "Written once, for the right people, confirmed with a tap; only the silent are reminded",
    },
    play=_play,
)
