"""The list of names, for organisers: who has a seat, who waits, who is excused and why."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Attendee
from bot.services.events import Events
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, Manage, clip
from handlers.kit import Button, Ctx, Screen
from handlers.organise.base import feature, managed

PAGE = 25  # names with department and post that one message surely holds
_PATH, _POST = 60, 30  # characters of a department's path, of which the end says most, and of a post


_OFFERED, _WAITING, _ASKING, _EXCUSED = _("Offered"), _("Waiting"), _("To let in"), _("Excused")


class ListNames(Tap, wire="orn"):
    """A page of the list."""

    event: int
    page: int


@feature.on(ListNames)
async def list_names(ctx: Ctx, tap: ListNames) -> Screen:
    """Show a page of names."""
    card = await managed(ctx, tap.event)
    names = await ctx.use(Events).names(ctx.person.id, tap.event)
    groups = (
        (None, names.seated),
        (_OFFERED, names.offered),
        (_WAITING, names.waiting),
        (_ASKING, names.asking),
        (_EXCUSED, names.excused),
    )
    numbered = [(number, one, mark) for mark, group in groups for number, one in enumerate(group, 1)]
    pages = max(1, -(-len(numbered) // PAGE))
    page = min(max(tap.page, 0), pages - 1)
    body: list[Words] = [
        _("<b>{title}</b>", title=card.event.title),
        joined(
            [
                n_("{n} person with a seat", "{n} people with a seat", len(names.seated)),
                n_("{n} waiting", "{n} waiting", len(names.waiting)),
                *([n_("{n} offered a seat", "{n} offered a seat", len(names.offered))] if names.offered else []),
                *([n_("{n} to let in", "{n} to let in", len(names.asking))] if names.asking else []),
                *([n_("{n} excused", "{n} excused", len(names.excused))] if names.excused else []),
            ]
        ),
        "",
        *(_line(*one) for one in numbered[page * PAGE : (page + 1) * PAGE]),
    ]
    if not numbered:
        body.append(_("Nobody has signed up yet."))
    turns = tuple(
        Button(label, ListNames(tap.event, to))
        for label, to in ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
        if 0 <= to < pages
    )
    return Screen(lines(*body), (*((turns,) if turns else ()), (Button(BACK, Manage(tap.event)),)))


def _line(number: int, one: Attendee, mark: Words | None) -> Words:
    path = one.department if len(one.department) <= _PATH else "…" + one.department[1 - _PATH :]
    about = joined([text for text in (path, clip(one.post, _POST)) if text])
    who = _("{name} ({about})", name=one.name, about=about) if one.department or one.post else one.name
    if one.reason:
        who = _("{who}: {reason}", who=who, reason=clip(one.reason))
    if mark is None:
        return _("{number}. {who}", number=number, who=who)
    return _("{mark} {number}. {who}", mark=mark, number=number, who=who)
