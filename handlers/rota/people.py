"""The people of a rota: adding, accepting volunteers, pausing, taking off."""

from __future__ import annotations

from datetime import timedelta

from bot.callbacks import StaleTapError, Tap
from bot.domain.drafts import DraftKey
from bot.domain.rota import Member, MemberState, Rota
from bot.services.roles import Roles
from bot.services.rota import Rotas
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, clip, paired, turns
from handlers.kit import Answers, Button, Ctx, Form, Row, Screen, Style
from handlers.rota.base import PAGE, OpenKind, OpenRota, feature, waited
from handlers.search import SHOWN, Found, chosen, search

_NAME = 10
_PAUSES = (30, 90, 180)  # days


class AddMember(Tap, wire="tn+"):
    """Look for somebody who takes turns."""

    series: int
    kind: int


class OpenMember(Tap, wire="tnm"):
    """Somebody of the rota."""

    series: int
    person: int


class Admit(Tap, wire="tna"):
    """Put a volunteer on the list, or somebody into another kind."""

    series: int
    person: int
    kind: int


class Pause(Tap, wire="tnz"):
    """Let somebody pause so many days; 0: no more."""

    series: int
    person: int
    days: int


class Remove(Tap, wire="tn-"):
    """Take somebody off the list."""

    series: int
    person: int


@feature.on(OpenKind)
async def open_kind(ctx: Ctx, tap: OpenKind) -> Screen:
    """Show the people of a kind in the order of their turns, or the volunteers."""
    rota = await ctx.use(Rotas).get(ctx.person.id, tap.series)
    return _list(rota, tap.kind, tap.page)


@feature.on(AddMember)
async def add_member(ctx: Ctx, tap: AddMember) -> Screen:
    """Ask for a name."""
    rota = await ctx.use(Rotas).get(ctx.person.id, tap.series)
    return await ctx.fill_in(_form, {"_series": tap.series, "_kind": rota.kind(tap.kind).id})


@feature.on(OpenMember)
async def open_member(ctx: Ctx, tap: OpenMember) -> Screen:
    """Show somebody."""
    return await _member(ctx, tap.series, tap.person)


@feature.on(Admit)
async def admit(ctx: Ctx, tap: Admit) -> Screen:
    """Put them on the list."""
    await ctx.use(Rotas).enlist(ctx.person.id, tap.series, tap.kind, tap.person)
    return await _member(ctx, tap.series, tap.person, _("Entered"))


@feature.on(Pause)
async def pause(ctx: Ctx, tap: Pause) -> Screen:
    """Let them pause."""
    if tap.days not in (0, *_PAUSES):
        raise StaleTapError
    until = ctx.now + timedelta(days=tap.days) if tap.days else None
    await ctx.use(Rotas).pause(ctx.person.id, tap.series, tap.person, until)
    return await _member(ctx, tap.series, tap.person, _("Pauses") if until else _("Takes turns again"))


@feature.on(Remove)
async def remove(ctx: Ctx, tap: Remove) -> Screen:
    """Take them off."""
    before = await ctx.use(Rotas).get(ctx.person.id, tap.series)
    kind = next((one.kind_id for one in before.members if one.person_id == tap.person), 0)
    await ctx.use(Rotas).remove(ctx.person.id, tap.series, tap.person)
    return _list(await ctx.use(Rotas).get(ctx.person.id, tap.series), kind, 0, _("Taken off"))


