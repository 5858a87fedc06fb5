"""What can be chosen as an audience: everyone, departments, people of events, organisers, groups, the silent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.audience_terms import Expression, Part
from bot.domain.events import Shelf
from bot.services.events import Events
from bot.services.groups import Groups
from bot.services.notices import Notices
from bot.services.people import People
from bot.services.saved_audiences import SavedAudiences
from bot.services.subscriptions import Subscriptions
from bot.services.task_forces import TaskForces
from bot.texts import Words, _, joined
from handlers.cards import clip
from handlers.kit import Choice, Ctx, Misfit
from handlers.name_lists import Listed, in_text

DONE, UNDO = "done", "undo"
_ALL, _ORGANISERS = "all", "organisers"
_SIZE = 6  # on one page
_LABEL = 16
_CANDIDATES = 6
_PAGE = re.compile(r"([dfvngwst])(\d{1,18})(?:\.(\d{1,4}))?", re.ASCII)
_CHOSEN = re.compile(r"([dfngest])(-?\d{1,18})(?:\.([a-z]+))?", re.ASCII)
PARTS: dict[Part, Words] = {
    Part.SEATED: _("signed up"),
    Part.WAITING: _("on the waitlist"),
    Part.UNANSWERED: _("not answered yet"),
    Part.CAME: _("came"),
    Part.ABSENT: _("signed up, did not come"),
}

Rows = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A term and how it is called."""

    term: Expression
    label: str


async def choices(ctx: Ctx, value: Any, page: str, hows: Mapping[str, Words]) -> Rows:
    """Return the choices of a page: of the kinds, or for example of "d12.1", the second one below department 12."""
    found = _PAGE.fullmatch(page)
    if found is None:
        return _kinds(value, hows)
    kind, id_, number = found[1], int(found[2]), int(found[3] or 0)
    match kind:
        case "d":
            rows = await _departments(ctx, id_, number)
        case "v":
            rows = await _events(ctx, id_)
        case "w":
            rows = tuple((Choice(label, f"e{id_}.{part.value}"),) for part, label in PARTS.items())
        case "n":
            rows = await _silent(ctx, id_)
        case "s":
            kept = await ctx.use(SavedAudiences).mine(ctx.person.id)
            rows = tuple((Choice(one.name, f"s{one.id}"),) for one in kept)
        case "f":
            task_forces = await ctx.use(TaskForces).mine(ctx.person.id)
            rows = tuple((Choice(one.name, f"f{one.id}"),) for one in task_forces)
        case "t":
            topics = (await ctx.use(Subscriptions).wants(ctx.person.id)).topics
            rows = tuple((Choice(one.name, f"t{one.id}"),) for one in topics)
        case _:
            rows = await _groups(ctx, id_)
    return (*rows, (Choice(_("‹ Other people"), page="-"),))


async def named(ctx: Ctx, text: str) -> Named | Listed:  # noqa: C901, PLR0911 - one line per kind
    """Return the term that a choice or a typed department stands for. Raises Misfit and what services refuse."""
    if text == _ALL:
        return Named(["all"], ctx.reader.plain(_("Everyone")))
    if text == _ORGANISERS:
        return Named(["role", "organiser"], ctx.reader.plain(_("Organisers")))
    chosen = _CHOSEN.fullmatch(text)
    if chosen is None:
        return await _typed(ctx, text)
    kind, id_, part = chosen[1], int(chosen[2]), chosen[3]
    match kind:
        case "d":
            return Named(["department", id_], (await ctx.use(People).department(id_)).path)
        case "g":
            group = await ctx.use(Groups).known(id_)
            return Named(["group", id_], ctx.reader.plain(_("group “{title}”", title=group.title if group else id_)))
        case "f":
            task_force = await ctx.use(TaskForces).one(ctx.person.id, id_)
            task_force.going_on()
            return Named(["task_force", id_], task_force.name)
        case "s":
            saved = await ctx.use(SavedAudiences).one(ctx.person.id, id_)
            return Named(saved.expression, saved.name)
        case "t":
            topics = (await ctx.use(Subscriptions).wants(ctx.person.id)).topics
            topic = next((one.name for one in topics if one.id == id_), None)
            if topic is None:
                raise Misfit(_("Please tap one of these."))
            return Named(["topic", topic], ctx.reader.plain(_("who follows “{topic}”", topic=topic)))
        case "n":
            notice = (await ctx.use(Notices).progress(ctx.person.id, id_)).notice
            label = _("who did not acknowledge “{title}”", title=clip(notice.title))
            return Named(["notice", id_, "unacknowledged"], ctx.reader.plain(label))
    if part not in set(Part):
        raise Misfit(_("Please tap one of these."))
    event = (await ctx.use(Events).card(id_, ctx.person.id)).event
    label = _("“{title}”: {part}", title=clip(event.title), part=PARTS[Part(part)])
    return Named(["event", id_, part], ctx.reader.plain(label))


