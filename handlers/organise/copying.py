"""An event again on another day, and what its series learns from it."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import StaleTapError, Tap
from bot.domain.events import Card
from bot.services.series import AllSeries
from bot.texts import _
from handlers.cards import MORE
from handlers.kit import Addition, Button, Ctx, Screen, Toast
from handlers.organise.answers import another, like
from handlers.organise.base import feature, managed
from handlers.organise.create import form
from handlers.organise.known import paths
from handlers.organise.repeat import Repeat


class Copy(Tap, wire="orc"):
    """Open the form with everything but the day."""

    event: int


class Teach(Tap, wire="ort"):
    """Let the next event of the series begin like this one."""

    event: int


@feature.adds(MORE)
async def buttons(ctx: Ctx, card: Card) -> Addition:
    """Offer to do it again."""
    event = card.event
    found = [Button(_("Copy"), Copy(event.id))]
    if event.repetition_id is None and ctx.now < event.ends_at:
        found.append(Button(_("Repeat"), Repeat(event.id)))
    if event.series_id is not None:
        found.append(Button(_("Series' defaults"), Teach(event.id)))
    return Addition(buttons=tuple(found))


@feature.on(Copy)
async def copy(ctx: Ctx, tap: Copy) -> Screen:
    """Ask for the day, then show the preview."""
    event = (await managed(ctx, tap.event)).event
    return await ctx.fill_in(form, another(event, await paths(ctx, event.departments), ctx.zone))


@feature.on(Teach)
async def teach(ctx: Ctx, tap: Teach) -> Toast:
    """Keep how this event is as the defaults of its series."""
    event = (await managed(ctx, tap.event)).event
    if event.series_id is None:
        raise StaleTapError
    series = await ctx.use(AllSeries).get(event.series_id)
    taught = replace(series, pillar=event.pillar, field=event.field, defaults=like(event, ctx.zone))
    await ctx.use(AllSeries).save(ctx.person.id, taught)
    return Toast(
        _("The next event of {series} begins like this one. Change it with /series.", series=series.name), True
    )
