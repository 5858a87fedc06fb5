"""Lists of people as features read them: pasted or sent, with what nobody or several people fit said back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.guests import Matching
from bot.domain.name_lists import ListUnreadable
from bot.domain.people import Entry
from bot.services.name_lists import NameLists
from bot.texts import Words, _, joined, n_
from handlers.cards import clip
from handlers.kit import Attachment, Ctx, FileKind, Misfit

_SHOWN = 20  # names that are said back


@dataclass(frozen=True, slots=True)
class Listed:
    """The people of a list, some of their names, and who was left out of it: for `missed`, as JSON."""

    ids: tuple[int, ...]
    names: str
    missed: dict[str, Any]


def unreadable(_refusal: ListUnreadable) -> Words:
    """Say which files are read."""
    return _("I cannot find names in this file. An .xlsx or .csv of up to 10 MB fits, with names or staff numbers.")


async def in_text(ctx: Ctx, text: str) -> Listed:
    """Return whom a text means. Raises Misfit when it is nobody, and what the service refuses."""
    return _listed(await ctx.use(NameLists).typed(ctx.person.id, text))


async def in_file(ctx: Ctx, sent: Attachment) -> Listed:
    """Return whom a table means. Raises Misfit when it is nobody or no table, and what the service refuses."""
    if sent.kind is not FileKind.DOCUMENT:
        raise Misfit(unreadable(ListUnreadable()))
    try:
        return _listed(await ctx.use(NameLists).sent(ctx.person.id, sent.id, sent.name, sent.size))
    except ListUnreadable as refusal:
        raise Misfit(unreadable(refusal)) from None


def missed(left_out: Mapping[str, Any] | None) -> tuple[Words, ...]:
    """Return the lines that say who of a list was left out, and what would help."""
    if not left_out or not left_out["count"]:
        return ()
    unknown, doubtful = left_out["unknown"], left_out["doubtful"]
    return (
        n_("Left out: {n} name", "Left out: {n} names", left_out["count"]),
        *((_("Not on the roster: {names}", names="、".join(unknown)),) if unknown else ()),
        *(_("Several are called “{name}”: {who}", name=name, who=joined(who, "；")) for name, who in doubtful),
        *((_("Type them once more with the department, as in “王敏 党群工作部”."),) if doubtful else ()),
        "",
    )


def _listed(matching: Matching) -> Listed:
    said = {
        "count": len(matching.unknown) + len(matching.doubtful),
        "unknown": [clip(name) for name in matching.unknown[:_SHOWN]],
        "doubtful": [[clip(name), [_who(one) for one in who]] for name, who in matching.doubtful[:_SHOWN]],
    }
    if not matching.found:
        raise Misfit(joined(missed(said)[:-1], "\n"))
    found = sorted(matching.found, key=lambda one: one.id)
    more = "…" if len(found) > _SHOWN else ""
    return Listed(tuple(one.id for one in found), "、".join(clip(one.name) for one in found[:_SHOWN]) + more, said)


def _who(one: Entry) -> str:
    about = " · ".join(word for word in (one.department, one.post) if word)
    return f"{one.name}（{about}）" if about else one.name
