"""Keyboards: their shapes, and what every button may carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .entities import utf16
from .spec import check
from .wire import bad_request, beyond

if TYPE_CHECKING:
    from .wire import Json

_MOST_BUTTONS = 100
# A longer row is cut or squeezed by the apps.
_MOST_IN_A_ROW = 8
_MOST_DATA_BYTES = 64
_MOST_COPIED = 256
_STYLES = {"primary", "success", "danger"}
_LOOKS = {"text", "style", "icon_custom_emoji_id"}
_ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
}
_REQUESTS = {"request_users", "request_chat", "request_contact", "request_location", "request_poll"}
_URL = re.compile(r"(?:https?://[\w\-]+(?:\.[\w\-]+)+(?::\d+)?(?:[/?#]\S*)?|(?:tg|ton|tonsite)://\S+)", re.IGNORECASE)
_BARE_URL = re.compile(r"[\w\-]+(?:\.[\w\-]+)+(?:[/?#]\S*)?")


def checked(markup: Any, chat_type: str, *, inline_only: bool = False, strict: bool = True) -> Json | None:
    """Return the keyboard of a message, None for none; raises ApiError. Unless `strict`, it is taken as it is."""
    if markup is None or markup == "":
        return None
    if not strict:
        return dict(markup)
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        found = _inline(markup["inline_keyboard"], chat_type)
        check(markup, ("InlineKeyboardMarkup",), "reply_markup")
        return found
    if inline_only or chat_type == "channel":
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        markup = markup | {"keyboard": _reply(markup["keyboard"], chat_type)}
    elif not (markup.get("remove_keyboard") or markup.get("force_reply")):
        raise bad_request("object expected as reply markup")
    check(markup, ("ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply"), "reply_markup")
    return dict(markup)


def _rows(rows: Any, field: str, owner: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" of the {owner} must be an Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the {owner} must be an Array of Arrays')
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > _MOST_IN_A_ROW for row in rows):
        raise beyond(f"more than {_MOST_IN_A_ROW} buttons in a row are not shown")
    return [row for row in rows if row]


def _inline(rows: Any, chat_type: str) -> Json | None:
    kept = _rows(rows, "inline_keyboard", "InlineKeyboardMarkup")
    for row in kept:
        for button in row:
            _check_inline(button, chat_type)
    return {"inline_keyboard": kept} if kept else None


def _check_inline(button: Any, chat_type: str) -> None:
    prefix = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(prefix + "InlineKeyboardButton must be an Object")
    _check_look(button, prefix)
    actions = button.keys() - _LOOKS
    if not actions:
        raise bad_request(prefix + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1 or not actions <= _ACTIONS:
        raise beyond(f"a button takes exactly one of {sorted(_ACTIONS)}, not {sorted(actions)}")
    (action,) = actions
    value = button[action]
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= _MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        _check_url(value)
    if action == "copy_text" and not 1 <= utf16(value["text"]) <= _MOST_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if action == "web_app" and chat_type != "private":
        raise bad_request("BUTTON_TYPE_INVALID")
    if action == "switch_inline_query_current_chat" and chat_type == "channel":
        raise bad_request("BUTTON_TYPE_INVALID")


def _check_look(button: Json, prefix: str) -> None:
    if not isinstance(button.get("text"), str):
        raise bad_request(prefix + 'Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if button.get("style") not in {None, *_STYLES}:
        raise bad_request(prefix + "invalid button style specified")


def _check_url(url: Any) -> None:
    if not isinstance(url, str) or not (_URL.fullmatch(url) or _BARE_URL.fullmatch(url)):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _reply(rows: Any, chat_type: str) -> list[list[Json]]:
    kept = _rows(rows, "keyboard", "ReplyKeyboardMarkup")
    buttons = [[{"text": button} if isinstance(button, str) else button for button in row] for row in kept]
    for row in buttons:
        for button in row:
            _check_reply(button, chat_type)
    return buttons


def _check_reply(button: Any, chat_type: str) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    _check_look(button, "can't parse keyboard button: ")
    actions = button.keys() - _LOOKS
    if len(actions) > 1 or not actions <= _REQUESTS | {"web_app"}:
        raise beyond(f"a keyboard button takes at most one of {sorted(_REQUESTS)}, not {sorted(actions)}")
    if actions and chat_type != "private":
        raise bad_request("BUTTON_TYPE_INVALID")
