"""Objecting to a strike in a few words, which the organiser reads."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.domain.strikes import LONGEST_OBJECTION, ObjectedAlready
from bot.services.strikes import Strikes
from bot.texts import Words, _, lines
from handlers.cards import clip
from handlers.kit import Answers, Ctx, Form, Misfit, Screen, Step
from handlers.strikes.base import Object, feature, own_text


@feature.on(Object)
async def begin(ctx: Ctx, tap: Object) -> Screen:
    """Ask what there is to say."""
    strike = await ctx.use(Strikes).one(tap.event, ctx.person.id)
    if strike.objection:
        raise ObjectedAlready
    return await ctx.fill_in(_form, {"_event": tap.event, "_title": clip(strike.event.title)})


def _ask(_ctx: Ctx, answers: Answers) -> Words:
    return _(
        "“{title}”: why should it not count? Write a few words to the organiser, who decides.", title=answers["_title"]
    )


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    words = text.strip()
    if not 1 <= len(words) <= LONGEST_OBJECTION:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_OBJECTION))
    return words


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    service = ctx.use(Strikes)
    await service.object(ctx.person.id, answers["_event"], answers["words"], draft)
    strike = await service.one(answers["_event"], ctx.person.id)
    return Screen(lines(own_text(strike), _("You will hear of the decision.")), toast=_("Sent"))


_form = feature.form(
    Form("strike.object", _("Objection"), (Step("words", _("Reason"), _ask, _read),), _file, _("Send"))
)
