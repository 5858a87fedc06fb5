"""/rota: the rotas there are, one's own turns, and the ways to both from series and cards."""

from __future__ import annotations

from bot.domain.events import Card
from bot.domain.rota import OwnTurn
from bot.domain.series import Series
from bot.services.rota import Rotas
from bot.services.rota_turns import Turns
from bot.services.series import AllSeries
from bot.texts import When, Words, _, joined, lines
from handlers.cards import CARD, MANAGE, SERIES, clip, privately
from handlers.kit import Addition, Answer, Button, Ctx, Row, Screen, Style
from handlers.rota.base import EditKinds, ListRotas, OpenComing, OpenRota, OpenTurn, Volunteer, feature

_NAME = 16  # characters of a series or title on its button
_OFFERED = 5  # series without a rota that an organiser is offered


@feature.link("rota")
async def rota_link(ctx: Ctx, _rest: str) -> Answer:
    """Show the rotas to somebody who came from a group."""
    return await rotas(ctx, "")


@feature.command("rota", _("Taking turns to speak"))
async def rotas(ctx: Ctx, _rest: str) -> Screen:
    """Show the rotas and the own turns."""
    return await _list(ctx) if ctx.private else privately(ctx, "rota")


@feature.on(ListRotas)
async def list_rotas(ctx: Ctx, _tap: ListRotas) -> Screen:
    """Show them again."""
    return await _list(ctx)


@feature.adds(SERIES)
async def of_series(ctx: Ctx, series: Series) -> Addition:
    """Lead from a series to its rota."""
    known = dict(await ctx.use(Rotas).every())
    tap = OpenRota(series.id) if series.id in known else EditKinds(series.id)
    return Addition(buttons=(Button(_("Speaker rota"), tap),))


@feature.adds(CARD)
async def on_card(ctx: Ctx, card: Card) -> Addition | None:
    """Let members offer to speak in the series of an event to come."""
    series = card.event.series_id
    if series is None or ctx.now >= card.event.starts_at or series not in dict(await ctx.use(Rotas).every()):
        return None
    return Addition(buttons=(Button(_("I would like to speak"), Volunteer(series)),))


@feature.adds(MANAGE)
async def manage(ctx: Ctx, card: Card) -> Addition | None:
    """Lead from an event to come to who speaks there."""
    event = card.event
    if ctx.now >= event.starts_at or event.series_id not in dict(await ctx.use(Rotas).every()):
        return None
    return Addition(buttons=(Button(_("Speaker rota"), OpenComing(event.id)),))


async def _list(ctx: Ctx) -> Screen:
    known = await ctx.use(Rotas).every()
    mine = await ctx.use(Turns).mine(ctx.person.id)
    rows: list[Row] = [(Button(_own_label(one), OpenTurn(one.event.id), style=Style.PRIMARY),) for one in mine]
    rows += [(Button(clip(name, _NAME), OpenRota(series)),) for series, name in known]
    rows += await _to_begin(ctx, {series for series, _name in known})
    said: Words = _("Who takes turns to speak, series by series.") if known else _("Nobody takes turns to speak yet.")
    return Screen(lines(_("<b>Speaker rota</b>"), _("Your turns stand first.") if mine else None, said), tuple(rows))


async def _to_begin(ctx: Ctx, known: set[int]) -> list[Row]:
    """Return the ways to begin a rota, for organisers."""
    if not ctx.person.is_organiser(ctx.now):
        return []
    without = [one for one in await ctx.use(AllSeries).all() if one.id not in known]
    return [
        (Button(_("Begin: {series}", series=clip(one.name, _NAME)), EditKinds(one.id)),) for one in without[:_OFFERED]
    ]


def _own_label(one: OwnTurn) -> Words:
    return joined([joined([When(one.event.starts_at, "short"), clip(one.event.title, _NAME)], " "), _("my turn")])
