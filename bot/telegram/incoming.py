"""What Telegram sends, from JSON to PTB's types; nothing here trusts a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from telegram import CallbackQuery, Chat, InaccessibleMessage, Message, Update, User

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
    """Return `raw` as PTB's Update, or None when it is not one (then with a log line without content).

    The message under a tapped button is reduced to an `InaccessibleMessage`, chat and id: building the whole costs
    three times as much as all the rest of the update, and nobody reads it.
    """
    try:
        update = _tap(raw, bot) if "callback_query" in raw else Update.de_json(raw, bot)
    except Exception as error:  # noqa: BLE001 - PTB raises whatever the shape provokes
        log.warning("update not understood", kind=kind_of(raw), error=type(error).__name__)
        return None
    return update if any(getattr(update, kind, None) is not None for kind in raw if kind != "update_id") else None


def quoted(raw: RawUpdate, bot: Bot | None) -> Message | None:
    """Return the message that the tapped one answers, if it answers one that is still there."""
    quote = ((raw.get("callback_query") or {}).get("message") or {}).get("reply_to_message")
    if not quote or "forum_topic_created" in quote:  # what everything in a topic answers
        return None
    try:
        return Message.de_json(quote, bot)
    except Exception as error:  # noqa: BLE001 - PTB raises whatever the shape provokes
        log.warning("quote not understood", error=type(error).__name__)
        return None


def _tap(raw: RawUpdate, bot: Bot | None) -> Update:
    # Built here, because PTB's de_json makes a whole Message of it in any case.
    query = raw["callback_query"]
    under = query.get("message")
    message = None
    if under is not None:
        message = InaccessibleMessage(Chat.de_json(under["chat"], bot), under["message_id"])
    tap = CallbackQuery(
        query["id"],
        User.de_json(query["from"], bot),
        query["chat_instance"],
        message=message,
        data=query.get("data"),
        inline_message_id=query.get("inline_message_id"),
        game_short_name=query.get("game_short_name"),
    )
    tap.set_bot(bot)
    return Update(raw["update_id"], callback_query=tap)


def _id(body: object, name: str) -> int | None:
    holder = body.get(name) if isinstance(body, dict) else None
    found = holder.get("id") if isinstance(holder, dict) else None
    return found if type(found) is int else None
