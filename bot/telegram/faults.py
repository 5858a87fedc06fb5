"""What went wrong with a call to Telegram, in PTB's own exceptions, without a word of what was sent."""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

_BY_STATUS: dict[int, type[TelegramError]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.FORBIDDEN: Forbidden,
    # Telegram answers 404 both to a malformed token and to a method it does not know.
    HTTPStatus.NOT_FOUND: InvalidToken,
    HTTPStatus.CONFLICT: Conflict,
}


class Unsent(NetworkError):  # noqa: N818 - named like PTB's own
    """The request failed before Telegram can have received it whole: trying again cannot do the thing twice."""


class UnsentTimedOut(Unsent, TimedOut):
    """The time for a place in the pool, the connection or the upload ran out before the request was out."""


class Dropped(NetworkError):  # noqa: N818 - named like PTB's own
    """The connection broke after the request was written and before its answer: nobody knows what became of it."""


def surely_not_sent(error: BaseException) -> bool:
    """Whether `error` proves that Telegram never received the whole request (a 429 is an answer, hence False)."""
    return isinstance(error, Unsent)


def says(error: TelegramError, *signs: str) -> bool:
    """Whether Telegram's words of an error hold one of these, which are small letters."""
    return any(sign in error.message.lower() for sign in signs)


def topic_gone(error: TelegramError) -> bool:
    """Whether a message was refused because its topic was closed or deleted."""
    return says(error, "message thread not found", "topic_closed", "topic_deleted")


def wait_seconds(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait, in seconds, whichever of its two types PTB is set to."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def fault(status: int, payload: bytes) -> TelegramError:
    """Return the exception for an answer other than 2xx, as `BaseRequest` would map it.

    PTB's own mapping quotes an answer that it cannot read and trips over an unexpected shape; this one does neither.
    """
    try:
        phrase = f"{HTTPStatus(status).phrase} ({status})"
    except ValueError:
        phrase = f"Unknown HTTPError ({status})"
    answer = _object(payload)
    description = answer.get("description")
    parameters = answer.get("parameters")
    if isinstance(parameters, dict):
        match parameters:
            case {"migrate_to_chat_id": int(chat_id)} if chat_id:
                return ChatMigrated(chat_id)
            case {"retry_after": int(seconds)} if seconds:
                return RetryAfter(seconds)
    message = description if isinstance(description, str) and description else phrase
    return _BY_STATUS.get(status, NetworkError)(message)


def _object(payload: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
