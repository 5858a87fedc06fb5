"""The questions about an event, and how answers are shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.clock import instant
from bot.domain.events import Pillar
from bot.domain.hours import usual_hours
from bot.services.series import AllSeries
from bot.texts import When, Words, _, joined, lines, n_
from handlers import whom
from handlers.cards import PILLARS, clip
from handlers.kit import Answers, Choice, Ctx, Step
from handlers.organise import calendar, reading
from handlers.organise.answers import (
    CLOSES,
    OPENS,
    OPENS_NOW,
    lasts,
    range_minutes,
    start_minutes,
    starts_at,
)
from handlers.organise.calendar import Choices
from handlers.organise.known import known

_SERIES_SHOWN = 8
_CHOICE_BYTES = 40  # that a choice may have
_BUTTON = 14  # characters of a name on one of two buttons in a row
_LENGTHS = (60, 90, 120, 180, 240, 480)  # minutes
_SEATS = ("30", "60", "100", "200")
OPENS_WORDS: dict[str, Words] = {
    OPENS_NOW: _("At once"),
    **{rule: n_("{n} day before, 09:00", "{n} days before, 09:00", days) for rule, days in OPENS.items() if days},
}
CLOSES_WORDS: dict[str, Words] = {
    "start": _("At the start"),
    "2h": _("Two hours before"),
    "1d": _("One day before"),
    "eve": _("The evening before, 18:00"),
}


def _in_rows(choices: list[Choice], width: int) -> Choices:
    return tuple(tuple(choices[i : i + width]) for i in range(0, len(choices), width))


async def _series(ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    latest = (await ctx.use(AllSeries).all())[:_SERIES_SHOWN]
    choices = [Choice(clip(one.name, _BUTTON), f"#{one.id}") for one in latest]
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
    first, *rules = [Choice(label, rule) for rule, label in OPENS_WORDS.items()]
    return ((first, Choice(_("Tomorrow 09:00"), f"{tomorrow} 09:00")), *_in_rows(rules, 2))


async def _closings(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return _in_rows([Choice(CLOSES_WORDS[rule], rule) for rule in CLOSES], 2)


async def _fields(ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    used = await ctx.use(AllSeries).fields()
    return _in_rows([Choice(one, one) for one in used if len(one.encode()) <= _CHOICE_BYTES], 2)


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
    return OPENS_WORDS[value] if isinstance(value, str) else When(instant(value))


def show_closes(_ctx: Ctx, value: str | int) -> Words:
    """Return when sign-up closes."""
    return CLOSES_WORDS[value] if isinstance(value, str) else When(instant(value))


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
        knows=known,
    ),
    Step("title", _("Title"), _("What is the title?"), reading.short("title")),
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
        "lasts",
        _("Duration"),
        _("How long? Choose, or type a duration or the end: 2 hours, 16:30"),
        reading.lasts,
        show=lambda _ctx, value: duration(value),
        choices=_lengths,
        when=lambda answers: range_minutes(answers) is None,
    ),
    Step(
        "speaker",
        _("Speaker"),
        _("Who speaks? Name and post, as members shall read it."),
        reading.short("speaker"),
        optional=True,
    ),
    Step(
        "field",
        _("Field"),
        _("Which field is it about? Choose one, or type another."),
        reading.short("field"),
        choices=_fields,
        optional=True,
    ),
    Step(
        "departments",
        _("Who may come"),
        lines(
            _("Who may sign up?"),
            _("Choose or type departments, several with commas. Choosing one again takes it out."),
        ),
        whom.read,
        show=whom.show,
        choices=whom.choices,
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
