"""Events: what an organiser plans, the one line people stand in, and who gets a seat.

The line: everybody who signs up gets the next turn; the first `capacity` of the line are seated, the rest wait. Leaving
lets the head of the waitlist in, more seats let in as many as they hold, fewer seats send the last seated back to the
head of the waitlist with their turn kept. Coming back after leaving means a new turn at the end. Shortly before the
start (`rules.offer_hours`) nobody is let in unasked: the head of the waitlist is offered the seat, see bot.domain.line.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from bot.domain.outbox import PromiseKind
from bot.domain.rules import USUAL, Rules
from bot.errors import Refusal

# What a Telegram message with all of them still holds comfortably (4096 characters).
LONGEST = {"title": 120, "series": 60, "speaker": 120, "place": 200, "link": 500, "field": 30}
MOST_HOURS = 1000.0
MOST_SEATS = 1_000_000
LINK_BEFORE = timedelta(minutes=15)  # the start: earlier a link only finds its way to others


class Pillar(StrEnum):
    """The four heads of the programme."""

    LEARN = "learn"  # 追光
    SHINE = "shine"  # 发光
    CARRY = "carry"  # 擎光
    CARE = "care"  # 护光


class EventState(StrEnum):
    """Whether an event takes place."""

    PUBLISHED = "published"
    CANCELLED = "cancelled"


class SignUpState(StrEnum):
    """Where somebody stands who signed up once."""

    SEATED = "seated"
    WAITING = "waiting"
    OFFERED = "offered"  # a seat is held for them until they take it or the offer ends
    ASKING = "asking"  # the organiser has to let them in
    LEFT = "left"
    EXCUSED = "excused"  # said why they cannot come
    DECLINED = "declined"  # the organiser did not let them in


# Those in the line; the event counts them under the same names.
IN_LINE = (SignUpState.SEATED, SignUpState.WAITING, SignUpState.OFFERED, SignUpState.ASKING)


class Shelf(StrEnum):
    """Ways to look through events."""

    ON = "on"  # everything still to come
    OPEN = "open"  # of those: whose sign-up is open now
    MINE = "mine"  # of those: in whose line I stand
    PAST = "past"  # where I was seated, the latest first


class News(PromiseKind):
    """What the line of an event is told, as kinds of promised messages."""

    REMINDER = "event.reminder"
    PROMOTED = "event.promoted"  # from the waitlist to a seat
    DEMOTED = "event.demoted"  # from a seat back to the waitlist, for there are fewer seats
    OFFERED = "event.offered"  # a seat, to be taken until a deadline
    WITHDRAWN = "event.withdrawn"  # the offered seat is gone, for there are fewer
    LAPSED = "event.lapsed"  # the offer was not taken in time
    ADMITTED = "event.admitted"  # the organiser let them in
    DECLINED = "event.declined"  # the organiser did not
    CHANGED = "event.changed"
    CANCELLED = "event.cancelled"
    LINK = "event.link"  # where to join what is online


class OrganiserNews(PromiseKind):
    """What the organiser of an event is told."""

    ASKED = "event.asked"  # people wait to be let in


class EventUnknown(Refusal):
    """There is no such event."""


class SignUpNotOpen(Refusal):
    """Sign-up has not begun."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class SignUpClosed(Refusal):
    """Sign-up has ended."""

    def __init__(self, closed_at: datetime) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


class EventOver(Refusal):
    """The event has begun (`started_at`) and what was asked for is possible only before."""

    def __init__(self, started_at: datetime) -> None:
        super().__init__(started_at)
        self.started_at = started_at


class EventCancelled(Refusal):
    """The event does not take place."""


class NotInvited(Refusal):
    """The event is for others: other departments, other posts, or those on its guest list."""


class AnswersMissing(Refusal):
    """The event asks something at sign-up that the person has not answered."""

    def __init__(self, event_id: int) -> None:
        super().__init__(event_id)
        self.event_id = event_id


