"""Files that an organiser takes home while somebody takes part in everything under their own name."""

import io
import zipfile

from PIL import Image

from tests.scenario.campaign_house import filed
from tests.scenario.test_notices import screen, writes

LISTS = ("Excel：报名与签到", "图片：报名", "图片：签到", "图片：报名进度")
NOTICE = ("Excel：全部名单", "图：确认进度", "图：各部门")
CAMPAIGN = ("Excel 全表", "图：办理漏斗", "图：高频词")
PROPOSED = "大厅设一台自助打印机"


def unpacked(content):
    """A file with what is packed in it, or noted in it beside its pixels."""
    if content.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(content)) as picture:
            return content + repr(picture.info).encode()
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return content + b"".join(packed.read(name) for name in packed.namelist())


async def takes_home(world, organiser, someone):
    """Return what the organiser takes of an event, of a notice, and of a campaign that `someone` writes to, by name."""
    await _an_event(world, organiser, someone)
    await _a_notice(world, organiser)
    await _a_campaign(world, organiser, someone)
    taken = [message for message in organiser.phone.messages() if message.by_bot and message.file]
    return {f"{n} {message.file_name}": unpacked(message.document) for n, message in enumerate(taken)}


async def _an_event(world, organiser, someone):
    event = await world.event(organiser)
    for one in (someone, organiser):
        await one.starts(f"e_{event.id}")
        await one.taps("报名")
    await organiser.taps("加入日历")
    await organiser.starts(f"e_{event.id}")
    await organiser.taps("管理")
    await organiser.taps("名单与图片")
    for label in LISTS:
        await organiser.taps(label)


async def _a_notice(world, organiser):
    await writes(organiser)
    await organiser.taps("发送")
    await world.later(hours=1)
    await organiser.taps("报表", screen(organiser, "▓"))
    report = screen(organiser, "报表")
    for label in NOTICE:
        await organiser.taps(label, report)


async def _a_campaign(world, organiser, someone):
    await organiser.sends("/newcampaign")
    await organiser.sends("营商环境金点子")
    await organiser.sends("办事更快更省心")
    await organiser.sends("12-20")
    await organiser.sends("12-27")
    await organiser.taps("发布征集")
    await filed(world, someone, PROPOSED)
    await organiser.sends("/campaigns")
    await organiser.taps("营商环境金点子 · 征集中")
    await organiser.taps("报告")
    for label in CAMPAIGN:
        await organiser.taps(label)
