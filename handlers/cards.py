"""The look of an event, for every feature that shows one: its card, its line in a list, its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.callbacks import Tap
from bot.domain.events import Card, Event, EventState, EventUnknown, Pillar, Standing
from bot.domain.events import SignUpState as State
from bot.texts import Lines, Text, When, Words, _, joined, lines, n_
from handlers.kit import Button, Ctx, Go, Row, Screen, Slot, Style

PILLARS = {
    Pillar.LEARN: _("Learn"),
    Pillar.SHINE: _("Shine"),
    Pillar.CARRY: _("Carry"),
    Pillar.CARE: _("Care"),
}
BACK = _("‹ Go back")
_LABEL_TITLE = 12  # characters of a title that a phone shows on a button beside date and state
_LINE_TITLE = 40
_DIGITS_OF_AN_ID = 18
SHARED = "#"  # before the number of an event, where one is passed on


# Where other features add to an event: for members on its card, for organisers where it is managed, and to its rules.
CARD: Slot[Card] = Slot()
MANAGE: Slot[Card] = Slot()
RULES: Slot[Card] = Slot()
# … and to the thanks of those who were there.
THANKS: Slot[Card] = Slot()


class SignUp(Tap, wire="ev+"):
    """Sign up. `back` is the list the card was opened from, see handlers.events."""

    event: int
    back: str = ""


class AskLeave(Tap, wire="ev?"):
    """Ask whether to leave."""

    event: int
    back: str = ""


class Manage(Tap, wire="or"):
    """Show an organiser what can be done with the event."""

    event: int


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
        _("Credit hours: {hours}", hours=f"{event.hours:g}") if event.hours else None,
        _("For certain departments") if event.departments else None,
        None if cancelled else window_text(event, ctx.now),
        *(("", own) if own else ()),
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
    """Return where the reader stands; None for those who are not in the line."""
    if card.event.state is EventState.CANCELLED:
        return None
    match card.standing:
        case Standing(State.SEATED, position):
            if card.event.capacity is None:
                return _("<b>You are signed up.</b>")
            return _("<b>You are signed up: seat {position}.</b>", position=position)
        case Standing(State.WAITING, position):
            return _("<b>You are number {position} on the waitlist.</b>", position=position)
    return None


def card_rows(card: Card, now: datetime, back: str = "") -> tuple[Row, ...]:
    """Return what the reader can do with the event now."""
    event, rows = card.event, list[Row]()
    coming = event.state is EventState.PUBLISHED and now < event.starts_at
    if coming and card.standing.present:
        waits = card.standing.state is State.WAITING
        label = _("Leave the waitlist") if waits else _("Cancel sign-up")
        rows.append((Button(label, AskLeave(event.id, back), style=Style.DANGER),))
    elif coming and event.opens_at <= now < event.closes_at:
        full = event.next_state() is State.WAITING
        label = _("Join the waitlist") if full else _("Sign up")
        rows.append((Button(label, SignUp(event.id, back), style=Style.SUCCESS),))
    if card.may_manage:
        rows.append((Button(_("Manage"), Manage(event.id)),))
    return tuple(rows)


def paired(buttons: Sequence[Button]) -> tuple[Row, ...]:
    """Return rows of two."""
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


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
    free = event.capacity - event.seated
    return n_("{n} seat left", "{n} seats left", free)


def privately(ctx: Ctx, payload: str) -> Screen:
    """Answer in a group what is only for one person's eyes: with the way to the private chat."""
    return Screen(_("That is between you and me."), ((Button(_("Open the private chat"), url=ctx.link(payload)),),))
