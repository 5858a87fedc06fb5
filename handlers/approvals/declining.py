"""Declining somebody, with a reason that they read."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.services.approvals import Approvals
from bot.services.events import LONGEST_REASON
from bot.texts import _
from handlers.approvals.base import AskDecline, feature, queue_screen
from handlers.kit import Answers, Choice, Ctx, Form, Misfit, Screen, Step

_REASONS = (_("No seats left"), _("For other posts"), _("Work comes first"))


@feature.on(AskDecline)
async def ask_decline(ctx: Ctx, tap: AskDecline) -> Screen:
    """Ask for the reason."""
    return await ctx.fill_in(_form, {"_event": tap.event, "_person": tap.person, "_place": tap.place})


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_REASON))
    return reason


async def _offer(ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    first, *others = (Choice(reason, ctx.reader.plain(reason)) for reason in _REASONS)
    return ((first,), tuple(others))


async def _decline(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    event, person = answers["_event"], answers["_person"]
    await ctx.use(Approvals).decline(ctx.person.id, event, person, answers["reason"], draft)
    return await queue_screen(ctx, event, answers["_place"], _("Declined; they are told why"))


_form = feature.form(
    Form(
        "approvals.decline",
        _("Decline"),
        (
            Step(
                "reason",
                _("Reason"),
                _("Why can this person not come? They will read it. Tap or write a few words."),
                _read,
                choices=_offer,
            ),
        ),
        _decline,
        _("Decline"),
        quick=True,
    )
)
