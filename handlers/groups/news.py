"""What groups are told by themselves: the workday morning's digest, and on the eve what is on."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.events import Event, EventUnknown, SignUpState
from bot.domain.groups import GroupNews, on_day
from bot.domain.workdays import is_workday
from bot.services.events import Events
from bot.services.groups import Groups
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import clip, event_link, open_button
from handlers.groups.base import feature
from handlers.kit import Button, Ctx, Desk, Promise, Screen

_SHOWN = 8  # events of a day: few lines that people read
_PLANNED_EVERY = timedelta(hours=1)


@feature.every("what groups hear", _PLANNED_EVERY)
async def plan(desk: Desk, _now: object) -> None:
    """Owe the groups what they hear in the coming days."""
    await desk.service(Groups).plan()


@feature.promise(GroupNews.DIGEST)
async def digest(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell a group in the morning what is on today and tomorrow; nothing is no news."""
    groups, today = ctx.use(Groups), date.fromisoformat(promise.data["day"])
    await groups.plan()
    tomorrow = today + timedelta(days=1)
    events = await groups.programme(ctx.chat.id, today, tomorrow)
    if not events:
        return None
    return Screen(
        lines(
            *_day(ctx, _("<b>Today</b>"), on_day(events, today, ctx.zone)),
            *_day(ctx, _("<b>Tomorrow</b>"), on_day(events, tomorrow, ctx.zone)),
        ),
        ((Button(_("See what is on"), url=ctx.link("events")),),),
    )


@feature.promise(GroupNews.REMINDER)
async def remind(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell a group on the eve what is on the next day, in one message; not when the morning's digest says it anyway."""
    groups, day = ctx.use(Groups), date.fromisoformat(promise.data["day"])
    await groups.plan()
    group = await groups.known(ctx.chat.id)
    late = ctx.now.astimezone(ctx.zone).date() >= day
    if late and group and group.digest and is_workday(day):
        return None
    events = await groups.programme(ctx.chat.id, day, day)
    title = _("<b>⏰ Today</b>") if late else _("<b>⏰ Tomorrow</b>")
    return Screen(lines(*_day(ctx, title, events))) if events else None


@feature.promise(GroupNews.UNPOSTED)
async def unposted(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell an organiser that a card could not be sent."""
    try:
        card = await ctx.use(Events).card(promise.subject, ctx.person.id)
    except EventUnknown:
        return None
    return Screen(
        _(
            "The card of “{title}” could not be sent to “{group}”: I am not there any more, or may not write there.",
            title=clip(card.event.title),
            group=promise.data["group"],
        ),
        ((open_button(card.event),),),
    )


def _day(ctx: Ctx, title: Words, events: tuple[Event, ...]) -> tuple[Words, ...]:
    if not events:
        return ()
    more = len(events) - _SHOWN
    rest = (n_("and {n} more event", "and {n} more events", more),) if more > 0 else ()
    return (title, *(_line(ctx, event) for event in events[:_SHOWN]), *rest)


def _line(ctx: Ctx, event: Event) -> Words:
    link = _('<a href="{link}">{title}</a>', link=ctx.link(event_link(event)), title=clip(event.title))
    place = [clip(event.place, 16)] if event.place else []
    return joined([joined([When(event.starts_at, "time"), link], " "), *place, _seats(ctx, event)])


def _seats(ctx: Ctx, event: Event) -> Words:
    if not event.opens_at <= ctx.now < event.closes_at:
        return _("not open yet") if ctx.now < event.opens_at else _("closed")
    if event.next_state() is SignUpState.WAITING:
        return _("full")
    if event.capacity is None:
        return _("open")
    free = event.capacity - event.seated - event.offered
    return n_("{n} seat left", "{n} seats left", free)
