"""Notices: what is said to whom, in which state it is, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain import audience_terms
from bot.domain.audience_terms import Expression
from bot.domain.outbox import PromiseKind
from bot.domain.recurrence import Repetition
from bot.errors import Refusal

LONGEST_TITLE = 60
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024  # characters, Bot API
MOST_PARTS = 10  # of an album, Bot API sendMediaGroup
MOST_BUTTONS = 6
MOST_REMINDERS = 3  # of an important notice that somebody did not acknowledge
EVERYBODY = ""  # the content for whoever has none in their own language


class NoticeNews(PromiseKind):
    """What organisers and recipients are told about notices; the notices themselves go another way."""

    ASKED = "notice.asked"  # to organisers: one waits for your approval
    DECIDED = "notice.decided"  # to the author: approved, or refused and why (data "reason")
    DONE = "notice.done"  # to the author: everything is sent
    NUDGE = "notice.nudge"  # to a recipient: please acknowledge


class PartKind(StrEnum):
    """What a part of a notice is."""

    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    AUDIO = "audio"
    VOICE = "voice"
    ANIMATION = "animation"
    COPY = "copy"  # of a message in another chat: what Telegram has no file of


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


class DeliveryState(StrEnum):
    """Where a notice stands with one recipient."""

    WAITING = "waiting"
    SENDING = "sending"  # claimed; after a crash this is doubt
    SENT = "sent"
    DOUBT = "doubt"  # nobody knows; never sent again by itself
    FAILED = "failed"
    SKIPPED = "skipped"  # muted
    TAKEN_BACK = "taken_back"  # withdrawn, and deleted


class Reason(StrEnum):
    """Why a delivery failed or was left out."""

    NEVER_STARTED = "never_started"
    NO_CONSENT = "no_consent"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"  # of a group
    REFUSED = "refused"  # Telegram did not take this message
    CRASH = "crash"
    NO_ANSWER = "no_answer"
    MUTED = "muted"
    TOO_OLD = "too_old"  # to be deleted: Telegram allows it for 48 hours


class NoticeUnknown(Refusal):
    """There is no such notice, or not for this person."""


class NoticeUnfit(Refusal):
    """A notice has a title, a content with something in it, and at most so many parts and buttons."""


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
class Part:
    """One message of a notice: `html` is its text or caption; a `copy` is of `message_id` in `from_chat`."""

    kind: PartKind = PartKind.TEXT
    html: str = ""
    file_id: str = ""
    file_name: str = ""
    from_chat: int = 0
    message_id: int = 0


Content = Mapping[str, tuple[Part, ...]]  # by language; EVERYBODY for all others


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
    topic: str = ""

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
class Reach:
    """How many an audience has: people in all, of whom so many can be reached, cannot, or muted; and groups."""

    total: int
    reachable: int
    unreachable: int
    muted: int
    groups: int
    needs_second: bool = False


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

    @property
    def total(self) -> int:
        """All recipients."""
        return sum(self.states.values())

    @property
    def sent(self) -> int:
        """To how many it was delivered."""
        return self.states.get(DeliveryState.SENT, 0)

    @property
    def left(self) -> int:
        """How many are still to be sent."""
        return self.states.get(DeliveryState.WAITING, 0) + self.states.get(DeliveryState.SENDING, 0)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One delivery as an organiser sees it."""

    id: int
    person_id: int | None
    group_id: int | None
    name: str
    department: str  # its path, or ""
    state: DeliveryState
    reason: str
    sent_at: datetime | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecipientPage:
    """A page of recipients, of `total` in all."""

    recipients: tuple[Recipient, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Mailing:
    """A delivery in hand: to the chat `chat_id`, whose reader has chosen `language`."""

    id: int
    notice_id: int
    chat_id: int
    language: str | None
    tries: int
    is_group: bool = False
    topic_id: int | None = None
    message_ids: tuple[int, ...] = ()  # of what was sent, the last with the buttons
    acknowledged: bool = False
    revision: int = 0


def check_content(content: Content) -> None:
    """Raise NoticeUnfit unless every language has something to send, and not more than Telegram takes at once."""
    if not content or not all(1 <= len(parts) <= MOST_PARTS for parts in content.values()):
        raise NoticeUnfit
    for part in (part for parts in content.values() for part in parts):
        match part.kind:
            case PartKind.TEXT:
                fit = bool(part.html.strip())
            case PartKind.COPY:
                fit = bool(part.from_chat and part.message_id)
            case _:
                fit = bool(part.file_id)
        if not fit:
            raise NoticeUnfit


def content_for(content: Content, language: str | None) -> tuple[Part, ...]:
    """Return what somebody reads who chose `language`: that, else what is for everybody, else the first there is."""
    for wanted in (language or EVERYBODY, EVERYBODY):
        if wanted in content:
            return content[wanted]
    return next(iter(content.values()))


def written(content: Content) -> str:
    """Return a content as it is kept."""
    plain = {language: [asdict(part) for part in parts] for language, parts in content.items()}
    return json.dumps(plain, ensure_ascii=False)


def read(text: str) -> dict[str, tuple[Part, ...]]:
    """Return a content from what is kept."""
    return {
        language: tuple(replace(Part(**part), kind=PartKind(part["kind"])) for part in parts)
        for language, parts in json.loads(text).items()
    }


def for_all_staff(audience: Expression) -> bool:
    """Whether an audience is everybody, whoever is taken out of it again."""
    return audience[:1] == ["all"] or (audience[:1] in (["or"], ["except"]) and any(map(for_all_staff, audience[1:])))


def same_shape(before: Content, after: Content) -> bool:
    """Whether what was sent as `before` can be edited to say `after`: the same kinds of parts in each language."""
    return {language: [part.kind for part in parts] for language, parts in before.items()} == {
        language: [part.kind for part in parts] for language, parts in after.items()
    }
