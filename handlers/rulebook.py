"""The rules of an event in plain words, for every feature that shows them."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.rules import USUAL, Rules
from bot.texts import Words, _, joined, n_


def _approval(rules: Rules) -> Words:
    return _("Sign-up: the organiser lets each one in") if rules.approval else _("Sign-up: first come, first served")


def _offers(rules: Rules) -> Words:
    if rules.offer_hours:
        return _("Seats that become free: in the last {n} hours the next in line is asked first", n=rules.offer_hours)
    return _("Seats that become free: the next in line moves up at once")


def _leaving(rules: Rules) -> Words:
    if rules.leave_hours:
        return _("Leaving: later than {n} hours before the start it counts as late", n=rules.leave_hours)
    return _("Leaving: any time before the start")


def _strikes(rules: Rules) -> Words:
    if not rules.strikes:
        return _("Late leaving and absence: not counted")
    return _(
        "Late leaving and absence: after {n} times within {days} days, sign-up to the series rests for {pause} days",
        n=rules.strikes,
        days=rules.strike_days,
        pause=rules.pause_days,
    )


def _names(rules: Rules) -> Words:
    return _("In groups: the names of those who allow it") if rules.names else _("In groups: numbers, no names")


def _reserved(rules: Rules) -> Words:
    seats = sum(seats for _department, seats in rules.reserved)
    return _("Reserved seats: {n}, until {hours} hours before the start", n=seats, hours=rules.reserved_hours)


_SAY: dict[str, Callable[[Rules], Words]] = {
    "approval": _approval,
    "offer_hours": _offers,
    "leave_hours": _leaving,
    "strikes": _strikes,
    "names": _names,
}
# These say nothing as long as they are as usual.
_SAY_IF_ANY: dict[str, Callable[[Rules], Words]] = {
    "closed": lambda _rules: _("Only people on the guest list may come"),
    "posts": lambda rules: _("Only for posts with: {posts}", posts=joined(rules.posts, "、")),
    "reserved": _reserved,
    "questions": lambda rules: n_("{n} question at sign-up", "{n} questions at sign-up", len(rules.questions)),
}


def all_rules(rules: Rules) -> tuple[Words, ...]:
    """Return every rule in words, one a line."""
    return (*(say(rules) for say in _SAY.values()), *_differing(rules, _SAY_IF_ANY))


def unusual_rules(rules: Rules) -> tuple[Words, ...]:
    """Return in words those rules that differ from the usual."""
    return _differing(rules, _SAY | _SAY_IF_ANY)


def _differing(rules: Rules, said: dict[str, Callable[[Rules], Words]]) -> tuple[Words, ...]:
    return tuple(say(rules) for name, say in said.items() if getattr(rules, name) != getattr(USUAL, name))
