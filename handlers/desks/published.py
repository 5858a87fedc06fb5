"""What a desk has published, for its readers: to look it through, and to take an answer back."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.services.desks import Desks
from bot.texts import Words, _, lines
from handlers.cards import BACK, clip, turns
from handlers.conversation import on_day
from handlers.desks.base import ShowDesk, ShowPublished, feature
from handlers.kit import Button, Ctx, Row, Screen, Style

_SIZE, _SHOWN = 3, 300  # matters on a page, characters of each text
_LABEL = 20


class Withdraw(Tap, wire="fdq-"):
    """Publish an answer no more; `sure` after asking."""

    desk: int
    publication: int
    sure: bool = False


@feature.on(ShowPublished)
async def show(ctx: Ctx, tap: ShowPublished) -> Screen:
    """Show a page of what the desk published."""
    return await _list(ctx, tap.desk, tap.page)


async def _list(ctx: Ctx, desk_id: int, page: int = 0, toast: Words | None = None) -> Screen:
    page = max(0, page)
    found, total = await ctx.use(Desks).published(ctx.person.id, desk_id, page, _SIZE)
    body: list[Words] = [_("<b>Published answers</b>"), ""]
    for one in found:
        question, answer = clip(one.question, _SHOWN), clip(one.answer, _SHOWN)
        body += [on_day(ctx, one.day), _("<b>Question:</b> {text}", text=question)]
        body += [_("<b>Answer:</b> {text}", text=answer), ""]
    if not found:
        body.append(_("Nothing was published yet."))
    rows: list[Row] = [
        (Button(_("Unpublish: {text}", text=clip(one.question, _LABEL)), Withdraw(desk_id, one.id)),) for one in found
    ]
    rows += turns(page, -(-total // _SIZE), lambda to: ShowPublished(desk_id, to))
    return Screen(lines(*body), (*rows, (Button(BACK, ShowDesk(desk_id)),)), toast)


@feature.on(Withdraw)
async def withdraw(ctx: Ctx, tap: Withdraw) -> Screen:
    """Publish it no more, after asking."""
    if tap.sure:
        await ctx.use(Desks).withdraw(ctx.person.id, tap.publication)
        return await _list(ctx, tap.desk, toast=_("Unpublished."))
    return Screen(
        _("Unpublish this? Nobody finds it under “You ask, we answer” any more; who read it, has read it."),
        (
            (Button(_("Unpublish"), Withdraw(tap.desk, tap.publication, sure=True), style=Style.DANGER),),
            (Button(BACK, ShowPublished(tap.desk)),),
        ),
    )
