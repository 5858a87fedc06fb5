"""What people say about suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.outbox import PromiseKind
from bot.errors import Refusal


class CommentState(StrEnum):
    """Who sees a comment."""

    SHOWN = "shown"
    WAITING = "waiting"  # until an organiser has let it through
    HIDDEN = "hidden"


class CommentNews(PromiseKind):
    """What people are told about comments; their subject is the comment."""

    NEW = "comment.new"  # to the authors of the suggestion
    WAITING = "comment.waiting"  # to who organises the campaign
    HIDDEN = "comment.hidden"  # to who wrote it


class CommentUnknown(Refusal):
    """There is no such comment, or not for this person."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said; `author` is a name, "" for whom the reader may not know."""

    id: int
    suggestion_id: int
    author_id: int
    author: str
    text: str
    state: CommentState
    reason: str  # why it is hidden
    at: datetime


@dataclass(frozen=True, slots=True)
class Talk:
    """A page of what is said about a suggestion, the latest first; `moderates`: the reader may hide comments."""

    comments: tuple[Comment, ...]
    page: int
    more: bool
    moderates: bool