class AnswerUnfit(Refusal):
    """An answer that does not fit the question `key` of an event, or a question that it does not ask."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class OfferGone(Refusal):
    """There is no offered seat (any more)."""


class SignUpDeclined(Refusal):
    """The organiser did not let the person in, for `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NobodyAsks(Refusal):
    """The person does not wait to be let in (any more)."""


class NotSignedUp(Refusal):
    """The person never signed up."""


class NotYours(Refusal):
    """The person may not publish, or not manage this event."""


class TitleMissing(Refusal):
    """An event needs a title."""


class TextTooLong(Refusal):
    """The text in `field` of a plan has more than `limit` characters."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(field, limit)
        self.field, self.limit = field, limit


class LinkUnfit(Refusal):
    """A link begins with http:// or https://."""


class StartsInPast(Refusal):
    """An event starts in the future."""

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(starts_at)
        self.starts_at = starts_at


class EndsBeforeStart(Refusal):
    """An event ends after its start."""


class WindowUnfit(Refusal):
    """Sign-up opens before it closes, and closes at the latest at the start."""


class CapacityTooSmall(Refusal):
    """An event has between one and MOST_SEATS seats, or no limit."""


class HoursUnfit(Refusal):
    """Credit hours lie between 0 and MOST_HOURS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an organiser decides about an event. `series` is a name ("": none)."""

    title: str
    pillar: Pillar
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    series: str = ""
    speaker: str = ""
    place: str = ""
    link: str = ""
    capacity: int | None = None  # None: unlimited
    hours: float = 0.0
    departments: tuple[int, ...] = ()  # who may come: these with all below; empty: everyone
    field: str = ""  # of knowledge: 金融投资, 应急管理 …
    rules: Rules = USUAL

    @property
    def for_everybody(self) -> bool:
        """Whether everybody may come, whatever their department and post."""
        return not (self.departments or self.rules.posts or self.rules.closed)

    def tidy(self) -> Self:
        """Return the plan without blanks around its texts, each department once, in order."""
        texts = {name: getattr(self, name).strip() for name in LONGEST}
        return replace(self, **texts, departments=tuple(sorted(set(self.departments))))

    def check(self, now: datetime) -> None:
        """Refuse a tidy plan that cannot be carried out.

        Raises the refusals above, the first that applies, or RulesUnfit.
        """
        if not self.title:
            raise TitleMissing
        for field, limit in LONGEST.items():
            if len(getattr(self, field)) > limit:
                raise TextTooLong(field, limit)
        if self.link and not self.link.startswith(("http://", "https://")):
            raise LinkUnfit
        if self.starts_at <= now:
            raise StartsInPast(self.starts_at)
        if self.ends_at <= self.starts_at:
            raise EndsBeforeStart
        if not self.opens_at < self.closes_at <= self.starts_at:
            raise WindowUnfit
        if self.capacity is not None and not 1 <= self.capacity <= MOST_SEATS:
            raise CapacityTooSmall
        if not 0 <= self.hours <= MOST_HOURS:
            raise HoursUnfit
        self.rules.check(self.capacity)


DECIDED = tuple(field.name for field in fields(Plan))
# A change of these is told to everybody in the line.
TOLD = frozenset({"starts_at", "ends_at", "place", "link"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Plan):
    """A plan that was published, and how its line stands."""

    id: int
    series_id: int | None
    organiser_id: int
    state: EventState = EventState.PUBLISHED
    seated: int = 0
    waiting: int = 0
    offered: int = 0  # seats held for those who were offered one
    asking: int = 0  # people who wait to be let in by the organiser
    revision: int = 1  # grows with each change of the plan
    repetition_id: int | None = None  # of what it repeats

    def plan(self) -> Plan:
        """Return the part that an organiser may change."""
        return Plan(**{name: getattr(self, name) for name in DECIDED})

    def changed(self, plan: Plan) -> frozenset[str]:
        """Return the names of the fields in which `plan` differs."""
        return frozenset(name for name in DECIDED if getattr(self, name) != getattr(plan, name))

    @property
    def held(self) -> int:
        """How many seats are not to be had: taken, or offered to somebody."""
        return self.seated + self.offered

    @property
    def length(self) -> int:
        """How many people stand in the line."""
        return self.held + self.waiting + self.asking

    @property
    def leave_by(self) -> datetime | None:
        """Until when one may leave without being late; None: until the start."""
        return self.starts_at - timedelta(hours=self.rules.leave_hours) if self.rules.leave_hours else None

    def free(self) -> int:
        """Return how many of those waiting have a seat by right: none in a line that is in order."""
        return self.waiting if self.capacity is None else min(self.waiting, max(0, self.capacity - self.held))

    def offering(self, now: datetime) -> bool:
        """Whether a seat that becomes free now is offered: people have made other plans by then."""
        return now > self.starts_at - timedelta(hours=self.rules.offer_hours)

    def pools(self, now: datetime) -> tuple[tuple[int, int], ...]:
        """Return the seats that are reserved now: (department id, seats)."""
        if not self.rules.reserved or now >= self.starts_at - timedelta(hours=self.rules.reserved_hours):
            return ()
        return self.rules.reserved

    def expect(self, now: datetime) -> None:
        """Refuse what is possible only before the start. Raises EventCancelled, EventOver."""
        if self.state is EventState.CANCELLED:
            raise EventCancelled
        if now >= self.starts_at:
            raise EventOver(self.starts_at)

    def manageable(self, now: datetime) -> None:
        """Refuse changes to what is cancelled or has ended. Raises EventCancelled, EventOver."""
        if self.state is EventState.CANCELLED:
            raise EventCancelled
        if now >= self.ends_at:
            raise EventOver(self.starts_at)

    def link_shown(self, now: datetime) -> bool:
        """Whether those with a seat see the link: shortly before the start and until the end."""
        return self.starts_at - LINK_BEFORE <= now < self.ends_at

    def welcome(self, now: datetime, ancestry: Collection[int], post: str = "", *, listed: bool = False) -> None:
        """Refuse a sign-up outside the window, or by somebody who is not meant: see `invite`.

        Raises EventCancelled, EventOver, SignUpNotOpen, SignUpClosed, NotInvited.
        """
        self.expect(now)
        if now < self.opens_at:
            raise SignUpNotOpen(self.opens_at)
        if now >= self.closes_at:
            raise SignUpClosed(self.closes_at)
        self.invite(ancestry, post, listed=listed)

    def invite(self, ancestry: Collection[int], post: str = "", *, listed: bool = False) -> None:
        """Refuse who is not meant: by departments (own and all above) and post, or by the guest list of a closed event.

        Raises NotInvited.
        """
        if self.rules.closed:
            meant = listed
        else:
            meant = not self.departments or not {*self.departments}.isdisjoint(ancestry)
            meant = meant and (not self.rules.posts or any(part in post for part in self.rules.posts))
        if not meant:
            raise NotInvited

    def next_state(self) -> SignUpState:
        """Return where the next in line goes: a seat, or the waitlist when no seat is left."""
        full = self.capacity is not None and self.held >= self.capacity
        return SignUpState.WAITING if full else SignUpState.SEATED

    def moving(self, people: int, origin: SignUpState | None, goal: SignUpState) -> Event:
        """Return the event after so many people came from `origin` (None: from nowhere) to `goal`."""
        counts: dict[str, Any] = {}
        if origin in IN_LINE:
            counts[origin] = getattr(self, origin) - people
        if goal in IN_LINE:
            counts[goal] = counts.get(goal, getattr(self, goal)) + people
        return replace(self, **counts)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: `position` is the seat or the place in the waitlist, from 1; 0 without either.

    `until` is the end of an offer; `reason` why somebody is excused or declined.
    """

    state: SignUpState | None = None
    position: int = 0
    until: datetime | None = None
    reason: str = ""

    @property
    def present(self) -> bool:
        """Whether the person is in the line."""
        return self.state in IN_LINE


@dataclass(frozen=True, slots=True)
class Card:
    """An event as one person sees it."""

    event: Event
    standing: Standing
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the cards: `page` counts from 0, `pages` is at least 1."""

    cards: tuple[Card, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sign-up or of leaving; `already`: it was so before. `clashes` overlap with the event."""

    event: Event
    standing: Standing
    already: bool
    clashes: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """What a change does: the event after it, which fields changed, and to how many people what happens.

    `seated_lost` go back to the waitlist, `withdrawn` lose an offered seat and wait again, `promoted` get a seat,
    `offered` are offered one, `admitted` need not be let in any more; `told` are promised at least one message.
    """

    event: Event
    changed: frozenset[str] = frozenset()
    seated_lost: int = 0
    promoted: int = 0
    told: int = 0
    withdrawn: int = 0
    offered: int = 0
    admitted: int = 0


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody on an organiser's list; `department` is the path of names from the root, `reason` why excused."""

    name: str
    department: str
    post: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Who is seated, waits, is offered a seat, asks to be let in, in the order of the line; and who is excused."""

    seated: tuple[Attendee, ...] = ()
    waiting: tuple[Attendee, ...] = ()
    offered: tuple[Attendee, ...] = ()
    asking: tuple[Attendee, ...] = ()
    excused: tuple[Attendee, ...] = ()
