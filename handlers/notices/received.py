"""What people do with a notice: confirm with one tap that they have read it."""

from __future__ import annotations

from bot.domain.notices import NoticeNews, NoticeState
from bot.services.group_acknowledgements import GroupAcknowledgements
from bot.services.notices import Notices
from bot.texts import _
from handlers.kit import Ctx, Promise, Screen, Toast
from handlers.notice_look import Acknowledge, Acknowledged, AcknowledgeHere, recipient_screen
from handlers.notices.base import feature


@feature.on(Acknowledge)
async def acknowledge(ctx: Ctx, tap: Acknowledge) -> Toast | Screen:
    """Note it, once; the button changes for this person."""
    if tap.notice == 0:
        return Toast(_("This is the preview. People confirm with this button."))
    first = await ctx.use(Notices).acknowledge(ctx.person.id, tap.notice)
    notice = await ctx.use(Notices).notice(tap.notice)
    screen = recipient_screen(ctx.link, notice, language=ctx.person.language, acknowledged=True, group=False)
    toast = _("Confirmed") if first else _("You confirmed it before")
    return Screen(screen.body, screen.rows, toast=toast, parts=screen.parts, only_rows=True)


@feature.on(AcknowledgeHere, in_groups=True)
async def acknowledge_here(ctx: Ctx, tap: AcknowledgeHere) -> Toast:
    """Note it, once; how many did stands in the button some seconds later."""
    first = await ctx.use(GroupAcknowledgements).acknowledge(ctx.person.id, tap.notice, ctx.chat.id)
    return Toast(_("Confirmed") if first else _("You confirmed it before"))


@feature.on(Acknowledged)
async def acknowledged(_ctx: Ctx, _tap: Acknowledged) -> Toast:
    """Say that it is done."""
    return Toast(_("You confirmed it before"))


@feature.promise(NoticeNews.NUDGE)
async def nudge(ctx: Ctx, promise: Promise) -> Screen | None:
    """Bring the notice once more to somebody who has not acknowledged it; None when they have, or it is gone."""
    service = ctx.use(Notices)
    notice = await service.notice(promise.subject)
    if notice.state is NoticeState.WITHDRAWN or not await service.awaits(ctx.person.id, notice.id):
        return None
    screen = recipient_screen(ctx.link, notice, language=ctx.person.language, acknowledged=False, group=False)
    asking = Screen(_("Please confirm that you have read this notice: <b>{title}</b>", title=notice.title))
    return Screen(screen.body, screen.rows, parts=screen.parts, before=asking)