def _kinds(value: Any, hows: Mapping[str, Words]) -> Rows:
    rows: list[tuple[Choice, ...]] = [
        (Choice(_("Everyone"), _ALL), Choice(_("Departments ›"), page="d0.0")),
        (Choice(_("Of an event ›"), page="v0"), Choice(_("Not acknowledged ›"), page="n0")),
        (Choice(_("By topic ›"), page="t0"), Choice(_("Groups ›"), page="g0")),
        (Choice(_("Organisers"), _ORGANISERS), Choice(_("Kept choices ›"), page="s0")),
        (Choice(_("Task forces ›"), page="f0"),),
    ]
    if value["terms"]:
        rows.append(
            tuple(
                Choice(joined(("● ", label), "") if how == value["how"] else label, f"how.{how}")
                for how, label in hows.items()
            )
        )
        rows.append((Choice(_("↩ Undo"), UNDO), Choice(_("Done ✓"), DONE)))
    return tuple(rows)


async def _departments(ctx: Ctx, parent_id: int, number: int) -> Rows:
    below = await ctx.use(People).departments(parent_id or None)
    rows: list[tuple[Choice, ...]] = []
    for one in below[number * _SIZE : (number + 1) * _SIZE]:
        choice = Choice(clip(one.name, _LABEL), f"d{one.id}")
        rows.append((choice, Choice(_("below ›"), page=f"d{one.id}.0")) if one.branches else (choice,))
    rows.append(_turns(number, len(below), lambda to: f"d{parent_id}.{to}"))
    return tuple(row for row in rows if row)


async def _events(ctx: Ctx, number: int) -> Rows:
    page = await ctx.use(Events).browse(ctx.person.id, Shelf.ON, None, number, _SIZE)
    rows = [(Choice(clip(card.event.title, 2 * _LABEL), page=f"w{card.event.id}"),) for card in page.cards]
    turns = _turns(page.page, page.pages * _SIZE, lambda to: f"v{to}")
    return (*rows, turns) if turns else tuple(rows)


async def _silent(ctx: Ctx, number: int) -> Rows:
    found = await ctx.use(Notices).mine(ctx.person.id, number, _SIZE)
    rows = [(Choice(clip(one.title, 2 * _LABEL), f"n{one.id}"),) for one in found if one.ask_ack]
    turns = _turns(number, (number + 1) * _SIZE + (len(found) == _SIZE), lambda to: f"n{to}")
    return (*rows, turns) if turns else tuple(rows)


async def _groups(ctx: Ctx, number: int) -> Rows:
    found = [one for one in await ctx.use(Groups).of(ctx.person) if one.bound]
    rows = [
        (Choice(clip(one.title, 2 * _LABEL), f"g{one.id}"),) for one in found[number * _SIZE : (number + 1) * _SIZE]
    ]
    turns = _turns(number, len(found), lambda to: f"g{to}")
    return (*rows, turns) if turns else tuple(rows)


def _turns(number: int, total: int, page: Any) -> tuple[Choice, ...]:
    turns = []
    if number:
        turns.append(Choice(_("‹ Earlier page"), page=page(number - 1)))
    if (number + 1) * _SIZE < total:
        turns.append(Choice(_("Next page ›"), page=page(number + 1)))
    return tuple(turns)


async def _typed(ctx: Ctx, text: str) -> Named | Listed:
    found = await ctx.use(People).find_departments(text.strip(), _CANDIDATES)
    exact = [one for one in found if text.strip() in {one.name, one.path}]
    if len(exact) == 1 or len(found) == 1:
        one = (exact or list(found))[0]
        return Named(["department", one.id], one.path)
    if not found:
        return await in_text(ctx, text)
    names = joined([one.path for one in found], "\n")
    raise Misfit(_("“{name}” may be one of these; please type more of it:\n{names}", name=clip(text), names=names))
