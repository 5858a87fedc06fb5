"""The tour of a notice plays to its end, and shows what it says."""

from bot.clock import ManualClock
from bot.demo.stage import opened
from bot.demo.tours import notice
from bot.demo.tours.cast import cast
from tests.people import START, ZONE


async def test_the_tour_of_a_notice_plays_to_its_end(tmp_path):
    told = []

    async def tell(chinese, _english):
        told.append(chinese)

    async with opened(tmp_path / "tour.db", ManualClock(START), operator="机关党委") as stage:
        play = await cast(stage, ZONE)
        await notice.tour.play(play, tell)
        followed = next(one for one in reversed(play.organiser.phone.messages()) if "▓" in one.text)
        assert followed.text.splitlines()[1:] == ["▓▓▓▓▓▓▓▓▓▓ 100%", "已送达：2 / 2", "已确认：2 / 2"]
        wrote = "请各位在周五下班前交半年工作总结，发到部门邮箱。"
        assert [member.heard().count(wrote) for member in play.members] == [1, 2, 0]
    assert len(told) == 8
