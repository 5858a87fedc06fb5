"""What each person wants to hear of: topics, whether only what is important, and when not to be disturbed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.audience_terms import LONGEST_TOPIC
from bot.domain.groups import Quiet
from bot.errors import Refusal

# As long as no owner changed them.
USUAL_TOPICS = ("政策", "人才", "金融", "活动")
MOST_TOPICS = 16
QUIETS: tuple[Quiet | None, ...] = (
    None,
    Quiet(21 * 60, 8 * 60),
    Quiet(22 * 60, 7 * 60),
    Quiet(20 * 60, 9 * 60),
    Quiet(18 * 60, 9 * 60),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be subscribed to; `subscribed` says whether the person who looks does, `subscribers` how many do."""

    id: int
    name: str
    subscribed: bool
    subscribers: int


@dataclass(frozen=True, slots=True)
class Wants:
    """What a person hears of. `muted`: of notices only the important ones; `quiet`: hours for which what can waits."""

    topics: tuple[Topic, ...]
    muted: bool
    quiet: Quiet | None


class TopicUnknown(Refusal):
    """There is no such topic (any more)."""


class TopicUnfit(Refusal):
    """A topic has a name of 1 to LONGEST_TOPIC characters."""


class TooManyTopics(Refusal):
    """There are MOST_TOPICS already."""


def check_topic(text: str) -> str:
    """Return the name of a topic with single spaces; raises TopicUnfit."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_TOPIC or not name.isprintable():
        raise TopicUnfit
    return name
