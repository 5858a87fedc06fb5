"""What is told about strikes: that one arose, that somebody objects, what was decided; and the hourly look for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.strikes import NoStrike, ObjectionState, Strike, StrikeNews
from bot.errors import Refusal
from bot.services.strikes import Strikes
from bot.texts import _, lines
from handlers.kit import Button, Ctx, Desk, Go, Promise, Screen, Style
from handlers.strikes.base import Object, Objections, feature, own_text, strike_text


@feature.promise(StrikeNews.NOTED)
async def noted(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that a strike arose, unless it was taken back by now."""
    strike = await _own(ctx, promise)
    if strike is None or strike.objection:
        return None
    return Screen(
        lines(
            _("This counts as late leaving or absence:"),
            own_text(strike),
            "",
            _("If there was a reason, or it is a mistake, tell the organiser."),
        ),
        ((Button(_("Object"), Object(strike.event.id)), Button(_("My record"), Go("/strikes"))),),
    )


@feature.promise(StrikeNews.OBJECTED)
async def objected(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell the organiser that somebody objects, unless it is decided by now."""
    try:
        _event, found = await ctx.use(Strikes).objections(ctx.person.id, promise.subject)
    except Refusal:  # no organiser of it any more
        return None
    for one in found:
        objection = one.strike.objection
        if one.strike.person_id == promise.data["person"] and objection and objection.state is ObjectionState.OPEN:
            return Screen(
                lines(
                    _("<b>{name}</b> objects: {strike}", name=one.name, strike=strike_text(one.strike)),
                    _("“{text}”", text=objection.text),
                ),
                ((Button(_("Decide"), Objections(promise.subject), style=Style.PRIMARY),),),
            )
    return None


@feature.promise(StrikeNews.DECIDED)
async def decided(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody what was decided, unless it was decided otherwise since."""
    strike = await _own(ctx, promise)
    if strike is None or strike.objection is None or strike.objection.state != promise.data["state"]:
        return None
    return Screen(own_text(strike), ((Button(_("My record"), Go("/strikes")),),))


@feature.every("strikes", timedelta(hours=1))
async def tell(desk: Desk, _now: datetime) -> None:
    """Tell people of their strikes the morning after."""
    await desk.service(Strikes).tell()


async def _own(ctx: Ctx, promise: Promise) -> Strike | None:
    try:
        return await ctx.use(Strikes).one(promise.subject, ctx.person.id)
    except NoStrike:
        return None
