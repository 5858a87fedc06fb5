"""How far a notice is, in one message that stays true, and what its author does about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.deliveries import DeliveryState, Reason
from bot.domain.notices import NoticeNews, NoticeState, Progress
from bot.services.mirroring import Mirroring
from bot.services.notice_steering import NoticeSteering
from bot.services.notices import Notices
from bot.services.watching import Watch, Watching
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, paired
from handlers.kit import Button, Ctx, Promise, Row, Screen, Style, Toast
from handlers.notices import content
from handlers.notices.base import (
    REASONS,
    STATES,
    CopyNotice,
    EditNotice,
    KeepTemplate,
    ListFaults,
    ListNotices,
    ListUnacknowledged,
    ShowNotice,
    ShowReport,
    Steer,
    feature,
)

_BAR = 10  # characters
_QUICK = timedelta(minutes=1)
_ENOUGH = 3.0  # seconds after which a rate says something
_SURE: dict[str, tuple[Words, Words]] = {
    "stop": (_("Stop it? Who has it keeps it, nobody else gets it."), _("Stop it")),
    "withdraw": (
        _("Withdraw it? It is deleted wherever Telegram allows that: for 48 hours after it was sent."),
        _("Withdraw it"),
    ),
    "again": (
        _("Send it again to those in doubt? Who received it after all has it twice."),
        _("Send it again"),
    ),
}
_STOPPABLE = {NoticeState.ASKED, NoticeState.SCHEDULED, NoticeState.SENDING, NoticeState.PAUSED}
_SAID = {NoticeState.SENDING, NoticeState.PAUSED, NoticeState.DONE, NoticeState.STOPPED}


async def followed(ctx: Ctx, notice_id: int, toast: Words | None = None) -> Screen:
    """Return the screen of a notice, which stays true in the message that was tapped."""
    progress = await ctx.use(Notices).progress(ctx.person.id, notice_id)
    screen = screen_of(ctx, progress)
    if ctx.is_tap:
        await ctx.use(Watching).watch(Watch(notice_id, ctx.person, ctx.message_id, screen))
    return replace(screen, toast=toast)


def screen_of(ctx: Ctx, progress: Progress) -> Screen:
    """Return how far a notice is, with what can be done."""
    notice = progress.notice
    body = lines(
        _("<b>Notice “{title}”</b> · {state}", title=notice.title, state=STATES[notice.state]),
        _("To be sent: {at}", at=When(notice.send_at)) if notice.state is NoticeState.SCHEDULED else None,
        _bar(progress) if progress.total else None,
        _("Delivered: {n} of {total}", n=progress.sent, total=progress.total) if progress.total else None,
        _pace(ctx, progress),
        n_("In quiet hours, comes after: {n}", "In quiet hours, comes after: {n}", progress.held)
        if progress.held
        else None,
        *_faults(progress),
        *unchanged(progress),
        _acknowledged(progress),
    )
    return Screen(body, (*_steering(progress), (Button(_("‹ My notices"), ListNotices(0)),)))


@feature.promise(NoticeNews.DONE)
async def report(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell the author that it is out, unless a message has told so before their eyes; `live`: what that one says."""
    progress = await ctx.use(Notices).progress(ctx.person.id, promise.subject)
    if promise.data.get("live"):
        return screen_of(ctx, progress)
    notice = progress.notice
    begun, ended = notice.started_at, notice.ended_at
    watched = await ctx.use(Watching).follows(ctx.person.id, notice.id)
    if watched and begun and ended and ended - begun < _QUICK:
        return None
    return Screen(
        lines(
            _("The notice “{title}” is out.", title=notice.title),
            _("Delivered: {n} of {total}", n=progress.sent, total=progress.total),
        ),
        ((Button(_("Open the notice"), ShowNotice(notice.id)),),),
    )


@feature.on(ShowNotice)
async def show(ctx: Ctx, tap: ShowNotice) -> Screen:
    """Show how far it is."""
    return await followed(ctx, tap.notice)


@feature.on(Steer)
async def steer(ctx: Ctx, tap: Steer) -> Screen | Toast:
    """Do what was tapped, after asking where it cannot be undone."""
    if tap.act in _SURE and not tap.sure:
        await ctx.use(Watching).unwatch(ctx.person.id, ctx.message_id)
        question, label = _SURE[tap.act]
        taken = await ctx.use(Mirroring).taken(ctx.person.id, tap.notice) if tap.act == "withdraw" else ()
        sure = Button(label, Steer(tap.notice, tap.act, sure=True), style=Style.DANGER)
        return Screen(lines(question, content.stays(taken)), ((sure,), (Button(BACK, ShowNotice(tap.notice)),)))
    service, who = ctx.use(NoticeSteering), ctx.person.id
    match tap.act:
        case "pause":
            await service.pause(who, tap.notice)
            toast: Words = _("Paused")
        case "resume":
            await service.resume(who, tap.notice)
            toast = _("It goes on")
        case "stop":
            await service.stop(who, tap.notice)
            toast = _("Stopped")
        case "withdraw":
            await service.withdraw(who, tap.notice)
            toast = _("Withdrawn; deleting what can be deleted")
        case "nudge":
            toast = n_(
                "{n} person is being reminded", "{n} people are being reminded", await service.nudge(who, tap.notice)
            )
        case "again":
            toast = n_("Sent again to {n} person", "Sent again to {n} people", await service.again(who, tap.notice))
        case "retry":
            count = await service.again(who, tap.notice, DeliveryState.FAILED)
            if not count:
                return Toast(_("None of them can be reached yet."), alert=True)
            toast = n_("Sent again to {n} person", "Sent again to {n} people", count)
        case _:
            return await followed(ctx, tap.notice)
    return await followed(ctx, tap.notice, toast)


