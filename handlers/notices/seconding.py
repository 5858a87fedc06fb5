"""The second organiser: sees a notice as it will look, and lets it be sent or not."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.domain.notices import Notice, NoticeNews, NoticeState, NotSecond
from bot.services.notices import Notices
from bot.services.seconding import Seconding
from bot.texts import Words, _, lines, n_
from handlers.cards import event_id
from handlers.kit import Answers, Button, Ctx, Form, Go, Misfit, Promise, Screen, Step, Style
from handlers.notice_look import preview_screen
from handlers.notices.base import Approve, Decline, ShowNotice, feature

_LONGEST_REASON = 200


@feature.promise(NoticeNews.ASKED)
async def asked(ctx: Ctx, promise: Promise) -> Screen | None:
    """Ask for a decision; None when it was made meanwhile."""
    notice = await ctx.use(Notices).notice(promise.subject)
    return _question(ctx, notice) if notice.state is NoticeState.ASKED else None


@feature.link("notice")
async def look(ctx: Ctx, rest: str) -> Screen:
    """Show a notice that waits, to those who may decide."""
    wanted = event_id(rest)
    for one in await ctx.use(Seconding).asked(ctx.person.id):
        if one.id == wanted:
            return _question(ctx, one)
    raise NotSecond


@feature.on(Approve)
async def approve(ctx: Ctx, tap: Approve) -> Screen:
    """Let it be sent."""
    notice = await ctx.use(Seconding).approve(ctx.person.id, tap.notice)
    said = _("You approved the notice “{title}”. It is being sent.", title=notice.title)
    return Screen(said, toast=_("Approved"))


@feature.on(Decline)
async def decline(ctx: Ctx, tap: Decline) -> Screen:
    """Ask why not."""
    return await ctx.fill_in(_form, {"_notice": tap.notice})


@feature.promise(NoticeNews.DECIDED)
async def decided(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell the author."""
    notice = await ctx.use(Notices).notice(promise.subject)
    reason = promise.data.get("reason")
    said: Words = _("Your notice “{title}” was approved.", title=notice.title)
    if notice.state is NoticeState.STOPPED:
        said = _("Your notice “{title}” was not approved: {reason}", title=notice.title, reason=str(reason or "—"))
    return Screen(said, ((Button(_("Open the notice"), ShowNotice(notice.id)),),))


def _question(ctx: Ctx, notice: Notice) -> Screen:
    body = lines(
        _("<b>A notice waits for your approval</b>: “{title}”", title=notice.title),
        _("From: {name}", name=notice.author),
        _("It goes out once you approve; above is how people will see it."),
    )
    rows = (
        (
            Button(_("Approve"), Approve(notice.id), style=Style.SUCCESS),
            Button(_("Do not"), Decline(notice.id), style=Style.DANGER),
        ),
    )
    return Screen(body, rows, before=preview_screen(ctx.link, notice, language=ctx.person.language))


async def _read_reason(_ctx: Ctx, _answers: Answers, text: str) -> str:
    reason = " ".join(text.split())
    if not 1 <= len(reason) <= _LONGEST_REASON:
        raise Misfit(n_("One to {n} character, please.", "One to {n} characters, please.", _LONGEST_REASON))
    return reason


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    notice = await ctx.use(Seconding).refuse(ctx.person.id, answers["_notice"], answers["reason"], draft)
    mine = Button(_("‹ My notices"), Go("/notices"))
    return Screen(_("The notice “{title}” is not sent; its author is told why.", title=notice.title), ((mine,),))


_form = feature.form(
    Form(
        "notice_decline",
        _("Do not approve"),
        (Step("reason", _("Reason"), _("What should be different? The author reads this."), _read_reason),),
        _file,
        _("Tell the author"),
        quick=True,
    )
)
