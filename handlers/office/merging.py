"""Making one suggestion part of another that is about the same."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.domain.suggestions.acts import Action, permit
from bot.domain.suggestions.refusals import SuggestionUnknown
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.texts import Words, _, joined, lines
from handlers.cards import clip
from handlers.kit import Answers, Ctx, Form, Misfit, Screen, Step
from handlers.office.base import AskMerge, feature
from handlers.office.card import case_screen


@feature.on(AskMerge)
async def ask_merge(ctx: Ctx, tap: AskMerge) -> Screen:
    """Ask for the other one's number."""
    seen = await ctx.use(Office).case(ctx.person.id, tap.suggestion)
    permit(Action.MERGE, seen.suggestion.state, seen.relations)
    return await ctx.fill_in(_form, {"_id": tap.suggestion, "_number": seen.suggestion.number})


async def _read(ctx: Ctx, answers: Answers, text: str) -> dict[str, object]:
    try:
        found = await ctx.use(Office).by_number(ctx.person.id, text)
    except SuggestionUnknown:
        raise Misfit(_("There is no such number. Type it as JDZ-2026-0001, or only its last digits.")) from None
    one = found.suggestion
    if one.id == answers["_id"]:
        raise Misfit(_("That is this one itself. Which other one is about the same?"))
    return {"id": one.id, "shown": f"{one.number} {clip(' '.join(one.text.split()))}"}


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    return lines(
        joined([_("<b>{number}</b>", number=answers["_number"]), _("becomes part of")], " "),
        str(answers["into"]["shown"]),
        "",
        _("Who seconds either counts once. Both authors are told of what comes. It can be taken apart again."),
    )


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    told = Told(into_id=answers["into"]["id"])
    await ctx.use(Office).act(ctx.person.id, answers["_id"], Action.MERGE, told, draft)
    return await case_screen(ctx, answers["_id"], _("Merged; the author is told"))


_form = feature.form(
    Form(
        "office.merge",
        _("Merge"),
        (
            Step(
                "into",
                _("Becomes part of"),
                lambda _ctx, answers: _(
                    "Which suggestion is about the same as {number}? Type its number.", number=answers["_number"]
                ),
                _read,
                show=lambda _ctx, value: str(value["shown"]),
            ),
        ),
        _file,
        _("Merge"),
        preview=_preview,
    )
)
