"""Something is said without a name: the receipt, the desk, the answer, and a look at the disk."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

from bot.demo.tours.cast import Cast, Tell, Tour, join
from bot.domain.people import Grant, Role
from bot.services.desks import Desks
from bot.services.feedback_upkeep import FeedbackUpkeep
from bot.services.people import People
from storage import roles

SAID = "食堂晚上六点半就没有热菜了，加班的人吃不上。"
_RECEIPT = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")
_DESK = "吐槽建议"


async def _play(play: Cast, tell: Tell) -> None:
    """Tell of a thing said without a name, its way to the desk and back, and what the disk has of it."""
    li, (wang, zhang, _chen) = play.organiser, play.members
    with play.stage.backstage():
        for member, department in ((wang, "投资促进部"), (zhang, "党群工作部")):
            await member.starts()
            await join(member, department)
        await _make_desk(play)
    await tell(
        "王敏想说一件事，又不想让人知道是谁。先看清楚：保护什么，不保护什么，谁会读。",
        "Wang Min has something to say, but not who says it. First: what is protected, what is not, who reads it.",
    )
    await wang.sends("/feedback")
    await wang.taps(_DESK)
    await tell("写下来。发出之前，先拿到回执。", "She writes it down. Before it is sent, she gets the receipt.")
    await wang.sends(SAID)
    found = _RECEIPT.search(wang.text)
    receipt = found.group() if found else ""
    await tell("回执收好了，发出。", "The receipt is in a safe place; she sends it.")
    await wang.taps("提交")
    await tell("两边的消息，一点就从聊天里删掉。", "Both sides of the conversation go from the chat with one tap.")
    await wang.taps("删除这些消息")
    await tell(
        "意见箱不会马上响：来信在固定时间成批送到，看不出先后。",
        "The desk does not ring at once: what came in is brought at fixed times, shuffled.",
    )
    for _ in range(2):
        await _next_slot(play)
    await li.taps("打开")
    await li.taps(next(label for row in li.labels for label in row if label.startswith("●")))
    await li.taps("答复")
    await li.sends("谢谢提醒。下周一起，热菜供应到八点。")
    await li.taps("提交")
    await tell(
        "没有人能推送给王敏：答复等她凭回执来取。", "Nobody can push it to Wang Min: the answer waits for her receipt."
    )
    await wang.sends("/receipt")
    await wang.sends(receipt)
    files, size, finds = await scan(play, receipt)
    await tell(
        f"最后把硬盘翻一遍：{files} 个文件，{size // 1024} KB。找那句话、回执，还有匿名库里她的账号。",
        f"At last a look at the disk, {files} files of {size // 1024} KB: for what she said, for her receipt, and "
        "in the database apart for her account.",
    )
    await tell(
        f"找到 {finds} 处。" if finds else "一处也没有找到。",
        f"Found {finds} times." if finds else "Nothing is found.",
    )


async def _make_desk(play: Cast) -> None:
    """Make a desk that two people read."""
    people, desks = play.stage.app.service(People), play.stage.app.service(Desks)
    readers = [await people.known(one.id) for one in (play.organiser, play.members[1])]
    owner = readers[0]
    assert owner is not None  # noqa: S101 - she has agreed
    await play.stage.app.db.write(roles.put, owner.id, Grant(Role.OWNER), owner.id, play.stage.clock.now())
    people.forget_cached(play.organiser.id)
    desk = await desks.add(owner.id, _DESK, "工作和生活里想说的都可以", sensitive=False)
    for one in readers:
        if one is not None:
            await desks.admit(owner.id, desk.id, one.id)
    await play.stage.app.service(FeedbackUpkeep).run()


async def _next_slot(play: Cast) -> None:
    """Go to the next time at which desks get what came in: 10:00 and 16:00 on work days."""
    upkeep = play.stage.app.service(FeedbackUpkeep)
    local: datetime = play.stage.clock.now().astimezone(play.zone)
    hour = 16 if local.hour < 16 else 34  # noqa: PLR2004 - ten o'clock of the day after
    await play.stage.until(local.replace(hour=0, minute=0, second=0) + timedelta(hours=hour))
    await upkeep.run()
    await play.stage.settled()


async def scan(play: Cast, receipt: str) -> tuple[int, int, int]:
    """Return how many files of how many bytes the bot has here, and how often what must not be there is."""
    row = await play.stage.app.db.read(lambda tx: tx.all("PRAGMA database_list"))
    main = Path(str(row[0][2]))
    account = play.members[0].id

    def look() -> tuple[int, int, int]:
        files = [one for one in main.parent.rglob("*") if one.is_file()]
        said = [SAID.encode(), receipt.encode(), receipt.replace("-", "").encode()]
        who = [str(account).encode(), *(account.to_bytes(8, order) for order in ("big", "little"))]
        finds = 0
        for one in files:
            content = one.read_bytes()
            wanted = [*said, *who] if "feedback" in one.name else said
            finds += sum(content.count(needle) for needle in wanted)
        return len(files), sum(one.stat().st_size for one in files), finds

    return await asyncio.to_thread(look)


tour = Tour(
    name="feedback",
    title={"zh": "一句不留名的话", "en": "Said without a name"},
    about={
        "zh": "先有回执再发出，答复凭回执来取，硬盘上找不到是谁",
        "en": "The receipt first, the answer by receipt, and nothing on the disk says who",
    },
    play=_play,
)
