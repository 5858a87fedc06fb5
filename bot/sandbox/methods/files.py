"""Sending photos, documents and other media, locations, contacts, dice; looking a file up."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from bot.sandbox.files import DOWNLOAD_LIMIT, dimensions, unplayable
from bot.sandbox.spec import Upload
from bot.sandbox.text import caption
from bot.sandbox.wire import bad_request

from .registry import method
from .sending import send

if TYPE_CHECKING:
    from bot.sandbox.files import File
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_WHAT = {
    "photo": "photos",
    "document": "documents",
    "voice": "voice notes",
    "video": "videos",
    "audio": "audios",
    "animation": "animations",
}
_ALBUM = range(2, 11)
_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
_LATITUDES, _LONGITUDES = 90, 180


def _stored(world: World, value: Any, kind: str, params: Json) -> File:
    """Return the file that `value` (an upload, `attach://name` or a file_id) means; raises ApiError."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = params.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        return world.files.add(kind, value.name, value.mime, value.content)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    return world.files.reuse(value, kind)


def described(file: File, facts: Json) -> Json:
    """Return the field of Message for `file`; `facts` are the sender's own (duration, title ...)."""
    kind = file.kind
    if kind == "photo":
        width, height = dimensions(file.content)
        return {"photo": [file.raw(width=width, height=height)]}
    name = {"file_name": file.name, "mime_type": file.mime}
    if kind == "document":
        return {"document": file.raw(**name)}
    duration = int(facts.get("duration") or 1)
    if kind == "voice":
        return {"voice": file.raw(duration=duration, mime_type=file.mime)}
    if kind == "audio":
        told = {key: facts[key] for key in ("performer", "title") if facts.get(key)}
        return {"audio": file.raw(duration=duration, **told, **name)}
    if kind in {"video", "animation"}:
        size = {"width": int(facts.get("width") or 320), "height": int(facts.get("height") or 240)}
        return {kind: file.raw(**size, duration=duration, **name)}
    raise unplayable(kind)


def media_content(world: World, media: Json, params: Json) -> Json:
    """Return the fields of Message for an InputMedia object; raises ApiError."""
    if media["type"] not in _WHAT:
        raise unplayable(media["type"])
    words = caption(media)
    return {**described(_stored(world, media["media"], media["type"], params), media), **words}


@method("sendPhoto", "sendDocument", "sendVoice", "sendVideo", "sendAudio", "sendAnimation")
def send_file(world: World, params: Json) -> Json:
    """Send one file; which kind, its own parameter tells."""
    kind = next((kind for kind in _WHAT if kind in params), None)
    if kind is None:
        raise bad_request("there is no file in the request")
    words = caption(params)
    content = described(_stored(world, params[kind], kind, params), params)
    return send(world, params, {**content, **words}, _WHAT[kind]).raw


@method("sendMediaGroup")
def send_media_group(world: World, params: Json) -> list[Json]:
    """Send an album of 2 to 10; documents and audios only among their own."""
    media: list[Json] = params["media"]
    if len(media) not in _ALBUM:
        raise bad_request("group send failed")
    kinds = {item["type"] for item in media}
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise bad_request("Can't use the media of the specified type in the album")
    contents = [media_content(world, item, params) for item in media]
    group = str(secrets.randbits(53))
    return [send(world, params, {**content, "media_group_id": group}, "photos").raw for content in contents]


@method("sendLocation")
def send_location(world: World, params: Json) -> Json:
    """Send a point on the map."""
    latitude, longitude = params["latitude"], params["longitude"]
    if abs(latitude) > _LATITUDES or abs(longitude) > _LONGITUDES:
        raise bad_request("wrong latitude or longitude specified")
    extra = {key: params[key] for key in ("horizontal_accuracy", "live_period", "heading") if key in params}
    return send(world, params, {"location": {"latitude": latitude, "longitude": longitude, **extra}}).raw


@method("sendContact")
def send_contact(world: World, params: Json) -> Json:
    """Send somebody's telephone number."""
    if not params["phone_number"] or not params["first_name"]:
        raise bad_request("phone number and first name must be non-empty")
    keys = ("phone_number", "first_name", "last_name", "vcard")
    return send(world, params, {"contact": {key: params[key] for key in keys if params.get(key)}}).raw


@method("sendDice")
def send_dice(world: World, params: Json) -> Json:
    """Throw a die."""
    emoji = params.get("emoji") or "🎲"
    if emoji not in _DICE:
        raise bad_request("EMOTICON_INVALID")
    return send(world, params, {"dice": {"emoji": emoji, "value": 1 + secrets.randbelow(_DICE[emoji])}}).raw


@method("getFile")
def get_file(world: World, params: Json) -> Json:
    """Tell where to download a file."""
    file = world.files.get(params["file_id"])
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return file.raw(file_path=file.path)
