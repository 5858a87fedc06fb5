"""Why a check-in is refused, and what to do then."""

from __future__ import annotations

from bot.domain.check_in import (
    CheckInEarly,
    CheckInLate,
    CodeOld,
    CodeWrong,
    ListClosed,
    NoSeat,
    TooManyCodes,
    WordWrong,
)
from bot.texts import When, Words, _
from handlers.check_in.base import feature


def _late(refusal: CheckInLate) -> Words:
    if refusal.organiser:
        return _(
            "Check-in ended {closed}. If you were there, ask {organiser}, who organises it, to add you.",
            closed=When(refusal.closed_at),
            organiser=refusal.organiser,
        )
    return _("Check-in ended {closed}. The list can still be corrected by hand.", closed=When(refusal.closed_at))


def _no_seat(refusal: NoSeat) -> Words:
    state = refusal.standing.state
    ask = _("Please speak to an organiser.")
    if refusal.organiser:
        ask = _("Please speak to {organiser}, who organises it.", organiser=refusal.organiser)
    match state.value if state else "":
        case "waiting":
            return _(
                "You are number {position} on the waitlist, and no seat is free for you yet. {ask}",
                position=refusal.standing.position,
                ask=ask,
            )
        case "offered":
            return _("The seat that was held for you was held until the start. {ask}", ask=ask)
        case "asking":
            return _("Your sign-up has not been approved yet. {ask}", ask=ask)
    return _("You are not signed up, and no seat can be taken at the door. {ask}", ask=ask)


feature.refuses(
    CheckInEarly, lambda r: _("It is too early: check-in begins {opens}. Scan the code then.", opens=When(r.opens_at))
)
feature.refuses(CheckInLate, _late)
feature.refuses(NoSeat, _no_seat)
feature.refuses(
    CodeOld, lambda _r: _("That code has run out: it changes every 30 seconds. Scan the one on the screen now.")
)
feature.refuses(CodeWrong, lambda _r: _("That is no check-in code. Look at the screen again, or scan its QR code."))
feature.refuses(WordWrong, lambda _r: _("That is not the word. Type it once more, or ask the speaker to repeat it."))
feature.refuses(
    TooManyCodes,
    lambda r: _(
        "Too many tries that did not fit. Try again after {time}, or ask the organiser to tick you off.",
        time=When(r.until, "time"),
    ),
)
feature.refuses(
    ListClosed,
    lambda r: _("The list can be changed from {begins} until {ends}.", begins=When(r.begins), ends=When(r.ends)),
)