def _list(rota: Rota, kind_id: int, page: int, toast: Words | None = None) -> Screen:
    people = rota.of(kind_id) if kind_id else rota.volunteers
    pages = max(1, -(-len(people) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = people[page * PAGE : (page + 1) * PAGE]
    title: Words = rota.kind(kind_id).name if kind_id else _("Volunteers")
    body: list[Words] = [_("<b>{title} · {series}</b>", title=title, series=rota.series), ""]
    body += [_line(number, one) for number, one in enumerate(shown, page * PAGE + 1)]
    if not shown:
        body.append(_("Nobody yet."))
    rows = paired([Button(clip(one.name, _NAME), OpenMember(rota.series_id, one.person_id)) for one in shown])
    around = turns(page, pages, lambda to: OpenKind(rota.series_id, kind_id, to))
    add: tuple[Row, ...] = ()
    if kind_id:
        add = ((Button(_("Add somebody"), AddMember(rota.series_id, kind_id), style=Style.PRIMARY),),)
    return Screen(lines(*body), (*rows, *around, *add, (Button(BACK, OpenRota(rota.series_id)),)), toast=toast)


def _line(number: int, one: Member) -> Words:
    if one.state is MemberState.VOLUNTEER:
        return joined([_("{number}. {name}", number=number, name=one.name), *([one.topic] if one.topic else [])])
    facts: list[Words] = [_("{number}. {name}", number=number, name=one.name), waited(one)]
    if one.paused_until:
        facts.append(_("pauses until {day}", day=When(one.paused_until, "day")))
    if not one.reachable:
        facts.append(_("cannot be reached"))
    return joined(facts)


async def _member(ctx: Ctx, series_id: int, person_id: int, toast: Words | None = None) -> Screen:
    rota = await ctx.use(Rotas).get(ctx.person.id, series_id)
    one = rota.person(person_id)
    volunteer = one.state is MemberState.VOLUNTEER
    paused = one.paused_until is not None and one.paused_until > ctx.now
    body = lines(
        _("<b>{name}</b>", name=one.name),
        one.post or None,
        _("Volunteered as: {kind}", kind=rota.kind(one.kind_id).name) if volunteer else rota.kind(one.kind_id).name,
        _("Topic: {topic}", topic=one.topic) if one.topic else None,
        _("Spoke last: {when}", when=waited(one)),
        _("Pauses until {day}", day=When(one.paused_until, "day")) if one.paused_until and paused else None,
    )
    into = [kind for kind in rota.kinds if volunteer or kind.id != one.kind_id]
    moves = [Button(_("Into {kind}", kind=kind.name), Admit(series_id, person_id, kind.id)) for kind in into]
    pauses = [] if volunteer else [_pause_button(series_id, person_id, days) for days in _PAUSES]
    if paused:
        pauses = [Button(_("End the pause"), Pause(series_id, person_id, 0))]
    off = Button(
        _("Decline the offer") if volunteer else _("Take off"), Remove(series_id, person_id), style=Style.DANGER
    )
    back = Button(BACK, OpenKind(series_id, 0 if volunteer else one.kind_id))
    return Screen(body, (*paired(moves), *((tuple(pauses),) if pauses else ()), (off,), (back,)), toast=toast)


def _pause_button(series_id: int, person_id: int, days: int) -> Button:
    return Button(n_("Pause {n} day", "Pause {n} days", days), Pause(series_id, person_id, days))


async def _look(ctx: Ctx, text: str) -> Found:
    people = await ctx.use(Roles).find(ctx.person.id, text, SHOWN + 1, joined=True)
    return tuple((one.id, " · ".join(part for part in (one.name, one.department) if part)) for one in people)


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    who: str = chosen(answers, "who")["shown"]
    return _("Takes turns: {who}", who=who)


async def _add(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    series, kind = answers["_series"], answers["_kind"]
    await ctx.use(Rotas).enlist(ctx.person.id, series, kind, chosen(answers, "who")["id"], draft)
    return _list(await ctx.use(Rotas).get(ctx.person.id, series), kind, 0, _("Entered"))


_form = feature.form(
    Form(
        "rota.member",
        _("Add somebody"),
        search(
            "who", _("Who"), _("Who takes turns? Type part of the name, the department or the staff number."), _look
        ),
        _add,
        _("Enter"),
        preview=_preview,
        quick=True,
    )
)
