"""What an event's card says, and its line in a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import Card, Event, EventState, Pillar, Standing
from bot.domain.events import SignUpState as State
from bot.texts import Lines, Text, When, Words, _, joined, lines, n_
from handlers.kit import Ctx

PILLARS = {
    Pillar.LEARN: _("Learn"),
    Pillar.SHINE: _("Shine"),
    Pillar.CARRY: _("Carry"),
    Pillar.CARE: _("Care"),
}
SIGNPOSTS = {
    State.OFFERED: _("seat offered"),
    State.ASKING: _("asked"),
    State.EXCUSED: _("excused"),
    State.DECLINED: _("not let in"),
}
_STANDING = {
    State.SEATED: _("<b>You are signed up: seat {position}.</b>"),
    State.WAITING: _("<b>You are number {position} on the waitlist.</b>"),
    State.ASKING: _("<b>You have asked to come; the organiser decides.</b>"),
    State.EXCUSED: _("You cannot come: {reason}"),
    State.DECLINED: _("The organiser could not let you in: {reason}"),
}
_LABEL_TITLE = 12  # characters of a title that a phone shows on a button beside date and state
_LINE_TITLE = 40


def clip(text: str, limit: int = _LINE_TITLE) -> str:
    """Return `text`, cut to `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def span(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Words:
    """Return from when to when: the day only once when it is one day."""
    one_day = starts_at.astimezone(zone).date() == ends_at.astimezone(zone).date()
    return Lines((When(starts_at), When(ends_at, "time" if one_day else "moment")), "–")


def card_text(card: Card, ctx: Ctx, *more: Words) -> Words:
    """Return the card of an event as `ctx.person` may see it, with `more` lines below the own standing."""
    event = card.event
    kind: list[Words] = [event.series] if event.series else []
    cancelled = event.state is EventState.CANCELLED
    own = standing_text(card)
    return lines(
        _("<b>{title}</b>", title=event.title),
        joined([*kind, PILLARS[event.pillar]]),
        "",
        _("<b>Cancelled: this event does not take place.</b>") if cancelled else None,
        _("Time: {span}", span=span(event.starts_at, event.ends_at, ctx.zone)),
        _("Place: {place}", place=event.place or _("to be announced")) if event.place or not event.link else None,
        link_text(card, ctx.now),
        _("Speaker: {speaker}", speaker=event.speaker) if event.speaker else None,
        seats_text(event),
        _reserved_text(event, ctx.now),
        _("Credit hours: {hours}", hours=f"{event.hours:g}") if event.hours else None,
        _for_whom(event),
        None if cancelled else window_text(event, ctx.now),
        *(("", own, _late_text(card, ctx.now)) if own else ()),
        *more,
    )


def link_text(card: Card, now: datetime) -> Words | None:
    """Return the link of an online event for those who may see it now; for others, who sees it and when."""
    event, seated = card.event, card.standing.state is State.SEATED
    if event.link and (card.may_manage or (seated and event.link_shown(now))):
        return _("Online: {link}", link=event.link)
    if not event.link or now >= event.ends_at:
        return None
    if seated:
        return _("Online: the link comes 15 minutes before the start")
    return _("Online: those with a seat see the link here")


def seats_text(event: Event) -> Words:
    """Return how many seats are taken, and how many people wait."""
    if event.capacity is None:
        return n_("Seats: no limit, {n} person signed up", "Seats: no limit, {n} people signed up", event.seated)
    if event.waiting:
        return _(
            "Seats: {seated} / {capacity}, waitlist: {waiting}",
            seated=event.seated,
            capacity=event.capacity,
            waiting=event.waiting,
        )
    return _("Seats: {seated} / {capacity}", seated=event.seated, capacity=event.capacity)


def _reserved_text(event: Event, now: datetime) -> Words | None:
    pools = event.pools(now)
    if not pools:
        return None
    until = event.starts_at - timedelta(hours=event.rules.reserved_hours)
    n = sum(seats for _department, seats in pools)
    return _("Of these, {n} reserved for certain departments until {until}", n=n, until=When(until))


def _for_whom(event: Event) -> Words | None:
    if event.rules.closed:
        return _("For those on the organiser's list")
    if event.rules.posts:
        return _("For certain posts: {posts}", posts="、".join(event.rules.posts))
    return _("For certain departments") if event.departments else None


def _late_text(card: Card, now: datetime) -> Words | None:
    """Return until when somebody with a seat may leave; None where that does not matter."""
    by = card.event.leave_by
    if by is None or card.standing.state is not State.SEATED or now >= card.event.starts_at:
        return None
    if now >= by:
        return _("Leaving has been late since {by}.", by=When(by))
    return _("If you cannot come, please say so by {by}.", by=When(by))


def window_text(event: Event, now: datetime) -> Words | None:
    """Return what there is to know about when to sign up; None when that is any time before the start."""
    if now >= event.starts_at:
        return _("This event is over.") if now >= event.ends_at else _("This event has begun.")
    if now < event.opens_at:
        return _("Sign-up opens: {opens}", opens=When(event.opens_at))
    if now >= event.closes_at:
        return _("Sign-up closed: {closed}", closed=When(event.closes_at))
    if event.closes_at < event.starts_at:
        return _("Sign up by: {closes}", closes=When(event.closes_at))
    return None


def standing_text(card: Card) -> Words | None:
    """Return where the reader stands; None for those who have nothing to do with the event."""
    event, standing = card.event, card.standing
    if event.state is EventState.CANCELLED or standing.state is None:
        return None
    if standing.state is State.OFFERED:
        until = When(min(standing.until or event.starts_at, event.starts_at))
        return _("<b>A seat is free for you: take it by {until}, then it goes to the next.</b>", until=until)
    if standing.state is State.SEATED and event.capacity is None:
        return _("<b>You are signed up.</b>")
    words = _STANDING.get(standing.state)
    return replace(words, args=(("position", standing.position), ("reason", standing.reason))) if words else None


def row_label(card: Card, now: datetime) -> Words:
    """Return the label of an event in a list of buttons: short date, title, and where it stands."""
    short = When(card.event.starts_at, "short")
    title = clip(card.event.title, _LABEL_TITLE)
    return joined([joined([short, title], " "), _signpost(card, now)])


def _signpost(card: Card, now: datetime) -> Text:  # noqa: PLR0911 - one line per case, the first that applies
    event = card.event
    match card.standing:
        case Standing(State.SEATED):
            return _("signed up")
        case Standing(State.WAITING, position):
            return _("waiting: {position}", position=position)
        case Standing(state) if state in SIGNPOSTS:
            return SIGNPOSTS[state]
    if now >= event.ends_at:
        return _("over")
    if now < event.opens_at:
        return _("not open yet")
    if now >= event.closes_at:
        return _("closed")
    if event.next_state() is State.WAITING:
        return _("full")
    if event.capacity is None:
        return _("open")
    free = event.capacity - event.held
    return n_("{n} seat left", "{n} seats left", free)
