"""The look of an event, for every feature that shows one: its card, its line in a list, its buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.callbacks import Tap
from bot.domain.events import Card, Event, EventState, EventUnknown, Pillar, Standing
from bot.domain.events import SignUpState as State
from bot.domain.series import Series
from bot.texts import Lines, Text, When, Words, _, joined, lines, n_
from handlers.kit import Button, Ctx, Go, Row, Screen, Slot, Style

PILLARS = {
    Pillar.LEARN: _("Learn"),
    Pillar.SHINE: _("Shine"),
    Pillar.CARRY: _("Carry"),
    Pillar.CARE: _("Care"),
}
BACK = _("‹ Go back")
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
_DIGITS_OF_AN_ID = 18
SHARED = "#"  # before the number of an event, where one is passed on


# Where other features add to an event: for members on its card, for organisers where it is managed, and to its rules.
CARD: Slot[Card] = Slot()
MANAGE: Slot[Card] = Slot()
MORE: Slot[Card] = Slot()  # … one tap further: what is rarely done
RULES: Slot[Card] = Slot()
SERIES: Slot[Series] = Slot()  # an organiser's screen of a series
# … to a person's agenda, and to the message that an event has changed or does not take place.
AGENDA: Slot[tuple[Card, ...]] = Slot()
NEWS: Slot[Card] = Slot()
# … and to the thanks of those who were there.
THANKS: Slot[Card] = Slot()


class SignUp(Tap, wire="ev+"):
    """Sign up. `back` is the list the card was opened from, see handlers.events."""

    event: int
    back: str = ""


class SignUpHere(Tap, wire="ev@"):
    """Sign up from a card in a group: only the toast answers."""

    event: int


class AskLeave(Tap, wire="ev?"):
    """Ask whether to leave."""

    event: int
    back: str = ""


class TakeOffer(Tap, wire="ev!"):
    """Take the seat that is offered."""

    event: int
    back: str = ""


class AskExcuse(Tap, wire="evx"):
    """Begin to say why one cannot come."""

    event: int
    back: str = ""


class Manage(Tap, wire="or"):
    """Show an organiser what can be done with the event."""

    event: int


class ShowSeries(Tap, wire="ors"):
    """Show an organiser what a series knows about its next event."""

    series: int


def event_link(event: Event) -> str:
    """Return the payload of the deep link to the event's card."""
    return f"e_{event.id}"


def event_id(payload: str) -> int:
    """Read the rest of such a payload; raises EventUnknown for anything forged."""
    if not (payload.isascii() and payload.isdigit() and len(payload) <= _DIGITS_OF_AN_ID):
        raise EventUnknown
    return int(payload)


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


def card_rows(card: Card, now: datetime, back: str = "") -> tuple[Row, ...]:
    """Return what the reader can do with the event now."""
    rows = list[Row]()
    if card.event.state is EventState.PUBLISHED and now < card.event.starts_at:
        buttons = _own_buttons(card, back) if card.standing.present else _joining(card, now, back)
        rows += [buttons] if buttons else []
    if card.may_manage:
        rows.append((Button(_("Manage"), Manage(card.event.id)),))
    return tuple(rows)


def leave_label(standing: Standing) -> Words:
    """Return what giving the own place up is called."""
    match standing.state:
        case State.WAITING:
            return _("Leave the waitlist")
        case State.OFFERED:
            return _("Pass on it")
        case State.ASKING:
            return _("Do not ask any more")
    return _("Cancel sign-up")


def _own_buttons(card: Card, back: str) -> Row:
    event = card.event.id
    leave = Button(leave_label(card.standing), AskLeave(event, back), style=Style.DANGER)
    match card.standing.state:
        case State.OFFERED:
            return (Button(_("Take the seat"), TakeOffer(event, back), style=Style.SUCCESS), leave)
        case State.SEATED:
            return (leave, Button(_("I cannot come"), AskExcuse(event, back)))
    return (leave,)


def _joining(card: Card, now: datetime, back: str) -> Row:
    event, state = card.event, card.standing.state
    if state is State.DECLINED and event.rules.approval:
        return ()
    row: Row = ()
    if event.opens_at <= now < event.closes_at:
        full = event.next_state() is State.WAITING and not event.rules.approval
        label = _("Join the waitlist") if full else _("Sign up")
        row = (Button(label, SignUp(event.id, back), style=Style.SUCCESS),)
    # Who is expected says that they cannot come; an open lecture expects nobody in particular.
    if state is not State.EXCUSED and (event.departments or event.rules.closed or event.rules.posts):
        row = (*row, Button(_("I cannot come"), AskExcuse(event.id, back)))
    return row


def paired(buttons: Sequence[Button]) -> tuple[Row, ...]:
    """Return rows of two."""
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def turns(page: int, pages: int, to: Callable[[int], Tap]) -> tuple[Row, ...]:
    """Return the row that turns the pages of a list (counted from 0), none when there is but one."""
    around: tuple[tuple[Words, int], ...] = ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
    row = tuple(Button(label, to(number)) for label, number in around if 0 <= number < pages)
    return (row,) if row else ()


def open_button(event: Event) -> Button:
    """Return the button that opens the card from another feature."""
    return Button(_("Open the event"), Go(event_link(event)))


def share_button(event: Event) -> Button:
    """Return the button that lets pass on the card of an event for everybody; handlers.sharing offers it."""
    return Button(_("Share"), share=f"{SHARED}{event.id}")


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


def privately(ctx: Ctx, payload: str) -> Screen:
    """Answer in a group what is only for one person's eyes: with the way to the private chat."""
    return Screen(_("That is between you and me."), ((Button(_("Open the private chat"), url=ctx.link(payload)),),))
