"""Polls and quizzes."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.sandbox.entities import utf16
from bot.sandbox.markup import checked
from bot.sandbox.rights import editable
from bot.sandbox.text import formatted
from bot.sandbox.wire import bad_request, beyond

from .registry import method
from .sending import send

if TYPE_CHECKING:
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_QUESTION, _OPTION, _EXPLANATION = 300, 100, 200
_OPTIONS = range(1, 13)
_UNPLAYED = (
    "explanation_media",
    "media",
    "country_codes",
    "members_only",
    "shuffle_options",
    "allow_adding_options",
    "description",
    "open_period",
    "close_date",
)


@method("sendPoll")
def send_poll(world: World, params: Json) -> Json:
    """Send a poll; it closes by `stopPoll`."""
    if unplayed := [key for key in _UNPLAYED if params.get(key)]:
        raise beyond(f"not played in polls: {unplayed}")
    question, _ = formatted(params["question"], params.get("question_parse_mode"), params.get("question_entities"))
    if not 1 <= utf16(question) <= _QUESTION:
        raise bad_request(
            f"poll question length must not exceed {_QUESTION}" if question else "poll question must be non-empty"
        )
    poll: Json = {
        "id": str(secrets.randbits(62)),
        "question": question,
        "options": _options(params["options"]),
        "total_voter_count": 0,
        "is_closed": bool(params.get("is_closed")),
        "is_anonymous": params.get("is_anonymous", True),
        "type": params.get("type") or "regular",
        "allows_multiple_answers": bool(params.get("allows_multiple_answers")),
        "allows_revoting": params.get("allows_revoting", (params.get("type") or "regular") == "regular"),
        "members_only": False,
        **_quiz(params),
    }
    return send(world, params, {"poll": poll}, "polls").raw


def _options(options: list[Json]) -> list[Json]:
    if len(options) not in _OPTIONS:
        raise bad_request(
            f"poll must have at least {_OPTIONS[0]} option" if not options else "poll can't have more than 12 options"
        )
    texts = [
        formatted(option["text"], option.get("text_parse_mode"), option.get("text_entities"))[0] for option in options
    ]
    for text in texts:
        if not text:
            raise bad_request("poll options must be non-empty")
        if utf16(text) > _OPTION:
            raise bad_request(f"poll options length must not exceed {_OPTION}")
    return [{"persistent_id": str(number), "text": text, "voter_count": 0} for number, text in enumerate(texts)]


def _quiz(params: Json) -> Json:
    if params.get("type") not in {None, "regular", "quiz"}:
        raise bad_request("unsupported poll type specified")
    if params.get("type") != "quiz":
        return {}
    correct: list[int] = params.get("correct_option_ids") or []
    if not correct or not all(0 <= number < len(params["options"]) for number in correct):
        raise bad_request("wrong correct option ID specified")
    text, entities = formatted(
        params.get("explanation") or "",
        params.get("explanation_parse_mode"),
        params.get("explanation_entities"),
    )
    if utf16(text) > _EXPLANATION:
        raise bad_request("quiz explanation is too long")
    explanation = {"explanation": text, "explanation_entities": entities} if text else {}
    return {"correct_option_ids": correct, **explanation}


@method("stopPoll")
def stop_poll(world: World, params: Json) -> Json:
    """Close a poll of the bot's own and return the result."""
    message = editable(world, params)
    poll: Json | None = message.raw.get("poll")
    if poll is None:
        raise bad_request("message with poll to stop not found")
    if poll["is_closed"]:
        raise bad_request("poll has already been closed")
    markup = checked(params.get("reply_markup"), message.chat.type, inline_only=True)
    poll["is_closed"] = True
    message.raw.pop("reply_markup", None)
    if markup:
        message.raw["reply_markup"] = markup
    world.updates.push("poll", poll, message.chat.id)
    world.feed.changed("edit", chat_id=message.chat.id, message_id=message.id, message=message.raw)
    return poll
