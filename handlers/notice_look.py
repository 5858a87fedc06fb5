"""The look of a notice to those who receive it: its content as it was written, and the buttons below."""

from __future__ import annotations

from collections.abc import Callable

from bot.callbacks import Tap
from bot.domain.notices import Importance, Notice, NoticeButton, NoticePlan, content_for
from bot.texts import Words, _
from handlers.cards import paired
from handlers.kit import Button, Row, Screen, Style
from handlers.suggestion_look import campaign_link

Link = Callable[[str], str]  # a payload to the deep link that opens the bot with it


class Acknowledge(Tap, wire="na"):
    """Read and understood."""

    notice: int


class Acknowledged(Tap, wire="na!"):
    """What the button is once it was tapped."""

    notice: int


def recipient_screen(link: Link, notice: Notice, *, language: str | None, acknowledged: bool, group: bool) -> Screen:
    """Return the notice as somebody who reads `language`, or a group, has it before them."""
    tap: Tap = Acknowledged(notice.id) if acknowledged else Acknowledge(notice.id)
    return _screen(link, notice, language, tap, acknowledged=acknowledged, group=group)


def preview_screen(link: Link, plan: NoticePlan, *, language: str | None) -> Screen:
    """Return what somebody who reads `language` will have before them; its buttons do nothing."""
    return _screen(link, plan, language, Acknowledge(0), acknowledged=False, group=False)


def buttons_row(link: Link, buttons: tuple[NoticeButton, ...]) -> tuple[Row, ...]:
    """Return the buttons to links, events and campaigns."""
    return paired([Button(one.label, url=one.url or link(_payload(one))) for one in buttons])


def _payload(one: NoticeButton) -> str:
    return f"e_{one.event_id}" if one.campaign_id is None else campaign_link(one.campaign_id)


def _screen(link: Link, plan: NoticePlan, language: str | None, tap: Tap, *, acknowledged: bool, group: bool) -> Screen:
    parts = content_for(plan.content, language)
    rows = buttons_row(link, plan.buttons)
    # In a group a tap would say that one has read it, and say it of nobody else.
    if plan.ask_ack and not group:
        button = Button(_("✓ Acknowledged"), tap) if acknowledged else Button(_("Got it"), tap, style=Style.SUCCESS)
        rows = (*rows, (button,))
    important = plan.importance is Importance.IMPORTANT
    body: Words = _("<i>Important: it comes in quiet hours, too.</i>") if important else ""
    if len(parts) > 1 and not important:
        body = _("<b>{title}</b>", title=plan.title)
    return Screen(body, rows, parts=parts)
