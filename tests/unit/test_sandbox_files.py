"""Files up and down, with the sizes and shapes that Telegram takes."""

from __future__ import annotations

import io
import json
import struct

import aiohttp
import pytest

from bot.sandbox.files import MEGABYTE


def _png(width=4, height=3):
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"
    )


def _jpeg(width=4, height=3):
    table = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + bytes(10)
    return b"\xff\xd8" + table + b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\xff\xd9"


async def _upload(api, method, field, content, name="名单.xlsx", **params):
    form = aiohttp.FormData(quote_fields=False)
    for key, value in params.items():
        form.add_field(key, value if isinstance(value, str) else json.dumps(value))
    form.add_field(field, io.BytesIO(content), filename=name, content_type="application/octet-stream")
    return await api.form(method, form)


async def test_a_document_goes_up_and_comes_down(api, sandbox, wang):
    body = await _upload(
        api, "sendDocument", "document", b"xlsx", chat_id=wang.id, caption="<b>名单</b>", parse_mode="HTML"
    )
    document = body["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("名单.xlsx", 4)
    assert (wang.last.document, wang.last.file_name, wang.last.html) == (b"xlsx", "名单.xlsx", "<b>名单</b>")
    found = await api("getFile", file_id=document["file_id"])
    async with api.session.get(f"{sandbox.url}/file/bot{sandbox.token}/{found['file_path']}") as response:
        assert await response.read() == b"xlsx"
    await api("sendDocument", chat_id=wang.id, document=document["file_id"])
    assert wang.last.document == b"xlsx"


@pytest.mark.parametrize("content", [_png(), _jpeg()])
async def test_photos_have_sizes(api, wang, content):
    body = await _upload(api, "sendPhoto", "photo", content, "x.png", chat_id=wang.id)
    assert [(size["width"], size["height"]) for size in body["result"]["photo"]] == [(4, 3)]
    wang.sends_photo(content, "看 /help")
    message = (await api.updates())[-1]["message"]
    assert (message["photo"][0]["width"], message["caption_entities"][0]["type"]) == (4, "bot_command")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (b"\xff\xd8\xff\xda", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (_png(6000, 4001), "PHOTO_INVALID_DIMENSIONS"),
        (_png(100, 2001), "PHOTO_INVALID_DIMENSIONS"),
        (_png() + bytes(10 * MEGABYTE), f"file of size {10 * MEGABYTE + 29} bytes is too big for a photo"),
    ],
)
async def test_photos_that_telegram_refuses(api, wang, content, error):
    body = await _upload(api, "sendPhoto", "photo", content, "x.png", chat_id=wang.id)
    assert body["description"] == f"Bad Request: {error}"


async def test_uploads_end_at_50_megabytes(api, sandbox, wang):
    body = await _upload(api, "sendDocument", "document", bytes(50 * MEGABYTE), chat_id=wang.id)
    assert body["ok"]
    body = await _upload(api, "sendDocument", "document", bytes(50 * MEGABYTE + 1), chat_id=wang.id)
    assert (body["error_code"], body["description"]) == (413, "Request Entity Too Large")


async def test_downloads_end_at_20_megabytes(api, sandbox, wang):
    sent = wang.sends_document(bytes(20 * MEGABYTE + 1), "gross.bin")
    refused = await api.refusal("getFile", file_id=sent.raw["document"]["file_id"])
    assert refused == "400 Bad Request: file is too big"
    assert await api.refusal("getFile", file_id="x") == (
        "400 Bad Request: wrong file_id or the file is temporarily unavailable"
    )


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("sendDocument", {"document": "https://e.cn/x"}, "failed to get HTTP URL content"),
        ("sendDocument", {"document": "nonsense"}, "wrong remote file identifier specified: Wrong string length"),
        ("sendDocument", {"document": "attach://lost"}, "there is no document in the request"),
        ("sendDocument", {"document": "x", "caption": "x" * 1025}, "message caption is too long"),
        ("sendMediaGroup", {"media": []}, "group send failed"),
        ("sendLocation", {"latitude": 91.0, "longitude": 0.0}, "wrong latitude or longitude specified"),
        ("sendContact", {"phone_number": "", "first_name": "x"}, "phone number and first name must be non-empty"),
        ("sendDice", {"emoji": "🚗"}, "EMOTICON_INVALID"),
    ],
)
async def test_what_cannot_be_sent(api, wang, method, params, error):
    assert await api.refusal(method, chat_id=wang.id, **params) == f"400 Bad Request: {error}"


async def test_a_file_is_sent_again_as_what_it_is(api, wang):
    voice = wang.sends_voice(b"ogg", 4)
    file_id = (await api.updates())[-1]["message"]["voice"]["file_id"]
    assert voice.raw["voice"]["duration"] == 4
    refused = await api.refusal("sendDocument", chat_id=wang.id, document=file_id)
    assert refused == "400 Bad Request: can't use file of type Voice as Document"
    await api("sendVoice", chat_id=wang.id, voice=file_id)
    assert wang.last.document == b"ogg"


@pytest.mark.parametrize("kind", ["video", "audio", "animation"])
async def test_other_media(api, wang, kind):
    body = await _upload(api, f"send{kind.title()}", kind, b"data", "x.mp4", chat_id=wang.id, duration=7)
    assert (body["result"][kind]["duration"], wang.last.document) == (7, b"data")


async def test_captions_and_media_are_edited(api, wang):
    await _upload(api, "sendDocument", "document", b"one", chat_id=wang.id)
    where = {"chat_id": wang.id, "message_id": wang.last.id}
    await api("editMessageCaption", **where, caption="新")
    assert wang.last.text == "新"
    media = {"type": "document", "media": "attach://two", "caption": "更新"}
    body = await _upload(api, "editMessageMedia", "two", b"two", **where, media=media)
    assert body["ok"]
    assert (wang.last.document, wang.last.text, len(wang.messages())) == (b"two", "更新", 2)
    refused = await api.refusal("editMessageText", **where, text="x")
    assert refused == "400 Bad Request: there is no text in the message to edit"


async def test_albums_keep_together(api, wang):
    form = aiohttp.FormData()
    form.add_field("chat_id", str(wang.id))
    form.add_field("media", json.dumps([{"type": "photo", "media": f"attach://{name}"} for name in ("a", "b")]))
    for name in ("a", "b"):
        form.add_field(name, _png(), filename=f"{name}.png")
    body = await api.form("sendMediaGroup", form)
    assert len({message["media_group_id"] for message in body["result"]}) == 1
    assert [message.raw["message_id"] for message in wang.messages()[1:]] == [m["message_id"] for m in body["result"]]
    mixed = [{"type": "photo", "media": "x"}, {"type": "document", "media": "x"}]
    refused = await api.refusal("sendMediaGroup", chat_id=wang.id, media=mixed)
    assert refused == "400 Bad Request: Can't use the media of the specified type in the album"


async def test_places_people_and_dice(api, wang):
    await api("sendLocation", chat_id=wang.id, latitude=36.0671, longitude=120)
    assert wang.last.raw["location"]["longitude"] == 120
    await api("sendContact", chat_id=wang.id, phone_number="+86532", first_name="值班室")
    assert wang.last.raw["contact"]["first_name"] == "值班室"
    await api("sendDice", chat_id=wang.id)
    assert wang.last.raw["dice"]["value"] in range(1, 7)
    wang.sends_location(36.0, 120.0)
    assert (await api.updates())[-1]["message"]["location"]["latitude"] == 36.0
    with pytest.raises(LookupError, match="carries no file"):
        wang.last.document  # noqa: B018 - looking is what fails
