"""What readers of desks are told: at fixed times, and never because somebody just wrote."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.feedback import FeedbackNews
from bot.services.desk_room import DeskRoom
from bot.texts import Words, _
from handlers.desks.base import Look, ShowDesk, feature
from handlers.kit import Button, Ctx, Promise, Screen, Style


@feature.promise(FeedbackNews.DESK)
async def gathered(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell a reader that something came in."""
    return await _about(ctx, promise.subject, lambda name: _("📮 Something has come in for {desk}.", desk=name))


@feature.promise(FeedbackNews.HANDED)
async def handed(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell a reader that another desk handed something on."""
    return await _about(ctx, promise.subject, lambda name: _("📮 Another desk handed a matter to {desk}.", desk=name))


@feature.promise(FeedbackNews.SECOND)
async def second(ctx: Ctx, promise: Promise) -> Screen | None:
    """Ask the other readers to open a matter of a sensitive desk."""
    tag = str(promise.data["tag"])
    return await _about(
        ctx,
        promise.subject,
        lambda name: _("📮 {desk}: somebody has opened {tag}, and a second reader is needed.", desk=name, tag=tag),
        Button(_("Show it"), Look(tag), style=Style.PRIMARY),
    )


async def _about(ctx: Ctx, desk_id: int, words: Callable[[str], Words], button: Button | None = None) -> Screen | None:
    for desk in await ctx.use(DeskRoom).desks(ctx.person.id):
        if desk.id == desk_id:
            return Screen(words(desk.name), ((button or Button(_("Open"), ShowDesk(desk_id), style=Style.PRIMARY),),))
    return None
