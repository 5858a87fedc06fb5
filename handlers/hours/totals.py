"""A year's hours by department and person, for organisers: of those whom they manage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

from bot.callbacks import Tap
from bot.domain.hours import Total
from bot.services.hours import Hours
from bot.texts import Words, _, lines, n_
from handlers.cards import BACK, clip
from handlers.hours.base import feature, shown, turns
from handlers.kit import Button, Ctx, Go, Row, Screen

S = TypeVar("S")
_DEPARTMENTS, _PEOPLE = 8, 25  # on a page
_LABEL = 24  # characters of a department on its button
_NOWHERE = 0  # instead of the id of a department: people who are in none


class HoursOfAll(Tap, wire="hoa"):
    """A page of the departments."""

    year: int
    page: int = 0


class HoursOfDepartment(Tap, wire="hod"):
    """A page of the people of a department."""

    year: int
    department: int
    page: int = 0


@feature.on(HoursOfAll)
async def of_all(ctx: Ctx, tap: HoursOfAll) -> Screen:
    """Show what each department comes to."""
    totals = await ctx.use(Hours).totals(ctx.person.id, tap.year)
    groups = [list(members) for _path, members in groupby(totals, key=lambda total: total.department)]
    page, pages, some = _page(groups, tap.page, _DEPARTMENTS)
    body: list[Words] = [_("<b>Credit hours in {year} by department</b>", year=tap.year), ""]
    body += [_department(members) for members in some] or [_("Nobody has any yet.")]
    rows: list[Row] = [
        (Button(_name(members[0], _LABEL), HoursOfDepartment(tap.year, members[0].department_id or _NOWHERE)),)
        for members in some
    ]
    years = tuple(Button(_("{year}", year=year), HoursOfAll(year)) for year in (tap.year - 1, tap.year + 1))
    rows += [turns(page, pages, lambda number: HoursOfAll(tap.year, number)), years, (Button(BACK, Go("/hours")),)]
    return Screen(lines(*body), tuple(row for row in rows if row))


@feature.on(HoursOfDepartment)
async def of_department(ctx: Ctx, tap: HoursOfDepartment) -> Screen:
    """Show what each person of a department comes to."""
    totals = await ctx.use(Hours).totals(ctx.person.id, tap.year)
    members = [total for total in totals if (total.department_id or _NOWHERE) == tap.department]
    page, pages, some = _page(members, tap.page, _PEOPLE)
    body: list[Words] = [_("<b>Credit hours in {year}</b>", year=tap.year)]
    body += [_department(members), ""] if members else [_("Nobody has any yet.")]
    body += [_("{name}: {hours}", name=one.name, hours=shown(one.counted)) for one in some]
    rows = (
        turns(page, pages, lambda number: HoursOfDepartment(tap.year, tap.department, number)),
        (Button(BACK, HoursOfAll(tap.year)),),
    )
    return Screen(lines(*body), tuple(row for row in rows if row))


def _page(found: Sequence[S], page: int, size: int) -> tuple[int, int, Sequence[S]]:
    pages = max(1, -(-len(found) // size))
    page = min(max(page, 0), pages - 1)
    return page, pages, found[page * size : (page + 1) * size]


def _name(one: Total, limit: int = 60) -> Words:
    return clip(one.department, limit) or _("Without a department")


def _department(members: list[Total]) -> Words:
    people = n_("{n} person", "{n} people", len(members))
    hours = shown(sum(one.counted for one in members))
    return _("{department}: {hours}, {people}", department=_name(members[0]), hours=hours, people=people)
