"""A rota as organisers keep it, and as members see it."""

from __future__ import annotations

from bot.domain.rota import Coming, Kind, MemberState, Own, Rota
from bot.services.rota import Rotas
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, clip, paired
from handlers.kit import Button, Ctx, Screen, Style
from handlers.rota.base import (
    EditKinds,
    LeaveRota,
    ListRotas,
    OpenComing,
    OpenKind,
    OpenRota,
    Volunteer,
    feature,
    state_text,
    waited,
)

_SHOWN = 6  # events to come
_TITLE = 10


@feature.on(OpenRota)
async def open_rota(ctx: Ctx, tap: OpenRota) -> Screen:
    """Show a rota."""
    if ctx.person.is_organiser(ctx.now):
        return await kept(ctx, tap.series)
    return members_view(await ctx.use(Rotas).own(ctx.person.id, tap.series))


async def kept(ctx: Ctx, series_id: int, toast: Words | None = None) -> Screen:
    """Return a rota as organisers see it."""
    rota = await ctx.use(Rotas).get(ctx.person.id, series_id)
    shown = rota.coming[:_SHOWN]
    body: list[Words] = [_("<b>Speaker rota · {series}</b>", series=rota.series), ""]
    body += [_kind_line(rota, kind) for kind in rota.kinds]
    body += ["", _("Next events:") if shown else _("No event of this series is to come.")]
    body += [joined([When(one.event.starts_at, "day"), _who(rota, one)]) for one in shown]
    rows = [(Button(_label(rota, one), OpenComing(one.event.id), style=_style(one)),) for one in shown]
    kinds = [Button(kind.name, OpenKind(series_id, kind.id)) for kind in rota.kinds]
    waiting = len(rota.volunteers)
    if waiting:
        kinds.append(Button(n_("{n} volunteer", "{n} volunteers", waiting), OpenKind(series_id, 0)))
    last = [
        Button(_("Change the kinds"), EditKinds(series_id)),
        Button(_("I would like to speak"), Volunteer(series_id)),
    ]
    return Screen(lines(*body), (*rows, *paired(kinds), *paired(last), (Button(BACK, ListRotas()),)), toast=toast)


def members_view(own: Own, toast: Words | None = None) -> Screen:
    """Return a rota as somebody sees it who may take part."""
    head = _("<b>Speaker rota · {series}</b>", series=own.series)
    kinds = _("Taking turns: {kinds}", kinds="、".join(kind.name for kind in own.kinds))
    said: Words = _("Everybody may offer to speak; the organiser puts you on the list.")
    label: Words = _("I would like to speak")
    if own.member and own.member.state is MemberState.VOLUNTEER:
        said = _("You have offered to speak: {topic}. The organiser decides.", topic=own.member.topic)
        label = _("Change the topic")
    elif own.member:
        name = next((kind.name for kind in own.kinds if kind.id == own.member.kind_id), "")
        said = _("You take turns ({kind}), number {place} in the order.", kind=name, place=own.place)
        return Screen(
            lines(head, kinds, "", said),
            ((Button(_("Take no turns any more"), LeaveRota(own.series_id)),), (Button(BACK, ListRotas()),)),
            toast=toast,
        )
    rows = [(Button(label, Volunteer(own.series_id), style=Style.PRIMARY),)]
    if own.member:
        rows.append((Button(_("Take the offer back"), LeaveRota(own.series_id)),))
    return Screen(lines(head, kinds, "", said), (*rows, (Button(BACK, ListRotas()),)), toast=toast)


def _kind_line(rota: Rota, kind: Kind) -> Words:
    people = rota.of(kind.id)
    number = n_("{n} person", "{n} people", len(people))
    if not people:
        return _("{kind}: {number}", kind=kind.name, number=number)
    return _("{kind}: {number}, next {name}", kind=kind.name, number=number, name=people[0].name)


def _who(rota: Rota, one: Coming) -> Words:
    if one.turn:
        return state_text(one.turn)
    if one.speaker:
        return one.speaker
    member = rota.proposals.get(one.event.id)
    if member is None:
        return _("nobody to propose")
    kind = rota.kind(member.kind_id).name
    return _("proposed: {name} ({kind}, last {when})", name=member.name, kind=kind, when=waited(member))


def _label(rota: Rota, one: Coming) -> Words:
    member = rota.proposals.get(one.event.id)
    who = one.turn.name if one.turn else one.speaker or (_("invite {name}", name=member.name) if member else "–")
    return joined([When(one.event.starts_at, "short"), clip(who, _TITLE) if isinstance(who, str) else who])


def _style(one: Coming) -> Style | None:
    return Style.PRIMARY if one.free else None
