"""/hours: what counts in a year, event by event, with cap and carry-over explained; former years."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.hours import SeriesYear, Statement
from bot.domain.ledger import Line
from bot.services.hours import Hours
from bot.texts import When, Words, _, joined, lines
from handlers.cards import clip, privately
from handlers.hours.base import feature, shown, turns
from handlers.hours.totals import HoursOfAll
from handlers.kit import Button, Ctx, Row, Screen

_PAGE = 15  # events that one message surely holds
_YEARS = 4  # buttons in a row


class ShowHours(Tap, wire="ho"):
    """A page of a year."""

    year: int
    page: int = 0


@feature.link("hours")
@feature.command("hours", _("My credit hours"))
async def hours(ctx: Ctx, _rest: str) -> Screen:
    """Show the present year."""
    if not ctx.private:
        return privately(ctx, "hours")
    return await _screen(ctx, None, 0)


@feature.on(ShowHours)
async def show(ctx: Ctx, tap: ShowHours) -> Screen:
    """Show a page of a year."""
    return await _screen(ctx, tap.year, tap.page)


async def _screen(ctx: Ctx, year: int | None, page: int) -> Screen:
    own = await ctx.use(Hours).statement(ctx.person.id, year)
    pages = max(1, -(-len(own.lines) // _PAGE))
    page = min(max(page, 0), pages - 1)
    body: list[Words | None] = [
        _("<b>My credit hours in {year}: {hours}</b>", year=own.year, hours=shown(own.counted)),
        *_by_series(own),
        "",
        *(_line(line) for line in own.lines[page * _PAGE : (page + 1) * _PAGE]),
    ]
    if not own.lines:
        body.append(_("Nothing yet. Hours are credited after an event to those who checked in."))
    return Screen(lines(*body), _rows(ctx, own, page, pages))


def _by_series(own: Statement) -> list[Words]:
    return [_series(one) for one in own.series if one.rule.cap is not None or one.count.brought]


def _series(one: SeriesYear) -> Words:
    count = one.count
    parts: list[Words] = [_("earned {hours}", hours=shown(count.earned))]
    if count.brought:
        parts.append(_("from the year before {hours}", hours=shown(count.brought)))
    if one.rule.cap is not None:
        parts.append(_("at most {hours} a year", hours=shown(one.rule.cap)))
    if count.carried:
        parts.append(_("to the next year {hours}", hours=shown(count.carried)))
    if count.lapsed:
        parts.append(_("above the limit {hours}", hours=shown(count.lapsed)))
    name = one.name or _("Without a series")
    return _("{series}: {hours} count ({parts})", series=name, hours=shown(count.counted), parts=joined(parts))


def _line(line: Line) -> Words:
    day, title = When(line.starts_at, "day"), clip(line.title)
    if len(line.amounts) == 1:
        return _("{day} {title}: {hours}", day=day, title=title, hours=shown(line.amount))
    before = shown(line.amount - line.amounts[-1])
    return _(
        "{day} {title}: {hours} (corrected, was {before})",
        day=day,
        title=title,
        hours=shown(line.amount),
        before=before,
    )


def _rows(ctx: Ctx, own: Statement, page: int, pages: int) -> tuple[Row, ...]:
    others = [year for year in own.years if year != own.year][:_YEARS]
    rows: list[Row] = [
        turns(page, pages, lambda number: ShowHours(own.year, number)),
        tuple(Button(_("{year}", year=year), ShowHours(year)) for year in others),
    ]
    if ctx.person.is_organiser(ctx.now):
        rows.append((Button(_("Hours by department"), HoursOfAll(own.year)),))
    return tuple(row for row in rows if row)
