"""Choosing a department: down the tree by buttons, or by typing part of its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain.people import Department, DepartmentUnknown
from bot.services.people import People
from bot.texts import Words, _
from handlers.kit import Answers, Choice, Ctx, Misfit, Step
from handlers.search import SHOWN, Found, search

_PAGE = 8
_ELSEWHERE = "-"  # the value of "it is not listed"

Rows = tuple[tuple[Choice, ...], ...]


def department_steps(
    label: Words, ask: Words, elsewhere: Words, *, when: Callable[[Answers], bool] = lambda _answers: True
) -> tuple[Step, Step]:
    """Return the steps called "department"; `elsewhere` labels the button for none of them ("id" None)."""

    async def look(ctx: Ctx, text: str) -> Found | dict[str, Any]:
        if text == _ELSEWHERE:
            return {"id": None, "shown": ctx.reader.plain(elsewhere)}
        people = ctx.use(People)
        if text.startswith("#"):
            try:
                department = await people.department(_number(text[1:]))
            except DepartmentUnknown:
                raise Misfit(_("That department is not there any more.")) from None
            return {"id": department.id, "shown": department.path}
        return tuple((one.id, one.path) for one in await people.find_departments(text, SHOWN + 1))

    async def choices(ctx: Ctx, _answers: Answers, page: str) -> Rows:
        return await _tree(ctx.use(People), page, elsewhere)

    return search("department", label, ask, look, choices=choices, when=when)


async def _tree(people: People, page: str, elsewhere: Words) -> Rows:
    """Return page n of what lies below a department: `page` is "id.n", the top is "0.0"."""
    at, _dot, n = page.partition(".")
    parent = await _parent(people, _number(at))
    below = await people.departments(parent.id if parent else None)
    number = max(0, min(_number(n), (len(below) - 1) // _PAGE))
    rows: list[tuple[Choice, ...]] = []
    if parent:
        rows.append((Choice(_("✓ {name}, this one itself", name=parent.name), f"#{parent.id}"),))
    rows += [
        (Choice(_("{name} ›", name=one.name), page=f"{one.id}.0") if one.branches else Choice(one.name, f"#{one.id}"),)
        for one in below[number * _PAGE : (number + 1) * _PAGE]
    ]
    here = parent.id if parent else 0
    turns = []
    if number:
        turns.append(Choice("‹", page=f"{here}.{number - 1}"))
    if (number + 1) * _PAGE < len(below):
        turns.append(Choice("›", page=f"{here}.{number + 1}"))
    rows.append(tuple(turns))
    rows.append(
        (Choice(_("↑ One level up"), page=f"{parent.parent_id or 0}.0") if parent else Choice(elsewhere, _ELSEWHERE),)
    )
    return tuple(row for row in rows if row)


async def _parent(people: People, department_id: int) -> Department | None:
    try:
        return await people.department(department_id) if department_id else None
    except DepartmentUnknown:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0  # noqa: PLR2004 - below 2**63
