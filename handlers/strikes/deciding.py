"""What people object to, for the organiser of the event: waive the strike, or let it stand."""

from __future__ import annotations

from bot.domain.events import Card
from bot.domain.strikes import ObjectionState
from bot.services.strikes import Objected, Strikes
from bot.texts import Words, _, lines
from handlers.cards import BACK, MANAGE, Manage
from handlers.kit import Addition, Button, Ctx, Row, Screen, Style
from handlers.strikes.base import Decide, Objections, feature, strike_text

_SHOWN = 5  # texts of up to 500 characters that fit one message

_STATES = {
    ObjectionState.OPEN: _("Waits for you"),
    ObjectionState.UPHELD: _("Still counts"),
    ObjectionState.WAIVED: _("Does not count"),
}


@feature.adds(MANAGE)
async def button(ctx: Ctx, card: Card) -> Addition | None:
    """Lead to the objections of an event with strikes that is over, or that somebody left late."""
    if not card.event.rules.strikes:
        return None
    waiting = await ctx.use(Strikes).open_objections(card.event.id)
    label = _("Objections ({n})", n=waiting) if waiting else _("Objections")
    return Addition(buttons=(Button(label, Objections(card.event.id), style=Style.PRIMARY if waiting else None),))


@feature.on(Objections)
async def show(ctx: Ctx, tap: Objections) -> Screen:
    """Show the objections, those that wait first."""
    return await _screen(ctx, tap.event)


@feature.on(Decide)
async def decide(ctx: Ctx, tap: Decide) -> Screen:
    """Decide one; the person is told."""
    await ctx.use(Strikes).decide(ctx.person.id, tap.event, tap.person, waive=tap.waive)
    return await _screen(
        ctx, tap.event, _("Does not count; the person is told") if tap.waive else _("Still counts; the person is told")
    )


async def _screen(ctx: Ctx, event_id: int, toast: Words | None = None) -> Screen:
    event, found = await ctx.use(Strikes).objections(ctx.person.id, event_id)
    body: list[Words] = [_("<b>Objections</b> · {title}", title=event.title)]
    rows: list[Row] = []
    for one in found[:_SHOWN]:
        body += ["", _text(one)]
        rows += _buttons(ctx, one)
    if not found:
        body += ["", _("Nobody has objected.")]
    if len(found) > _SHOWN:
        body += ["", _("… and {n} more objections", n=len(found) - _SHOWN)]
    return Screen(lines(*body), (*rows, (Button(BACK, Manage(event_id)),)), toast=toast)


def _text(one: Objected) -> Words:
    objection = one.strike.objection
    return lines(
        _("<b>{name}</b> {strike}", name=one.name, strike=strike_text(one.strike)),
        *((_("“{text}”", text=objection.text), _STATES[objection.state]) if objection else ()),
    )


def _buttons(ctx: Ctx, one: Objected) -> list[Row]:
    strike = one.strike
    if strike.person_id == ctx.person.id:
        return []
    state = strike.objection.state if strike.objection else None
    shown = (
        (
            ObjectionState.WAIVED,
            Button(_("{name}: waive", name=one.name), Decide(strike.event.id, strike.person_id, True)),
        ),
        (
            ObjectionState.UPHELD,
            Button(_("{name}: keep", name=one.name), Decide(strike.event.id, strike.person_id, False)),
        ),
    )
    return [tuple(button for becomes, button in shown if becomes is not state)]
