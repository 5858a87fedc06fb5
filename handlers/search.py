"""Two steps of a form that find one of many: type part of a name; when several fit, tap the one that is meant.

The answer of the first step is what was found; `chosen` reads the result of both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.texts import Words, _
from handlers.cards import clip
from handlers.kit import Answers, Choice, Ctx, Misfit, Step

SHOWN = 8  # candidates on buttons

Found = tuple[tuple[int, str], ...]  # id and label of what fits
Choices = Callable[[Ctx, Answers, str], Awaitable[tuple[tuple[Choice, ...], ...]]]


def search(
    name: str,
    label: Words,
    ask: Words,
    look: Callable[[Ctx, str], Awaitable[Found | dict[str, Any]]],
    *,
    choices: Choices | None = None,
    when: Callable[[Answers], bool] = lambda _answers: True,
) -> tuple[Step, Step]:
    """Return the two steps. `look` finds up to SHOWN + 1 for a text; what a button said it may answer itself."""
    which = f"{name}?"

    async def read(ctx: Ctx, answers: Answers, text: str) -> dict[str, Any]:
        # The choice among what was found before means nothing among what is found now.
        answers.pop(which, None)
        found = await look(ctx, text)
        if isinstance(found, dict):
            return found
        if not found:
            raise Misfit(_("Nothing fits “{text}”. Try a shorter part of the name.", text=clip(text)))
        if len(found) > SHOWN:
            raise Misfit(_("Too many fit “{text}”. Please type more of the name.", text=clip(text)))
        if len(found) == 1:
            return {"id": found[0][0], "shown": found[0][1]}
        return {"text": text, "found": [list(one) for one in found]}

    async def pick(_ctx: Ctx, answers: Answers, text: str) -> dict[str, Any]:
        for id_, shown in answers[name]["found"]:
            if text in (str(id_), shown):
                return {"id": id_, "shown": shown}
        raise Misfit(_("Please tap one of these."))

    async def offer(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
        return tuple((Choice(shown, str(id_)),) for id_, shown in answers[name]["found"])

    return (
        Step(
            name,
            label,
            ask,
            read,
            show=lambda _ctx, value: value.get("text") or show(value),
            choices=choices,
            when=when,
        ),
        Step(
            which,
            _("Which one"),
            _("Several fit. Which one do you mean?"),
            pick,
            show=lambda _ctx, value: show(value),
            choices=offer,
            when=lambda answers: when(answers) and "found" in answers.get(name, {}),
        ),
    )


def show(value: dict[str, Any]) -> Words:
    """Put one result into words."""
    shown: str = value["shown"]
    return shown


def chosen(answers: Answers, name: str) -> dict[str, Any]:
    """Return the result ("id", "shown") of the two steps called `name`."""
    value: dict[str, Any] = answers[name]
    result: dict[str, Any] = answers[f"{name}?"] if "found" in value else value
    return result
