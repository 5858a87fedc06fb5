"""The declaration of the feature, and the choices it offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.callbacks import StaleTapError, Tap
from bot.domain.rules import OFFER_HOURS, Rules
from bot.texts import Words, _, joined, n_
from handlers.kit import Button, Feature, Style

feature = Feature("rules", _("Rules"))


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule with a few sensible values: its label, what is asked, the values, each in words, and when it applies."""

    label: Words
    ask: Words
    values: tuple[int, ...]
    say: Callable[[int], Words]
    applies: Callable[[Rules], bool] = lambda _rules: True


def _days(n: int) -> Words:
    return n_("{n} day", "{n} days", n)


def _before(n: int) -> Words:
    return n_("{n} hour before", "{n} hours before", n) if n else _("Any time")


def _times(n: int) -> Words:
    return n_("After {n} time", "After {n} times", n) if n else _("Do not count")


RULINGS = {
    "approval": Ruling(
        _("Approval"),
        _("Who gets a seat?"),
        (0, 1),
        lambda n: _("I let each one in") if n else _("First come first"),
    ),
    "offer_hours": Ruling(
        _("Free seats"),
        _("Shortly before the start, is the next in line asked before getting a free seat?"),
        (OFFER_HOURS, 0),
        lambda n: _("Ask first") if n else _("Move up at once"),
    ),
    "leave_hours": Ruling(
        _("Late leaving"), _("From when on does leaving count as late?"), (0, 2, 12, 24, 48, 72), _before
    ),
    "strikes": Ruling(
        _("Absences"),
        _("How often may somebody leave late or stay away before they have to pause?"),
        (0, 2, 3, 5),
        _times,
    ),
    "strike_days": Ruling(
        _("Counted within"), _("Within how many days is it counted?"), (90, 180, 365), _days, lambda r: r.strikes > 0
    ),
    "pause_days": Ruling(
        _("Length of the pause"), _("How long does the pause last?"), (14, 30, 60, 90), _days, lambda r: r.strikes > 0
    ),
    "names": Ruling(
        _("Names in groups"),
        _("Does the card in groups say who comes?"),
        (0, 1),
        lambda n: _("Show names") if n else _("Numbers only"),
    ),
}
_TWO = 2


def rule_buttons(rules: Rules, ask: Callable[[str], Tap], put: Callable[[str, int], Tap]) -> list[Button]:
    """Return a button for each rule that applies: with two values it leads to the other one, else to the choices."""
    found = []
    for name, ruling in RULINGS.items():
        others = [value for value in ruling.values if value != getattr(rules, name)]
        if ruling.applies(rules) and len(ruling.values) == _TWO:
            found.append(Button(joined(["→", ruling.say(others[0])], " "), put(name, others[0])))
        elif ruling.applies(rules):
            found.append(Button(ruling.label, ask(name)))
    return found


def choice_buttons(rules: Rules, name: str, put: Callable[[str, int], Tap]) -> list[Button]:
    """Return a button for each value of a rule; the present one is marked. Raises StaleTapError for a forged name."""
    if name not in RULINGS:
        raise StaleTapError
    ruling, now = RULINGS[name], getattr(rules, name)
    return [
        Button(joined(["✓", ruling.say(value)], " "), put(name, value), style=Style.PRIMARY)
        if value == now
        else Button(ruling.say(value), put(name, value))
        for value in ruling.values
    ]


def with_value(rules: Rules, name: str, value: int) -> Rules:
    """Return `rules` with the rule `name` at `value`. Raises StaleTapError for what stands on no button."""
    if name not in RULINGS or value not in RULINGS[name].values:
        raise StaleTapError
    plain: dict[str, Any] = {name: bool(value) if isinstance(getattr(rules, name), bool) else value}
    return replace(rules, **plain)
