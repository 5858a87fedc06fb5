"""The questions about a series: what its events have in common. Skipped ones are asked for each event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.domain.moments import Misread, read_end, read_moment
from bot.texts import Words, _
from handlers.kit import Answers, Choice, Ctx, Misfit, Step
from handlers.organise import reading, steps
from handlers.organise.answers import CLOSES, OPENS, minutes_into_day
from handlers.organise.calendar import TIMES, WEEKDAYS, Choices
from handlers.organise.hints import misfit

_LENGTHS = (60, 90, 120, 180, 240, 480)  # minutes
_HOURS = ("0", "1", "1.5", "2", "3", "6")


def clock(minutes: int) -> str:
    """Return a time of day, in minutes after midnight, as clocks show it."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


async def _weekdays(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return (tuple(Choice(name, str(number)) for number, name in enumerate(WEEKDAYS)),)


async def _read_weekday(ctx: Ctx, _answers: Answers, text: str) -> int:
    plain = text.strip().lower().removeprefix("周").removeprefix("星期")
    for number, name in enumerate(WEEKDAYS):
        if plain in {str(number), ctx.reader.plain(name).lower()}:
            return number
    raise Misfit(_("Please use the buttons."))


async def _starts(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return tuple(tuple(Choice(text, text) for text in TIMES[i : i + 4]) for i in range(0, len(TIMES), 4))


async def _read_start(ctx: Ctx, _answers: Answers, text: str) -> int:
    tomorrow = ctx.now.astimezone(ctx.zone).date() + timedelta(days=1)
    fits = _("Fits: 14:30, 2:30 pm")
    try:
        moment = read_moment(text, now=ctx.now, zone=ctx.zone, day=tomorrow)
    except Misread as misread:
        raise misfit(misread, ctx, fits) from None
    if moment.start is None or moment.day != tomorrow or moment.end is not None:
        raise Misfit(fits)
    return minutes_into_day(moment.start, ctx.zone)


async def _lengths(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    choices = [Choice(steps.duration(n), f"{n} min") for n in _LENGTHS]
    return (tuple(choices[:3]), tuple(choices[3:]))


async def _read_length(ctx: Ctx, answers: Answers, text: str) -> int:
    tomorrow = ctx.now.astimezone(ctx.zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), ctx.zone)
    begins = (midnight + timedelta(minutes=answers["starts"] or 0)).astimezone(UTC)
    try:
        end = read_end(text, start=begins, zone=ctx.zone)
    except Misread as misread:
        raise misfit(misread, ctx, _("Fits: 2 hours, 90 minutes, half a day")) from None
    return (end - begins) // timedelta(minutes=1)


async def _opens(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return tuple((Choice(steps.OPENS_WORDS[rule], rule),) for rule in OPENS)


async def _closes(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return tuple((Choice(steps.CLOSES_WORDS[rule], rule),) for rule in CLOSES)


def _one_of(words: dict[str, Words]) -> Step:
    """Return a step, still without its name, that takes one of these rules."""

    async def read(ctx: Ctx, _answers: Answers, text: str) -> str:
        for rule, label in words.items():
            if text in {rule, ctx.reader.plain(label)}:
                return rule
        raise Misfit(_("Please use the buttons."))

    return Step("", "", "", read, show=lambda _ctx, value: words[value])


async def _hours(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return (tuple(Choice(n, n) for n in _HOURS),)


_EVENT = {step.name: step for step in steps.STEPS}
STEPS = (
    _EVENT["pillar"],
    _EVENT["field"],
    Step(
        "weekday",
        _("Weekday"),
        _("On which weekday does it meet? Its days are offered first."),
        _read_weekday,
        show=lambda _ctx, value: WEEKDAYS[value],
        choices=_weekdays,
        optional=True,
    ),
    Step(
        "starts",
        _("Start time"),
        _("At what time does it begin?"),
        _read_start,
        show=lambda _ctx, value: clock(value),
        choices=_starts,
        optional=True,
    ),
    Step(
        "lasts",
        _("Duration"),
        _("How long does it last?"),
        _read_length,
        show=lambda _ctx, value: steps.duration(value),
        choices=_lengths,
        optional=True,
    ),
    replace(_EVENT["place"], optional=True),
    _EVENT["speaker"],
    replace(_EVENT["capacity"], optional=True),
    _EVENT["departments"],
    replace(
        _one_of(steps.OPENS_WORDS),
        name="opens",
        label=_("Sign-up opens"),
        ask=_("From when on may people sign up?"),
        choices=_opens,
    ),
    replace(
        _one_of(steps.CLOSES_WORDS),
        name="closes",
        label=_("Sign-up closes"),
        ask=_("Until when may people sign up?"),
        choices=_closes,
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
