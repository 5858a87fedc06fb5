"""Whom an event is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.events import Event, Plan
from bot.domain.people import POST_LIMIT
from bot.errors import Refusal

MOST_POSTS = 20


class PostsUnfit(Refusal):
    """At most MOST_POSTS posts of at most POST_LIMIT characters each."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The people of `departments` with all below (none: of all) whose post contains one of `posts` (none: any post).

    With `guests_of`, an event's id, it is who stands on that event's guest list, whatever their department and post.
    """

    departments: tuple[int, ...] = ()
    posts: tuple[str, ...] = ()
    guests_of: int | None = None


def of_event(event_id: int, plan: Plan) -> Audience:
    """Return whom an event is for: what `Event.invite` asks of one person, for all of them."""
    if plan.rules.closed:
        return Audience(guests_of=event_id)
    return Audience(plan.departments, plan.rules.posts)


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom an event is for: the paths of its departments, the length of its guest list, how many `people` in all."""

    event: Event
    departments: tuple[str, ...]
    guests: int
    people: int


def check_posts(posts: Iterable[str]) -> tuple[str, ...]:
    """Return posts with single spaces, each once, in order. Raises PostsUnfit."""
    tidy = tuple(dict.fromkeys(post for text in posts if (post := " ".join(text.split()))))
    if len(tidy) > MOST_POSTS or any(len(post) > POST_LIMIT for post in tidy):
        raise PostsUnfit
    return tidy
