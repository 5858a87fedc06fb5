"""What scenarios about suggestions share: a campaign that collects, and somebody who files."""

from datetime import timedelta

from bot.domain.suggestions.campaign import Plan, Rules
from bot.services.campaigns import Campaigns

LIGHTS = "团结路路灯连续坏了六盏，晚上一片黑"
SAME_LIGHTS = "团结路晚上没有灯，好几盏路灯不亮"
CANTEEN = "食堂午餐排队太久，建议多开两个窗口"
ASKED = (
    "金点子 · 第 1 步\n\n"
    "想提什么建议？一事一议。文字之外，还可以发图片、语音、视频、文件（最多 9 个，每个不超过 20 MB）"
    "或位置，长文可以分几条发。发完点“下一步”。"
)


async def campaign(world, li, title="营商环境金点子", *, days=30, **rules):
    """A campaign that has just begun."""
    now = world.clock.now()
    plan = Plan(
        title=title, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=days), rules=Rules(**rules)
    )
    return await world.app.service(Campaigns).make(li.person_id, plan)


async def files(someone, text):
    """File a suggestion of text alone, whatever there is like it; return its number."""
    await someone.sends("/suggest")
    await someone.sends(text)
    await someone.taps("下一步")
    if ["都不是，继续提交"] in someone.labels:
        await someone.taps("都不是，继续提交")
    await someone.taps("提交")
    return someone.text.splitlines()[0].removeprefix("已提交，编号 ")


async def opens(someone, number):
    """Open a suggestion by its number."""
    await someone.sends("/suggestions")
    await someone.taps("搜索")
    await someone.sends(number)
    await someone.taps(someone.labels[0][0])


async def kept(world, sql="SELECT number, text FROM suggestions ORDER BY id"):
    return await world.app.db.read(lambda tx: tx.all(sql))
