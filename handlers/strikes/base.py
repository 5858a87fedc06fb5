"""The declaration of the feature, and the look of a strike."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.strikes import NoStrike, ObjectedAlready, ObjectionState, OwnObjection, SignUpPaused, Strike, StrikeKind
from bot.texts import When, Words, _, lines
from handlers.cards import clip
from handlers.kit import Feature

feature = Feature("strikes", _("Attendance"))

_KINDS = {
    StrikeKind.LATE: _("left too late"),
    StrikeKind.ABSENT: _("not there, without a word"),
}
_DECISIONS = {
    ObjectionState.OPEN: _("Your objection waits for the organiser."),
    ObjectionState.UPHELD: _("The organiser read your objection; it still counts."),
    ObjectionState.WAIVED: _("It does not count: the organiser agreed with you."),
}


class Object(Tap, wire="sko"):
    """Object to the own strike of an event."""

    event: int


class Objections(Tap, wire="skm"):
    """What people object to, for the event's organiser."""

    event: int


class Decide(Tap, wire="skd"):
    """Decide an objection."""

    event: int
    person: int
    waive: bool


def strike_text(strike: Strike) -> Words:
    """Return which event, what happened and when."""
    return _(
        "“{title}” {when}: {kind}",
        title=clip(strike.event.title),
        when=When(strike.event.starts_at, "day"),
        kind=_KINDS[strike.kind],
    )


def own_text(strike: Strike) -> Words:
    """Return a strike as the one who has it reads it: with until when it counts, and the objection."""
    objection = strike.objection
    return lines(
        strike_text(strike),
        _("Counts until {until}", until=When(strike.until, "day")) if strike.counts else None,
        _DECISIONS[objection.state] if objection else None,
    )


feature.refuses(
    SignUpPaused,
    lambda r: _(
        "Sign-up to “{series}” rests for you until {until}: you left late or were not there too often. Seats that are "
        "free 24 hours before the start are for you, too. See /strikes, where you can object.",
        series=r.series,
        until=When(r.until, "day"),
    ),
)
feature.refuses(NoStrike, lambda _r: _("Nothing is counted there (any more)."))
feature.refuses(OwnObjection, lambda _r: _("Somebody else has to decide about yours: another organiser, or an owner."))
feature.refuses(ObjectedAlready, lambda _r: _("You have objected already. See /strikes for what became of it."))
feature.noted("strike.waived", _("accepted an objection to"))
feature.noted("strike.upheld", _("declined an objection to"))
