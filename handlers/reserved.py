"""Seats that an organiser reserves for departments, among the rules of an event."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import Card, NotYours
from bot.services.events import Events
from bot.services.people import People
from bot.texts import _, lines, n_
from handlers.cards import BACK, RULES, Manage, clip
from handlers.kit import Addition, Answers, Button, Choice, Ctx, Feature, Form, Misfit, Screen, Step, Style
from handlers.search import SHOWN, Found, chosen, search

feature = Feature("reserved", _("Reserved seats"))

_NUMBERS = ("1", "2", "5", "10", "20", "50")


class ShowReserved(Tap, wire="rv"):
    """The reserved seats of an event."""

    event: int


class Reserve(Tap, wire="rv+"):
    """Begin to reserve seats."""

    event: int


class Release(Tap, wire="rv-"):
    """Reserve nothing for that department any more."""

    event: int
    department: int


@feature.adds(RULES)
async def button(_ctx: Ctx, card: Card) -> Addition | None:
    """Lead from the rules to the reserved seats, where seats are counted."""
    if card.event.capacity is None:
        return None
    return Addition(buttons=(Button(_("Reserved seats"), ShowReserved(card.event.id)),))


@feature.on(ShowReserved)
async def show(ctx: Ctx, tap: ShowReserved) -> Screen:
    """Show for whom how many seats are reserved."""
    return await _screen(ctx, await _managed(ctx, tap.event))


@feature.on(Reserve)
async def reserve(ctx: Ctx, tap: Reserve) -> Screen:
    """Ask for whom, and how many."""
    card = await _managed(ctx, tap.event)
    card.event.manageable(ctx.now)
    return await ctx.fill_in(_form, {"_event": tap.event})


@feature.on(Release)
async def release(ctx: Ctx, tap: Release) -> Screen:
    """Give the reserved seats of a department to everybody."""
    await _change(ctx, tap.event, tap.department, 0)
    return replace(await _screen(ctx, await _managed(ctx, tap.event)), toast=_("Saved"))


async def _screen(ctx: Ctx, card: Card) -> Screen:
    event, people = card.event, ctx.use(People)
    named = [((await people.department(id_)).path, id_, seats) for id_, seats in event.rules.reserved]
    hours = event.rules.reserved_hours
    return Screen(
        lines(
            _("<b>Reserved seats</b> · “{title}”", title=clip(event.title)),
            "",
            *(n_("{department}: {n} seat", "{department}: {n} seats", n, department=path) for path, _id, n in named),
            _("No seats are reserved.") if not named else None,
            n_(
                "What nobody has taken {n} hour before the start is for everybody.",
                "What nobody has taken {n} hours before the start is for everybody.",
                hours,
            ),
        ),
        (
            *(
                (Button(_("Release: {department}", department=clip(path)), Release(event.id, id_)),)
                for path, id_, _n in named
            ),
            (Button(_("Reserve seats"), Reserve(event.id), style=Style.PRIMARY),),
            (Button(BACK, Manage(event.id)),),
        ),
    )


async def _change(ctx: Ctx, event_id: int, department: int, seats: int, draft: DraftKey | None = None) -> None:
    """Reserve so many seats for a department, 0: none."""
    event = (await _managed(ctx, event_id)).event
    others = tuple(one for one in event.rules.reserved if one[0] != department)
    reserved = (*others, (department, seats)) if seats else others
    plan = replace(event.plan(), rules=replace(event.rules, reserved=reserved))
    await ctx.use(Events).revise(ctx.person.id, event_id, plan, draft)


async def _managed(ctx: Ctx, event_id: int) -> Card:
    card = await ctx.use(Events).card(event_id, ctx.person.id)
    if not card.may_manage:
        raise NotYours
    return card


async def _look(ctx: Ctx, text: str) -> Found:
    return tuple((one.id, one.path) for one in await ctx.use(People).find_departments(text.strip(), SHOWN + 1))


async def _read_seats(_ctx: Ctx, _answers: Answers, text: str) -> int:
    if not (text.isascii() and text.strip().isdigit() and 1 <= int(text) <= 10**6):
        raise Misfit(_("A number from 1, please."))
    return int(text)


async def _offer(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    choices = tuple(Choice(number, number) for number in _NUMBERS)
    return (choices[:3], choices[3:])


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    department = chosen(answers, "department")["id"]
    await _change(ctx, answers["_event"], department, answers["seats"], draft)
    return replace(await _screen(ctx, await _managed(ctx, answers["_event"])), toast=_("Saved"))


_form = feature.form(
    Form(
        "reserved",
        _("Reserve seats"),
        (
            *search("department", _("Department"), _("For which department? Type part of its name."), _look),
            Step("seats", _("Seats"), _("How many seats?"), _read_seats, choices=_offer),
        ),
        _file,
        _("Reserve seats"),
    )
)
