"""Whom a notice is for: terms chosen one after the other, each added, required besides, or taken out.

The answer is {"terms": [[how, expression, label], …], "how": how the next one joins}; `how` is a key of HOWS.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from bot.domain.audience_terms import AudienceUnfit, Expression, check
from bot.domain.guests import pieces
from bot.domain.people import POST_LIMIT
from bot.texts import Words, _, joined, lines, n_
from handlers.kit import Answers, Attachment, Ctx, Misfit, Partly, Step
from handlers.name_lists import Listed, in_file, in_text, missed
from handlers.notices.offers import DONE, UNDO, Named, choices, named
from handlers.notices.saving import keep_if_asked

HOWS: dict[str, Words] = {"or": _("add"), "and": _("only if also"), "except": _("without")}
_HOW = re.compile(r"how\.(or|and|except)")
_POST = re.compile(r"(?:岗位|职务|崗位|職務|post)[:： ]*(.+)", re.IGNORECASE)


def audience_step() -> Step:
    """Return the step, which goes on until the organiser is done."""
    return Step(
        "audience", _("For whom"), _ask, _read, show=lambda _ctx, value: show(value), choices=_choices, attach=_attach
    )


def expression(value: Any) -> Expression:
    """Return the expression that an answer stands for. Raises AudienceUnfit."""
    found: Expression | None = None
    people = [term for term in value["terms"] if term[1][0] != "group"]
    for how, run in groupby(people, key=lambda term: term[0]):
        found = _join(found, how, [term[1] for term in run])
    # Groups are beside the people: what is required of people says nothing about them.
    groups = {term[1][1]: term for term in value["terms"] if term[1][0] == "group"}
    wanted = [term[1] for term in groups.values() if term[0] != "except"]
    if wanted:
        found = _join(found, "or", wanted)
    if found is None:
        raise AudienceUnfit
    return check(found)


def show(value: Any) -> Words:
    """Put the answer into words."""
    said: list[Words] = []
    for how, run in groupby(value["terms"], key=lambda term: term[0]):
        names = joined([str(label) for _how, _term, label in run], "、")
        match how:
            case "and":
                said.append(_("of these: {who}", who=names))
            case "except":
                said.append(_("without {who}", who=names))
            case _:
                said.append(names)
    return joined(said, "；")


def _join(found: Expression | None, how: str, terms: list[Expression]) -> Expression:
    if found is None:
        return terms[0] if len(terms) == 1 else [how if how != "except" else "or", *terms]
    if how == "except":
        return ["except", found, terms[0] if len(terms) == 1 else ["or", *terms]]
    return [how, found, *terms]


def _ask(_ctx: Ctx, answers: Answers) -> Words:
    value = answers.get("audience")
    if not value or not value["terms"]:
        return lines(
            _("Whom is it for? Choose below, one after the other; or type a department, or “post 科长”."),
            _("A list works, too: paste names or staff numbers, or send an .xlsx."),
        )
    return lines(
        *missed(value.get("missed")),
        _("The next one: <b>{how}</b>. Done when it is right.", how=HOWS[value["how"]]),
        _("To keep this choice, type “save” and a name."),
    )


async def _choices(ctx: Ctx, answers: Answers, page: str) -> Any:
    return await choices(ctx, answers.get("audience") or {"terms": [], "how": "or"}, page, HOWS)


async def _read(ctx: Ctx, answers: Answers, text: str) -> Any:
    value = answers.get("audience") or {"terms": [], "how": "or"}
    if text == DONE:
        if not value["terms"]:
            raise Misfit(_("Nobody is chosen yet."))
        return value
    if text == UNDO:
        return Partly({**value, "terms": value["terms"][:-1]} if value["terms"][1:] else None)
    if how := _HOW.fullmatch(text):
        return Partly({**value, "how": how[1]})
    if value["terms"]:
        await keep_if_asked(ctx, text, expression(value))
    return await _grown(ctx, value, await _term(ctx, text))


async def _attach(ctx: Ctx, answers: Answers, sent: Attachment) -> Any:
    value = answers.get("audience") or {"terms": [], "how": "or"}
    return await _grown(ctx, value, await in_file(ctx, sent))


async def _grown(ctx: Ctx, value: Any, found: Named | Listed) -> Partly:
    if isinstance(found, Named):
        return Partly(_with(value, found))
    label = ctx.reader.plain(n_("list of {n}", "list of {n}", len(found.ids)))
    return Partly(_with(value, Named(["people", list(found.ids)], label)) | {"missed": found.missed})


def _with(value: Any, one: Named) -> Any:
    how = value["how"] if value["terms"] else "or"
    terms = [term for term in value["terms"] if term[1] != one.term]
    grown = {"terms": [*terms, [how, one.term, one.label]], "how": value["how"]}
    try:
        expression(grown)
    except AudienceUnfit:
        raise Misfit(_("That is too much for one notice. Take something out, or begin with other people.")) from None
    return grown


async def _term(ctx: Ctx, text: str) -> Named | Listed:
    if len(pieces(text)) > 1:
        return await in_text(ctx, text)
    if post := _POST.fullmatch(text.strip()):
        wanted = post[1].strip()[:POST_LIMIT]
        return Named(["post", wanted], ctx.reader.plain(_("post “{post}”", post=wanted)))
    return await named(ctx, text)
