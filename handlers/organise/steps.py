"""The questions about an event, and how answers are shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.clock import instant
from bot.domain.events import Pillar
from bot.services.events import Events
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import PILLARS, clip
from handlers.kit import Answers, Choice, Ctx, Step
from handlers.organise import audience, calendar, reading
from handlers.organise.answers import (
    CLOSES,
    OPENS_NOW,
    lasts,
    range_minutes,
    start_minutes,
    starts_at,
    usual_hours,
)
from handlers.organise.calendar import Choices

_SERIES_SHOWN = 8
_BUTTON = 14  # characters of a name on one of two buttons in a row
_LENGTHS = (60, 90, 120, 180, 240, 480)  # minutes
_SEATS = ("30", "60", "100", "200")
_CLOSES: dict[str, Words] = {
    "start": _("At the start"),
    "2h": _("Two hours before"),
    "1d": _("One day before"),
    "eve": _("The evening before, 18:00"),
}


def _in_rows(choices: list[Choice], width: int) -> Choices:
    return tuple(tuple(choices[i : i + width]) for i in range(0, len(choices), width))


async def _series(ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    known = (await ctx.use(Events).run_series())[-_SERIES_SHOWN:]
    choices = [Choice(clip(name, _BUTTON), f"#{id_}") for id_, name in reversed(known)]
    return (*_in_rows(choices, 2), (Choice(_("No series"), reading.NO_SERIES),))


async def _pillars(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return _in_rows([Choice(PILLARS[one], one.value) for one in Pillar], 2)


async def _lengths(ctx: Ctx, answers: Answers, _page: str) -> Choices:
    begins = starts_at(answers, ctx.zone)
    choices = [
        Choice(
            _("{length}, to {end}", length=duration(n), end=When(begins + timedelta(minutes=n), "time")),
            f"{n} min",
        )
        for n in _LENGTHS
    ]
    return _in_rows(choices, 2)


async def _seats(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return (*_in_rows([Choice(n, n) for n in _SEATS], 4), (Choice(_("No limit"), "0"),))


async def _opens(ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    tomorrow = (ctx.now.astimezone(ctx.zone) + timedelta(days=1)).date()
    return ((Choice(_("At once"), OPENS_NOW), Choice(_("Tomorrow 09:00"), f"{tomorrow} 09:00")),)


async def _closings(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return _in_rows([Choice(_CLOSES[rule], rule) for rule in CLOSES], 2)


async def _hours(_ctx: Ctx, answers: Answers, _page: str) -> Choices:
    usual = usual_hours(lasts(answers))
    return (tuple(Choice(f"{n:g}", f"{n:g}") for n in sorted({0.0, usual, usual * 2})),)


def duration(minutes: int) -> Words:
    """Return a duration in words."""
    if minutes % 60 == 0:
        return n_("{n} hour", "{n} hours", minutes // 60)
    if minutes % 30 == 0:
        return _("{hours} hours", hours=f"{minutes / 60:g}")
    return n_("{n} minute", "{n} minutes", minutes)


def show_opens(_ctx: Ctx, value: str | int) -> Words:
    """Return when sign-up opens."""
    return _("At once") if isinstance(value, str) else When(instant(value))


def show_closes(_ctx: Ctx, value: str | int) -> Words:
    """Return when sign-up closes."""
    return _CLOSES[value] if isinstance(value, str) else When(instant(value))


def _show_start(ctx: Ctx, value: dict[str, Any]) -> Words:
    whole = {"start": value}
    begins = starts_at(whole, ctx.zone)
    return When(begins, "day" if start_minutes(whole) is None else "moment")


def _show_place(_ctx: Ctx, value: dict[str, str]) -> Words:
    return joined([text for text in (value["place"], value["link"]) if text])


STEPS = (
    Step(
        "series",
        _("Series"),
        lines(_("Which series does it belong to?"), _("Choose one, or type the name of a new one.")),
        reading.series,
        choices=_series,
    ),
    Step("title", _("Title"), _("What is the title?"), reading.short("title")),
    Step(
        "speaker",
        _("Speaker"),
        _("Who speaks? Name and post, as members shall read it."),
        reading.short("speaker"),
        optional=True,
    ),
    Step(
        "start",
        _("Day and time"),
        lines(
            _("When? Type it, or choose the day."),
            _("For example: next Wednesday 14:30, 12-8 14:30, 8 December 14:30–16:00"),
        ),
        reading.start,
        show=_show_start,
        choices=calendar.days,
    ),
    Step(
        "time",
        _("Time"),
        _("At what time does it begin?"),
        reading.time,
        choices=calendar.times,
        when=lambda answers: "start" in answers and answers["start"]["at"] is None,
    ),
    Step(
        "lasts",
        _("Duration"),
        _("How long? Choose, or type a duration or the end: 2 hours, 16:30"),
        reading.lasts,
        show=lambda _ctx, value: duration(value),
        choices=_lengths,
        when=lambda answers: range_minutes(answers) is None,
    ),
    Step(
        "place",
        _("Place"),
        _("Where? A place, a link to an online meeting, or both."),
        reading.place,
        show=_show_place,
        optional=True,
    ),
    Step(
        "capacity",
        _("Seats"),
        _("How many seats? Whoever comes later waits in line."),
        reading.seats,
        show=lambda _ctx, value: str(value) if value else _("No limit"),
        choices=_seats,
    ),
    Step(
        "pillar",
        _("Head"),
        _("Under which head?"),
        reading.pillar,
        choices=_pillars,
        show=lambda _ctx, value: PILLARS[Pillar(value)],
    ),
    Step(
        "departments",
        _("Who may come"),
        lines(
            _("Who may sign up?"),
            _("Choose or type departments, several with commas. Choosing one again takes it out."),
        ),
        audience.read,
        show=audience.show,
        choices=audience.choices,
    ),
    Step(
        "opens",
        _("Sign-up opens"),
        _("From when on may people sign up?"),
        reading.opens,
        show=show_opens,
        choices=_opens,
    ),
    Step(
        "closes",
        _("Sign-up closes"),
        _("Until when may people sign up?"),
        reading.closes,
        show=show_closes,
        choices=_closings,
    ),
    Step(
        "hours",
        _("Credit hours"),
        _("How many credit hours? Skipped, they follow the duration."),
        reading.hours,
        show=lambda _ctx, value: f"{value:g}",
        choices=_hours,
        optional=True,
    ),
)
