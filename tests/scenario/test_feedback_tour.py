"""The tour of feedback plays to its end, and the disk really has nothing."""

from bot.clock import ManualClock
from bot.demo.show import bot_settings
from bot.demo.stage import opened
from bot.demo.tours import feedback
from bot.demo.tours.cast import cast
from bot.settings import Settings
from tests.people import START, ZONE


async def test_the_tour_of_feedback_plays_to_its_end(tmp_path):
    told = []

    async def tell(chinese, _english):
        told.append(chinese)

    values = bot_settings(Settings(), tmp_path)
    async with opened(tmp_path / "tour.db", ManualClock(START), **values) as stage:
        play = await cast(stage, ZONE)
        await feedback.tour.play(play, tell)
        assert "谢谢提醒。下周一起，热菜供应到八点。" in play.members[0].text
        assert stage.sandbox.refused == []
    assert told[-1] == "一处也没有找到。"


async def test_the_scan_finds_what_is_there(tmp_path):
    values = bot_settings(Settings(), tmp_path)
    async with opened(tmp_path / "tour.db", ManualClock(START), **values) as stage:
        play = await cast(stage, ZONE)
        (tmp_path / "leak.log").write_text(f"{feedback.SAID} 7K2M-A1B2-C3D4-E5F6-G7H8")
        (tmp_path / "leak-feedback.db").write_bytes(play.members[0].id.to_bytes(8, "little"))
        assert (await feedback.scan(play, "7K2M-A1B2-C3D4-E5F6-G7H8"))[2] == 3
