"""Who is asked: everyone, a department, or an audience that the organiser keeps."""

from __future__ import annotations

import re
from typing import Any

from bot.domain.audience_terms import AudienceUnfit
from bot.domain.saved_audiences import SavedAudienceUnknown
from bot.domain.surveys import LEAST
from bot.services.people import People
from bot.services.saved_audiences import SavedAudiences
from bot.services.surveys import Surveys
from bot.texts import _, joined
from handlers.cards import clip
from handlers.kit import Answers, Choice, Ctx, Misfit

_ALL = "all"
_CHOSEN = re.compile(r"([ds])(\d{1,18})", re.ASCII)
_PAGE = re.compile(r"d(\d{1,18})\.(\d{1,4})|s", re.ASCII)
_SIZE, _LABEL, _CANDIDATES = 8, 14, 6

Rows = tuple[tuple[Choice, ...], ...]


async def audiences(ctx: Ctx, _answers: Answers, page: str) -> Rows:
    """Offer everyone, departments, and what the organiser keeps."""
    found = _PAGE.fullmatch(page)
    if found is None:
        return (
            (Choice(_("Everyone"), _ALL), Choice(_("Departments ›"), page="d0.0")),
            (Choice(_("Kept choices ›"), page="s"),),
        )
    other = (Choice(_("‹ Other people"), page="-"),)
    if found[0] == "s":
        kept = await ctx.use(SavedAudiences).mine(ctx.person.id)
        return (*((Choice(one.name, f"s{one.id}"),) for one in kept), other)
    parent, number = int(found[1]), int(found[2])
    below = await ctx.use(People).departments(parent or None)
    rows: list[tuple[Choice, ...]] = []
    for one in below[number * _SIZE : (number + 1) * _SIZE]:
        choice = Choice(clip(one.name, _LABEL), f"d{one.id}")
        rows.append((choice, Choice(_("below ›"), page=f"d{one.id}.0")) if one.branches else (choice,))
    if (number + 1) * _SIZE < len(below):
        rows.append((Choice(_("Next page ›"), page=f"d{parent}.{number + 1}"),))
    return (*rows, other)


async def audience(ctx: Ctx, _answers: Answers, text: str) -> dict[str, Any]:
    """Read who is asked: enough people to stay unknown among them."""
    chosen = await _audience(ctx, text.strip())
    try:
        reach = await ctx.use(Surveys).reach(ctx.person.id, chosen["term"])
    except AudienceUnfit:
        raise Misfit(_("Please tap one of these.")) from None
    if reach < LEAST:
        raise Misfit(_("That would be {n}. At least {least} people have to be asked.", n=reach, least=LEAST))
    return chosen


async def _audience(ctx: Ctx, text: str) -> dict[str, Any]:
    if text in {_ALL, ctx.reader.plain(_("Everyone"))}:
        return {"term": ["all"], "label": ctx.reader.plain(_("Everyone"))}
    if (chosen := _CHOSEN.fullmatch(text)) and chosen[1] == "d":
        return {
            "term": ["department", int(chosen[2])],
            "label": (await ctx.use(People).department(int(chosen[2]))).path,
        }
    if chosen:
        try:
            saved = await ctx.use(SavedAudiences).one(ctx.person.id, int(chosen[2]))
        except SavedAudienceUnknown:
            raise Misfit(_("Please tap one of these.")) from None
        return {"term": saved.expression, "label": saved.name}
    found = await ctx.use(People).find_departments(text, _CANDIDATES)
    exact = [one for one in found if text in {one.name, one.path}] or list(found)
    if len(exact) == 1:
        return {"term": ["department", exact[0].id], "label": exact[0].path}
    if not found:
        raise Misfit(_("I know no department “{name}”. Please choose below.", name=clip(text)))
    names = joined([one.path for one in found], "\n")
    raise Misfit(_("“{name}” may be one of these; please type more of it:\n{names}", name=clip(text), names=names))
