"""Who may do what to a suggestion, when, and what becomes of it: one table, which `permit` alone reads.

The picture of it in bot/decisions/0011 is compared with it by a test.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.suggestions.states import DUE, IN_HAND, OPEN, Published, Relation, State
from bot.errors import Refusal


class Action(StrEnum):
    """What can be done to a suggestion."""

    EDIT = "edit"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    REPLY = "reply"  # to a question of the office
    CONFIRM = "confirm"  # it helped
    REOPEN = "reopen"  # it did not
    DISSENT = "dissent"  # it did not, and it was opened again before
    LAPSE = "lapse"  # the author did not say
    SECOND = "second"
    COMMENT = "comment"
    ACCEPT = "accept"
    RETURN = "return"
    DECLINE = "decline"
    ASSIGN = "assign"
    GIVE_BACK = "give_back"  # the office says it is not for it
    TRANSFER = "transfer"
    NAME_HANDLER = "name_handler"
    START = "start"
    ASK = "ask"
    RESUME = "resume"  # without an answer of the author
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    ANSWER = "answer"
    SEND_BACK = "send_back"  # the answer is not good enough
    RESOLVE = "resolve"
    CHASE = "chase"
    NOTE = "note"
    MERGE = "merge"
    UNMERGE = "unmerge"
    DECIDE = "decide"


class Need(StrEnum):
    """Whether an act comes with words."""

    NONE = "none"
    MAY = "may"
    MUST = "must"


class Eyes(StrEnum):
    """Who reads the words of an act."""

    HOUSE = "house"  # who works on it or answers for it
    AUTHOR = "author"  # its authors, too
    ALL = "all"


class Timer(StrEnum):
    """What an act does to the deadline."""

    KEEP = "keep"
    START = "start"  # anew, as long as the new state may take
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What an act needs and does. `to` or `shows` None: stays as it is."""

    frm: frozenset[State]
    who: frozenset[Relation]
    never: frozenset[Relation] = frozenset()  # whatever else they are
    to: State | None = None
    shows: Published | None = None
    words: Need = Need.NONE
    seen: Eyes = Eyes.HOUSE
    timer: Timer = Timer.KEEP


class ActNotYours(Refusal):
    """Whoever asked may not do `action` to this suggestion, now or ever."""

    def __init__(self, action: Action) -> None:
        super().__init__(action)
        self.action = action


class ActNotNow(Refusal):
    """`action` is not possible where the suggestion stands: `state`."""

    def __init__(self, action: Action, state: State) -> None:
        super().__init__(action, state)
        self.action, self.state = action, state


_S, _R, _P = State, Relation, Published
_AUTHOR = frozenset({_R.AUTHOR})
_OFFICER = frozenset({_R.OFFICER})
_ABOVE = frozenset({_R.OFFICER, _R.LEADER})
_AT_WORK = frozenset({_R.OFFICE, _R.HANDLER})
_HOUSE = _ABOVE | _AT_WORK
_NEW = frozenset({_S.SUBMITTED, _S.ACCEPTED})
_ASSIGNED, _WORKING, _ASKED = (frozenset({one}) for one in (_S.ASSIGNED, _S.WORKING, _S.ASKED))
_ANSWERED, _RESOLVED, _MERGED = (frozenset({one}) for one in (_S.ANSWERED, _S.RESOLVED, _S.MERGED))
_SUBMITTED, _RETURNED, _ACCEPTED = (frozenset({one}) for one in (_S.SUBMITTED, _S.RETURNED, _S.ACCEPTED))
_DONE = _RESOLVED | {_S.CLOSED}
_EVERYBODY = frozenset(_R) - {_R.CLOCK}

