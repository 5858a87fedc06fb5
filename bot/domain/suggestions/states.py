"""Where a suggestion stands within the house, what outsiders see of it, and who somebody is to it."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a suggestion stands, for those who work on it."""

    SUBMITTED = "submitted"  # waits to be accepted
    RETURNED = "returned"  # waits for its author to write it anew
    ACCEPTED = "accepted"  # waits to be assigned to an office
    ASSIGNED = "assigned"
    WORKING = "working"
    ASKED = "asked"  # waits for the author; the clock stands
    ANSWERED = "answered"  # waits for somebody else to find the answer good
    RESOLVED = "resolved"  # the author is asked whether it helped
    CLOSED = "closed"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Published(StrEnum):
    """What its author and everybody else is told about where it stands."""

    WAITING = "waiting"
    RETURNED = "returned"  # nobody but the author sees it
    ACCEPTED = "accepted"
    WORKING = "working"
    ASKING = "asking"  # the author is to say more; to others it is being worked on
    ANSWERED = "answered"
    RESOLVED = "resolved"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Relation(StrEnum):
    """Who somebody is to a suggestion; one may be several."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"  # of one that was merged into it
    OFFICER = "officer"  # organises its campaign
    OFFICE = "office"  # heads the office it is assigned to
    HANDLER = "handler"
    LEADER = "leader"  # whom its campaign names, else the owners
    EVALUATOR = "evaluator"
    READER = "reader"
    CLOCK = "clock"  # nobody: it happens by itself


class Decision(StrEnum):
    """What a campaign makes of a suggestion in the end."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT = "not"


# Where somebody has to do something by a date.
DUE = frozenset({State.SUBMITTED, State.ACCEPTED, State.ASSIGNED, State.WORKING, State.ANSWERED})
IN_HAND = frozenset({State.ASSIGNED, State.WORKING})
OPEN = DUE | {State.ASKED}
OVER = frozenset({State.CLOSED, State.DECLINED, State.MERGED, State.WITHDRAWN})
