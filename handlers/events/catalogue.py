"""The catalogue: what is open, mine, past, or of one series; page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.callbacks import StaleTapError, Tap
from bot.domain.events import Page, Shelf
from bot.services.catalogue import Catalogue
from bot.services.events import Events
from bot.texts import Words, _, joined, lines
from handlers.cards import privately, row_label
from handlers.events.base import (
    AskFind,
    Browse,
    BrowseField,
    BrowseFields,
    BrowseSeries,
    Find,
    OpenCard,
    feature,
    way_back,
)
from handlers.kit import Answer, Button, Ctx, Go, Row, Screen

PAGE = 8  # events on a phone's screen without scrolling
_TITLES = {
    Shelf.ON: _("All events"),
    Shelf.OPEN: _("Open for sign-up"),
    Shelf.MINE: _("My events"),
    Shelf.PAST: _("Where I was"),
}
_TAP_ONE = _("Tap an event for its details.")
_BYTES, _ESCAPED = 33, ":%"  # what a button holds beside an event's id; what takes three bytes there instead of one
_TABS = (Shelf.OPEN, Shelf.MINE, Shelf.ON)
_EMPTY = {
    Shelf.ON: _("Nothing is planned at present."),
    Shelf.OPEN: _("Nothing is open for sign-up at present."),
    Shelf.MINE: _("You have not signed up for anything to come."),
    Shelf.PAST: _("You have not been anywhere yet."),
}


@feature.command("events", _("See what is on and sign up"))
async def events(ctx: Ctx, rest: str) -> Screen:
    """Show what is open for sign-up, or what was asked for."""
    if not ctx.private:
        return privately(ctx, "events")
    if rest:
        return await found(ctx, Find(sought(rest)))
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
    names = [(name, n, Browse(Shelf.ON, id_)) for id_, name, n in series]
    body = _("Which series?") if names else _("No series has anything planned at present.")
    return _names(_("<b>By series</b>"), body, names, tap.page, BrowseSeries)


@feature.on(BrowseFields)
async def browse_fields(ctx: Ctx, tap: BrowseFields) -> Screen:
    """List the fields of knowledge that have something to come."""
    fields = await ctx.use(Catalogue).fields(ctx.person.id)
    names = [(field.name, field.count, BrowseField(field.event_id)) for field in fields]
    body = _("Which field?") if names else _("No field has anything planned at present.")
    return _names(_("<b>By field</b>"), body, names, tap.page, BrowseFields)


@feature.on(BrowseField)
async def browse_field(ctx: Ctx, tap: BrowseField) -> Screen:
    """Show what is to come in a field."""
    field, page = await ctx.use(Catalogue).of_field(ctx.person.id, tap.event, tap.page, PAGE)
    body = _TAP_ONE if page.cards else _EMPTY[Shelf.ON]
    rows = _listed(ctx, page, lambda to: BrowseField(tap.event, to))
    head = _("<b>{title}</b>", title=field or _("No field"))
    return Screen(lines(head, body, _number(page.page, page.pages)), (*rows, *_tabs(None)))


async def found(ctx: Ctx, at: Find) -> Screen:
    """Show a page of what was found."""
    page = await ctx.use(Catalogue).search(ctx.person.id, at.text, at.page, PAGE, past=at.past)
    rows = _listed(ctx, page, lambda to: Find(at.text, to, at.past))
    body: Words = _TAP_ONE
    if not page.cards:
        body = _("Nothing past fits.") if at.past else _("Nothing to come fits. Try fewer or other words.")
        rows = [] if at.past else [(Button(_("Wish for this topic"), Go("/wishes")),)]
    other = _("Look in what is to come") if at.past else _("Look in the past")
    head = _("<b>Past: “{text}”</b>", text=at.text) if at.past else _("<b>Found: “{text}”</b>", text=at.text)
    ways = (
        (Button(other, Find(at.text, 0, not at.past)), Button(_("Other words"), AskFind())),
        (Button(_TITLES[Shelf.OPEN], Browse(Shelf.OPEN)),),
    )
    return Screen(lines(head, body, _number(page.page, page.pages)), (*rows, *ways))


def sought(text: str) -> str:
    """Return what was typed, cut so that it fits the buttons that turn the page and lead back from a card."""
    text = " ".join(text.split())
    while len(text.encode()) + 2 * sum(map(text.count, _ESCAPED)) > _BYTES:
        text = text[:-1]
    return text.strip()


async def _shelf(ctx: Ctx, at: Browse) -> Screen:
    if at.shelf not in set(Shelf):
        raise StaleTapError
    shelf = Shelf(at.shelf)
    page = await ctx.use(Events).browse(ctx.person.id, shelf, at.series or None, at.page, PAGE)
    rows = _listed(ctx, page, lambda to: Browse(shelf, at.series, to))
    title = page.cards[0].event.series if at.series and page.cards else _TITLES[shelf]
    body = _TAP_ONE if page.cards else _EMPTY[shelf]
    return Screen(
        lines(_("<b>{title}</b>", title=title), body, _number(page.page, page.pages)),
        (*rows, *_tabs(None if at.series else shelf)),
    )


def _names(
    head: Words, body: Words, names: Sequence[tuple[str, int, Tap]], page: int, to_page: Callable[[int], Tap]
) -> Screen:
    """Show a page of names with how many events each has."""
    pages = max(1, -(-len(names) // PAGE))
    page = min(max(page, 0), pages - 1)
    rows = [(Button(joined([name, str(n)]), tap),) for name, n, tap in names[page * PAGE : (page + 1) * PAGE]]
    return Screen(lines(head, body, _number(page, pages)), (*rows, *_turns(page, pages, to_page), *_tabs(None)))


def _listed(ctx: Ctx, page: Page, to_page: Callable[[int], Browse | BrowseField | Find]) -> list[Row]:
    """Return the rows of a page's events, and the one that turns the page."""
    here = way_back(to_page(page.page))
    rows: list[Row] = [(Button(row_label(card, ctx.now), OpenCard(card.event.id, here)),) for card in page.cards]
    return [*rows, *_turns(page.page, page.pages, to_page)]


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
    return (
        tuple(shelves),
        (Button(_("By series"), BrowseSeries()), Button(_("By field"), BrowseFields())),
        (Button(_("Search"), AskFind()), Button(_TITLES[Shelf.PAST], Browse(Shelf.PAST))),
    )
