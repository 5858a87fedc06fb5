"""The look of a notice to those who receive it: its content as it was written, and the buttons below."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from bot.callbacks import Tap
from bot.domain.notice_parts import PartKind, content_for
from bot.domain.notices import Importance, Notice, NoticeButton, NoticePlan
from bot.texts import Reader, Words, _
from handlers.cards import paired
from handlers.kit import Button, Row, Screen, Style
from handlers.suggestion_look import campaign_link

_TAGS = re.compile(r"<[^>]+>")
KINDS: dict[PartKind, Words] = {
    PartKind.TEXT: _("text"),
    PartKind.PHOTO: _("picture"),
    PartKind.DOCUMENT: _("file"),
    PartKind.VIDEO: _("video"),
    PartKind.AUDIO: _("sound"),
    PartKind.VOICE: _("voice message"),
    PartKind.ANIMATION: _("animation"),
    PartKind.COPY: _("message"),
}

Link = Callable[[str], str]  # a payload to the deep link that opens the bot with it


class Acknowledge(Tap, wire="na"):
    """Read and understood."""

    notice: int


class AcknowledgeHere(Tap, wire="na@"):
    """Read and understood, in a group."""

    notice: int


class Acknowledged(Tap, wire="na!"):
    """What the button is once it was tapped."""

    notice: int


def recipient_screen(
    link: Link, notice: Notice, *, language: str | None, acknowledged: bool, group: bool, acks: int = 0
) -> Screen:
    """Return the notice as somebody who reads `language`, or a group, has it before them.

    `acks`: how many acknowledged it in the group.
    """
    if group:
        return _screen(link, notice, language, _in_group(notice, acks))
    button = Button(_("✓ Acknowledged"), Acknowledged(notice.id)) if acknowledged else _asking(notice.id)
    return _screen(link, notice, language, button)


def preview_screen(link: Link, plan: NoticePlan, *, language: str | None) -> Screen:
    """Return what somebody who reads `language` will have before them; its buttons do nothing."""
    return _screen(link, plan, language, _asking(0))


def plain_text(notice: NoticePlan, reader: Reader) -> str:
    """Return what a notice says as text for where there is nothing else: files are named, buttons are links."""
    parts = content_for(notice.content, None)
    files = [
        reader.plain(_("[{kind}] {name}", kind=KINDS[part.kind], name=part.file_name))
        for part in parts
        if part.kind is not PartKind.TEXT
    ]
    links = [f"{one.label}: {one.url}" for one in notice.buttons if one.url]
    said = [unescape(_TAGS.sub("", part.html)).strip() for part in parts]
    return "\n".join(line for line in (*said, *files, *links) if line.strip())


def buttons_row(link: Link, buttons: tuple[NoticeButton, ...]) -> tuple[Row, ...]:
    """Return the buttons to links, events and campaigns."""
    return paired([Button(one.label, url=one.url or link(_payload(one))) for one in buttons])


def _payload(one: NoticeButton) -> str:
    return f"e_{one.event_id}" if one.campaign_id is None else campaign_link(one.campaign_id)


def _asking(notice_id: int) -> Button:
    return Button(_("Got it"), Acknowledge(notice_id), style=Style.SUCCESS)


def _in_group(notice: Notice, acks: int) -> Button:
    label = _("Got it · {n}", n=acks) if acks else _("Got it")
    return Button(label, AcknowledgeHere(notice.id), style=Style.SUCCESS)


def _screen(link: Link, plan: NoticePlan, language: str | None, acknowledging: Button) -> Screen:
    parts = content_for(plan.content, language)
    rows = buttons_row(link, plan.buttons)
    if plan.ask_ack:
        rows = (*rows, (acknowledging,))
    important = plan.importance is Importance.IMPORTANT
    body: Words = _("<i>Important: it comes in quiet hours, too.</i>") if important else ""
    if len(parts) > 1 and not important:
        body = _("<b>{title}</b>", title=plan.title)
    return Screen(body, rows, parts=parts)
