"""What Telegram is asked to show: screens, toasts and finds as parameters of the Bot API. Sends nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.callbacks import encode
from bot.domain.notice_parts import Part, PartKind
from bot.texts import Reader, Words, fitting, units
from handlers.desk import Reply
from handlers.kit import Find, Finds, Row, Screen, Toast

_TEXT, _CAPTION, _TOAST = 4096, 1024, 200  # characters, Bot API sendMessage, sendPhoto, answerCallbackQuery
_FINDS = 20  # what a phone shows with some scrolling; Telegram takes 50


def content(screen: Screen, reader: Reader) -> dict[str, Any]:
    """Return the text, looks and keyboard of a screen without a file."""
    return {
        "text": fitting(reader.html(screen.body), _TEXT),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **markup(screen.rows, reader),
    }


Calls = tuple[tuple[str, dict[str, Any]], ...]  # methods of the Bot API with their parameters


def sending(screen: Screen, reader: Reader) -> Calls:
    """Return the calls that send the parts of a screen, without the chat; the last message has the buttons."""
    if len(screen.parts) > 1:
        media = [_medium(part) for part in screen.parts]
        album = ("sendMediaGroup", {"media": media})
        return (album, ("sendMessage", content(screen, reader))) if screen.rows else (album,)
    part, keyboard = screen.parts[0], markup(screen.rows, reader)
    match part.kind:
        case PartKind.TEXT:
            return (("sendMessage", {"text": _below(part, screen, reader, _TEXT), **keyboard}),)
        case PartKind.COPY:
            source = {"from_chat_id": part.from_chat, "message_id": part.message_id}
            return (("copyMessage", source | keyboard),)
        case kind:
            caption = _below(part, screen, reader, _CAPTION)
            return ((f"send{kind.value.title()}", {kind.value: part.file_id, "caption": caption, **keyboard}),)


def editing(screen: Screen, reader: Reader, messages: tuple[int, ...]) -> Calls:
    """Return the calls that make of messages that were sent what `screen` would be, without the chat.

    Nothing can be done about a part of another kind than it was, or about a copy: only the buttons change.
    """
    if len(screen.parts) > 1:
        media = zip(messages, map(_medium, screen.parts), strict=False)
        album = [("editMessageMedia", {"message_id": message, "media": one}) for message, one in media]
        last = {"message_id": messages[-1], **content(screen, reader)}
        return (*album, ("editMessageText", last)) if len(messages) > len(screen.parts) else tuple(album)
    part, there = screen.parts[0], {"message_id": messages[-1]}
    there |= {"reply_markup": {"inline_keyboard": []}} | markup(screen.rows, reader)
    match part.kind:
        case PartKind.TEXT:
            return (("editMessageText", there | {"text": _below(part, screen, reader, _TEXT)}),)
        case PartKind.COPY:
            return (("editMessageReplyMarkup", there),)
        case PartKind.VOICE:
            return (("editMessageCaption", there | {"caption": _below(part, screen, reader, _CAPTION)}),)
        case _:
            medium = _medium(replace(part, html=_below(part, screen, reader, _CAPTION)))
            return (("editMessageMedia", there | {"media": medium}),)


def _medium(part: Part) -> dict[str, Any]:
    return {"type": part.kind.value, "media": part.file_id, "caption": part.html, "parse_mode": "HTML"}


def _below(part: Part, screen: Screen, reader: Reader, limit: int) -> str:
    """Return the text of a part with the body below it, where there is room for that."""
    body = reader.html(screen.body)
    whole = "\n\n".join(one for one in (part.html, body) if one)
    return whole if units(whole) <= limit else part.html


def offers(finds: Finds, reader: Reader) -> dict[str, Any]:
    """Return the results, and what stands above them, of answerInlineQuery."""
    params: dict[str, Any] = {"results": [_article(find, reader) for find in finds.offers[:_FINDS]]}
    if finds.note is not None:
        params["button"] = {"text": reader.plain(finds.note), "start_parameter": finds.payload}
    return params


def _article(find: Find, reader: Reader) -> dict[str, Any]:
    shown = content(find.screen, reader)
    article: dict[str, Any] = {
        "type": "article",
        "id": find.id,
        "title": reader.plain(find.title),
        "description": reader.plain(find.about),
        "input_message_content": {
            "message_text": shown["text"],
            "parse_mode": shown["parse_mode"],
            "link_preview_options": shown["link_preview_options"],
        },
    }
    return article | {"reply_markup": shown["reply_markup"]} if "reply_markup" in shown else article


def markup(rows: tuple[Row, ...], reader: Reader) -> dict[str, Any]:
    """Return the looks and the keyboard of a message with a screen's rows."""
    if not rows:
        return {"parse_mode": "HTML"}
    # What is to be copied may be a secret, and is wanted once: nothing of it stays in memory.
    keyboard = _keyboard if any(button.copy for row in rows for button in row) else _cached_keyboard
    return {"parse_mode": "HTML", "reply_markup": keyboard(rows, reader)}


def _keyboard(rows: tuple[Row, ...], reader: Reader) -> dict[str, Any]:
    keyboard = []
    for row in rows:
        shown = []
        for button in row:
            raw: dict[str, Any] = {"text": reader.plain(button.label)}
            if button.tap is not None:
                raw["callback_data"] = encode(button.tap)
            elif button.url:
                raw["url"] = button.url
            elif button.share:
                raw["switch_inline_query"] = button.share
            else:
                raw["copy_text"] = {"text": button.copy}
            if button.style:
                raw["style"] = button.style.value
            shown.append(raw)
        keyboard.append(shown)
    return {"inline_keyboard": keyboard}


_cached_keyboard = lru_cache(maxsize=1024)(_keyboard)


def spinner(reply: Reply) -> dict[str, Any]:
    """Return what a tap's spinner turns into: a toast, a dialog, a link, or nothing."""
    answer = reply.answer
    toast: Words | None = None
    if isinstance(answer, Toast):
        if answer.url:
            return {"url": answer.url}
        toast = answer.text
    elif answer is not None:
        toast = answer.toast
    if toast is None or answer is None:
        return {}
    text = reply.reader.plain(toast)
    if len(text) > _TOAST:
        text = text[: _TOAST - 1] + "…"
    return {"text": text, "show_alert": True} if answer.alert else {"text": text}
