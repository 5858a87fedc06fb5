"""A rota: people take turns to speak in a series, kind after kind, and within a kind whoever waited longest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.events import LONGEST, Event, EventState
from bot.domain.outbox import PromiseKind
from bot.errors import Refusal

FEWEST_KINDS, MOST_KINDS, LONGEST_KIND = 2, 6, 12
LONGEST_REASON = 200


class RotaNews(PromiseKind):
    """What speakers and organisers are told."""

    INVITED = "rota.invited"
    MOVED = "rota.moved"  # the event takes place at another time
    OFF = "rota.off"  # they need not speak
    REMINDER = "rota.reminder"
    FEEDBACK = "rota.feedback"
    ANSWERED = "rota.answered"  # to the organiser: accepted, declined, too late
    HANDED_IN = "rota.handed_in"  # to the organiser: the title
    VOLUNTEERED = "rota.volunteered"  # to who keeps the rota
    LISTED = "rota.listed"  # to a volunteer: accepted, or not


class MemberState(StrEnum):
    """Whether somebody takes turns."""

    MEMBER = "member"
    VOLUNTEER = "volunteer"  # has offered to; the organiser decides


class TurnState(StrEnum):
    """What became of somebody's turn to speak at an event."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"  # no answer in time
    WITHDRAWN = "withdrawn"  # the organiser took it back, somebody else speaks, or the event does not take place


class RotaUnknown(Refusal):
    """Nobody takes turns in that series."""


class KindsUnfit(Refusal):
    """A rota has FEWEST_KINDS to MOST_KINDS kinds, each with another name of at most LONGEST_KIND characters."""


class KindInUse(Refusal):
    """The kind `name` still has people."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class MemberGone(Refusal):
    """The person is not in the rota (any more), or cannot be reached."""


class TurnGone(Refusal):
    """It is not the person's turn (any more)."""


class SpeakerFound(Refusal):
    """Somebody else speaks at the event, or is invited to."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of people, in the order in which kinds take turns."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a rota. `given_at` is when they last had a turn, `spoke_at` when they spoke last, if ever.

    `reachable`: agreed to the notice, so they can be invited.
    """

    person_id: int
    name: str
    post: str
    kind_id: int
    state: MemberState
    joined_at: datetime
    topic: str = ""
    paused_until: datetime | None = None
    reachable: bool = True
    given_at: datetime | None = None
    spoke_at: datetime | None = None

    def waits(self) -> tuple[bool, datetime, int]:
        """Return a key that puts those first who never had a turn, then those whose turn is longest ago."""
        return self.given_at is not None, self.given_at or self.joined_at, self.person_id

    def may(self, event: Event, refused: frozenset[int]) -> bool:
        """Whether they can be proposed for an event; `refused` were asked and do not speak there."""
        rests = self.paused_until is not None and event.starts_at < self.paused_until
        return self.reachable and not rests and self.person_id not in refused


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's turn to speak at an event; `starts_at` is its start as they were told last, `shown` see the table."""

    id: int
    event_id: int
    person_id: int
    kind_id: int
    state: TurnState
    asked_at: datetime
    answer_by: datetime
    starts_at: datetime
    reason: str = ""
    shown: str = ""
    titled: bool = False
    name: str = ""  # of the person

    @property
    def live(self) -> bool:
        """Whether nobody else can be asked meanwhile."""
        return self.state in (TurnState.INVITED, TurnState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Coming:
    """An event to come: its live turn, who else speaks (as text), of which kind that is, and who was asked in vain."""

    event: Event
    turn: Turn | None = None
    speaker: str = ""
    kind_id: int | None = None
    refused: frozenset[int] = frozenset()

    @property
    def free(self) -> bool:
        """Whether a speaker is wanted."""
        return self.turn is None and not self.speaker


@dataclass(frozen=True, slots=True)
class Rota:
    """A rota as organisers see it: members within each kind in the order of their turns, then those to come."""

    series_id: int
    series: str
    kinds: tuple[Kind, ...]
    members: tuple[Member, ...]
    volunteers: tuple[Member, ...]
    coming: tuple[Coming, ...]
    proposals: Mapping[int, Member]  # by the event's id

    def kind(self, kind_id: int) -> Kind:
        """Return a kind. Raises MemberGone."""
        for kind in self.kinds:
            if kind.id == kind_id:
                return kind
        raise MemberGone

    def of(self, kind_id: int) -> tuple[Member, ...]:
        """Return the members of a kind, the next first."""
        return tuple(one for one in self.members if one.kind_id == kind_id)

    def person(self, person_id: int) -> Member:
        """Return a member or volunteer. Raises MemberGone."""
        for one in (*self.members, *self.volunteers):
            if one.person_id == person_id:
                return one
        raise MemberGone


@dataclass(frozen=True, slots=True)
class Own:
    """A rota as somebody sees it who may take part: `place` from 1 among their kind's members."""

    series_id: int
    series: str
    kinds: tuple[Kind, ...]
    member: Member | None
    place: int


@dataclass(frozen=True, slots=True)
class OwnTurn:
    """Somebody's turn as they see it; `slides`: the event has materials; `topic` is what they once offered."""

    turn: Turn
    event: Event
    slides: bool
    topic: str

    @property
    def complete(self) -> bool:
        """Whether nothing is asked any more."""
        return self.turn.titled and self.slides


def shown(name: str, post: str) -> str:
    """Return how an event's card calls somebody as the speaker."""
    return (f"{name}（{post}）" if post else name)[: LONGEST["speaker"]]


def check_kinds(names: Sequence[str]) -> None:
    """Raise KindsUnfit for names that cannot be those of a rota's kinds."""
    lengths = all(1 <= len(name) <= LONGEST_KIND for name in names)
    if not (FEWEST_KINDS <= len(names) <= MOST_KINDS and len(set(names)) == len(names) and lengths):
        raise KindsUnfit


def renamed(kinds: Sequence[Kind], names: Sequence[str]) -> tuple[int | None, ...]:
    """Return which kind (its id; None: a new one) each of `names` is: that of the name, else the next left over."""
    by_name = {kind.name: kind.id for kind in kinds}
    left = [kind.id for kind in kinds if kind.name not in names]
    return tuple(by_name[name] if name in by_name else (left.pop(0) if left else None) for name in names)


def propose(
    kinds: Sequence[Kind], members: Sequence[Member], coming: Sequence[Coming], last: int | None
) -> dict[int, Member]:
    """Return who is proposed for each event (by start) that wants a speaker, by the event's id.

    Kinds take turns, the one after `last` (that of who spoke last) first; a kind in which nobody can is left out.
    """
    queues = {kind.id: sorted((one for one in members if one.kind_id == kind.id), key=Member.waits) for kind in kinds}
    found: dict[int, Member] = {}
    for one in coming:
        if not one.free:
            last = one.kind_id or last
            continue
        for kind_id in _after(last, [kind.id for kind in kinds]):
            person = next((each for each in queues[kind_id] if each.may(one.event, one.refused)), None)
            if person:
                queues[kind_id].remove(person)
                queues[kind_id].append(person)
                found[one.event.id], last = person, kind_id
                break
    return found


def _after(last: int | None, kinds: list[int]) -> list[int]:
    cut = kinds.index(last) + 1 if last in kinds else 0
    return kinds[cut:] + kinds[:cut]


def takes_place(event: Event) -> bool:
    """Whether the event is not cancelled."""
    return event.state is EventState.PUBLISHED
