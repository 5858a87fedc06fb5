"""The questions about a campaign, and how answers are read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.callbacks import Tap
from bot.clock import instant, micros
from bot.domain.moments import Misread, read_moment
from bot.domain.suggestions.campaign import (
    LONGEST_PRIZES,
    LONGEST_TEXT,
    LONGEST_THEME,
    LONGEST_TITLE,
    MOST_DAYS,
    MOST_EACH,
    MOST_POINTS,
)
from bot.domain.suggestions.evaluation import JUDGES_EACH, MOST_JUDGES_EACH
from bot.services.people import People
from bot.services.roles import Roles
from bot.texts import When, Words, _
from handlers import whom
from handlers.campaigns.base import PARTS, VOTINGS
from handlers.kit import Answers, Choice, Ctx, Misfit, Step
from handlers.search import SHOWN, Found, search

OWNERS = _("the owners")
_NONE, _ALWAYS, _NOW = "-", "always", "now"
_END_OF_DAY = time(23, 59)
_YES: dict[str, Words] = {"yes": _("yes"), "no": _("no")}
_SHORTEST = 20  # characters that a campaign lets a suggestion have, at least
Rows = tuple[tuple[Choice, ...], ...]


class ChangeRules(Tap, wire="ker"):
    """Change the rules of a campaign."""

    campaign: int


def _text(limit: int) -> Callable[[Ctx, Answers, str], Awaitable[str]]:
    async def read(_ctx: Ctx, _answers: Answers, text: str) -> str:
        if not 1 <= len(text.strip()) <= limit:
            raise Misfit(_("One to {limit} characters, please.", limit=limit))
        return text.strip()

    return read


def _number(name: str, ask: Words, fits: range, offered: Iterable[int], none: Words | None = None) -> Step:
    """Return the step of a number within `fits`; `none` is what 0 means."""

    async def read(_ctx: Ctx, _answers: Answers, text: str) -> int:
        digits = text.strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) < 6 and int(digits) in fits):  # noqa: PLR2004
            raise Misfit(_("A number from {low} to {high}, please.", low=fits[0], high=fits[-1]))
        return int(digits)

    async def choices(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
        return (tuple(Choice(none if none and not n else str(n), str(n)) for n in offered),)

    def show(_ctx: Ctx, value: int) -> Words:
        return none if none and not value else str(value)

    return Step(name, PARTS[name], ask, read, show=show, choices=choices)


def _one_of(name: str, ask: Words, values: dict[str, Words]) -> Step:
    async def read(_ctx: Ctx, _answers: Answers, text: str) -> str:
        if text not in values:
            raise Misfit(_("Please tap one of these."))
        return text

    async def choices(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
        return tuple((Choice(words, value),) for value, words in values.items())

    return Step(name, PARTS[name], ask, read, show=lambda _ctx, value: values[value], choices=choices)


def _moment(ctx: Ctx, text: str, *, after: datetime | None = None) -> int:
    """Return a typed moment, of a day alone its end, as the answer has it. Raises Misfit."""
    try:
        read = read_moment(text, now=ctx.now, zone=ctx.zone)
    except Misread:
        raise Misfit(_("A day to come, with a time or without. Fits: 12-31, 31 December, next Friday 18:00")) from None
    found = read.start or datetime.combine(read.day, _END_OF_DAY, ctx.zone)
    if found <= (after or ctx.now):
        raise Misfit(_("That is too early: it comes after {moment}.", moment=When(after or ctx.now)))
    return micros(found.astimezone(UTC))


def _days(ctx: Ctx, begin: datetime, counts: Iterable[int]) -> list[Choice]:
    days = [begin.astimezone(ctx.zone) + timedelta(days=count) for count in counts]
    return [Choice(When(day, "day"), f"{day:%Y-%m-%d}") for day in days]


async def _read_opens(ctx: Ctx, _answers: Answers, text: str) -> int | None:
    return None if text == _NOW else _moment(ctx, text)


async def _opens_choices(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    return ((Choice(_("Now"), _NOW),),)


async def _read_closes(ctx: Ctx, _answers: Answers, text: str) -> int | None:
    return None if text == _ALWAYS else _moment(ctx, text)


async def _closes_choices(ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    return (tuple(_days(ctx, ctx.now, (14, 30))), (Choice(_("Always open"), _ALWAYS),))


async def _read_judged(ctx: Ctx, answers: Answers, text: str) -> int | None:
    return None if text == _NONE else _moment(ctx, text, after=instant(answers["closes"]))


async def _judged_choices(ctx: Ctx, answers: Answers, _page: str) -> Rows:
    return (tuple(_days(ctx, instant(answers["closes"]), (7, 14))), (Choice(_("No judging"), _NONE),))


async def paths(ctx: Ctx, ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return departments with their paths."""
    return [(id_, (await ctx.use(People).department(id_)).path) for id_ in ids]


