"""Anonymous feedback: receipts, threads, what stands in them, and at which times a desk gets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

from bot.domain.outbox import PromiseKind
from bot.domain.workdays import is_workday
from bot.errors import Refusal
from bot.ids import CROCKFORD

TEXT_LIMIT = 3500  # characters of one message
TAG_LENGTH, SECRET_LENGTH = 4, 16  # characters of a receipt: what is public of it, and 80 bits that are not
KEPT = timedelta(days=90)  # a thread, after its last message
SLOTS = (time(10), time(16))  # on work days, in the workplace's zone: when desks get what came in
NEWS_DAY, NEWS_TIME = 0, time(10)  # Monday: when those who asked for it get the tags with news
_ONE_DAY = timedelta(days=1)


class FeedbackNews(PromiseKind):
    """What readers of desks, and those who asked for the weekly list, are told: never because somebody just wrote."""

    DESK = "feedback.desk"  # to readers at a slot, when something came in; subject: the desk
    HANDED = "feedback.handed"  # to readers of the desk that another handed a thread to; subject: the desk
    SECOND = "feedback.second"  # to the other readers: a thread needs a second one to open it; subject: the desk
    WEEKLY = "feedback.weekly"  # data: {"tags": [...]}, also when there are none


class ThreadState(StrEnum):
    """Where a thread stands."""

    OPEN = "open"
    CLOSING = "closing"  # its author closed it; the desk learns it at the next slot but one, as it would a message
    ENDING = "ending"  # one slot later
    CLOSED = "closed"


class Stage(IntEnum):
    """How far a message is on its way to the desk. A slot moves it one on: none arrives right after it was written."""

    WAITING = 0
    RIPE = 1
    SHOWN = 2


@dataclass(frozen=True, slots=True)
class Receipt:
    """What opens a thread. `tag` may be seen by all, `secret` only by who wrote."""

    tag: str
    secret: str

    def __str__(self) -> str:
        parts = [self.secret[place : place + 4] for place in range(0, SECRET_LENGTH, 4)]
        return "-".join((self.tag, *parts))


@dataclass(frozen=True, slots=True)
class Note:
    """One message of a thread, as one side reads it. `text` is None where that side has no key to it."""

    from_desk: bool
    day: date
    text: str | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread as its author sees it: own messages without text, which only the desk can open."""

    tag: str
    desk_id: int
    desk: str
    closed: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as its desk sees it in a list. `answered`: the desk wrote last. `sealed`: more readers must open it."""

    tag: str
    desk_id: int
    day: date
    closed: bool
    theme: str
    answered: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread as its desk reads it; `notes` is empty while it is sealed."""

    thread: Thread
    desk: str
    notes: tuple[Note, ...]


class ReceiptUnfit(Refusal):
    """That is no receipt: TAG_LENGTH and SECRET_LENGTH letters and digits."""


class ReceiptWrong(Refusal):
    """No thread opens with that receipt: mistyped, or over for longer than it is kept. `left` more tries this hour."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class ReceiptTaken(Refusal):
    """The receipt cannot be used any more; a new one is made."""


class ReceiptAsleep(Refusal):
    """The thread was opened too long ago, or the bot has started anew: the receipt has to be typed again."""


class TooManyReceipts(Refusal):
    """Too many wrong receipts; `until` says when the next try counts."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class TooManyThreads(Refusal):
    """That account has begun `most` threads today."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class DeskBusy(Refusal):
    """Very much is being written to that desk now: later."""


class Muted(Refusal):
    """The desk asked not to hear from that account until tomorrow."""


class TooManyAtOnce(Refusal):
    """Very many receipts are being tried now: in a moment."""


class TextUnfit(Refusal):
    """A text has 1 to TEXT_LIMIT characters."""


class FeedbackOff(Refusal):
    """The operator has not set anonymous feedback up, or its keys are missing: `faguang desk init`."""


class ThreadGone(Refusal):
    """There is no such thread at a desk of the reader's, or not any more."""


class ThreadClosed(Refusal):
    """The thread is closed."""


class ThreadSealed(Refusal):
    """On that desk two readers must open a thread before either reads it or acts on it."""


class NothingToMute(Refusal):
    """Nobody can be muted through that thread any more: what led there was forgotten at midnight or at a restart."""


def check_text(text: str) -> str:
    """Return the text without blanks around it; raises TextUnfit."""
    text = text.replace("\0", "").strip()
    if not 1 <= len(text) <= TEXT_LIMIT:
        raise TextUnfit
    return text


_READ_AS = str.maketrans("OILU", "011V")
_BETWEEN = " \t\r\n-‐‑–—_.·"


def parse_receipt(typed: str) -> Receipt:
    """Return the receipt that somebody typed or pasted: small letters, O for 0, I and L for 1, blanks, dashes.

    Raises ReceiptUnfit.
    """
    code = typed.upper().translate(dict.fromkeys(map(ord, _BETWEEN))).translate(_READ_AS)
    if len(code) != TAG_LENGTH + SECRET_LENGTH or not set(code) <= set(CROCKFORD):
        raise ReceiptUnfit
    return Receipt(code[:TAG_LENGTH], code[TAG_LENGTH:])


def last_slot(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the latest slot that is not after `now`."""
    day = now.astimezone(zone).date()
    while True:
        if is_workday(day):
            for at in reversed(SLOTS):
                slot = datetime.combine(day, at, zone)
                if slot <= now:
                    return slot
        day -= _ONE_DAY


def next_slot(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first slot after `now`."""
    day = now.astimezone(zone).date()
    while True:
        if is_workday(day):
            for at in SLOTS:
                slot = datetime.combine(day, at, zone)
                if slot > now:
                    return slot
        day += _ONE_DAY


def last_news(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the latest instant of the weekly list that is not after `now`."""
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=(local.weekday() - NEWS_DAY) % 7)
    at = datetime.combine(monday, NEWS_TIME, zone)
    return at if at <= now else datetime.combine(monday - timedelta(days=7), NEWS_TIME, zone)


def month_of(day: date) -> str:
    """Return the month of a day, as keys are named by: 2026-11."""
    return f"{day:%Y-%m}"
