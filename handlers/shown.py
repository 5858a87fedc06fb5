"""What Telegram is asked to show: screens, toasts and finds as parameters of the Bot API. Sends nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bot.callbacks import encode
from bot.texts import Reader, Words, fitting
from handlers.desk import Reply
from handlers.kit import Find, Finds, Row, Screen, Toast

_TEXT, _TOAST = 4096, 200  # characters, Bot API sendMessage, answerCallbackQuery
_FINDS = 20  # what a phone shows with some scrolling; Telegram takes 50


def content(screen: Screen, reader: Reader) -> dict[str, Any]:
    """Return the text, looks and keyboard of a screen without a file."""
    return {
        "text": fitting(reader.html(screen.body), _TEXT),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **markup(screen.rows, reader),
    }


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
    return {"parse_mode": "HTML", "reply_markup": _keyboard(rows, reader)} if rows else {"parse_mode": "HTML"}


@lru_cache(maxsize=1024)
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
