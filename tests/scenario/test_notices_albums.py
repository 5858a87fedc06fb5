"""Albums as notices: delivered together, edited and withdrawn as one, and what a lost answer leaves."""

import struct

import pytest

from bot.domain.deliveries import DeliveryState
from bot.domain.notice_parts import Part, PartKind
from bot.domain.notices import NoticeState
from bot.sandbox.methods.files import described
from bot.services.notice_steering import NoticeSteering
from bot.services.notices import Notices

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 4, 3) + b"\x08\x02\0\0\0"


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


def photo(world, name):
    return world.sandbox.world.files.add("photo", name, "image/jpeg", PNG, from_person=True)


async def sends_album(world, someone):
    """Send three pictures at once, the first with words, and choose everybody."""
    await someone.sends("/notice")
    for number in range(3):
        caption = {"caption": "路线图"} if not number else {}
        content = described(photo(world, f"{number}.jpg"), {})
        someone.phone.sends_content({**content, **caption, "media_group_id": "7"})
        await world.settled()
    await someone.taps("全员")
    await someone.taps("完成 ✓")


async def written(world, li):
    await sends_album(world, li)
    await li.taps("发送")
    return (await world.app.service(Notices).mine(li.person_id, 0))[0]


def pictures(person):
    """The captions of what arrived as an album, by album."""
    albums = {}
    for message in person.phone.messages():
        if message.by_bot and "photo" in message.raw and "media_group_id" in message.raw:
            albums.setdefault(message.raw["media_group_id"], []).append(message.raw.get("caption", ""))
    return list(albums.values())


async def states(world, li, notice):
    return (await world.app.service(Notices).progress(li.person_id, notice.id)).states


async def test_an_album_arrives_once_as_one_with_the_button_below(world, li):
    wang = await world.member("王敏")
    notice = await written(world, li)
    assert (pictures(wang), wang.text, wang.labels) == ([["路线图", "", ""]], "路线图", [["收到"]])
    await wang.taps("收到")
    assert (wang.toast, wang.labels) == ("已确认", [["✓ 已确认"]])
    assert await states(world, li, notice) == {DeliveryState.SENT: 2}


async def test_an_edit_changes_the_pictures_that_are_there_and_sends_nothing(world, li):
    wang = await world.member("王敏")
    notice = await written(world, li)
    before = [message.id for message in wang.phone.messages()]
    captions = ("改道", "南门", "")
    parts = tuple(
        Part(PartKind.PHOTO, html=html, file_id=photo(world, f"new{number}.jpg").file_id)
        for number, html in enumerate(captions)
    )
    await world.app.service(Notices).edit(li.person_id, notice.id, {"": parts})
    await world.settled()
    assert pictures(wang) == [["改道", "南门", ""]]
    assert [message.id for message in wang.phone.messages()] == before
    shown = [message.raw["photo"][-1]["file_id"] for message in wang.phone.messages() if "photo" in message.raw]
    assert shown == [part.file_id for part in parts]
    assert await states(world, li, notice) == {DeliveryState.SENT: 2}


async def test_a_withdrawal_takes_back_every_picture_and_the_button(world, li):
    wang = await world.member("王敏")
    before = [message.id for message in wang.phone.messages()]
    notice = await written(world, li)
    assert len(wang.phone.messages()) == len(before) + 4
    await world.app.service(NoticeSteering).withdraw(li.person_id, notice.id)
    await world.settled()
    assert [message.id for message in wang.phone.messages()] == before
    assert await states(world, li, notice) == {DeliveryState.TAKEN_BACK: 2}


@pytest.mark.parametrize(("executed", "albums"), [(True, 1), (False, 0)])
async def test_an_album_whose_answer_is_lost_is_in_doubt_and_sent_again_only_on_the_organisers_word(
    world, li, executed, albums
):
    wang = await world.member("王敏")
    world.sandbox.fail_next("sendMediaGroup", status="drop", after=executed, chat=wang.id)
    notice = await written(world, li)
    await world.later(hours=2)
    assert (len(pictures(wang)), await states(world, li, notice)) == (albums, {"sent": 1, "doubt": 1})
    assert await world.app.service(NoticeSteering).again(li.person_id, notice.id) == 1
    await world.settled()
    known = await world.app.service(Notices).progress(li.person_id, notice.id)
    assert (len(pictures(wang)), known.states, known.notice.state) == (albums + 1, {"sent": 2}, NoticeState.DONE)
    assert wang.labels == [["收到"]]


@pytest.fixture
async def broken(world, li):
    """Whose album came, and of the button below nobody knows."""
    wang = await world.member("王敏")
    world.sandbox.fail_next("sendMessage", status="drop", after=False, chat=wang.id)
    notice = await written(world, li)
    assert (len(pictures(wang)), await states(world, li, notice)) == (1, {"sent": 1, "doubt": 1})
    return wang, notice


async def test_what_came_of_a_broken_album_is_taken_back_with_the_notice(world, li, broken):
    wang, notice = broken
    await world.app.service(NoticeSteering).withdraw(li.person_id, notice.id)
    await world.settled()
    assert (pictures(wang), await states(world, li, notice)) == ([], {DeliveryState.TAKEN_BACK: 2})


async def test_what_came_of_a_broken_album_is_replaced_when_it_is_sent_again(world, li, broken):
    wang, notice = broken
    await world.app.service(NoticeSteering).again(li.person_id, notice.id)
    await world.settled()
    assert (len(pictures(wang)), wang.labels) == (1, [["收到"]])
    assert await states(world, li, notice) == {DeliveryState.SENT: 2}


async def test_a_picture_that_somebody_deleted_keeps_none_of_the_others(world, li):
    world.may_be_refused = frozenset({"deleteMessage"})
    wang = await world.member("王敏")
    notice = await written(world, li)
    wang.phone.deletes(next(message for message in wang.phone.messages() if "photo" in message.raw))
    await world.app.service(NoticeSteering).withdraw(li.person_id, notice.id)
    await world.settled()
    assert (pictures(wang), await states(world, li, notice)) == ([], {DeliveryState.TAKEN_BACK: 2})


@pytest.mark.parametrize("method", ["sendMediaGroup", "sendMessage"])
async def test_a_429_in_the_middle_of_an_album_doubles_nothing(world, li, method):
    wang = await world.member("王敏")
    await sends_album(world, li)
    world.sandbox.fail_next(method, status=429, retry_after=3, chat=wang.id)
    await li.taps("发送")
    assert (pictures(wang), wang.text, wang.labels) == ([["路线图", "", ""]], "路线图", [["收到"]])
    assert sum("路线图" in text for text in wang.heard()) == 2  # the picture's caption, and the button's message
