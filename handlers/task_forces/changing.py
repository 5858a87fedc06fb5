"""Beginning a task force, taking people in and out, and ending it."""

from __future__ import annotations

from typing import Any

from bot.domain.drafts import DraftKey
from bot.domain.people import NoAuthority, Role
from bot.domain.task_forces import LONGEST_NAME, TaskForceUnnamed, check_name
from bot.services.task_forces import TaskForces
from bot.texts import Words, _, lines, n_
from handlers.cards import BACK, clip, turns
from handlers.kit import Answers, Attachment, Button, Ctx, Form, Misfit, Screen, Step, Style
from handlers.name_lists import Listed, in_file, in_text, missed
from handlers.task_forces.base import (
    AddMembers,
    EndTaskForce,
    NewTaskForce,
    PickMember,
    RemoveMember,
    ShowTaskForce,
    feature,
)
from handlers.task_forces.listing import task_force_screen

_SIZE, _LABEL = 8, 24


@feature.on(NewTaskForce)
async def begin(ctx: Ctx, _tap: NewTaskForce) -> Screen:
    """Ask for the name."""
    if not ctx.person.is_organiser(ctx.now):
        raise NoAuthority(Role.ORGANISER)
    return await ctx.fill_in(_naming)


@feature.on(AddMembers)
async def add(ctx: Ctx, tap: AddMembers) -> Screen:
    """Ask for the names."""
    (await ctx.use(TaskForces).one(ctx.person.id, tap.task_force)).going_on()
    return await ctx.fill_in(_adding, {"_task_force": tap.task_force})


@feature.on(PickMember)
async def pick(ctx: Ctx, tap: PickMember) -> Screen:
    """Offer the members, each as a button."""
    return await _picking(ctx, tap.task_force, tap.page)


@feature.on(RemoveMember)
async def remove(ctx: Ctx, tap: RemoveMember) -> Screen:
    """Take somebody out."""
    removed = await ctx.use(TaskForces).remove(ctx.person.id, tap.task_force, tap.person)
    return await _picking(ctx, tap.task_force, tap.page, _("Taken out") if removed else _("They are out already"))


@feature.on(EndTaskForce)
async def end(ctx: Ctx, tap: EndTaskForce) -> Screen:
    """End it, after asking."""
    if not tap.sure:
        task_force = await ctx.use(TaskForces).one(ctx.person.id, tap.task_force)
        sure = Button(_("End it"), EndTaskForce(tap.task_force, sure=True), style=Style.DANGER)
        return Screen(
            _(
                "End the task force “{name}”? It is no audience any more; who was in it goes after 90 days.",
                name=task_force.name,
            ),
            ((sure,), (Button(BACK, ShowTaskForce(tap.task_force, 0)),)),
        )
    await ctx.use(TaskForces).end(ctx.person.id, tap.task_force)
    return await task_force_screen(ctx, tap.task_force, toast=_("Ended"))


async def _picking(ctx: Ctx, id_: int, page: int, toast: Words | None = None) -> Screen:
    page = max(0, page)
    found = await ctx.use(TaskForces).members(ctx.person.id, id_, page, _SIZE)
    if not found.members:
        return await task_force_screen(ctx, id_, toast=toast)
    rows = tuple((Button(clip(one.name, _LABEL), RemoveMember(id_, one.id, page)),) for one in found.members)
    pages = max(1, -(-found.task_force.members // _SIZE))
    return Screen(
        _("Whom to take out of “{name}”?", name=found.task_force.name),
        (*rows, *turns(page, pages, lambda to: PickMember(id_, to)), (Button(BACK, ShowTaskForce(id_, 0)),)),
        toast=toast,
    )


async def _read_name(_ctx: Ctx, _answers: Answers, text: str) -> str:
    try:
        return check_name(text)
    except TaskForceUnnamed:
        raise Misfit(_("A name of at most {limit} characters, please.", limit=LONGEST_NAME)) from None


async def _begun(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    task_force = await ctx.use(TaskForces).create(ctx.person.id, answers["name"], draft)
    return await ctx.fill_in(_adding, {"_task_force": task_force.id})


def _value(listed: Listed) -> dict[str, Any]:
    return {"ids": list(listed.ids), "names": listed.names, "missed": listed.missed}


async def _read_people(ctx: Ctx, _answers: Answers, text: str) -> dict[str, Any]:
    return _value(await in_text(ctx, text))


async def _read_file(ctx: Ctx, _answers: Answers, sent: Attachment) -> dict[str, Any]:
    return _value(await in_file(ctx, sent))


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    people = answers["people"]
    return lines(
        n_("To be added: {n} person", "To be added: {n} people", len(people["ids"])),
        people["names"],
        *missed(people["missed"]),
    )


async def _added(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    added = await ctx.use(TaskForces).add(ctx.person.id, answers["_task_force"], answers["people"]["ids"], draft)
    toast = n_("{n} person added", "{n} people added", added) if added else _("They were all in it already")
    return await task_force_screen(ctx, answers["_task_force"], toast=toast)


_naming = feature.form(
    Form(
        "task_force",
        _("Begin a task force"),
        (Step("name", _("Task force name"), _("What is the task force called?"), _read_name),),
        _begun,
        _("Begin it"),
        quick=True,
    )
)
_adding = feature.form(
    Form(
        "task_force.people",
        _("Add people"),
        (
            Step(
                "people",
                _("People"),
                _("Who is in it? Paste names or staff numbers, one per line or with 、 between; or send an .xlsx."),
                _read_people,
                show=lambda _ctx, value: n_("{n} person", "{n} people", len(value["ids"])),
                attach=_read_file,
            ),
        ),
        _added,
        _("Add"),
        preview=_preview,
    )
)
