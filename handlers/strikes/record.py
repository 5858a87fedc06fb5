"""The published rule on the card of an event, and /strikes: what counts against oneself."""

from __future__ import annotations

from bot.domain.events import Card
from bot.services.strikes import Strikes
from bot.texts import When, Words, _, lines
from handlers.cards import CARD, clip, privately
from handlers.kit import Addition, Answer, Button, Ctx, Screen
from handlers.strikes.base import Object, feature, own_text

_SHOWN = 10  # strikes that fit one message with their buttons
_LABEL = 12  # characters of a title on a button


@feature.adds(CARD)
async def rule(ctx: Ctx, card: Card) -> Addition | None:
    """Say on the card of an event to come what leaving late and staying away mean."""
    rules = card.event.rules
    if not rules.strikes or card.event.series_id is None or ctx.now >= card.event.starts_at:
        return None
    late = (
        _("Leaving less than {n} hours before the start, or not being there, counts:", n=rules.leave_hours)
        if rules.leave_hours
        else _("Not being there without having left counts:")
    )
    pause = _(
        "after {n} times within {days} days, sign-up to this series rests for {pause} days, but for the last 24 hours "
        "before a start. You can object: /strikes",
        n=rules.strikes,
        days=rules.strike_days,
        pause=rules.pause_days,
    )
    return Addition(lines=("", lines(late, pause)))


@feature.command("strikes", _("Late leaving and absence: my record"))
async def strikes(ctx: Ctx, _rest: str) -> Screen:
    """Show a person's own strikes: what, when, until when it counts, and what can be done."""
    if not ctx.private:
        return privately(ctx, "strikes")
    record = await ctx.use(Strikes).record(ctx.person.id)
    body: list[Words] = [_("<b>Late leaving and absence</b>")]
    for series, until in record.pauses:
        body += ["", _("⏸ Sign-up to “{series}” rests until {until}.", series=series, until=When(until, "day"))]
    for one in record.strikes[:_SHOWN]:
        body += ["", own_text(one)]
    if not record.strikes:
        body += ["", _("Nothing counts against you.")]
    rows = tuple(
        (Button(_("Object: {title}", title=clip(one.event.title, _LABEL)), Object(one.event.id)),)
        for one in record.strikes[:_SHOWN]
        if one.objection is None
    )
    return Screen(lines(*body), rows)


@feature.link("strikes")
async def strikes_link(ctx: Ctx, _rest: str) -> Answer:
    """Show the record to somebody who came from a group."""
    return await strikes(ctx, "")
