"""Whom something is for: everyone, or departments found by the tree or by typing. Choosing one again takes it out."""

from __future__ import annotations

import re

from bot.domain.people import Department
from bot.services.people import People
from bot.texts import Words, _, joined
from handlers.cards import clip
from handlers.kit import Answers, Choice, Ctx, Misfit

EVERYONE = "*"
_SHOWN = 8  # departments on one page
_CANDIDATES = 6
_CHOSEN = re.compile(r"#(\d{1,18})", re.ASCII)
_PAGE = re.compile(r"(\d{1,18})\.(\d{1,4})", re.ASCII)
_SEPARATORS = re.compile(r"[、，,;；\n]+")

Choices = tuple[tuple[Choice, ...], ...]
Audience = list[list[object]]  # [[id, path], …] as JSON has it


async def choices(ctx: Ctx, _answers: Answers, page: str) -> Choices:
    """Return everyone, and one level of the tree; page "12.1" is the second page below department 12."""
    asked = _PAGE.fullmatch(page)
    parent_id, number = (int(asked[1]) or None, int(asked[2])) if asked else (None, 0)
    people = ctx.use(People)
    below = await people.departments(parent_id)
    rows = [_row(one) for one in below[number * _SHOWN : (number + 1) * _SHOWN]]
    here, pages = parent_id or 0, -(-len(below) // _SHOWN)
    turns = [
        Choice(label, page=f"{here}.{to}")
        for label, to in ((_("‹ Earlier page"), number - 1), (_("Next page ›"), number + 1))
        if 0 <= to < pages
    ]
    if parent_id is not None:
        above = (await people.department(parent_id)).parent_id or 0
        turns.insert(0, Choice(_("‹ One level up"), page=f"{above}.0"))
    return ((Choice(_("Everyone"), EVERYONE),), *rows, tuple(turns))


async def read(ctx: Ctx, answers: Answers, text: str) -> Audience:
    """Return the departments with the chosen or typed ones added, or taken out if they were in."""
    if text.strip().lower() in {EVERYONE, ctx.reader.plain(_("Everyone")).lower()}:
        return []
    chosen = _CHOSEN.fullmatch(text)
    if chosen:
        found = [await ctx.use(People).department(int(chosen[1]))]
    else:
        found = [await _find(ctx, name.strip()) for name in _SEPARATORS.split(text) if name.strip()]
    audience: dict[object, object] = dict(answers.get("departments") or [])
    for one in found:
        if audience.pop(one.id, None) is None:
            audience[one.id] = one.path
    return [[id_, path] for id_, path in audience.items()]


def show(_ctx: Ctx, audience: Audience) -> Words:
    """Return who may come, in words."""
    return joined([str(path) for _id, path in audience], "、") if audience else _("Everyone")


def _row(one: Department) -> tuple[Choice, ...]:
    choice = Choice(one.name, f"#{one.id}")
    return (choice, Choice(_("below ›"), page=f"{one.id}.0")) if one.branches else (choice,)


async def _find(ctx: Ctx, name: str) -> Department:
    found = await ctx.use(People).find_departments(name, _CANDIDATES)
    exact = [one for one in found if name in {one.name, one.path}]
    if len(exact) == 1:
        return exact[0]
    if not found:
        raise Misfit(_("I know no department “{name}”. Please look for it below.", name=clip(name)))
    if len(found) > 1:
        names = joined([one.path for one in found], "\n")
        raise Misfit(_("“{name}” may be one of these; please type more of it:\n{names}", name=clip(name), names=names))
    return found[0]
