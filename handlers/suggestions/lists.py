"""/suggestions: one's own, those one seconds, those of a campaign."""

from __future__ import annotations

from collections.abc import Callable

from bot.callbacks import StaleTapError, Tap
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.listed import Order, Page
from bot.services.suggestion_lists import SuggestionLists
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, clip, privately
from handlers.kit import Answer, Button, Ctx, Row, Screen, Style
from handlers.suggestions.base import (
    PAGE,
    AskWords,
    Browse,
    ChooseCampaign,
    NewSuggestion,
    ShowHome,
    ShowMine,
    feature,
    line,
    row,
    suggestion_id,
)

_CAMPAIGNS = 12  # of which the suggestions can be looked at, the latest
Turn = Callable[[int], Tap]


@feature.command("suggestions", _("Suggestions: mine, those of others, search"))
async def suggestions(ctx: Ctx, _rest: str) -> Screen:
    """Show where everything about suggestions begins."""
    if not ctx.private:
        return privately(ctx, "suggestions")
    return await _home(ctx)


@feature.link("suggestions")
async def suggestions_link(ctx: Ctx, _rest: str) -> Answer:
    """Come from a group."""
    return await suggestions(ctx, "")


@feature.link("ideas")
async def ideas(ctx: Ctx, rest: str) -> Screen:
    """Show a campaign's suggestions."""
    campaign = suggestion_id(rest)
    return await browse(ctx, Browse(campaign)) if ctx.private else privately(ctx, f"ideas_{campaign}")


@feature.on(ShowHome)
async def home(ctx: Ctx, _tap: ShowHome) -> Screen:
    """Show it."""
    return await _home(ctx)


async def _home(ctx: Ctx) -> Screen:
    page = await ctx.use(SuggestionLists).mine(ctx.person.id, 0, 3)
    body = lines(
        _("<b>Suggestions</b>"),
        _("What could be better? Say it here, and hear what becomes of it."),
        *(("", _("Your latest:"), *(line(one) for one in page.lines)) if page.lines else ()),
    )
    rows: tuple[Row, ...] = (
        (Button(_("💡 I have an idea"), NewSuggestion(), style=Style.PRIMARY),),
        (Button(_("My own"), ShowMine()), Button(_("Those I second"), ShowMine(seconded=True))),
        (Button(_("Everybody’s"), ChooseCampaign()), Button(_("Search"), AskWords())),
    )
    return Screen(body, rows)


@feature.on(ShowMine)
async def mine(ctx: Ctx, tap: ShowMine) -> Screen:
    """Show a page of the own ones, or of those one seconds."""
    page = await ctx.use(SuggestionLists).mine(ctx.person.id, tap.page, PAGE, seconded=tap.seconded)
    title = _("<b>Those I second</b>") if tap.seconded else _("<b>My suggestions</b>")
    empty = _("You second nothing yet.") if tap.seconded else _("You have filed nothing yet.")
    return listed(title, page, empty, lambda number: ShowMine(number, tap.seconded), Button(BACK, ShowHome()))


@feature.on(ChooseCampaign)
async def choose(ctx: Ctx, _tap: ChooseCampaign) -> Answer:
    """Ask of which campaign; with one there is nothing to ask."""
    found = await ctx.use(SuggestionLists).campaigns(ctx.person.id)
    if len(found) == 1:
        return await browse(ctx, Browse(found[0].id))
    rows = tuple((Button(_label(one), Browse(one.id)),) for one in found[:_CAMPAIGNS])
    body = _("Of which campaign?") if rows else _("There are no campaigns yet.")
    return Screen(body, (*rows, (Button(BACK, ShowHome()),)))


@feature.on(Browse)
async def turn(ctx: Ctx, tap: Browse) -> Screen:
    """Show a page of a campaign's suggestions."""
    return await browse(ctx, tap)


async def browse(ctx: Ctx, tap: Browse) -> Screen:
    """Return such a page. Raises CampaignUnknown."""
    if tap.order not in set(Order):
        raise StaleTapError
    service, order = ctx.use(SuggestionLists), Order(tap.order)
    page = await service.browse(ctx.person.id, tap.campaign, order, tap.page, PAGE)
    known = {one.id: one for one in await service.campaigns(ctx.person.id)}
    campaign = known.get(tap.campaign)
    title = _("<b>{title}</b>", title=campaign.title) if campaign else _("<b>Suggestions</b>")
    ways = [Button(BACK, ShowHome())]
    if campaign and campaign.counts_shown(ctx.now):
        other = Order.NEW if order is Order.SECONDED else Order.SECONDED
        label = _("Newest first") if other is Order.NEW else _("Most seconded")
        ways.insert(0, Button(label, Browse(tap.campaign, 0, other.value)))
    empty = _("Nothing was filed yet. Yours could be the first.")
    return listed(title, page, empty, lambda number: Browse(tap.campaign, number, tap.order), *ways)


def listed(title: Words, page: Page, empty: Words, turn: Turn, *ways: Button) -> Screen:
    """Return the screen of a page; `turn` makes the tap that leads to another, `ways` lead elsewhere."""
    parts: list[Words] = []
    for one in page.lines:
        parts += ["", line(one)]
    around = [Button(_("‹ Earlier page"), turn(page.page - 1))] if page.page else []
    around += [Button(_("Next page ›"), turn(page.page + 1))] if page.more else []
    rows = (*(row(one) for one in page.lines), *((tuple(around),) if around else ()), ways)
    return Screen(lines(title, *(parts or ["", empty])), rows)


def _label(one: Campaign) -> Words:
    return joined([clip(one.title, 20), n_("{n} suggestion", "{n} suggestions", one.filed)])
