"""Saying which kinds of people take turns, in one message."""

from __future__ import annotations

import re

from bot.domain.drafts import DraftKey
from bot.domain.events import NotYours
from bot.domain.rota import FEWEST_KINDS, LONGEST_KIND, MOST_KINDS, KindsUnfit, RotaUnknown, check_kinds
from bot.services.rota import Rotas
from bot.services.series import AllSeries
from bot.texts import Words, _, lines
from handlers.kit import Answers, Choice, Ctx, Form, Misfit, Screen, Step
from handlers.rota.base import EditKinds, feature
from handlers.rota.organising import kept

_BETWEEN = re.compile(r"[\n,，、;；]+")
_USUAL = _("Heads of departments, middle ranks, young cadres")


@feature.on(EditKinds)
async def edit_kinds(ctx: Ctx, tap: EditKinds) -> Screen:
    """Ask for the names."""
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    series = await ctx.use(AllSeries).get(tap.series)
    try:
        now = "、".join(kind.name for kind in (await ctx.use(Rotas).get(ctx.person.id, tap.series)).kinds)
    except RotaUnknown:
        now = ""
    return await ctx.fill_in(_form, {"_series": series.id, "_name": series.name, "_now": now})


def _ask(_ctx: Ctx, answers: Answers) -> Words:
    return lines(
        _("Which kinds of people take turns to speak in {series}? One after another.", series=answers["_name"]),
        _("Two to six names, with commas between them."),
        _("Now: {kinds}", kinds=answers["_now"]) if answers["_now"] else None,
    )


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> list[str]:
    names = [name for part in _BETWEEN.split(text) if (name := " ".join(part.split()))]
    try:
        check_kinds(names)
    except KindsUnfit:
        raise Misfit(
            _(
                "{fewest} to {most} kinds, please, each with another name of at most {limit} characters.",
                fewest=FEWEST_KINDS,
                most=MOST_KINDS,
                limit=LONGEST_KIND,
            )
        ) from None
    return names


async def _usual(ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    if answers["_now"] or len(ctx.reader.plain(_USUAL).encode()) > 40:  # noqa: PLR2004 - what a choice can hold
        return ()
    return ((Choice(_USUAL, ctx.reader.plain(_USUAL)),),)


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Rotas).keep(ctx.person.id, answers["_series"], answers["kinds"], draft)
    return await kept(ctx, answers["_series"], _("Saved"))


_form = feature.form(
    Form(
        "rota.kinds",
        _("Kinds of the rota"),
        (Step("kinds", _("Kinds"), _ask, _read, choices=_usual),),
        _file,
        _("Save"),
        quick=True,
    )
)
