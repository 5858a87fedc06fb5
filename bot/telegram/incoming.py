"""What Telegram sends, from JSON to PTB's types; nothing here trusts a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from telegram import Update

if TYPE_CHECKING:
    from collections.abc import Hashable

    from telegram import Bot

RawUpdate = dict[str, Any]

log = structlog.get_logger(__name__)

# Who caused these matters less than the chat whose state they tell.
_ABOUT_A_CHAT = {"my_chat_member", "chat_member", "chat_boost", "removed_chat_boost", "message_reaction_count"}


def kind_of(update: RawUpdate) -> str:
    """Return the kind of `update`, e.g. `callback_query`: Telegram's name of its one field beside the id."""
    return next((kind for kind, body in update.items() if isinstance(body, dict)), "unknown")


def lane_of(update: RawUpdate) -> Hashable:
    """Return the person `update` comes from, else the chat, else 0: updates of one lane stay in order.

    A private chat has its person's id, so somebody's messages and taps share a lane.
    """
    kind = kind_of(update)
    body = update.get(kind)
    if not isinstance(body, dict):
        return 0
    chat = _id(body, "chat") or _id(body.get("message"), "chat")
    if kind in _ABOUT_A_CHAT or "sender_chat" in body:
        return chat or 0
    return _id(body, "from") or _id(body, "user") or chat or 0


def parse(raw: RawUpdate, bot: Bot | None) -> Update | None:
    """Return `raw` as PTB's Update, or None (and a log line without content) when it is not one.

    Of the message under a tapped button only chat and id are kept, as an `InaccessibleMessage`: building the whole
    costs three times as much as all the rest of the update, and nobody reads it.
    """
    try:
        update = Update.de_json(_trimmed(raw), bot)
    except Exception as error:  # noqa: BLE001 - PTB raises whatever the shape provokes
        log.warning("update not understood", kind=kind_of(raw), error=type(error).__name__)
        return None
    return update if any(getattr(update, kind, None) is not None for kind in raw if kind != "update_id") else None


def _trimmed(raw: RawUpdate) -> RawUpdate:
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return raw
    # Telegram marks a message that it does not show by date 0.
    bare = {"message_id": message["message_id"], "chat": message["chat"], "date": 0}
    return {"update_id": raw["update_id"], "callback_query": {**query, "message": bare}}


def _id(body: object, name: str) -> int | None:
    holder = body.get(name) if isinstance(body, dict) else None
    found = holder.get("id") if isinstance(holder, dict) else None
    return found if type(found) is int else None
