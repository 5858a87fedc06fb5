"""Reading what an organiser types or chooses: one function per question. Choices come as texts that could be typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from typing import Any

from bot.clock import micros
from bot.domain.events import LONGEST, MOST_HOURS, MOST_SEATS, Pillar
from bot.domain.moments import Misread, Moment, read_end, read_moment
from bot.services.series import AllSeries
from bot.texts import When, _
from handlers.cards import PILLARS
from handlers.kit import Answers, Ctx, Misfit
from handlers.organise.answers import CLOSES, OPENS, OPENS_NOW, minutes_into_day, start_day, start_minutes, starts_at
from handlers.organise.hints import misfit

NO_SERIES = "#0"
_SERIES = re.compile(r"#(\d{1,18})", re.ASCII)
_LINK = re.compile(r"https?://[^\s，。；、）》]+")
_NUMBER = re.compile(r"(\d{1,7}(?:\.\d{1,2})?)\s*(?:人|位|个|座|席|学时|小时|seats?|hours?|h)*", re.ASCII)
_UNLIMITED = {"0", "不限", "不限名额", "无限", "no limit", "unlimited"}


def short(field: str) -> Callable[[Ctx, Answers, str], Awaitable[str]]:
    """Return the reader of a text of a Plan: one line, within its limit."""

    async def read(_ctx: Ctx, _answers: Answers, text: str) -> str:
        line = " ".join(text.split())
        if not line:
            raise Misfit(_("Please type a few words."))
        if len(line) > LONGEST[field]:
            raise Misfit(_("At most {limit} characters, please; that was {n}.", limit=LONGEST[field], n=len(line)))
        return line

    return read


async def series(ctx: Ctx, answers: Answers, text: str) -> str | None:
    """Read the name of a series, old or new; None for none."""
    chosen = _SERIES.fullmatch(text)
    if chosen is None:
        return await short("series")(ctx, answers, text)
    names = {one.id: one.name for one in await ctx.use(AllSeries).all()}
    return names.get(int(chosen[1]))


async def pillar(ctx: Ctx, _answers: Answers, text: str) -> str:
    """Read one of the four heads, by its code or its name."""
    for one, name in PILLARS.items():
        if text.strip().lower() in {one.value, ctx.reader.plain(name).lower()}:
            return one.value
    raise Misfit(_("One of these, please: {names}", names="、".join(ctx.reader.plain(PILLARS[one]) for one in Pillar)))


async def start(ctx: Ctx, answers: Answers, text: str) -> dict[str, Any]:
    """Read a day, with a time or without, with an end or without. What was known fills the gaps."""
    known = "start" in answers
    at = start_minutes(answers)
    try:
        moment = read_moment(
            text, now=ctx.now, zone=ctx.zone, day=start_day(answers) if known else None, at=at if known else None
        )
    except Misread as misread:
        raise misfit(misread, ctx) from None
    return {"day": moment.day.isoformat(), **_times(moment, ctx)}


async def time(ctx: Ctx, answers: Answers, text: str) -> dict[str, Any]:
    """Read the time on the day that was chosen, with an end or without."""
    day = start_day(answers)
    fits = _("Fits: 14:30, 2:30 pm, 14:30–16:00")
    try:
        moment = read_moment(text, now=ctx.now, zone=ctx.zone, day=day)
    except Misread as misread:
        raise misfit(misread, ctx, fits) from None
    if moment.day != day or moment.start is None:
        raise Misfit(_("Only the time, please; for another day go one step back."))
    return _times(moment, ctx)


async def lasts(ctx: Ctx, answers: Answers, text: str) -> int:
    """Read a duration or an end; return minutes."""
    begins = starts_at(answers, ctx.zone)
    try:
        end = read_end(text, start=begins, zone=ctx.zone)
    except Misread as misread:
        raise misfit(misread, ctx, _("Fits: 2 hours, 90 minutes, half a day, or the end: 16:00")) from None
    return (end - begins) // timedelta(minutes=1)


async def place(_ctx: Ctx, _answers: Answers, text: str) -> dict[str, str]:
    """Read a place, a link, or both in one text."""
    links = _LINK.findall(text)
    if len(links) > 1:
        raise Misfit(_("One link, please."))
    where = " ".join(_LINK.sub(" ", text).split())
    found = {"place": where, "link": links[0] if links else ""}
    for field, value in found.items():
        if len(value) > LONGEST[field]:
            raise Misfit(_("At most {limit} characters, please; that was {n}.", limit=LONGEST[field], n=len(value)))
    return found


async def seats(_ctx: Ctx, _answers: Answers, text: str) -> int:
    """Read how many seats there are; 0 for no limit."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _UNLIMITED:
        return 0
    number = _NUMBER.fullmatch(plain)
    if number is None or not number[1].isdigit() or not 1 <= int(number[1]) <= MOST_SEATS:
        raise Misfit(_("Fits: a number from 1 to {most}, such as 60, or “no limit”", most=MOST_SEATS))
    return int(number[1])


async def hours(_ctx: Ctx, _answers: Answers, text: str) -> float:
    """Read credit hours."""
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if number is None or float(number[1]) > MOST_HOURS:
        raise Misfit(_("Fits: a number such as 2 or 1.5; 0 for none"))
    return float(number[1])


async def opens(ctx: Ctx, _answers: Answers, text: str) -> str | int:
    """Read when sign-up opens: a rule, or a moment."""
    if text in OPENS:
        return text
    if text.strip().lower() == ctx.reader.plain(_("At once")).lower():
        return OPENS_NOW
    return _moment(ctx, text)


async def closes(ctx: Ctx, answers: Answers, text: str) -> str | int:
    """Read when sign-up closes: a rule, or a moment before the start."""
    if text in CLOSES:
        return text
    moment = _moment(ctx, text)
    begins = starts_at(answers, ctx.zone)
    if moment > micros(begins):
        raise Misfit(_("Sign-up closes at the latest at the start, {start}.", start=When(begins)))
    return moment


def _moment(ctx: Ctx, text: str) -> int:
    try:
        moment = read_moment(text, now=ctx.now, zone=ctx.zone)
    except Misread as misread:
        raise misfit(misread, ctx) from None
    if moment.start is None or moment.end is not None:
        raise Misfit(_("Please give day and time, such as tomorrow 18:00."))
    return micros(moment.start)


def _times(moment: Moment, ctx: Ctx) -> dict[str, Any]:
    if moment.start is None:
        return {"at": None, "lasts": None}
    minutes = minutes_into_day(moment.start, ctx.zone)
    over_midnight = moment.start.astimezone(ctx.zone).date() != moment.day
    length = None if moment.end is None else (moment.end - moment.start.astimezone(UTC)) // timedelta(minutes=1)
    return {"at": minutes + (24 * 60 if over_midnight else 0), "lasts": length}
