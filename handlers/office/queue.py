"""/desk: what somebody has to see to, by its date."""

from __future__ import annotations

from bot.services.office import Office
from bot.texts import _, joined, lines, n_
from handlers.cards import turns
from handlers.kit import Button, Ctx, Scope, Screen
from handlers.office.base import OpenCase, ShowDesk, feature
from handlers.office.card import case_screen, due_words
from handlers.suggestion_look import first_words

_LABEL = 24


@feature.command("desk", _("Suggestions to deal with"), Scope.PRIVATE)
async def desk(ctx: Ctx, rest: str) -> Screen:
    """Show the queue, or the suggestion of that number."""
    if rest.strip():
        found = await ctx.use(Office).by_number(ctx.person.id, rest)
        return await case_screen(ctx, found.suggestion.id)
    return await _queue(ctx, 0)


@feature.link("d")
async def linked(ctx: Ctx, rest: str) -> Screen:
    """Open one to work on, or the queue when the number is none."""
    return await case_screen(ctx, int(rest)) if _is_id(rest) else await _queue(ctx, 0)


@feature.on(ShowDesk)
async def show(ctx: Ctx, tap: ShowDesk) -> Screen:
    """Turn the pages of the queue."""
    return await _queue(ctx, tap.page)


@feature.on(OpenCase)
async def open_case(ctx: Ctx, tap: OpenCase) -> Screen:
    """Open one to work on."""
    return await case_screen(ctx, tap.suggestion)


async def _queue(ctx: Ctx, page: int) -> Screen:
    office = ctx.use(Office)
    queue = await office.queue(ctx.person.id, page)
    if not queue.total:
        return Screen(_("Nothing on your desk: no suggestion waits for you."))
    rows = [
        (
            Button(
                joined([due_words(one, ctx.now, office.hours), first_words(one, _LABEL)]),
                OpenCase(one.id),
            ),
        )
        for one in queue.found
    ]
    body = lines(
        _("<b>Your desk</b>, what is due first first"),
        joined(
            [
                n_("{n} suggestion", "{n} suggestions", queue.total),
                *([_("{n} overdue", n=queue.late)] if queue.late else []),
            ]
        ),
    )
    return Screen(body, (*rows, *turns(queue.page, queue.pages, ShowDesk)))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004 - below 2**63
