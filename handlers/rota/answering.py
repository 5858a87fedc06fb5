"""Accepting an invitation to speak, or saying why not."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.domain.rota import LONGEST_REASON
from bot.services.rota_turns import Turns
from bot.texts import Words, _
from handlers.cards import clip
from handlers.kit import Answers, Choice, Ctx, Form, Misfit, Screen, Step
from handlers.rota.base import feature
from handlers.rota.speaking import Accept, Decline, own_screen

_REASONS = (_("On a business trip"), _("Urgent work"), _("Not prepared yet"), _("Private matters"))


@feature.on(Accept)
async def accept(ctx: Ctx, tap: Accept) -> Screen:
    """Accept."""
    await ctx.use(Turns).accept(ctx.person.id, tap.event)
    return own_screen(ctx, await ctx.use(Turns).own(ctx.person.id, tap.event), toast=_("Accepted, thank you"))


@feature.on(Decline)
async def decline(ctx: Ctx, tap: Decline) -> Screen:
    """Ask why not."""
    own = await ctx.use(Turns).own(ctx.person.id, tap.event)
    return await ctx.fill_in(_form, {"_event": tap.event, "_title": clip(own.event.title)})


def _ask(_ctx: Ctx, answers: Answers) -> Words:
    return _("Why can you not speak at “{title}”? The organiser reads it.", title=answers["_title"])


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    reason = " ".join(text.split())
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_REASON))
    return reason


async def _offer(ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    reasons = [Choice(reason, ctx.reader.plain(reason)) for reason in _REASONS]
    return (tuple(reasons[:2]), tuple(reasons[2:]))


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Turns).decline(ctx.person.id, answers["_event"], answers["reason"], draft)
    own = await ctx.use(Turns).own(ctx.person.id, answers["_event"])
    return own_screen(ctx, own, toast=_("Noted: the organiser is told"))


_form = feature.form(
    Form(
        "rota.decline",
        _("I cannot speak"),
        (Step("reason", _("Reason"), _ask, _read, choices=_offer),),
        _file,
        _("I cannot speak"),
        quick=True,
    )
)
