"""The task forces of an organiser, and who is in each."""

from __future__ import annotations

from bot.domain.people import Entry
from bot.services.task_forces import TaskForces
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, clip, turns
from handlers.kit import Button, Ctx, Row, Scope, Screen, Style
from handlers.task_forces.base import (
    AddMembers,
    EndTaskForce,
    ListTaskForces,
    NewTaskForce,
    PickMember,
    ShowTaskForce,
    feature,
)

_SIZE = 25  # members on a page that one message surely holds
_NAME = 24


@feature.command("taskforces", _("Task forces: rosters to write to"), Scope.ORGANISER)
async def task_forces(ctx: Ctx, _rest: str) -> Screen:
    """List them."""
    return await _list(ctx)


@feature.on(ListTaskForces)
async def back_to_list(ctx: Ctx, _tap: ListTaskForces) -> Screen:
    """List them."""
    return await _list(ctx)


@feature.on(ShowTaskForce)
async def show(ctx: Ctx, tap: ShowTaskForce) -> Screen:
    """Name the members."""
    return await task_force_screen(ctx, tap.task_force, tap.page)


async def task_force_screen(ctx: Ctx, id_: int, page: int = 0, *, toast: Words | None = None) -> Screen:
    """Return a task force with a page of its members. Raises TaskForceUnknown."""
    page = max(0, page)
    found = await ctx.use(TaskForces).members(ctx.person.id, id_, page, _SIZE)
    task_force = found.task_force
    body = lines(
        _("<b>Task force “{name}”</b>", name=task_force.name),
        _("Ended: {at}", at=When(task_force.ended_at)) if task_force.ended_at else None,
        _("Kept by: {name}", name=task_force.keeper) if task_force.keeper_id != ctx.person.id else None,
        n_("{n} member", "{n} members", task_force.members),
        "",
        *(_("{n}. {who}", n=number, who=who(one)) for number, one in enumerate(found.members, page * _SIZE + 1)),
    )
    pages = max(1, -(-task_force.members // _SIZE))
    buttons: tuple[Row, ...] = ()
    if task_force.ended_at is None:
        add = Button(_("Add people"), AddMembers(id_), style=Style.PRIMARY)
        take_out = (Button(_("Take out"), PickMember(id_, 0)),) if task_force.members else ()
        buttons = ((add, *take_out), (Button(_("End it"), EndTaskForce(id_, sure=False), style=Style.DANGER),))
    return Screen(
        body,
        (*turns(page, pages, lambda to: ShowTaskForce(id_, to)), *buttons, (Button(BACK, ListTaskForces()),)),
        toast=toast,
    )


def who(one: Entry) -> Words:
    """Return how a member is called, with department and post."""
    about = joined([word for word in (one.department, one.post) if word])
    return _("{name} ({about})", name=one.name, about=about) if one.department or one.post else one.name


async def _list(ctx: Ctx) -> Screen:
    found = await ctx.use(TaskForces).mine(ctx.person.id)
    rows = [
        (
            Button(
                joined((clip(one.name, _NAME), n_("{n} member", "{n} members", one.members))), ShowTaskForce(one.id, 0)
            ),
        )
        for one in found
    ]
    return Screen(
        lines(
            _("<b>Task forces</b>"),
            _("Rosters that you keep. A notice reaches a whole task force: choose it under “For whom”."),
        ),
        (*rows, (Button(_("Begin a task force"), NewTaskForce(), style=Style.PRIMARY),)),
    )
