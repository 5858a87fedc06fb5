"""The card of a campaign in a group, as it is true now: what is asked for, live counts, then the results."""

from __future__ import annotations

from bot.domain.suggestions.campaign import Phase
from bot.domain.suggestions.cards import WINNERS_SHOWN, LiveCampaign, Winner
from bot.domain.suggestions.news import CampaignNews
from bot.services.campaign_posts import CampaignPosts
from bot.texts import Words, _, joined, lines, n_
from handlers.campaigns.base import PHASES, counts, facts, feature
from handlers.cards import clip
from handlers.kit import Button, Ctx, Promise, Row, Screen, Style
from handlers.suggestion_look import campaign_link, file_link, list_link

_WORDS = 28  # characters of a suggestion on one line of the results


@feature.promise(CampaignNews.CARD)
async def card(ctx: Ctx, promise: Promise) -> Screen | None:
    """Write the card anew."""
    live = await ctx.use(CampaignPosts).card(promise.subject, ctx.chat.id)
    return None if live is None else _screen(ctx, live)


def winner_lines(winners: tuple[Winner, ...]) -> tuple[Words, ...]:
    """Return the results: names only of those who let others see theirs."""
    head = n_("<b>Adopted: {n}</b>", "<b>Adopted: {n}</b>", len(winners))
    shown = [_winner(one) for one in winners[:WINNERS_SHOWN]]
    rest = len(winners) - WINNERS_SHOWN
    return (head, *shown, *((n_("and {n} other", "and {n} others", rest),) if rest > 0 else ()))


def _winner(one: Winner) -> Words:
    facts_: list[Words] = [one.prize] if one.prize else []
    facts_ += [clip(" ".join(one.text.split()), _WORDS), one.author or one.number]
    return joined(["🏅", joined(facts_)], " ") if one.prize else joined(["·", joined(facts_)], " ")


def _screen(ctx: Ctx, live: LiveCampaign) -> Screen:
    one = live.campaign
    phase = one.phase(ctx.now)
    said = joined([_("results are out") if live.told else PHASES[phase], counts(one)])
    body = lines(facts(ctx, one, said), *(("", *winner_lines(live.winners)) if live.told else ()))
    rows: list[Row] = []
    if phase is Phase.COLLECTING:
        rows.append((Button(_("I have an idea"), url=ctx.link(file_link(one.id)), style=Style.SUCCESS),))
    details = Button(_("Details"), url=ctx.link(campaign_link(one.id)))
    filed = Button(_("What was filed"), url=ctx.link(list_link(one.id)))
    rows.append((details,) if phase is Phase.AHEAD else (filed, details))
    return Screen(body, tuple(rows), live=live.signature)
