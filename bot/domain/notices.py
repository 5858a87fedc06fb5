"""Notices: what is said to whom, in which state it is, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain import audience_terms
from bot.domain.audience_terms import Expression
from bot.domain.deliveries import DeliveryState
from bot.domain.notice_parts import Content, NoticeUnfit, check_content
from bot.domain.outbox import PromiseKind
from bot.domain.recurrence import Repetition
from bot.errors import Refusal

LONGEST_TITLE = 60
MOST_BUTTONS = 6
MOST_REMINDERS = 3  # of an important notice that somebody did not acknowledge


class NoticeNews(PromiseKind):
    """What organisers and recipients are told about notices; the notices themselves go another way."""

    ASKED = "notice.asked"  # to organisers: one waits for your approval
    DECIDED = "notice.decided"  # to the author: approved, or refused and why (data "reason")
    DONE = "notice.done"  # to the author: everything is sent
    NUDGE = "notice.nudge"  # to a recipient: please acknowledge


class Importance(StrEnum):
    """Important notices override mute and quiet hours, are pinned in groups and asked to be acknowledged again."""

    NORMAL = "normal"
    IMPORTANT = "important"


class NoticeState(StrEnum):
    """Where a notice stands."""

    ASKED = "asked"  # waits for a second organiser
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"  # before its end, or refused
    WITHDRAWN = "withdrawn"


class NoticeUnknown(Refusal):
    """There is no such notice, or not for this person."""


class NobodyMeant(Refusal):
    """Nobody in the audience is within the organiser's authority."""


class NoticeSettled(Refusal):
    """The notice is in a state in which that cannot be done any more; `state` says in which."""

    def __init__(self, state: NoticeState) -> None:
        super().__init__(state)
        self.state = state


class NotSecond(Refusal):
    """A second organiser with authority over all recipients has to decide, not the author."""


class NotRecipient(Refusal):
    """Only who received the notice can acknowledge it."""


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """A button below a notice: to a link, an event's card, or a campaign for suggestions."""

    label: str
    url: str = ""
    event_id: int | None = None
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePlan:
    """What an organiser confirms. `send_at` None: at once; `repetition` begins on the day of `send_at`."""

    title: str
    content: Content
    audience: Expression
    importance: Importance = Importance.NORMAL
    ask_ack: bool = True
    buttons: tuple[NoticeButton, ...] = ()
    send_at: datetime | None = None
    repetition: Repetition | None = None
    audience_words: str = ""  # what the author read when choosing the audience
    mirrors: tuple[str, ...] = ()  # to which it goes besides; of what is kept they stand in rows of their own

    def check(self) -> None:
        """Raise NoticeUnfit, AudienceUnfit unless it can be sent."""
        check_content(self.content)
        audience_terms.check(self.audience)
        if not 1 <= len(self.title.strip()) <= LONGEST_TITLE or len(self.buttons) > MOST_BUTTONS:
            raise NoticeUnfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(NoticePlan):
    """A notice as it is kept. `revision` grows with each edit; `approved_by` is the second organiser who decided."""

    id: int
    author_id: int
    author: str = ""  # the name
    state: NoticeState
    send_at: datetime
    created_at: datetime
    revision: int = 1
    approved_by: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def important(self) -> bool:
        """Whether it overrides mute and quiet hours."""
        return self.importance is Importance.IMPORTANT

    def plan(self) -> NoticePlan:
        """Return what would have to be confirmed for one like it, to be sent at once."""
        names = NoticePlan.__dataclass_fields__
        return NoticePlan(**{name: getattr(self, name) for name in names} | {"send_at": None, "repetition": None})

    def require(self, *states: NoticeState) -> None:
        """Raise NoticeSettled unless the notice is in one of these."""
        if self.state not in states:
            raise NoticeSettled(self.state)


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a notice so far: deliveries by state, why others than sent ones are so, who acknowledged.

    `unchanged`: sent ones that could not be edited or deleted (TOO_OLD: after 48 hours), by reason.
    """

    notice: Notice
    states: Mapping[str, int]
    reasons: Mapping[str, int]
    acknowledged: int
    nudged: int = 0
    unchanged: Mapping[str, int] = field(default_factory=dict)
    groups: int = 0  # to how many groups it was delivered
    held: int = 0  # of those who wait: until the end of their quiet hours

    @property
    def total(self) -> int:
        """All recipients."""
        return sum(self.states.values())

    @property
    def sent(self) -> int:
        """To how many it was delivered."""
        return self.states.get(DeliveryState.SENT, 0)

    @property
    def silent(self) -> int:
        """How many people have received it and not acknowledged."""
        return max(0, self.sent - self.groups - self.acknowledged)

    @property
    def left(self) -> int:
        """How many are still to be sent."""
        return self.states.get(DeliveryState.WAITING, 0) + self.states.get(DeliveryState.SENDING, 0)


def for_all_staff(audience: Expression) -> bool:
    """Whether an audience is everybody, whoever is taken out of it again."""
    return audience[:1] == ["all"] or (audience[:1] in (["or"], ["except"]) and any(map(for_all_staff, audience[1:])))
