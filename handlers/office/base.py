"""The declaration of the feature, its taps, and the words for what is done to suggestions."""

from __future__ import annotations

from collections.abc import Callable

from bot.callbacks import Tap
from bot.domain.suggestions.acts import Action, ActNotNow, ActNotYours
from bot.domain.suggestions.suggestion import (
    ExtensionAsked,
    ExtensionTooLate,
    HandlerUnfit,
    MergeUnfit,
    NoExtension,
    NotReopened,
    OfficeNeeded,
    OwnExtension,
    ReopenedBefore,
)
from bot.texts import Words, _
from handlers.kit import Feature
from handlers.suggestion_look import STATES

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
    lambda _r: _("These two cannot become one: choose another of the same campaign that is not merged or given up."),
)
feature.refuses(ReopenedBefore, lambda _r: _("It was opened again once already. Write down what is still missing."))
feature.refuses(NotReopened, lambda _r: _("Say first why it did not help; the office then works on it again."))

ACTS: dict[Action, Words] = {
    Action.EDIT: _("changed"),
    Action.RESUBMIT: _("filed anew"),
    Action.WITHDRAW: _("withdrawn"),
    Action.REPLY: _("the author answered"),
    Action.CONFIRM: _("the author says: it helped"),
    Action.REOPEN: _("the author says: not solved"),
    Action.DISSENT: _("the author still says: not solved"),
    Action.LAPSE: _("closed, the author did not say"),
    Action.ACCEPT: _("accepted"),
    Action.RETURN: _("returned"),
    Action.DECLINE: _("not taken up"),
    Action.ASSIGN: _("assigned"),
    Action.GIVE_BACK: _("given back by the office"),
    Action.TRANSFER: _("passed on to another office"),
    Action.NAME_HANDLER: _("handler named"),
    Action.START: _("begun"),
    Action.ASK: _("the author was asked"),
    Action.RESUME: _("went on without an answer"),
    Action.ASK_EXTENSION: _("more time asked for"),
    Action.GRANT_EXTENSION: _("more time granted"),
    Action.REFUSE_EXTENSION: _("more time refused"),
    Action.ANSWER: _("answered"),
    Action.SEND_BACK: _("answer sent back"),
    Action.RESOLVE: _("done"),
    Action.CHASE: _("called to mind"),
    Action.NOTE: _("note"),
    Action.MERGE: _("merged into another"),
    Action.UNMERGE: _("stands on its own again"),
    Action.DECIDE: _("decided"),
}


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
    """Do what needs no words."""

    suggestion: int
    action: str


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
