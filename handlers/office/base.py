"""The declaration of the feature, its taps, and the words for what is done to suggestions."""

from __future__ import annotations

from collections.abc import Callable

from bot.callbacks import Tap
from bot.domain.suggestions.acts import Action, ActNotNow, ActNotYours
from bot.domain.suggestions.refusals import (
    ChangedSince,
    ExtensionAsked,
    ExtensionTooLate,
    HandlerUnfit,
    MergeUnfit,
    NoExtension,
    NotReopened,
    OfficeNeeded,
    OthersInside,
    OwnExtension,
    ReopenedBefore,
)
from bot.texts import Words, _, joined
from handlers.kit import Feature
from handlers.suggestion_look import ACTS, STATES

feature = Feature("office", _("Suggestions to deal with"))

feature.refuses(ActNotYours, lambda _r: _("This is not for you to do here. Who may is listed on the card."))
feature.refuses(
    ActNotNow,
    lambda refusal: _(
        "That does not fit any more: by now it is “{state}”. Open it again.", state=STATES[refusal.state]
    ),
)
feature.refuses(OfficeNeeded, lambda _r: _("Please choose another office than the one it is with."))
feature.refuses(
    HandlerUnfit, lambda _r: _("Only somebody of that office who uses the bot can handle it. Choose another person.")
)
feature.refuses(ExtensionTooLate, lambda _r: _("The deadline has passed: more time has to be asked for before it."))
feature.refuses(ExtensionAsked, lambda _r: _("More time was asked for already; it waits for an answer."))
feature.refuses(NoExtension, lambda _r: _("Nobody waits for more time: it was answered already."))
feature.refuses(OwnExtension, lambda _r: _("Nobody grants their own request: somebody else has to."))
feature.refuses(
    MergeUnfit,
    lambda _r: _("These two cannot become one: choose one of the same campaign that is neither merged nor closed."),
)
feature.refuses(
    OthersInside,
    lambda refusal: _(
        "{numbers} became part of this one and would be hidden with it: first open that and “Take apart” (“More ›”).",
        numbers=joined(list(refusal.numbers), ", "),
    ),
)
feature.refuses(
    ChangedSince, lambda _r: _("Its author has just changed it. Open it again and read it before you take it in.")
)
feature.refuses(ReopenedBefore, lambda _r: _("It was opened again once already. Write down what is still missing."))
feature.refuses(NotReopened, lambda _r: _("Say first why it did not help; the office then works on it again."))


def _noted(action: Action) -> Callable[[str], Words]:
    return lambda details: _("suggestion {number}: {act}", number=details, act=ACTS[action])


for _act in (Action.DECLINE, Action.RETURN, Action.MERGE, Action.UNMERGE, Action.RESOLVE, Action.DECIDE):
    feature.noted(f"suggestion.{_act}", _noted(_act))


class ShowDesk(Tap, wire="dk"):
    """A page of the queue."""

    page: int = 0


class OpenCase(Tap, wire="dk="):
    """One suggestion, to work on."""

    suggestion: int


class MoreActs(Tap, wire="dk*"):
    """What is done rarely."""

    suggestion: int


class ShowSteps(Tap, wire="dkh"):
    """What was done to it."""

    suggestion: int


class Do(Tap, wire="dk+"):
    """Do what needs no words; `wording` is that of what was on the screen, 0: no matter."""

    suggestion: int
    action: str
    wording: int = 0


class Write(Tap, wire="dkw"):
    """Begin to write what an act needs; `days` of an extension."""

    suggestion: int
    action: str
    days: int = 0


class AskDays(Tap, wire="dkd"):
    """Ask how much more time."""

    suggestion: int


class ChooseOffice(Tap, wire="dko"):
    """Look for an office below `parent` (0: the top) to assign it to, or to pass it on to."""

    suggestion: int
    action: str
    parent: int = 0
    page: int = 0


class PickOffice(Tap, wire="dko+"):
    """Take that office."""

    suggestion: int
    action: str
    office: int


class ChooseHandler(Tap, wire="dkp"):
    """Look for who is to handle it."""

    suggestion: int
    page: int = 0


class PickHandler(Tap, wire="dkp+"):
    """Take that person."""

    suggestion: int
    person: int


class AskMerge(Tap, wire="dkm"):
    """Begin to say what it becomes part of."""

    suggestion: int
