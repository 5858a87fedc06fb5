"""The form that repeats an event: how often, how long, which days not."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.moments import Misread, read_moment
from bot.domain.recurrence import MOST, Every, Occurrence, OffDay, RepeatedAlready, Repetition, nth_weekday, occurrences
from bot.domain.workdays import known, last_known_year
from bot.services.repetitions import Repetitions
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import Manage, clip, open_button
from handlers.kit import Answers, Button, Choice, Ctx, Form, Misfit, Screen, Step
from handlers.organise.base import feature, managed
from handlers.organise.calendar import WEEKDAYS, Choices
from handlers.organise.hints import misfit

_TIMES = (4, 8, 12, 24)
_COUNT = re.compile(r"(\d{1,3})\s*(?:次|场|times)?", re.ASCII)
_SEPARATORS = re.compile(r"[、，,;；\n]+")
_LAST = 5
_OFF_DAYS: dict[str, Words] = {
    OffDay.SKIP: _("Leave them out"),
    OffDay.NEXT: _("Next work day"),
    OffDay.PREVIOUS: _("Work day before"),
    OffDay.KEEP: _("Keep the day"),
}


class Repeat(Tap, wire="orr"):
    """Begin to repeat the event."""

    event: int


@feature.on(Repeat)
async def repeat(ctx: Ctx, tap: Repeat) -> Screen:
    """Ask how often."""
    event = (await managed(ctx, tap.event)).event
    event.manageable(ctx.now)
    if event.repetition_id is not None:
        raise RepeatedAlready
    first = event.starts_at.astimezone(ctx.zone).date()
    known_already = {"_event": tap.event, "_first": first.isoformat(), "skip": None}
    return await ctx.fill_in(_form, known_already)


def _first(answers: Answers) -> date:
    return date.fromisoformat(answers["_first"])


def _in_words(every: str, first: date) -> Words:
    weekday, nth = WEEKDAYS[first.weekday()], nth_weekday(first)
    match Every(every):
        case Every.WEEK:
            return _("Every week on {weekday}", weekday=weekday)
        case Every.FORTNIGHT:
            return _("Every two weeks on {weekday}", weekday=weekday)
        case Every.MONTH_DAY:
            return _("Every month on day {day}", day=first.day)
        case Every.MONTH_WEEKDAY:
            if nth == _LAST:
                return _("Every month on the last {weekday}", weekday=weekday)
            return _("Every month on {weekday} number {n}", weekday=weekday, n=nth)


async def _rates(_ctx: Ctx, answers: Answers, _page: str) -> Choices:
    return tuple((Choice(_in_words(one, _first(answers)), one.value),) for one in Every)


async def _read_rate(ctx: Ctx, answers: Answers, text: str) -> str:
    for one in Every:
        if text in {one.value, ctx.reader.plain(_in_words(one, _first(answers)))}:
            return one.value
    raise Misfit(_("Please use the buttons."))


async def _ends(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    return (tuple(Choice(n_("{n} time", "{n} times", n), str(n)) for n in _TIMES),)


async def _read_end(ctx: Ctx, answers: Answers, text: str) -> int | str:
    """Read a number of times, or the last day."""
    times = _COUNT.fullmatch(text.strip())
    if times:
        if not 2 <= int(times[1]) <= MOST:  # noqa: PLR2004 - once is no repetition
            raise Misfit(_("Fits: 2 to {most} times, or the last day such as 12-31", most=MOST))
        return int(times[1])
    day = _read_day(ctx, text)
    if day <= _first(answers):
        raise Misfit(_("The last day must come after the first, {day}.", day=_noon(ctx, _first(answers))))
    return day.isoformat()


def _show_end(ctx: Ctx, value: int | str) -> Words:
    if isinstance(value, int):
        return n_("{n} time in all", "{n} times in all", value)
    return _("up to {day}", day=_noon(ctx, date.fromisoformat(value)))


async def _off_days(_ctx: Ctx, _answers: Answers, _page: str) -> Choices:
    choices = [Choice(label, rule) for rule, label in _OFF_DAYS.items()]
    return (tuple(choices[:2]), tuple(choices[2:]))


async def _read_off_day(ctx: Ctx, _answers: Answers, text: str) -> str:
    for rule, label in _OFF_DAYS.items():
        if text in {rule, ctx.reader.plain(label)}:
            return str(rule)
    raise Misfit(_("Please use the buttons."))


async def _coming(ctx: Ctx, answers: Answers, _page: str) -> Choices:
    """Offer the first days that come out, to leave them out or take them in again."""
    found = [one.planned for one in _occurrences({**answers, "skip": None})][:_SHOWN]
    skipped = set(answers.get("skip") or [])
    choices = [
        Choice(joined(["✗" if day.isoformat() in skipped else "✓", _noon(ctx, day)], " "), day.isoformat())
        for day in found
    ]
    return tuple(tuple(choices[i : i + 2]) for i in range(0, len(choices), 2))


async def _read_skip(ctx: Ctx, answers: Answers, text: str) -> list[str] | None:
    """Read days; one that is left out already comes in again."""
    skipped = set(answers.get("skip") or [])
    for part in _SEPARATORS.split(text):
        if part.strip():
            skipped ^= {_read_day(ctx, part).isoformat()}
    return sorted(skipped) or None


def _read_day(ctx: Ctx, text: str) -> date:
    try:
        return read_moment(text.strip(), now=ctx.now, zone=ctx.zone).day
    except Misread as misread:
        raise misfit(misread, ctx, _("Fits: 12-31, next Friday")) from None


def _noon(ctx: Ctx, day: date) -> When:
    return When(datetime.combine(day, time(12), ctx.zone).astimezone(UTC), "day")


def _rule(answers: Answers) -> Repetition:
    end = answers["ends"]
    return Repetition(
        every=Every(answers["every"]),
        until=None if isinstance(end, int) else date.fromisoformat(end),
        times=end if isinstance(end, int) else MOST,
        skip=frozenset(date.fromisoformat(day) for day in answers.get("skip") or ()),
        off_day=OffDay(answers.get("off_day", OffDay.KEEP)),
    )


def _occurrences(answers: Answers) -> tuple[Occurrence, ...]:
    return occurrences(_first(answers), _rule(answers))


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    event = (await managed(ctx, answers["_event"])).event
    found, first = _occurrences(answers), _first(answers)
    taking_place = [one.day for one in found if one.day]
    unknown = any(not known(one.planned) for one in found) and answers["off_day"] != OffDay.KEEP
    return lines(
        _("<b>“{title}”</b>", title=clip(event.title)),
        joined([_in_words(answers["every"], first), _show_end(ctx, answers["ends"])]),
        _("Days nobody works: {rule}", rule=_OFF_DAYS[answers["off_day"]]),
        "",
        joined([_noon(ctx, first), _("published already")]),
        *(_line(ctx, one) for one in found),
        "",
        n_("{n} more event will be published.", "{n} more events will be published.", len(taking_place)),
        _("Groups hear of each one two weeks before; in /events they stand at once."),
        _("Holidays are known up to {year}; after that Monday to Friday count.", year=str(last_known_year()))
        if unknown
        else None,
    )


def _line(ctx: Ctx, one: Occurrence) -> Words:
    if one.day is None:
        return joined([_noon(ctx, one.planned), _("left out")])
    if one.day != one.planned:
        return joined([_noon(ctx, one.day), _("instead of {day}", day=_noon(ctx, one.planned))])
    return _noon(ctx, one.day)


async def _publish(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    n = await ctx.use(Repetitions).repeat(ctx.person.id, answers["_event"], _rule(answers), draft)
    event = (await managed(ctx, answers["_event"])).event
    done = n_("{n} more event is published.", "{n} more events are published.", n)
    return Screen(
        lines(
            _("<b>“{title}”</b>", title=clip(event.title)),
            done,
            _("To change or cancel them later, open one: you are asked whether the following ones change, too."),
        ),
        ((open_button(event), Button(_("Manage"), Manage(event.id))),),
        toast=done,
    )


_SHOWN = 12  # days on buttons
_form = feature.form(
    Form(
        "event.repeat",
        _("Repeat the event"),
        (
            Step(
                "every",
                _("How often"),
                _("How often?"),
                _read_rate,
                choices=_rates,
            ),
            Step(
                "ends",
                _("How long"),
                _("How many times in all, or until which day? For example: 10, or 12-31"),
                _read_end,
                show=_show_end,
                choices=_ends,
            ),
            Step(
                "off_day",
                _("Days off"),
                _("And when it falls on a day on which nobody works?"),
                _read_off_day,
                show=lambda _ctx, value: _OFF_DAYS[value],
                choices=_off_days,
            ),
            Step(
                "skip",
                _("Leave days out"),
                _("Which days are left out? Tap or type them; once more takes a day in again."),
                _read_skip,
                show=lambda ctx, value: joined([_noon(ctx, date.fromisoformat(day)) for day in value], "、"),
                choices=_coming,
                optional=True,
            ),
        ),
        _publish,
        _("Publish them all"),
        preview=_preview,
    )
)