def _bar(progress: Progress) -> Words:
    done = progress.total - progress.left
    filled = done * _BAR // progress.total
    return _("{bar} {percent}%", bar="▓" * filled + "░" * (_BAR - filled), percent=done * 100 // progress.total)


def _pace(ctx: Ctx, progress: Progress) -> Words | None:
    notice = progress.notice
    left = progress.left - progress.held
    if notice.state is not NoticeState.SENDING or notice.started_at is None or not left:
        return None
    seconds = (ctx.now - notice.started_at).total_seconds()
    rate = (progress.total - progress.left) / seconds if seconds >= _ENOUGH else 0.0
    if not rate:
        return None
    minutes = -(-left // max(1, round(rate * 60)))
    return n_(
        "{rate} a second · about {n} minute left",
        "{rate} a second · about {n} minutes left",
        minutes,
        rate=f"{rate:.0f}",
    )


def _faults(progress: Progress) -> tuple[Words, ...]:
    states = progress.states
    counted = (
        (_("failed: {n}", n=states.get(DeliveryState.FAILED, 0)), states.get(DeliveryState.FAILED)),
        (_("in doubt: {n}", n=states.get(DeliveryState.DOUBT, 0)), states.get(DeliveryState.DOUBT)),
        (_("muted: {n}", n=states.get(DeliveryState.SKIPPED, 0)), states.get(DeliveryState.SKIPPED)),
        (_("taken back: {n}", n=states.get(DeliveryState.TAKEN_BACK, 0)), states.get(DeliveryState.TAKEN_BACK)),
    )
    said = [words for words, count in counted if count]
    reasons = [
        _("{reason}: {n}", reason=REASONS[Reason(reason)], n=count)
        for reason, count in sorted(progress.reasons.items())
        if reason in set(Reason) and reason != Reason.MUTED
    ]
    return (*((joined(said),) if said else ()), *((joined(reasons),) if reasons else ()))


def unchanged(progress: Progress) -> tuple[Words, ...]:
    """Return where it could not be deleted, or changed, and why."""
    count = sum(progress.unchanged.values())
    if not count:
        return ()
    why = joined([REASONS[Reason(one)] for one in sorted(progress.unchanged) if one in set(Reason)], "、")
    if progress.notice.state is NoticeState.WITHDRAWN:
        return (n_("Could not be deleted: {n} ({why})", "Could not be deleted: {n} ({why})", count, why=why),)
    return (n_("Could not be changed: {n} ({why})", "Could not be changed: {n} ({why})", count, why=why),)


def _acknowledged(progress: Progress) -> Words | None:
    people = progress.sent - progress.groups
    if not progress.notice.ask_ack or not people:
        return None
    return _("Acknowledged: {n} of {sent}", n=progress.acknowledged, sent=people)


def _steering(progress: Progress) -> tuple[Row, ...]:
    notice, state = progress.notice, progress.notice.state
    steer: list[Button] = []
    if state is NoticeState.SENDING:
        steer.append(Button(_("Pause"), Steer(notice.id, "pause", sure=False)))
    if state is NoticeState.PAUSED:
        steer.append(Button(_("Go on sending"), Steer(notice.id, "resume", sure=False), style=Style.PRIMARY))
    if state in _STOPPABLE:
        steer.append(Button(_("Stop"), Steer(notice.id, "stop", sure=False), style=Style.DANGER))
    return (*paired(steer), *paired(_after(progress)))


def _after(progress: Progress) -> list[Button]:
    notice, state = progress.notice, progress.notice.state
    buttons: list[Button] = []
    silent = progress.silent
    if notice.ask_ack and silent and state in _SAID:
        buttons.append(Button(_("Not acknowledged: {n}", n=silent), ListUnacknowledged(notice.id, 0)))
        buttons.append(Button(_("Remind them"), Steer(notice.id, "nudge", sure=False), style=Style.PRIMARY))
    for fault in (DeliveryState.DOUBT, DeliveryState.FAILED):
        if n := progress.states.get(fault, 0):
            label = _("In doubt: {n}", n=n) if fault is DeliveryState.DOUBT else _("Did not arrive: {n}", n=n)
            buttons.append(Button(label, ListFaults(notice.id, fault.value, 0)))
    if progress.states.get(DeliveryState.DOUBT) and state in _SAID - {NoticeState.STOPPED}:
        buttons.append(Button(_("Send to them again"), Steer(notice.id, "again", sure=False)))
    if state in _SAID:
        buttons.append(Button(_("Change it"), EditNotice(notice.id)))
        buttons.append(Button(_("Withdraw it"), Steer(notice.id, "withdraw", sure=False), style=Style.DANGER))
    if notice.state in _SAID | {NoticeState.WITHDRAWN}:
        buttons.append(Button(_("Report"), ShowReport(notice.id)))
    buttons.append(Button(_("Another like it"), CopyNotice(notice.id)))
    buttons.append(Button(_("Keep as template"), KeepTemplate(notice.id)))
    return buttons
