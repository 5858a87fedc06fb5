"""The report of a notice: what became of it, by department and over time, as text, pictures and a workbook."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.callbacks import StaleTapError
from bot.domain.deliveries import DeliveryState, Reason, Recipient
from bot.domain.mirroring import EchoState
from bot.domain.notice_reports import Branch, Report, acknowledging, branches
from bot.domain.notices import Notice
from bot.drawing.chart import Bar, Chart, chart
from bot.drawing.fonts import available
from bot.drawing.picture import ROWS, picture
from bot.drawing.table import Cell, Table
from bot.drawing.workbook import workbook
from bot.services.notice_reports import NoticeReports
from bot.services.watching import Watching
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, clip
from handlers.kit import Answer, Button, Ctx, Document, Row, Screen, Toast
from handlers.notices.base import (
    REASONS,
    STATES,
    ShowNotice,
    ShowReport,
    TakeCurve,
    TakeDepartments,
    TakeRecipients,
    feature,
)
from handlers.notices.steering import unchanged

_BRANCHES = 12  # lines that a phone shows without scrolling
_NO_FONT = _("Pictures need a Chinese typeface on the server (fonts-noto-cjk). The Excel file has everything.")
_DELIVERED: dict[DeliveryState, Words] = {
    DeliveryState.WAITING: _("waiting"),
    DeliveryState.SENDING: _("on its way"),
    DeliveryState.SENT: _("delivered"),
    DeliveryState.DOUBT: _("in doubt"),
    DeliveryState.FAILED: _("did not arrive"),
    DeliveryState.SKIPPED: _("not sent"),
    DeliveryState.TAKEN_BACK: _("deleted again"),
}
_ECHOES: dict[EchoState, Words] = {
    EchoState.WAITING: _("waiting"),
    EchoState.SENT: _("delivered"),
    EchoState.FAILED: _("did not arrive"),
}

feature.noted("notice.list", lambda title: _("took the list of who received “{title}”", title=title))


@feature.on(ShowReport)
async def show(ctx: Ctx, tap: ShowReport) -> Screen:
    """Say what became of it."""
    await ctx.use(Watching).unwatch(ctx.person.id, ctx.message_id)
    report = await ctx.use(NoticeReports).report(ctx.person.id, tap.notice)
    notice = report.progress.notice
    return Screen(
        lines(
            _("<b>Report</b> · “{title}” · {state}", title=notice.title, state=STATES[notice.state]),
            "",
            *_delivered(report),
            *_by_reason(report),
            *unchanged(report.progress),
            *_acknowledged(report),
            *_mirrored(report),
            *_by_department(report),
            None if available() else _NO_FONT,
        ),
        (*_pictures(notice), (Button(_("Excel: everyone"), TakeRecipients(notice.id)),), _back(notice)),
    )


@feature.on(TakeCurve)
async def take_curve(ctx: Ctx, tap: TakeCurve) -> Answer:
    """Send how the acknowledgements came in, as a picture."""
    report = await ctx.use(NoticeReports).report(ctx.person.id, tap.notice)
    if not available():
        return Toast(_NO_FONT, alert=True)
    notice, say = report.progress.notice, ctx.reader.plain
    people = [one for one in report.people if one.sent_at or one.acknowledged_at]
    since = min([notice.started_at or notice.send_at, *(one.acknowledged_at or ctx.now for one in people)])
    points, hourly = acknowledging(report.people, since, ctx.now, ctx.zone)
    form = "%m-%d %H:%M" if hourly else "%m-%d"
    drawn = Chart(
        say(_("{title} · acknowledged", title=notice.title)),
        say(_("{n} of {total} who received it", n=points[-1][1], total=len(people))),
        [Bar(f"{at.astimezone(ctx.zone):{form}}", count) for at, count in points],
        (say(_("acknowledged")), "", say(_("received"))),
        len(people) or None,
    )
    return Screen(
        _("<b>{title}</b>", title=notice.title),
        picture=Document(f"{_file_name(notice)}.png", await asyncio.to_thread(chart, drawn)),
        toast=_("The picture is below"),
    )


@feature.on(TakeDepartments)
async def take_departments(ctx: Ctx, tap: TakeDepartments) -> Answer:
    """Send a page of the departments as a picture."""
    report = await ctx.use(NoticeReports).report(ctx.person.id, tap.notice)
    if not available():
        return Toast(_NO_FONT, alert=True)
    notice, table = report.progress.notice, _departments(ctx, report)
    pages = max(1, -(-len(table.rows) // ROWS))
    if not 0 <= tap.page < pages:
        raise StaleTapError
    rows = table.rows[tap.page * ROWS : (tap.page + 1) * ROWS]
    shown = Table(f"{notice.title} · {table.title}", table.heads, rows, f"{tap.page + 1}/{pages}" if pages > 1 else "")
    more = Button(_("Next page ›"), TakeDepartments(tap.notice, tap.page + 1))
    return Screen(
        _("<b>{title}</b>", title=notice.title),
        ((more,),) if tap.page + 1 < pages else (),
        picture=Document(f"{_file_name(notice)}.png", await asyncio.to_thread(picture, shown)),
        toast=_("The picture is below"),
    )


@feature.on(TakeRecipients)
async def take_recipients(ctx: Ctx, tap: TakeRecipients) -> Screen:
    """Send the workbook: a sheet of everyone, one of the departments."""
    report = await ctx.use(NoticeReports).take(ctx.person.id, tap.notice)
    notice = report.progress.notice
    content = await asyncio.to_thread(workbook, _tables(ctx, report))
    return Screen(
        lines(
            _("<b>{title}</b>", title=notice.title),
            n_("{n} recipient", "{n} recipients", len(report.recipients)),
            _("It holds names: pass it on only to those who need it."),
        ),
        document=Document(f"{_file_name(notice)}.xlsx", content),
        toast=_("The file is below"),
    )


def _delivered(report: Report) -> tuple[Words, ...]:
    states = report.progress.states
    others = [(state, states.get(state, 0)) for state in _DELIVERED if state is not DeliveryState.SENT]
    counted = [_("{what}: {n}", what=_DELIVERED[state], n=count) for state, count in others if count]
    whole = _("Delivered: {n} of {total}", n=report.progress.sent, total=report.progress.total)
    return (whole, *((joined(counted),) if counted else ()))


def _by_reason(report: Report) -> tuple[Words, ...]:
    counted = [
        _("{reason}: {n}", reason=REASONS[Reason(reason)], n=count)
        for reason, count in sorted(report.progress.reasons.items())
        if reason in set(Reason)
    ]
    return (joined(counted),) if counted else ()


def _acknowledged(report: Report) -> tuple[Words, ...]:
    notice, people, beside = report.progress.notice, report.people, len(report.in_groups)
    if not notice.ask_ack:
        return ()
    received = [one for one in people if one.state is DeliveryState.SENT]
    done = sum(one.acknowledged_at is not None for one in received)
    nudged = sum(one.nudges > 0 for one in people)
    return (
        _("Acknowledged: {n} of {sent}", n=done, sent=len(received)),
        *((n_("Reminded: {n} person", "Reminded: {n} people", nudged),) if nudged else ()),
        *((n_("Besides, in groups: {n} person", "Besides, in groups: {n} people", beside),) if beside else ()),
    )


def _mirrored(report: Report) -> tuple[Words, ...]:
    said = [_("{mirror}: {state}", mirror=one.mirror, state=_ECHOES[one.state]) for one in report.echoes]
    return (_("Mirrored to {mirrors}", mirrors=joined(said)),) if said else ()


def _by_department(report: Report) -> tuple[Words, ...]:
    found = branches(report.people)
    if len(found) < 2 or not report.progress.notice.ask_ack:  # noqa: PLR2004 - one alone compares with nothing
        return ()
    said = [
        _("{department}: {n} of {sent}", department=_named(one), n=one.acknowledged, sent=one.received)
        for one in found[:_BRANCHES]
    ]
    left = len(found) - _BRANCHES
    more = (n_("and {n} more department", "and {n} more departments", left),) if left > 0 else ()
    return ("", _("<b>Acknowledged by department</b>"), *said, *more)


def _pictures(notice: Notice) -> tuple[Row, ...]:
    if not (notice.ask_ack and available()):
        return ()
    curve = Button(_("Picture: over time"), TakeCurve(notice.id))
    return ((curve, Button(_("Picture: departments"), TakeDepartments(notice.id, 0))),)


def _back(notice: Notice) -> Row:
    return (Button(BACK, ShowNotice(notice.id)),)


def _named(one: Branch) -> Words:
    return one.name or _("no department")


def _departments(ctx: Ctx, report: Report) -> Table:
    say = ctx.reader.plain
    heads = (_("Department"), _("Meant"), _("Received"), _("Acknowledged by"), _("Rate"))
    rows = [
        (say(_named(one)), one.meant, one.received, one.acknowledged, f"{one.percent}%")
        for one in branches(report.people)
    ]
    return Table(say(_("By department")), tuple(map(say, heads)), rows)


def _tables(ctx: Ctx, report: Report) -> list[Table]:
    tables = [_everyone(ctx, report), _departments(ctx, report)]
    return [*tables, _in_groups(ctx, report)] if report.in_groups else tables


def _in_groups(ctx: Ctx, report: Report) -> Table:
    say = ctx.reader.plain
    heads = (_("Group"), _("Department"), _("Name"), _("Acknowledged at"))
    rows = [(one.group, one.department, one.name, _local(ctx, one.at)) for one in report.in_groups]
    return Table(say(_("Acknowledged in groups")), tuple(map(say, heads)), rows)


def _everyone(ctx: Ctx, report: Report) -> Table:
    say = ctx.reader.plain
    heads = (
        *(_("Department"), _("Name"), _("Standing"), _("Reason"), _("Sent at"), _("Acknowledged at")),
        *(_("Reminded at"), _("Times reminded")),
    )
    return Table(say(_("Recipients")), tuple(map(say, heads)), [_row(ctx, one) for one in report.recipients])


def _row(ctx: Ctx, one: Recipient) -> tuple[Cell, ...]:
    say = ctx.reader.plain
    group = say(_("(group)")) if one.group_id is not None else ""
    reason = say(REASONS[Reason(one.reason)]) if one.reason in set(Reason) else ""
    times = (_local(ctx, at) for at in (one.sent_at, one.acknowledged_at, one.nudged_at))
    return (one.department or group, one.name, say(_DELIVERED[one.state]), reason, *times, one.nudges)


def _local(ctx: Ctx, at: datetime | None) -> datetime | None:
    # Workbooks know no time zones: what they hold is the workplace's time.
    return None if at is None else at.astimezone(ctx.zone).replace(tzinfo=None)


def _file_name(notice: Notice) -> str:
    title = "".join(char for char in notice.title if char not in '\\/:*?"<>|')
    return clip(title, 40).strip() or "notice"
