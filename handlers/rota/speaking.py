"""A speaker's own turn: what is still missing, saying the title, sending the slides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import LONGEST
from bot.domain.materials import LONGEST_NAME, Material, MaterialKind
from bot.domain.rota import OwnTurn, TurnState
from bot.services.rota_turns import Turns
from bot.texts import When, Words, _, lines
from handlers.cards import clip, open_button, span
from handlers.kit import (
    Answers,
    Attachment,
    Button,
    Choice,
    Ctx,
    Desk,
    FileKind,
    Form,
    Misfit,
    Row,
    Screen,
    Step,
    Style,
)
from handlers.rota.base import OpenTurn, feature

_CHOICE = 40  # bytes that a choice can hold


class Accept(Tap, wire="tny"):
    """Speak at the event."""

    event: int


class Decline(Tap, wire="tnn"):
    """Say why one cannot speak."""

    event: int


class SayTitle(Tap, wire="tntt"):
    """Say the title."""

    event: int


class SendSlides(Tap, wire="tnts"):
    """Send the slides."""

    event: int


@feature.on(OpenTurn)
async def open_turn(ctx: Ctx, tap: OpenTurn) -> Screen:
    """Show the own turn."""
    return own_screen(ctx, await ctx.use(Turns).own(ctx.person.id, tap.event))


def own_screen(ctx: Ctx, own: OwnTurn, head: Words | None = None, toast: Words | None = None) -> Screen:
    """Return somebody's own turn with what they can do, below `head`."""
    said: Words | None = None
    rows: tuple[Row, ...] = ()
    match own.turn.state:
        case TurnState.INVITED:
            said = _("Please answer by {until}.", until=When(own.turn.answer_by))
            rows = (_answers(own.event.id),)
        case TurnState.ACCEPTED:
            said = lines(_("You speak here."), missing(own))
            rows = ways(own)
        case TurnState.DECLINED | TurnState.EXPIRED:
            said = _("You do not speak here. If you can after all, accept as long as nobody else is invited.")
            rows = ((Button(_("I can after all"), Accept(own.event.id)),),)
        case TurnState.WITHDRAWN:
            said = _("You need not speak here any more.")
    over = ctx.now >= own.event.starts_at
    return Screen(
        lines(head, "" if head else None, facts(ctx, own), "", said),
        (*(() if over else rows), (open_button(own.event),)),
        toast=toast,
    )


def facts(ctx: Ctx, own: OwnTurn) -> Words:
    """Return what, when and where."""
    event = own.event
    return lines(
        _("<b>{title}</b>", title=event.title),
        event.series or None,
        _("Time: {span}", span=span(event.starts_at, event.ends_at, ctx.zone)),
        _("Place: {place}", place=event.place) if event.place else None,
    )


def missing(own: OwnTurn) -> Words:
    """Return what the organiser still waits for."""
    if own.complete:
        return _("Title and slides are there, thank you.")
    if own.turn.titled:
        return _("Still missing: the slides.")
    return _("Still missing: the title.") if own.slides else _("Still missing: title and slides.")


def ways(own: OwnTurn) -> tuple[Row, ...]:
    """Return what an accepted speaker can do."""
    event = own.event.id
    title = Button(_("Change the title") if own.turn.titled else _("Say the title"), SayTitle(event))
    return ((title, Button(_("Send slides"), SendSlides(event))), (Button(_("I cannot speak"), Decline(event)),))


def _answers(event: int) -> Row:
    return (
        Button(_("Accept"), Accept(event), style=Style.SUCCESS),
        Button(_("I cannot"), Decline(event), style=Style.DANGER),
    )


async def _mine(ctx: Ctx, event_id: int) -> OwnTurn:
    return await ctx.use(Turns).own(ctx.person.id, event_id)


@feature.on(SayTitle)
async def say_title(ctx: Ctx, tap: SayTitle) -> Screen:
    """Ask for the title."""
    own = await _mine(ctx, tap.event)
    return await ctx.fill_in(_title_form, {"_event": tap.event, "_topic": own.topic})


@feature.on(SendSlides)
async def send_slides(ctx: Ctx, tap: SendSlides) -> Screen:
    """Ask for the slides."""
    own = await _mine(ctx, tap.event)
    return await ctx.fill_in(_slides_form, {"_event": own.event.id})


async def _read_title(_ctx: Ctx, _answers: Answers, text: str) -> str:
    title = " ".join(text.split())
    if not 1 <= len(title) <= LONGEST["title"]:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST["title"]))
    return title


async def _topic(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    topic: str = answers["_topic"]
    return ((Choice(topic, topic),),) if topic and len(topic.encode()) <= _CHOICE else ()


async def _file_title(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Turns).entitle(ctx.person.id, answers["_event"], answers["title"], draft)
    return own_screen(ctx, await _mine(ctx, answers["_event"]), toast=_("The card says it now"))


async def _read_link(_ctx: Ctx, _answers: Answers, text: str) -> dict[str, str]:
    link = text.strip()
    if not link.startswith(("http://", "https://")) or any(one.isspace() for one in link):
        raise Misfit(_("Please send the file, or a link that begins with http:// or https://."))
    return {"kind": MaterialKind.LINK.value, "target": link, "name": clip(link, LONGEST_NAME)}


async def _read_file(_ctx: Ctx, _answers: Answers, file: Attachment) -> dict[str, str]:
    kind = MaterialKind.PHOTO if file.kind is FileKind.PHOTO else MaterialKind.DOCUMENT
    return {"kind": kind.value, "target": file.id, "name": clip(file.name or file.caption.strip(), LONGEST_NAME)}


async def _file_slides(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    what: dict[str, Any] = answers["what"]
    name = what["name"] or ctx.reader.plain(_("Slides"))
    material = Material(0, answers["_event"], MaterialKind(what["kind"]), name, what["target"])
    await ctx.use(Turns).hand_in(ctx.person.id, material, draft)
    return own_screen(ctx, await _mine(ctx, answers["_event"]), toast=_("Added to the materials"))


_title_form = feature.form(
    Form(
        "rota.title",
        _("Say the title"),
        (Step("title", _("Title"), _("What is the title? The card says it at once."), _read_title, choices=_topic),),
        _file_title,
        _("Say it"),
        quick=True,
    )
)
_slides_form = feature.form(
    Form(
        "rota.slides",
        _("Send slides"),
        (
            Step(
                "what",
                _("Slides"),
                _("Send the file, or a link. Files stay with Telegram, nothing is copied from there."),
                _read_link,
                attach=_read_file,
            ),
        ),
        _file_slides,
        _("Send"),
        quick=True,
    )
)


@feature.every("rota", timedelta(minutes=1))
async def follow(desk: Desk, _now: object) -> None:
    """Let turns follow what becomes of their events."""
    await desk.service(Turns).follow()
