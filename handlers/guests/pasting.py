"""Putting people on the guest list: names are pasted, doubtful ones decided one by one, unknown ones shown back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.drafts import DraftKey
from bot.domain.people import Entry
from bot.services.events import Events
from bot.services.guests import Guests
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import clip
from handlers.guests.base import AddGuests, feature, who
from handlers.guests.listing import list_screen
from handlers.kit import Answers, Choice, Ctx, Form, Misfit, Screen, Step

_LABEL = 12
_SHOWN = 30  # names of those found, or not, that the preview says
_ALL, _NONE = "all", "none"
_WHICH = "which"


@feature.on(AddGuests)
async def add_guests(ctx: Ctx, tap: AddGuests) -> Screen:
    """Ask for the names."""
    await ctx.use(Guests).page(ctx.person.id, tap.event, 0, 1)  # whoever may not see the list is told so now
    (await ctx.use(Events).card(tap.event, ctx.person.id)).event.manageable(ctx.now)
    return await ctx.fill_in(_form, {"_event": tap.event})


def _plain(ctx: Ctx, one: Entry) -> list[object]:
    return [one.id, one.name, ctx.reader.plain(who(one))]


async def _read_names(ctx: Ctx, answers: Answers, text: str) -> dict[str, Any]:
    # What was decided about names typed before means nothing for these.
    for name in [name for name in answers if name.startswith(_WHICH)]:
        del answers[name]
    matching = await ctx.use(Guests).match(ctx.person.id, answers["_event"], text)
    if not matching.found and not matching.doubtful:
        raise Misfit(_("Nobody on the roster is called like that. Please check the names, or use staff numbers."))
    return {
        "found": [_plain(ctx, one) for one in matching.found],
        "doubtful": [[typed, [_plain(ctx, one) for one in fitting]] for typed, fitting in matching.doubtful],
        "unknown": list(matching.unknown),
    }


def _steps(answers: Answers) -> tuple[Step, ...]:
    doubtful = answers.get("names", {}).get("doubtful", ())
    return (
        Step(
            "names",
            _("Names of guests"),
            lines(
                _("Who? Paste names or staff numbers, one per line or with 、 between."),
                _("The department beside a name, as in “王敏 党群工作部”, tells people of the same name apart."),
            ),
            _read_names,
            show=lambda _ctx, value: n_("{n} person", "{n} people", len(value["found"])),
        ),
        *(_which(place, typed, fitting) for place, (typed, fitting) in enumerate(doubtful)),
    )


def _which(place: int, typed: str, fitting: list[list[Any]]) -> Step:
    async def offer(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
        people = tuple((Choice(shown, str(id_)),) for id_, _name, shown in fitting)
        return (*people, (Choice(_("All of them"), _ALL), Choice(_("None of them"), _NONE)))

    return Step(
        f"{_WHICH}{place}",
        clip(typed, _LABEL),
        _("Several are called “{name}”. Which one do you mean?", name=typed),
        _pick(fitting),
        show=lambda _ctx, value: joined([shown for id_, _name, shown in fitting if id_ in value], "、") or _("nobody"),
        choices=offer,
    )


def _pick(fitting: list[list[Any]]) -> Callable[[Ctx, Answers, str], Awaitable[list[int]]]:
    async def read(ctx: Ctx, _answers: Answers, text: str) -> list[int]:
        if text in (_ALL, ctx.reader.plain(_("All of them"))):
            return [id_ for id_, _name, _shown in fitting]
        if text in (_NONE, ctx.reader.plain(_("None of them"))):
            return []
        for id_, _name, shown in fitting:
            if text in (str(id_), shown):
                return [id_]
        raise Misfit(_("Please tap one of these."))

    return read


def _chosen(answers: Answers) -> dict[int, str]:
    """Return the ids and names of those who were found or decided on."""
    names = answers["names"]
    chosen = {id_: name for id_, name, _shown in names["found"]}
    for place, (_typed, fitting) in enumerate(names["doubtful"]):
        chosen |= {id_: name for id_, name, _shown in fitting if id_ in answers[f"{_WHICH}{place}"]}
    return chosen


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    chosen, unknown = list(_chosen(answers).values()), answers["names"]["unknown"]
    return lines(
        n_("Goes on the list: {n} person", "Go on the list: {n} people", len(chosen)),
        _listed(chosen),
        *(("", _("<b>Not on the roster, left out:</b>"), _listed(unknown)) if unknown else ()),
        _("If they are only spelt differently, type the names once more.") if unknown else None,
    )


def _listed(names: list[str]) -> Words:
    shown = joined([clip(name) for name in names[:_SHOWN]], "、")
    left = len(names) - _SHOWN
    return joined([shown, n_("and {n} more", "and {n} more", left)], " ") if left > 0 else shown


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    event = answers["_event"]
    added = await ctx.use(Guests).add(ctx.person.id, event, tuple(_chosen(answers)), draft)
    toast = n_("{n} person added", "{n} people added", added) if added else _("They were all on the list already")
    return await list_screen(ctx, event, toast=toast)


_form = feature.form(Form("guests", _("Add to the guest list"), _steps, _file, _("Add"), preview=_preview))
