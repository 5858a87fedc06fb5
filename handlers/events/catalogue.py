"""The catalogue: what is open, mine, past, or of one series; page by page."""

from __future__ import annotations

from collections.abc import Callable

from bot.callbacks import StaleTapError, Tap
from bot.domain.events import Shelf
from bot.services.events import Events
from bot.texts import Words, _, joined, lines
from handlers.cards import privately, row_label
from handlers.events.base import Browse, BrowseSeries, OpenCard, feature, way_back
from handlers.kit import Answer, Button, Ctx, Row, Screen

PAGE = 8  # events on a phone's screen without scrolling
_TITLES = {
    Shelf.ON: _("All events"),
    Shelf.OPEN: _("Open for sign-up"),
    Shelf.MINE: _("My events"),
    Shelf.PAST: _("Where I was"),
}
_TABS = (Shelf.OPEN, Shelf.MINE, Shelf.ON)
_EMPTY = {
    Shelf.ON: _("Nothing is planned at present."),
    Shelf.OPEN: _("Nothing is open for sign-up at present."),
    Shelf.MINE: _("You have not signed up for anything to come."),
    Shelf.PAST: _("You have not been anywhere yet."),
}


@feature.command("events", _("See what is on and sign up"))
async def events(ctx: Ctx, _rest: str) -> Screen:
    """Show what is open for sign-up."""
    if not ctx.private:
        return privately(ctx, "events")
    return await _shelf(ctx, Browse(Shelf.OPEN))


@feature.link("events")
async def events_link(ctx: Ctx, _rest: str) -> Answer:
    """Show the catalogue to somebody who came from a group."""
    return await events(ctx, "")


@feature.on(Browse)
async def browse(ctx: Ctx, tap: Browse) -> Screen:
    """Turn to another page or shelf."""
    return await _shelf(ctx, tap)


@feature.on(BrowseSeries)
async def browse_series(ctx: Ctx, tap: BrowseSeries) -> Screen:
    """List the series that have something to come."""
    series = await ctx.use(Events).series(ctx.person.id)
    pages = max(1, -(-len(series) // PAGE))
    page = min(max(tap.page, 0), pages - 1)
    shown = series[page * PAGE : (page + 1) * PAGE]
    rows = [(Button(joined([name, str(n)]), Browse(Shelf.ON, id_)),) for id_, name, n in shown]
    body = _("Which series?") if rows else _("No series has anything planned at present.")
    return Screen(
        lines(_("<b>By series</b>"), body, _number(page, pages)),
        (*rows, *_turns(page, pages, BrowseSeries), *_tabs(None)),
    )


async def _shelf(ctx: Ctx, at: Browse) -> Screen:
    if at.shelf not in set(Shelf):
        raise StaleTapError
    shelf = Shelf(at.shelf)
    page = await ctx.use(Events).browse(ctx.person.id, shelf, at.series or None, at.page, PAGE)
    here = way_back(Browse(shelf, at.series, page.page))
    rows: list[Row] = [(Button(row_label(card, ctx.now), OpenCard(card.event.id, here)),) for card in page.cards]
    rows += _turns(page.page, page.pages, lambda to: Browse(shelf, at.series, to))
    title = page.cards[0].event.series if at.series and page.cards else _TITLES[shelf]
    body = _("Tap an event for its details.") if page.cards else _EMPTY[shelf]
    return Screen(
        lines(_("<b>{title}</b>", title=title), body, _number(page.page, page.pages)),
        (*rows, *_tabs(None if at.series else shelf)),
    )


def _turns(page: int, pages: int, to_page: Callable[[int], Tap]) -> tuple[Row, ...]:
    """Return the row that leads to the pages before and after, if there are any."""
    turns = tuple(
        Button(label, to_page(to))
        for label, to in ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
        if 0 <= to < pages
    )
    return (turns,) if turns else ()


def _number(page: int, pages: int) -> Words | None:
    return _("Page {page} of {pages}", page=page + 1, pages=pages) if pages > 1 else None


def _tabs(current: Shelf | None) -> tuple[Row, ...]:
    shelves = [
        Button(joined(["• ", _TITLES[shelf]], "") if shelf is current else _TITLES[shelf], Browse(shelf))
        for shelf in _TABS
    ]
    return (tuple(shelves), (Button(_("By series"), BrowseSeries()), Button(_TITLES[Shelf.PAST], Browse(Shelf.PAST))))
