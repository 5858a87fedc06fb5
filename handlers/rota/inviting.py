"""Who speaks at an event to come: the proposal, one tap to invite, or somebody else."""

from __future__ import annotations

from bot.callbacks import StaleTapError, Tap
from bot.domain.rota import Coming, Rota
from bot.services.rota_turns import Turns
from bot.texts import When, Words, _, joined, lines
from handlers.cards import BACK, clip, turns
from handlers.kit import Button, Ctx, Row, Screen, Style
from handlers.rota.base import PAGE, Invite, OpenComing, OpenRota, feature, state_text, waited

_NAME = 10


class Others(Tap, wire="tno"):
    """A page of all who could be invited."""

    event: int
    page: int = 0


class TakeBack(Tap, wire="tnx"):
    """Take the invitation, or the turn, back."""

    event: int


class AskTakeBack(Tap, wire="tnx?"):
    """Ask before somebody who accepted is told that they need not speak."""

    event: int


@feature.on(OpenComing)
async def open_coming(ctx: Ctx, tap: OpenComing) -> Screen:
    """Show who speaks, or who could."""
    return await coming_screen(ctx, tap.event)


@feature.on(Invite)
async def invite(ctx: Ctx, tap: Invite) -> Screen:
    """Invite."""
    turn = await ctx.use(Turns).invite(ctx.person.id, tap.event, tap.person)
    return await coming_screen(ctx, tap.event, _("{name} is invited", name=turn.name))


@feature.on(AskTakeBack)
async def ask_take_back(ctx: Ctx, tap: AskTakeBack) -> Screen:
    """Ask."""
    _rota, one = await _coming(ctx, tap.event)
    if one.turn is None:
        return await coming_screen(ctx, tap.event)
    return Screen(
        _("Take the turn of {name} back? They are told that they need not speak.", name=one.turn.name),
        (
            (Button(_("Take the turn back"), TakeBack(tap.event), style=Style.DANGER),),
            (Button(BACK, OpenComing(tap.event)),),
        ),
    )


@feature.on(TakeBack)
async def take_back(ctx: Ctx, tap: TakeBack) -> Screen:
    """Take it back."""
    await ctx.use(Turns).withdraw(ctx.person.id, tap.event)
    return await coming_screen(ctx, tap.event, _("The turn is taken back"))


@feature.on(Others)
async def others(ctx: Ctx, tap: Others) -> Screen:
    """List everybody who can be invited, kind by kind, whose turn is nearest first."""
    rota, one = await _coming(ctx, tap.event)
    people = [member for kind in rota.kinds for member in rota.of(kind.id) if member.reachable]
    pages = max(1, -(-len(people) // PAGE))
    page = min(max(tap.page, 0), pages - 1)
    rows: list[Row] = [
        (
            Button(
                joined([clip(member.name, _NAME), rota.kind(member.kind_id).name, waited(member)]),
                Invite(tap.event, member.person_id),
            ),
        )
        for member in people[page * PAGE : (page + 1) * PAGE]
    ]
    around = turns(page, pages, lambda to: Others(tap.event, to))
    body = lines(_head(one), "", _("Whom to invite? A tap sends the invitation.") if rows else _("Nobody yet."))
    return Screen(body, (*rows, *around, (Button(BACK, OpenComing(tap.event)),)))


async def coming_screen(ctx: Ctx, event_id: int, toast: Words | None = None) -> Screen:
    """Return who speaks at an event, or who could, for organisers."""
    rota, one = await _coming(ctx, event_id)
    back: Row = (Button(BACK, OpenRota(rota.series_id)),)
    if one.turn:
        away = Button(_("Take the turn back"), AskTakeBack(event_id), style=Style.DANGER)
        return Screen(lines(_head(one), "", state_text(one.turn)), ((away,), back), toast=toast)
    if one.speaker:
        return Screen(lines(_head(one), "", _("Speaks: {who}", who=one.speaker)), (back,), toast=toast)
    said, buttons = proposal(rota, one)
    return Screen(lines(_head(one), "", said), (*buttons, back), toast=toast)


def proposal(rota: Rota, one: Coming) -> tuple[Words, tuple[Row, ...]]:
    """Return who is proposed for an event without a speaker, and the ways to invite."""
    other: Row = (Button(_("Somebody else"), Others(one.event.id)),)
    member = rota.proposals.get(one.event.id)
    if member is None:
        return _("There is nobody to propose: add people, or choose yourself."), (other,)
    said = _(
        "Proposed: {name} ({kind}, last {when})",
        name=member.name,
        kind=rota.kind(member.kind_id).name,
        when=waited(member),
    )
    label = _("Invite {name}", name=clip(member.name, _NAME))
    return said, ((Button(label, Invite(one.event.id, member.person_id), style=Style.SUCCESS),), other)


async def _coming(ctx: Ctx, event_id: int) -> tuple[Rota, Coming]:
    rota = await ctx.use(Turns).of_event(ctx.person.id, event_id)
    for one in rota.coming:
        if one.event.id == event_id:
            return rota, one
    raise StaleTapError  # it has begun, or is too far ahead


def _head(one: Coming) -> Words:
    return lines(_("<b>{title}</b>", title=one.event.title), When(one.event.starts_at))
