"""The organiser's side of check-in: the page for the screen, the code in the chat, the word."""

from __future__ import annotations

from datetime import timedelta

from bot.callbacks import Tap
from bot.domain.check_in import LONGEST_WORD, MENDING, code, expect_open, good_until, opening, step_of
from bot.domain.check_in import Desk as CheckInDesk
from bot.domain.drafts import DraftKey
from bot.domain.events import Card, EventState
from bot.services.check_in import CheckIns
from bot.services.check_in_desk import CheckInDesks
from bot.texts import Words, _, clean, lines
from handlers.cards import BACK, MANAGE, Manage, clip, span
from handlers.check_in.base import OpenDesk, TickList, code_link, feature, qr_png
from handlers.kit import Addition, Answers, Button, Ctx, Document, Form, Misfit, Row, Screen, Step, Style, Toast


class ShowCode(Tap, wire="cp"):
    """Show the code here in the chat."""

    event: int


class Renew(Tap, wire="cr"):
    """Give the page another address; `secret` is the beginning of the one that ends."""

    event: int
    secret: str


class AskWord(Tap, wire="cw"):
    """Ask which word lets people check in."""

    event: int


@feature.adds(MANAGE)
async def on_manage(ctx: Ctx, card: Card) -> Addition | None:
    """Offer check-in as long as it can still be corrected."""
    event = card.event
    if event.state is EventState.CANCELLED or ctx.now >= event.ends_at + MENDING:
        return None
    return Addition(buttons=(Button(_("Check-in"), OpenDesk(event.id)),))


@feature.on(OpenDesk)
async def open_desk(ctx: Ctx, tap: OpenDesk) -> Screen:
    """Show what an organiser can do about check-in."""
    return _desk(ctx, await ctx.use(CheckInDesks).open(ctx.person.id, tap.event))


@feature.on(ShowCode)
async def show_code(ctx: Ctx, tap: ShowCode) -> Screen:
    """Send a picture of the code that counts now, and say until when it does."""
    desk = await ctx.use(CheckInDesks).open(ctx.person.id, tap.event)
    expect_open(desk.event, "", ctx.now)
    shown = code(desk.secret, step_of(ctx.now))
    until = good_until(ctx.now).astimezone(ctx.zone).strftime("%H:%M:%S")
    return Screen(
        lines(
            _("<b>{title}</b>", title=desk.event.title),
            _("Check-in code: <b>{code}</b>", code=spaced(shown)),
            _("Scan it, or send the six digits to this bot."),
            _("Good until {time}; after that, show a new one.", time=until),
        ),
        ((Button(_("New code"), ShowCode(tap.event), style=Style.PRIMARY),),),
        picture=Document("check-in.png", qr_png(ctx.link(code_link(tap.event, shown)))),
        fresh=True,
    )


@feature.on(Renew)
async def renew(ctx: Ctx, tap: Renew) -> Screen | Toast:
    """Give the page another address, once."""
    desks = ctx.use(CheckInDesks)
    desk = await desks.open(ctx.person.id, tap.event)
    if _hint(desk) == tap.secret:
        desk = await desks.renew(ctx.person.id, tap.event)
    return _desk(ctx, desk, _("The page has a new link; the old one does not work any more"))


@feature.on(AskWord)
async def ask_word(ctx: Ctx, tap: AskWord) -> Screen:
    """Ask for the word."""
    await ctx.use(CheckInDesks).open(ctx.person.id, tap.event)
    return await ctx.fill_in(_word, {"_event": tap.event})


def spaced(shown: str) -> str:
    """Return six digits as they are read out."""
    return f"{shown[:3]} {shown[3:]}"


def _desk(ctx: Ctx, desk: CheckInDesk, toast: Words | None = None) -> Screen:
    event, screens = desk.event, ctx.use(CheckIns).screens
    begins, ends = opening(event)
    page: tuple[Words, ...] = (
        _(
            "There is no page for the screen yet: the operator has to set LISTEN and PUBLIC_URL. "
            "You can show the code in the chat."
        ),
    )
    rows: list[Row] = []
    if screens:
        url = f"{screens}/screen/{desk.secret}"
        page = (
            _("Page for the screen: {url}", url=url),
            _("Whoever has this link sees the codes: keep it to the room."),
        )
        rows.append((Button(_("Open the page"), url=url, style=Style.PRIMARY), Button(_("Copy the link"), copy=url)))
    return Screen(
        lines(
            _("<b>Check-in</b> · {title}", title=clip(event.title)),
            _("There: {there} · seats taken: {seated}", there=desk.there, seated=event.seated),
            _("People check in: {span}", span=span(begins, ends, ctx.zone)),
            _("Word: <b>{word}</b>", word=desk.word)
            if desk.word
            else _("Word: none (for online events: the speaker says one)"),
            "",
            *page,
        ),
        (
            *rows,
            (Button(_("Show the code here"), ShowCode(event.id)), Button(_("Set the word"), AskWord(event.id))),
            (Button(_("Tick people off"), TickList(event.id, 0)), *_renewal(desk, bool(screens))),
            (Button(BACK, Manage(event.id)),),
        ),
        toast=toast,
    )


def _renewal(desk: CheckInDesk, served: bool) -> tuple[Button, ...]:
    return (Button(_("Change the link"), Renew(desk.event.id, _hint(desk))),) if served else ()


def _hint(desk: CheckInDesk) -> str:
    return desk.secret[:8]


async def _read_word(_ctx: Ctx, _answers: Answers, text: str) -> str:
    word = clean(text).strip()
    if not 1 <= len(word) <= LONGEST_WORD:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_WORD))
    return word


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    desk = await ctx.use(CheckInDesks).set_word(ctx.person.id, answers["_event"], answers["word"] or "", draft)
    return _desk(ctx, desk)


_word = feature.form(
    Form(
        "check_in.word",
        _("Word for check-in"),
        (
            Step(
                "word",
                _("Word"),
                _(
                    "Which word will the speaker say? Those with a seat tap “Check in” on the card and type it. "
                    "Skip it to have none."
                ),
                _read_word,
                optional=True,
            ),
        ),
        _file,
        _("Save"),
        lifetime=timedelta(days=1),
        quick=True,
    )
)