TABLE: dict[Action, Rule] = {
    Action.EDIT: Rule(frm=_SUBMITTED, who=_AUTHOR, words=Need.MUST),
    Action.RESUBMIT: Rule(
        frm=_RETURNED, who=_AUTHOR, to=_S.SUBMITTED, shows=_P.WAITING, words=Need.MUST, timer=Timer.START
    ),
    Action.WITHDRAW: Rule(
        frm=OPEN - _ANSWERED | _RETURNED, who=_AUTHOR, to=_S.WITHDRAWN, shows=_P.WITHDRAWN, timer=Timer.STOP
    ),
    # Once the office went on without it, too: while nothing was answered.
    Action.REPLY: Rule(
        frm=_ASKED | _WORKING,
        who=_AUTHOR,
        to=_S.WORKING,
        shows=_P.WORKING,
        words=Need.MUST,
        seen=Eyes.AUTHOR,
        timer=Timer.RESUME,
    ),
    Action.CONFIRM: Rule(frm=_RESOLVED, who=_AUTHOR, to=_S.CLOSED, words=Need.MAY, seen=Eyes.AUTHOR, timer=Timer.STOP),
    Action.REOPEN: Rule(
        frm=_RESOLVED,
        who=_AUTHOR | {_R.CO_AUTHOR},
        to=_S.WORKING,
        shows=_P.WORKING,
        words=Need.MUST,
        seen=Eyes.AUTHOR,
        timer=Timer.START,
    ),
    Action.DISSENT: Rule(frm=_RESOLVED, who=_AUTHOR, to=_S.CLOSED, words=Need.MUST, seen=Eyes.AUTHOR, timer=Timer.STOP),
    Action.LAPSE: Rule(frm=_RESOLVED, who=frozenset({_R.CLOCK}), to=_S.CLOSED, timer=Timer.STOP),
    Action.SECOND: Rule(frm=OPEN | _RESOLVED, who=_EVERYBODY, never=_AUTHOR | {_R.CO_AUTHOR}),
    Action.COMMENT: Rule(frm=OPEN | _DONE, who=_EVERYBODY, words=Need.MUST, seen=Eyes.ALL),
    Action.ACCEPT: Rule(frm=_SUBMITTED, who=_OFFICER, to=_S.ACCEPTED, shows=_P.ACCEPTED, timer=Timer.START),
    Action.RETURN: Rule(
        frm=_NEW, who=_OFFICER, to=_S.RETURNED, shows=_P.RETURNED, words=Need.MUST, seen=Eyes.AUTHOR, timer=Timer.STOP
    ),
    Action.DECLINE: Rule(
        frm=_NEW, who=_OFFICER, to=_S.DECLINED, shows=_P.DECLINED, words=Need.MUST, seen=Eyes.ALL, timer=Timer.STOP
    ),
    Action.ASSIGN: Rule(frm=_ACCEPTED, who=_OFFICER, to=_S.ASSIGNED, words=Need.MAY, timer=Timer.START),
    Action.GIVE_BACK: Rule(frm=IN_HAND, who=frozenset({_R.OFFICE}), to=_S.ACCEPTED, words=Need.MUST, timer=Timer.START),
    Action.TRANSFER: Rule(frm=IN_HAND, who=_OFFICER, to=_S.ASSIGNED, words=Need.MUST),
    Action.NAME_HANDLER: Rule(frm=IN_HAND | _ASKED, who=frozenset({_R.OFFICER, _R.OFFICE})),
    Action.START: Rule(frm=_ASSIGNED, who=_AT_WORK, to=_S.WORKING, shows=_P.WORKING),
    Action.ASK: Rule(
        frm=IN_HAND, who=_AT_WORK, to=_S.ASKED, shows=_P.ASKING, words=Need.MUST, seen=Eyes.AUTHOR, timer=Timer.PAUSE
    ),
    # The clock, when nobody answers or is left who could.
    Action.RESUME: Rule(
        frm=_ASKED, who=_AT_WORK | _OFFICER | {_R.CLOCK}, to=_S.WORKING, shows=_P.WORKING, timer=Timer.RESUME
    ),
    Action.ASK_EXTENSION: Rule(frm=IN_HAND, who=_AT_WORK, words=Need.MUST),
    Action.GRANT_EXTENSION: Rule(frm=IN_HAND, who=_ABOVE),
    Action.REFUSE_EXTENSION: Rule(frm=IN_HAND, who=_ABOVE, words=Need.MAY),
    Action.ANSWER: Rule(
        frm=IN_HAND,
        who=_AT_WORK,
        to=_S.ANSWERED,
        shows=_P.ANSWERED,
        words=Need.MUST,
        seen=Eyes.ALL,
        timer=Timer.START,
    ),
    Action.SEND_BACK: Rule(
        frm=_ANSWERED, who=_ABOVE, to=_S.WORKING, shows=_P.WORKING, words=Need.MUST, timer=Timer.START
    ),
    Action.RESOLVE: Rule(frm=_ANSWERED, who=_OFFICER, to=_S.RESOLVED, shows=_P.RESOLVED, timer=Timer.STOP),
    Action.CHASE: Rule(frm=DUE, who=_ABOVE, words=Need.MAY),
    Action.NOTE: Rule(frm=frozenset(State), who=_HOUSE, words=Need.MUST),
    Action.MERGE: Rule(
        frm=_NEW | IN_HAND, who=_OFFICER, to=_S.MERGED, shows=_P.MERGED, words=Need.MAY, timer=Timer.PAUSE
    ),
    # Back to where it stood: the row remembers. The clock, when what it is part of ends with its author.
    Action.UNMERGE: Rule(frm=_MERGED, who=_OFFICER | {_R.CLOCK}, timer=Timer.RESUME),
    Action.DECIDE: Rule(
        frm=OPEN - _SUBMITTED | _DONE,
        who=_OFFICER,
        never=_AUTHOR | {_R.CO_AUTHOR},  # it brings points
        words=Need.MUST,
        seen=Eyes.ALL,
    ),
}


_TOLD = frozenset({Action.ASSIGN, Action.TRANSFER, Action.GRANT_EXTENSION, Action.UNMERGE, Action.LAPSE})


def permit(action: Action, state: State, relations: Collection[Relation]) -> Rule:
    """Return the rule of an act that somebody with these relations may do in this state.

    Raises ActNotYours, ActNotNow.
    """
    rule = TABLE[action]
    if not _concerns(rule, relations):
        raise ActNotYours(action)
    if state not in rule.frm:
        raise ActNotNow(action, state)
    return rule


def told(action: Action) -> bool:
    """Whether those outside the house are told of an act at all."""
    rule = TABLE[action]
    return rule.shows is not None or rule.seen is not Eyes.HOUSE or action in _TOLD


def possible(state: State, relations: Collection[Relation]) -> tuple[Action, ...]:
    """Return what somebody with these relations may do in this state, in the order of the table."""
    return tuple(action for action, rule in TABLE.items() if state in rule.frm and _concerns(rule, relations))


def _concerns(rule: Rule, relations: Collection[Relation]) -> bool:
    return not rule.who.isdisjoint(relations) and rule.never.isdisjoint(relations)
