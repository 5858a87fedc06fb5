"""The report of a campaign: how far suggestions got, how long offices took, the words people used."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.callbacks import StaleTapError, Tap
from bot.domain.suggestions.phrases import phrases
from bot.domain.suggestions.report import Course, OfficeTimes, Spread, Stage
from bot.drawing.cloud import Cloud, cloud
from bot.drawing.fonts import available
from bot.drawing.funnel import Funnel, funnel
from bot.drawing.picture import ROWS, picture
from bot.drawing.table import Cell, Table
from bot.drawing.workbook import workbook
from bot.services.campaign_report import CampaignReports, Report
from bot.texts import When, Words, _, joined, lines, n_
from handlers.campaigns.base import OpenCampaign, ShowReport, feature
from handlers.cards import BACK
from handlers.kit import Answer, Button, Ctx, Document, Screen, Toast
from handlers.suggestion_look import DECISIONS

STAGES: dict[Stage, Words] = {
    Stage.FILED: _("Filed"),
    Stage.ACCEPTED: _("Accepted"),
    Stage.ASSIGNED: _("Assigned"),
    Stage.ANSWERED: _("Answered"),
    Stage.RESOLVED: _("Resolved"),
    Stage.ADOPTED: _("Adopted"),
}
_FORMS = ("xlsx", "funnel", "offices", "words")
_NO_FONT = _("Pictures need a Chinese typeface on the server (fonts-noto-cjk). The Excel file has everything.")


class TakeReport(Tap, wire="kt+"):
    """Take the report home: `form` is one of _FORMS."""

    campaign: int
    form: str


@feature.on(ShowReport)
async def show_report(ctx: Ctx, tap: ShowReport) -> Screen:
    """Show the report in words."""
    report = await ctx.use(CampaignReports).look(ctx.person.id, tap.campaign)
    stages = [_("{stage}: {n}", stage=STAGES[stage], n=n) for stage, n in report.funnel]
    body = lines(
        _("<b>Report · {title}</b>", title=report.campaign.title),
        "",
        *stages,
        *(("", _("Working time from filing, half / nine of ten within:")) if report.offices else ()),
        *(_office(report, one) for one in report.offices[:8]),
        *(() if available() else ("", _NO_FONT)),
    )
    id_ = tap.campaign
    rows = (
        (
            Button(_("Excel: everything"), TakeReport(id_, "xlsx")),
            Button(_("Picture: how far"), TakeReport(id_, "funnel")),
        ),
        (
            Button(_("Picture: offices"), TakeReport(id_, "offices")),
            Button(_("Picture: words"), TakeReport(id_, "words")),
        ),
        (Button(BACK, OpenCampaign(id_)),),
    )
    return Screen(body, rows)


@feature.on(TakeReport)
async def take_report(ctx: Ctx, tap: TakeReport) -> Answer:
    """Send a part of the report as a file or a picture."""
    if tap.form not in _FORMS:
        raise StaleTapError
    if tap.form != "xlsx" and not available():
        return Toast(_NO_FONT, alert=True)
    report = await ctx.use(CampaignReports).take(ctx.person.id, tap.campaign, tap.form)
    name = "".join(char for char in report.campaign.title if char not in '\\/:*?"<>|')[:40].strip() or "report"
    title = _("<b>{title}</b>", title=report.campaign.title)
    if tap.form == "xlsx":
        content = await asyncio.to_thread(workbook, [_list(ctx, report), _times(ctx, report)])
        return Screen(title, document=Document(f"{name}.xlsx", content), toast=_("The file is below"))
    content = await asyncio.to_thread(_DRAW[tap.form], ctx, report)
    return Screen(title, picture=Document(f"{name}.png", content), toast=_("The picture is below"))


def _office(report: Report, one: OfficeTimes) -> Words:
    return _(
        "{office} ({n}): first answer {answered}; done {resolved}",
        office=one.office,
        n=one.count,
        answered=_spread(report, one.answered),
        resolved=_spread(report, one.resolved),
    )


def _spread(report: Report, one: Spread) -> Words:
    if one.median is None or one.ninth is None:
        return "—"
    return joined([_time(report, one.median), _time(report, one.ninth)], " / ")


def _time(report: Report, took: timedelta) -> Words:
    """Return working time in working days, or in hours below one."""
    days = took / report.hours.day
    if days < 1:
        return _("{n} h", n=_short(took / timedelta(hours=1)))
    return _("{n} d", n=_short(days))


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _funnel(ctx: Ctx, report: Report) -> bytes:
    say = ctx.reader.plain
    stages = [(say(STAGES[stage]), n) for stage, n in report.funnel]
    return funnel(Funnel(say(_("{title} · how far", title=report.campaign.title)), _note(ctx, report), stages))


def _words(ctx: Ctx, report: Report) -> bytes:
    found = phrases(one.text for one in report.courses)
    title = ctx.reader.plain(_("{title} · words", title=report.campaign.title))
    return cloud(Cloud(title, _note(ctx, report), found))


def _offices(ctx: Ctx, report: Report) -> bytes:
    table = _times(ctx, report)
    title = f"{report.campaign.title} · {table.title}"
    return picture(Table(title, table.heads, table.rows[:ROWS], _note(ctx, report)))


_DRAW: dict[str, Callable[[Ctx, Report], bytes]] = {"funnel": _funnel, "words": _words, "offices": _offices}


def _note(ctx: Ctx, report: Report) -> str:
    count = n_("{n} suggestion", "{n} suggestions", len(report.courses))
    return ctx.reader.plain(joined([When(ctx.now), count]))


def _times(ctx: Ctx, report: Report) -> Table:
    say = ctx.reader.plain
    heads = (
        _("Office"),
        _("Suggestions"),
        _("First answer: half"),
        _("First answer: nine of ten"),
        _("Resolved: half"),
        _("Resolved: nine of ten"),
    )
    rows: list[tuple[Cell, ...]] = [
        (one.office, one.count, *(_cell(ctx, report, took) for took in _all(one))) for one in report.offices
    ]
    return Table(say(_("Offices")), tuple(say(head) for head in heads), rows)


def _all(one: OfficeTimes) -> tuple[timedelta | None, ...]:
    return (one.answered.median, one.answered.ninth, one.resolved.median, one.resolved.ninth)


def _cell(ctx: Ctx, report: Report, took: timedelta | None) -> str:
    return "" if took is None else ctx.reader.plain(_time(report, took))


def _list(ctx: Ctx, report: Report) -> Table:
    say = ctx.reader.plain
    heads = (
        *(
            _("Suggestion number"),
            _("What it says"),
            _("Office"),
            _("Filed"),
            _("Accepted"),
            _("Assigned"),
            _("Answered"),
        ),
        *(_("Resolved"), _("Decision")),
    )
    rows = [
        (
            *(one.number, one.text, one.office, *(_local(ctx, at) for at in _moments(one))),
            say(DECISIONS[one.decision]) if one.decision else "",
        )
        for one in report.courses
    ]
    return Table(say(_("Suggestions")), tuple(say(head) for head in heads), rows)


def _moments(one: Course) -> tuple[datetime | None, ...]:
    return (one.filed_at, one.accepted_at, one.assigned_at, one.answered_at, one.resolved_at)


def _local(ctx: Ctx, at: datetime | None) -> datetime | None:
    # Workbooks know no time zones: what they hold is the workplace's time.
    return None if at is None else at.astimezone(ctx.zone).replace(tzinfo=None)
