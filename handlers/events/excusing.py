"""Saying why one cannot come, before the start; and the line that moves on by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import instant, micros
from bot.domain.drafts import DraftKey
from bot.services.events import LONGEST_EXCUSE, Events
from bot.texts import Words, _, lines
from handlers.cards import AskExcuse, clip
from handlers.events.base import feature
from handlers.events.taking_part import card_after, late, late_since
from handlers.kit import Answers, Choice, Ctx, Desk, Form, Misfit, Screen, Step

_REASONS = (_("Business trip"), _("Another meeting"), _("Not well"), _("Urgent work"))


@feature.on(AskExcuse)
async def ask_excuse(ctx: Ctx, tap: AskExcuse) -> Screen:
    """Ask for the reason."""
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    card.event.expect(ctx.now)
    by = card.event.leave_by
    known = {
        "_event": tap.event,
        "_back": tap.back,
        "_title": clip(card.event.title),
        "_late": micros(by) if by and late(card, ctx) else None,
    }
    return await ctx.fill_in(_form, known)


def _ask(_ctx: Ctx, answers: Answers) -> Words:
    by = answers["_late"]
    return lines(
        _(
            "Why can you not come to “{title}”? The organiser reads it. Tap or write a few words.",
            title=answers["_title"],
        ),
        late_since(instant(by)) if by else None,
        _("It counts at once: your seat, if you have one, goes to the next in line."),
    )


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= LONGEST_EXCUSE:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_EXCUSE))
    return reason


async def _offer(ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    reasons = [Choice(reason, ctx.reader.plain(reason)) for reason in _REASONS]
    return (tuple(reasons[:2]), tuple(reasons[2:]))


async def _excuse(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    outcome = await ctx.use(Events).excuse(answers["_event"], ctx.person.id, answers["reason"], draft)
    return await card_after(ctx, outcome, answers["_back"], _("Noted: the organiser sees your reason"))


_form = feature.form(
    Form(
        "event.excuse",
        _("I cannot come"),
        (Step("reason", _("Reason"), _ask, _read, choices=_offer),),
        _excuse,
        _("I cannot come"),
        quick=True,
    )
)


@feature.every("line", timedelta(minutes=1))
async def move_on(desk: Desk, _now: datetime) -> None:
    """Let lines move on: offers end, reserved seats become everybody's."""
    await desk.service(Events).move_on()
