"""Looking at wishes, supporting them, taking the own back."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.wishes import Wish, WishState
from bot.services.wishes import Wishes
from bot.texts import Words, _, joined, lines
from handlers.cards import BACK, paired, privately
from handlers.kit import Answer, Button, Ctx, Go, Row, Screen, Style
from handlers.wishes.base import MINE, PAGE, MakeWish, OpenWish, ShowWishes, feature, head, row
from handlers.wishes.demand import ways_of_organiser

_BECAME = {WishState.PLANNED: _("planned"), WishState.CLOSED: _("closed, with a reason")}


class Support(Tap, wire="wi^"):
    """Support a wish."""

    wish: int
    page: int = 0


class Unsupport(Tap, wire="wi_"):
    """Take one's support back."""

    wish: int
    page: int = 0


class Withdraw(Tap, wire="wi-"):
    """Take the own wish back."""

    wish: int
    page: int = 0


@feature.command("wishes", _("What people would like to hear"))
async def wishes(ctx: Ctx, _rest: str) -> Screen:
    """Show what is wished for."""
    if not ctx.private:
        return privately(ctx, "wishes")
    return await _list(ctx, 0)


@feature.link("wishes")
async def wishes_link(ctx: Ctx, _rest: str) -> Answer:
    """Show the wishes to somebody who came from a group."""
    return await wishes(ctx, "")


@feature.on(ShowWishes)
async def show(ctx: Ctx, tap: ShowWishes) -> Screen:
    """Turn to another page, or to the own wishes."""
    return await (_mine(ctx) if tap.page == MINE else _list(ctx, tap.page))


@feature.on(OpenWish)
async def open_wish(ctx: Ctx, tap: OpenWish) -> Screen:
    """Show one wish."""
    return screen(await ctx.use(Wishes).wish(ctx.person.id, tap.wish), tap.page)


@feature.on(Support)
async def support(ctx: Ctx, tap: Support) -> Screen:
    """Support it."""
    wish = await ctx.use(Wishes).support(ctx.person.id, tap.wish)
    return screen(wish, tap.page, toast=_("You support it. I tell you when something comes of it."))


@feature.on(Unsupport)
async def unsupport(ctx: Ctx, tap: Unsupport) -> Screen:
    """Support it no more."""
    wish = await ctx.use(Wishes).unsupport(ctx.person.id, tap.wish)
    return screen(wish, tap.page, toast=_("You do not support it any more"))


@feature.on(Withdraw)
async def withdraw(ctx: Ctx, tap: Withdraw) -> Screen:
    """Take the own wish back."""
    await ctx.use(Wishes).withdraw(ctx.person.id, tap.wish)
    return await _list(ctx, tap.page, toast=_("You have taken your wish back"))


def screen(wish: Wish, page: int, toast: Words | None = None) -> Screen:
    """Return the screen of one wish; `page` is where it leads back to."""
    own: Words | None = _("You support it.") if wish.supported else None
    if wish.own:
        own = _("It is your wish.")
    became: Words | None = None
    ways: list[Button] = []
    if wish.state is WishState.OPEN:
        ways = _ways(wish, page)
    elif wish.state is WishState.PLANNED:
        became = _("There is an event for it.")
        ways = [Button(_("Open the event"), Go(f"e_{wish.event_id}"), style=Style.PRIMARY)]
    else:
        became = _("Closed: {reason}", reason=wish.reason)
    rows = (*paired(ways), *ways_of_organiser(wish), (Button(BACK, ShowWishes(page)),))
    return Screen(lines(head(wish), "" if own or became else None, own, became), rows, toast=toast)


def _ways(wish: Wish, page: int) -> list[Button]:
    if wish.own and not wish.shared:
        return [Button(_("Take it back"), Withdraw(wish.id, page), style=Style.DANGER)]
    if wish.supported:
        return [Button(_("Support no more"), Unsupport(wish.id, page))]
    return [Button(_("Support it"), Support(wish.id, page), style=Style.SUCCESS)]


async def _list(ctx: Ctx, page: int, toast: Words | None = None) -> Screen:
    found = await ctx.use(Wishes).open(ctx.person.id)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows = [row(wish, OpenWish(wish.id, page)) for wish in shown]
    turns = tuple(
        Button(label, ShowWishes(to))
        for label, to in ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
        if 0 <= to < pages
    )
    body = _("The most supported first. Tap one to support it.") if shown else _("Nobody has wished for anything yet.")
    number = _("Page {page} of {pages}", page=page + 1, pages=pages) if pages > 1 else None
    last: Row = (Button(_("Make a wish"), MakeWish(), style=Style.PRIMARY), Button(_("My wishes"), ShowWishes(MINE)))
    return Screen(
        lines(_("<b>What people would like to hear</b>"), body, number),
        (*rows, *((turns,) if turns else ()), last),
        toast=toast,
    )


async def _mine(ctx: Ctx) -> Screen:
    found = (await ctx.use(Wishes).mine(ctx.person.id))[: 2 * PAGE]
    rows = [_own_row(wish) for wish in found]
    body = _("What you wished for or support.") if rows else _("You have wished for nothing yet and support nothing.")
    ways = (Button(_("Make a wish"), MakeWish(), style=Style.PRIMARY), Button(_("All wishes"), ShowWishes()))
    return Screen(lines(_("<b>My wishes</b>"), body), (*rows, ways))


def _own_row(wish: Wish) -> Row:
    (button,) = row(wish, OpenWish(wish.id, MINE))
    if wish.state is WishState.OPEN:
        return (button,)
    return (Button(joined([button.label, _BECAME[wish.state]]), button.tap),)
