"""The buttons of an event's card, and of lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.callbacks import Tap
from bot.domain.events import Card, Event, EventState, Standing
from bot.domain.events import SignUpState as State
from bot.texts import Words, _
from handlers.cards.ways import SHARED, AskExcuse, AskLeave, Manage, SignUp, TakeOffer, event_link
from handlers.kit import Button, Ctx, Go, Row, Screen, Style

BACK = _("‹ Go back")


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


def privately(ctx: Ctx, payload: str) -> Screen:
    """Answer in a group what is only for one person's eyes: with the way to the private chat."""
    return Screen(_("That is between you and me."), ((Button(_("Open the private chat"), url=ctx.link(payload)),),))
