"""The own agenda, by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from bot.domain.events import Card, SignUpState
from bot.services.events import Events
from bot.texts import When, Words, _, joined, lines
from handlers.cards import AGENDA as MINE
from handlers.cards import SIGNPOSTS, clip, paired, privately, row_label
from handlers.events.base import AGENDA, OpenCard, feature
from handlers.kit import Answer, Button, Ctx, Go, Screen, Style

SHOWN = 20  # of the next events, what fits one message


@feature.command("agenda", _("What I signed up for"))
async def agenda(ctx: Ctx, _rest: str) -> Screen:
    """Show the person's coming events by day."""
    if not ctx.private:
        return privately(ctx, "agenda")
    cards = await ctx.use(Events).agenda(ctx.person.id)
    if not cards:
        return Screen(
            lines(_("<b>My agenda</b>"), "", _("Nothing yet. See what is on and sign up in two taps.")),
            ((Button(_("See what is on"), Go("/events"), style=Style.PRIMARY),),),
        )
    body: list[Words] = [_("<b>My agenda</b>")]
    for _day, of_day in groupby(cards[:SHOWN], lambda card: _local_day(card, ctx)):
        body += _day_lines(list(of_day), ctx)
    if len(cards) > SHOWN:
        body += ["", _("… and {n} more events", n=len(cards) - SHOWN)]
    rows = tuple((Button(row_label(card, ctx.now), OpenCard(card.event.id, AGENDA)),) for card in cards[:SHOWN])
    added = await ctx.additions(MINE, cards)
    return Screen(lines(*body, *added.lines), (*rows, *paired(added.buttons)))


@feature.link("agenda")
async def agenda_link(ctx: Ctx, _rest: str) -> Answer:
    """Show the agenda to somebody who came from a group."""
    return await agenda(ctx, "")


def _local_day(card: Card, ctx: Ctx) -> date:
    return card.event.starts_at.astimezone(ctx.zone).date()


def _day_lines(cards: list[Card], ctx: Ctx) -> list[Words]:
    day = When(cards[0].event.starts_at, "day")
    today = ctx.now.astimezone(ctx.zone).date()
    near = {today: _("Today, {day}", day=day), today + timedelta(days=1): _("Tomorrow, {day}", day=day)}
    return ["", near.get(_local_day(cards[0], ctx), day), *(_agenda_line(card) for card in cards)]


def _agenda_line(card: Card) -> Words:
    event = card.event
    facts: list[Words] = [
        joined([When(event.starts_at, "time"), _("“{title}”", title=clip(event.title))], " "),
        *([clip(event.place)] if event.place else []),
    ]
    if card.standing.state is SignUpState.WAITING:
        facts.append(_("waiting: {position}", position=card.standing.position))
    elif card.standing.state in SIGNPOSTS:
        facts.append(SIGNPOSTS[card.standing.state])
    return joined(facts)
