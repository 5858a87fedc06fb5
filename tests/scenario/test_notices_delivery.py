"""Notices arrive: to whom, how often, and what is learnt when they do not."""

from datetime import timedelta

from bot.domain.notices import DeliveryState, Importance, NoticePlan, NoticeState, Part, Reason
from bot.services.notices import Notices

TEXT = {"": (Part(html="明天上午 <b>9:00</b> 在一楼开会"),)}


def plan(**more):
    return NoticePlan(**{"title": "开会", "content": TEXT, "audience": ["all"]} | more)


async def confirmed(world, organiser, **more):
    notice = await world.app.service(Notices).confirm(organiser.person_id, plan(**more))
    await world.settled()
    return notice


def heard(person):
    return [text for text in person.heard() if "一楼开会" in text]


async def test_everybody_meant_receives_it_once(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    notice = await confirmed(world, li)
    assert [heard(one) for one in (li, wang, zhang)] == [["明天上午 9:00 在一楼开会"]] * 3
    progress = await world.app.service(Notices).progress(li.person_id, notice.id)
    assert (progress.notice.state, progress.states, progress.left) == (NoticeState.DONE, {"sent": 3}, 0)
