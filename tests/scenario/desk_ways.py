"""Ways through anonymous feedback that several tests go: a desk is set up, written to, and gets what came in."""

import re
from zoneinfo import ZoneInfo

from handlers import FEATURES

ZONE = ZoneInfo("Asia/Shanghai")
SAID = "食堂晚上六点半就没有热菜了，加班的人吃不上。"
_RECEIPT = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")


async def set_up(owner, *readers, name="吐槽建议", how="任一人"):
    """The owner makes a desk and says who reads it."""
    await owner.sends("/inbox")
    await owner.taps("全部意见箱")
    await owner.taps("设立意见箱")
    await owner.sends(name)
    await owner.sends("工作和生活里想说的都可以")
    await owner.taps(how)
    await owner.taps("设立")
    for one in readers:
        await owner.taps("增加阅读人")
        await owner.sends(one)
        await owner.taps("加入")


async def upkeep(world):
    """What the bot does every few minutes for desks."""
    for feature in FEATURES:
        if feature.name == "desks":
            for job in feature.jobs:
                await job.run(world.app.desk, world.clock.now())
    await world.settled()


async def slots(world, number=2):
    """Until so many fixed times have passed, at which desks get what came in."""
    for _ in range(number):
        while True:
            world.clock.advance(hours=1)
            local = world.clock.now().astimezone(ZONE)
            if local.hour in {10, 16} and local.weekday() < 5:
                break
        await upkeep(world)


async def says(person, text=SAID, desk="吐槽建议"):
    """Write to a desk; return the receipt."""
    await person.sends("/feedback")
    await person.taps(desk)
    await person.sends(text)
    (receipt,) = _RECEIPT.findall(person.text)
    await person.taps("提交")
    return receipt


async def opens(reader, desk="吐槽建议", sign="●"):
    """Open the first matter of a desk that has this sign."""
    await reader.sends("/inbox")
    await reader.taps(desk)
    await reader.taps(next(label for row in reader.labels for label in row if label.startswith(sign)))
