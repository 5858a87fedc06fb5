"""From a photo in the street to 办结: a suggestion is heard, answered and done, with a clock on the office's side."""

from __future__ import annotations

from bot.demo.tours.cast import Cast, Tell, Tour, join
from bot.demo.tours.street import street
from bot.domain.suggestions.campaign import Plan
from bot.services.campaigns import Campaigns
from bot.services.people import People

_OFFICE = "应急管理部"


async def _play(play: Cast, tell: Tell) -> None:
    """Tell of a flooded street: filed, seconded, assigned, asked about, answered, done, found good."""
    with play.stage.backstage():
        for member, department in zip(play.members, ("投资促进部", _OFFICE, "经济发展部"), strict=True):
            await member.starts()
            await join(member, department)
        app = play.stage.app
        organiser = await app.service(People).known(play.organiser.id)
        assert organiser is not None  # noqa: S101 - the cast has just come on stage
        plan = Plan(title="营商环境金点子", theme="办事更快更省心", opens_at=play.stage.clock.now())
        await app.service(Campaigns).make(organiser.id, plan)
    await _filed(play, tell)
    await _assigned(play, tell)
    await _worked_on(play, tell)
    await _done(play, tell)


async def _filed(play: Cast, tell: Tell) -> None:
    wang, _zhang, chen = play.members
    await tell(
        "上班路上，王敏拍下一片积水，直接发给机器人，点“提金点子”。",
        "On her way to work Wang Min takes a photo of a flooded street, sends it to the bot, and taps once.",
    )
    await wang.sends_photo(street(), "海尔路地铁口一下雨就积水，上下班没法走")
    await wang.taps("💡 提金点子")
    await wang.taps("下一步")
    await tell("看一眼，提交，马上有编号。", "One look, filed; the number is back at once.")
    await wang.taps("提交")
    await tell(
        "陈晨也想提同一件事，说法不一样。机器人先给她看相似的，她改成附议。",
        "Chen Chen writes about the same thing in other words. She is shown what is alike, and seconds that instead.",
    )
    await chen.sends("/suggest")
    await chen.sends("地铁口积水严重，下雨天绕路走")
    await chen.taps("下一步")
    await chen.taps("附议第 1 条")


async def _assigned(play: Cast, tell: Tell) -> None:
    li = play.organiser
    await tell(
        "李静这边有待办，写着最晚什么时候。受理，交办给应急管理部，张强经办。",
        "Li Jing has it on her desk, with until when. She accepts it, and assigns it to an office and a colleague.",
    )
    await li.taps("去办理")
    await li.taps("受理")
    await li.taps("交办")
    await li.taps("开发区管委会 ›")
    await li.taps(_OFFICE)
    await li.taps("指定经办人")
    await li.taps("张强")


async def _worked_on(play: Cast, tell: Tell) -> None:
    wang, zhang, _chen = play.members
    await tell(
        "期限按工作时间算，午休、周末、节假日不计，调休照算。张强要问一句，等回复时暂停计时。",
        "The deadline counts working hours only. While Zhang Qiang waits for an answer, the clock stands.",
    )
    await zhang.taps("去办理")
    await zhang.taps("开始办理")
    await zhang.taps("请补充")
    await zhang.sends("积水主要在出口哪一侧？")
    await play.stage.later(hours=4)
    await tell("王敏下午才看到，回一句就行。", "Wang Min sees it in the afternoon; a line is enough.")
    await wang.taps("补充说明")
    await wang.sends("在 B 口北侧，大概二十米。")
    await zhang.taps("去办理")
    await play.stage.later(hours=24)
    await zhang.taps("答复")
    await zhang.sends("已疏通雨水口，B 口北侧路面本周五前垫高。")


async def _done(play: Cast, tell: Tell) -> None:
    li, (wang, _zhang, _chen) = play.organiser, play.members
    await tell(
        "答复由另一个人把关。李静看过，办结。",
        "Somebody else finds the answer good enough: Li Jing reads it, and it is done.",
    )
    await li.taps("去办理")
    await li.taps("办结")
    await tell("王敏被问一次：解决了吗？", "Wang Min is asked once: did it help?")
    await wang.taps("已解决")
    await tell(
        "从一张照片到办结，每一步都有人、有时间、有答复。",
        "From a photo to done: at each step it is known who, when, and with what answer.",
    )


tour = Tour(
    name="suggestion",
    title={"zh": "一条金点子", "en": "A suggestion"},
    about={
        "zh": "街上拍张照就能提，谁在办、到什么时候，一直看得见",
        "en": "From a photo in the street: who is at it and until when can be seen all the way",
    },
    play=_play,
)
