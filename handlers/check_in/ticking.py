"""The organiser's list of who is there: ticked name by name, found by name, or all at once with undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bot.callbacks import StaleTapError, Tap
from bot.clock import instant, micros
from bot.domain.check_in import Present, Roll
from bot.domain.drafts import DraftKey
from bot.services.check_in_desk import CheckInDesks
from bot.services.drafts import Drafts
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, clip, paired
from handlers.check_in.base import OpenDesk, TickList, feature
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Row, Screen, Step, Style, Toast

PAGE = 16  # names on a page, two in a row
_LONGEST_NAME = 64
_ON_BUTTON = 10  # characters of a name or department beside another button


class Tick(Tap, wire="ct"):
    """Note that somebody was there, or was not; `page` is shown then."""

    event: int
    person: int
    page: int
    there: bool


class AskAll(Tap, wire="ca"):
    """Ask whether everybody was there."""

    event: int


class TickAll(Tap, wire="ca+"):
    """Note that everybody with a seat was there."""

    event: int


class UndoAll(Tap, wire="ca-"):
    """Take that back; `at` is when it was noted, in microseconds."""

    event: int
    at: int


class Search(Tap, wire="cs"):
    """Ask for a name."""

    event: int


@feature.on(TickList)
async def tick_list(ctx: Ctx, tap: TickList) -> Screen:
    """Show a page of the list."""
    return await _list(ctx, tap.event, tap.page)


@feature.on(Tick)
async def tick(ctx: Ctx, tap: Tick) -> Screen:
    """Tick somebody, or untick."""
    one = await ctx.use(CheckInDesks).tick(ctx.person.id, tap.event, tap.person, there=tap.there)
    toast = _("{name}: there", name=one.name) if one.at else _("{name}: not there", name=one.name)
    return await _list(ctx, tap.event, tap.page, toast)


@feature.on(AskAll)
async def ask_all(ctx: Ctx, tap: AskAll) -> Screen:
    """Ask before everybody is ticked."""
    roll = await _roll(ctx, tap.event, 0)
    question = n_(
        "Note {n} person who has a seat and is not checked in as there?",
        "Note {n} people who have a seat and are not checked in as there?",
        roll.missing,
    )
    return Screen(
        lines(_("<b>{title}</b>", title=roll.event.title), "", question),
        (
            (Button(_("Yes, all were there"), TickAll(tap.event), style=Style.SUCCESS),),
            (Button(BACK, TickList(tap.event, 0)),),
        ),
    )


@feature.on(TickAll)
async def tick_all(ctx: Ctx, tap: TickAll) -> Screen | Toast:
    """Tick everybody with a seat, and offer to take it back."""
    count, at = await ctx.use(CheckInDesks).tick_all(ctx.person.id, tap.event)
    if not count:  # a second tap: the list with the button that takes the first one back stays
        return Toast(_("Everybody with a seat is noted already"))
    toast = n_("{n} person noted as there", "{n} people noted as there", count)
    undo = ((Button(_("Undo"), UndoAll(tap.event, micros(at)), style=Style.DANGER),),)
    return await _list(ctx, tap.event, 0, toast, undo)


@feature.on(UndoAll)
async def undo_all(ctx: Ctx, tap: UndoAll) -> Screen:
    """Take it back."""
    try:
        noted_at = instant(tap.at)
    except OverflowError:  # forged
        raise StaleTapError from None
    count = await ctx.use(CheckInDesks).undo_all(ctx.person.id, tap.event, noted_at)
    return await _list(ctx, tap.event, 0, n_("Taken back for {n} person", "Taken back for {n} people", count))


@feature.on(Search)
async def search(ctx: Ctx, tap: Search) -> Screen:
    """Ask for a name."""
    await _roll(ctx, tap.event, 0)
    return await ctx.fill_in(_search, {"_event": tap.event})


async def _roll(ctx: Ctx, event: int, page: int) -> Roll:
    return await ctx.use(CheckInDesks).roll(ctx.person.id, event, page, PAGE)


async def _list(ctx: Ctx, event: int, page: int, toast: Words | None = None, above: tuple[Row, ...] = ()) -> Screen:
    roll = await _roll(ctx, event, page)
    turns = tuple(
        Button(label, TickList(event, to))
        for label, to in ((_("‹ Earlier page"), roll.page - 1), (_("Next page ›"), roll.page + 1))
        if 0 <= to < roll.pages
    )
    return Screen(
        lines(
            _("<b>Who is there</b> · {title}", title=clip(roll.event.title)),
            _("There: {there} · with a seat and not there: {missing}", there=roll.there, missing=roll.missing),
            _("Tap a name to change it.") if roll.lines else _("Nobody has signed up yet."),
            _("Page {page} of {pages}", page=roll.page + 1, pages=roll.pages) if roll.pages > 1 else None,
        ),
        (
            *above,
            *paired(_names(roll.lines, event, roll.page)),
            *((turns,) if turns else ()),
            (Button(_("Find a name"), Search(event)), Button(_("All are there"), AskAll(event))),
            (Button(BACK, OpenDesk(event)),),
        ),
        toast=toast,
    )


def _names(people: Sequence[Present], event: int, page: int) -> list[Button]:
    often = Counter(one.name for one in people)
    return [
        Button(_label(one, alone=often[one.name] == 1), Tick(event, one.person_id, page, one.at is None))
        for one in people
    ]


def _label(one: Present, *, alone: bool) -> Words:
    """Return the name with its tick; of namesakes also the department, of those without a seat that they have none."""
    parts: list[Words] = ["✅" if one.at else "⬜", clip(one.name, _ON_BUTTON) or _("(left)")]
    if not alone and one.department:
        parts.append(clip(one.department.rpartition("/")[2], _ON_BUTTON))
    if one.state != "seated":
        parts.append(_("(waiting)") if one.state in {"waiting", "offered", "asking"} else _("(no sign-up)"))
    return joined(parts, " ")


async def _read_name(_ctx: Ctx, _answers: Answers, text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise Misfit(_("One to {limit} characters, please.", limit=_LONGEST_NAME))
    return name


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    event, name = answers["_event"], answers["name"]
    found = await ctx.use(CheckInDesks).search(ctx.person.id, event, name)
    await ctx.use(Drafts).drop(draft.person_id, draft.chat_id)
    body = (
        n_("{n} person fits “{name}”. Tap to change.", "{n} people fit “{name}”. Tap to change.", len(found), name=name)
        if found
        else _("Nobody fits “{name}”. People who did not sign up are found by their whole name.", name=name)
    )
    return Screen(
        body,
        (
            *paired(_names(found, event, 0)),
            (Button(_("Find a name"), Search(event)), Button(BACK, TickList(event, 0))),
        ),
    )


_search = feature.form(
    Form(
        "check_in.search",
        _("Find a name"),
        (Step("name", _("Name"), _("Type the name or a part of it."), _read_name),),
        _file,
        _("Find a name"),
        lifetime=timedelta(hours=1),
        quick=True,
    )
)
