"""What authors do to their own: change it soon after filing, take it back."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.drafts import DraftKey
from bot.services.suggestions import Suggestions
from bot.texts import _
from handlers.cards import BACK
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Screen, Step, Style
from handlers.suggestions.base import ChangeText, OpenSuggestion, Withdraw, feature
from handlers.suggestions.card import shown


async def _text(_ctx: Ctx, answers: Answers, text: str) -> str:
    text, most = text.strip(), answers["_most"]
    if not 1 <= len(text) <= most:
        raise Misfit(_("One to {limit} characters, please.", limit=most))
    return text


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    seen = await ctx.use(Suggestions).edit(ctx.person.id, answers["_suggestion"], answers["text"], draft)
    return shown(ctx, seen, _("Changed"))


_form = feature.form(
    Form(
        "suggestion.change",
        _("Change the suggestion"),
        (
            Step(
                "text",
                _("Text"),
                _("Send the whole text as it is to be. Files and place stay as they are."),
                _text,
            ),
        ),
        _file,
        _("Change it"),
        lifetime=timedelta(hours=1),
        quick=True,
    )
)


@feature.on(ChangeText)
async def change(ctx: Ctx, tap: ChangeText) -> Screen:
    """Ask for the new text."""
    seen = await ctx.use(Suggestions).case(ctx.person.id, tap.suggestion)
    return await ctx.fill_in(_form, {"_suggestion": tap.suggestion, "_most": seen.campaign.rules.longest})


@feature.on(Withdraw)
async def withdraw(ctx: Ctx, tap: Withdraw) -> Screen:
    """Ask first, then take it back."""
    if tap.sure:
        seen = await ctx.use(Suggestions).withdraw(ctx.person.id, tap.suggestion)
        return shown(ctx, seen, _("It is withdrawn"))
    await ctx.use(Suggestions).case(ctx.person.id, tap.suggestion)
    sure = Button(_("Yes, withdraw it"), Withdraw(tap.suggestion, sure=True), style=Style.DANGER)
    ask = _("Take this suggestion back? Others do not see it any more, and nobody works on it.")
    return Screen(ask, ((sure,), (Button(BACK, OpenSuggestion(tap.suggestion)),)))