async def _look(ctx: Ctx, text: str) -> Found | dict[str, Any]:
    if text == _NONE:
        return {"id": None, "shown": ctx.reader.plain(OWNERS)}
    people = await ctx.use(Roles).find(ctx.person.id, text, SHOWN + 1, joined=True)
    return tuple((one.id, " · ".join(part for part in (one.name, one.department) if part)) for one in people)


async def _nobody(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    return ((Choice(OWNERS, _NONE),),)


def _show_moment(none: Words) -> Callable[[Ctx, int | None], Words]:
    return lambda _ctx, value: none if value is None else When(instant(value))


ABOUT = (
    Step("title", PARTS["title"], _("What is the campaign called?"), _text(LONGEST_TITLE)),
    Step(
        "theme",
        PARTS["theme"],
        _("What is asked for? A few sentences that everybody reads."),
        _text(LONGEST_THEME),
        optional=True,
    ),
    Step(
        "opens",
        _("Opens"),
        _("From when on can people file?"),
        _read_opens,
        show=_show_moment(_("Now")),
        choices=_opens_choices,
    ),
    Step(
        "closes",
        PARTS["closes_at"],
        _("Until when? Type a day, or choose."),
        _read_closes,
        show=_show_moment(_("Always open")),
        choices=_closes_choices,
    ),
    Step(
        "judged",
        PARTS["judged_at"],
        _("Until when do judges mark what was filed? Then the results are told."),
        _read_judged,
        show=_show_moment(_("No judging")),
        choices=_judged_choices,
        when=lambda answers: answers.get("closes") is not None,
    ),
    Step(
        "departments",
        PARTS["departments"],
        _("Who may take part? Choosing a department again takes it out."),
        whom.read,
        show=whom.show,
        choices=whom.choices,
    ),
    Step(
        "prizes",
        PARTS["prizes"],
        _("Which prizes are there? With numbers they are given by rank: first prize 1, second prize 3 …"),
        _text(LONGEST_PRIZES),
        optional=True,
    ),
)

_EACH = range(MOST_EACH + 1)
RULES = (
    _number("each", _("How many suggestions may one person file?"), _EACH, (0, 1, 3, 5), _("any number")),
    _number("longest", _("How many characters at most?"), range(_SHORTEST, LONGEST_TEXT + 1), (300, 500, 1000, 2000)),
    _one_of(
        "voting",
        _("May others second a suggestion, and does everybody see how many do?"),
        {one.value: words for one, words in VOTINGS.items()},
    ),
    replace(
        _number("seconds_each", _("How many may one person second?"), _EACH, (0, 3, 5, 10), _("any number")),
        when=lambda answers: answers.get("voting") != "off",
    ),
    _one_of("comments", _("May others comment?"), _YES),
    _one_of("hidden_names", _("May authors hide their name from others? Organisers always see it."), _YES),
    _one_of(
        "moderated",
        _("Do others see a suggestion, and a comment, only once an organiser has accepted it?"),
        _YES,
    ),
    _number("days", _("Within how many working days is an answer due?"), range(1, MOST_DAYS + 1), (3, 5, 10, 15)),
    _number(
        "judges",
        _("How many judges mark each suggestion? Never its author."),
        range(JUDGES_EACH, MOST_JUDGES_EACH + 1),
        (2, 3, 5, 7),
    ),
    _number(
        "points",
        _("How many points for an adopted suggestion? A partly adopted one gets half."),
        range(MOST_POINTS + 1),
        (0, 5, 10, 20),
    ),
    *search(
        "leader",
        PARTS["leader"],
        _("Who is told of what is long overdue? Type part of the name."),
        _look,
        choices=_nobody,
    ),
)
