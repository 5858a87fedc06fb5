"""The declaration of the feature, its taps, and what its parts share."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.nudges import NudgePointless, Silence
from bot.texts import Words, _, n_
from handlers.kit import Feature

feature = Feature("nudges", _("Not answered"))
feature.refuses(
    NudgePointless,
    lambda _r: _("Nobody could sign up now: sign-up is not open, or no seat is left. So nobody is reminded."),
)
feature.noted("event.nudge", lambda details: _("reminded those who had not answered: {n}", n=details))


class ShowSilence(Tap, wire="nu"):
    """Who has not answered an event."""

    event: int


class ListBranches(Tap, wire="nub"):
    """A page of the departments of those who have not answered."""

    event: int
    page: int


class ListSilent(Tap, wire="nul"):
    """A page of their names; `department` 0: those without one, -1: all."""

    event: int
    department: int
    page: int


class ListUnreached(Tap, wire="nuu"):
    """A page of those whom no message reaches."""

    event: int
    page: int


class AskNudge(Tap, wire="nu?"):
    """Preview the nudge."""

    event: int


class Nudge(Tap, wire="nu+"):
    """Nudge, as was confirmed."""

    event: int


def left_out(silence: Silence) -> tuple[Words, ...]:
    """Return whom a nudge leaves out, and why."""
    n, nudged = silence.unreached, silence.nudged
    return (
        *((n_("{n} person cannot be reached", "{n} people cannot be reached", n),) if n else ()),
        *((n_("{n} was reminded before", "{n} were reminded before", nudged),) if nudged else ()),
    )
