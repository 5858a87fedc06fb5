"""What suggestions look like wherever they stand: words for where they are, short lines, the links that open them."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.states import Decision, Published, State
from bot.domain.suggestions.suggestion import Case, Step, Suggestion
from bot.texts import When, Words, _, joined, lines
from handlers.cards import clip
from handlers.kit import Button, Go, Row, Style

_LINE = 40

PUBLISHED: dict[Published, Words] = {
    Published.WAITING: _("filed, not yet accepted"),
    Published.RETURNED: _("returned to its author"),
    Published.ACCEPTED: _("accepted"),
    Published.WORKING: _("being worked on"),
    Published.ASKING: _("waits for the author"),
    Published.ANSWERED: _("answered"),
    Published.RESOLVED: _("done"),
    Published.DECLINED: _("not taken up"),
    Published.MERGED: _("merged into another"),
    Published.WITHDRAWN: _("withdrawn"),
}

STATES: dict[State, Words] = {
    State.SUBMITTED: _("to be accepted"),
    State.RETURNED: _("returned to its author"),
    State.ACCEPTED: _("to be assigned"),
    State.ASSIGNED: _("assigned, not begun"),
    State.WORKING: _("being worked on"),
    State.ASKED: _("waits for the author"),
    State.ANSWERED: _("answer to be checked"),
    State.RESOLVED: _("done, the author is asked"),
    State.CLOSED: _("closed for good"),
    State.DECLINED: _("not taken up"),
    State.MERGED: _("merged into another"),
    State.WITHDRAWN: _("withdrawn"),
}

DECISIONS: dict[Decision, Words] = {
    Decision.ADOPTED: _("adopted"),
    Decision.PARTLY: _("partly adopted"),
    Decision.NOT: _("not adopted"),
}

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

EMPLOYEE = _("an employee")  # who hides their name


class Helped(Tap, wire="ih+"):
    """The author says that it helped; handlers.office answers, as all the following."""

    suggestion: int


class NotHelped(Tap, wire="ih-"):
    """An author begins to say why it did not."""

    suggestion: int


class ReplyTo(Tap, wire="ir"):
    """The author begins to answer the office's question."""

    suggestion: int


class WriteAnew(Tap, wire="iw"):
    """The author begins to write anew what was returned."""

    suggestion: int


def author_rows(seen: Case) -> tuple[Row, ...]:
    """Return what an author is asked to do now."""
    id_ = seen.suggestion.id
    helped = Button(_("It helped"), Helped(id_), style=Style.SUCCESS)
    not_helped = Button(_("Not solved"), NotHelped(id_), style=Style.DANGER)
    if seen.may(Action.CONFIRM):
        return ((helped, not_helped),)
    if seen.may(Action.REOPEN) and not seen.suggestion.reopened:
        return ((not_helped,),)
    if seen.may(Action.REPLY) and seen.suggestion.state is State.ASKED:
        return ((Button(_("Answer the question"), ReplyTo(id_), style=Style.PRIMARY),),)
    if seen.may(Action.RESUBMIT):
        return ((Button(_("Write it anew"), WriteAnew(id_), style=Style.PRIMARY),),)
    return ()


def suggestion_link(suggestion_id: int) -> str:
    """Return the payload that opens a suggestion as everybody sees it: handlers.suggestions answers it."""
    return f"i_{suggestion_id}"


def desk_link(suggestion_id: int) -> str:
    """Return the payload that opens a suggestion as those see it who work on it: handlers.office answers it."""
    return f"d_{suggestion_id}"


def campaign_link(campaign_id: int) -> str:
    """Return the payload that opens a campaign: handlers.campaigns answers it."""
    return f"k_{campaign_id}"


def file_link(campaign_id: int) -> str:
    """Return the payload that begins to file something for a campaign: handlers.suggestions answers it."""
    return f"suggest_{campaign_id}"


def list_link(campaign_id: int) -> str:
    """Return the payload that lists a campaign's suggestions: handlers.suggestions answers it."""
    return f"ideas_{campaign_id}"


def suggestion_button(suggestion_id: int, label: Words | None = None) -> Button:
    """Return the button that opens a suggestion as everybody sees it."""
    return Button(label or _("Open the suggestion"), Go(suggestion_link(suggestion_id)))


def desk_button(suggestion_id: int, label: Words | None = None) -> Button:
    """Return the button that opens a suggestion for those who work on it."""
    return Button(label or _("To the work on it"), Go(desk_link(suggestion_id)))


def published(one: Suggestion, *, own: bool) -> Words:
    """Return where it stands, as its author (`own`) or everybody else is told."""
    shown = Published.WORKING if one.published is Published.ASKING and not own else one.published
    return PUBLISHED[shown]


def first_words(one: Suggestion, most: int = _LINE) -> str:
    """Return how the suggestion begins, on one line."""
    return clip(" ".join(one.text.split()), most)


def author_words(seen: Case) -> Words:
    """Return who wrote it, as that reader may know."""
    return seen.author or EMPLOYEE


def heading(one: Suggestion) -> Words:
    """Return number and first words, in bold."""
    return joined([_("<b>{number}</b>", number=one.number), first_words(one)])


def step_words(step: Step) -> Words:
    """Return one line of the history."""
    what = ACTS[step.action] if step.action else _("filed")
    by = [step.actor] if step.actor else []
    head = joined([When(step.at, "short"), what, *by])
    return lines(head, _("“{words}”", words=clip(step.words, 120))) if step.words else head
