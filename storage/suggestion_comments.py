"""Rows of what people say about suggestions."""

from __future__ import annotations

from datetime import datetime

from bot.clock import instant, micros
from bot.domain.suggestions.comments import Comment, CommentState
from storage.db import Row, Tx

_COMMENTS = (
    "SELECT c.id, c.suggestion_id, c.author_id, COALESCE(p.name, ''), c.text, c.state, c.reason, c.at "
    "FROM suggestion_comments c LEFT JOIN people p ON p.id = c.author_id "
)


def insert(tx: Tx, suggestion_id: int, author_id: int, text: str, state: CommentState, now: datetime) -> int:
    """Write a comment; return its id."""
    row = tx.one(
        "INSERT INTO suggestion_comments (suggestion_id, author_id, text, state, at) "
        "VALUES (:suggestion, :author, :text, :state, :now) RETURNING id",
        suggestion=suggestion_id,
        author=author_id,
        text=text,
        state=state,
        now=micros(now),
    )
    assert row is not None  # noqa: S101 - RETURNING of an insert
    return int(row[0])


def load(tx: Tx, comment_id: int) -> Comment | None:
    """Return a comment, or None."""
    row = tx.one(f"{_COMMENTS} WHERE c.id = :id", id=comment_id)
    return None if row is None else _comment(row)


def of(tx: Tx, suggestion_id: int, person_id: int, *, every: bool, limit: int, skip: int) -> list[Comment]:
    """Return what is said about a suggestion, the latest first; `every`: also what others wrote and is not shown."""
    rows = tx.all(
        f"{_COMMENTS} WHERE c.suggestion_id = :suggestion "
        "AND (c.state = 'shown' OR :every = 1 OR c.author_id = :person) ORDER BY c.id DESC LIMIT :limit OFFSET :skip",
        suggestion=suggestion_id,
        every=int(every),
        person=person_id,
        limit=limit,
        skip=skip,
    )
    return [_comment(row) for row in rows]


def settle(tx: Tx, comment: Comment, state: CommentState, reason: str = "") -> None:
    """Show a comment or hide it, and count it."""
    tx.run(
        "UPDATE suggestion_comments SET state = :state, reason = :reason WHERE id = :id",
        id=comment.id,
        state=state,
        reason=reason,
    )
    count(tx, comment.suggestion_id, int(state is CommentState.SHOWN) - int(comment.state is CommentState.SHOWN))


def count(tx: Tx, suggestion_id: int, by: int) -> None:
    """Count more comments or less."""
    tx.run("UPDATE suggestions SET comments = comments + :by WHERE id = :id", id=suggestion_id, by=by)


def _comment(row: Row) -> Comment:
    id_, suggestion_id, author_id, author, text, state, reason, at = row
    return Comment(id_, suggestion_id, author_id, author, text, CommentState(state), reason, instant(at))
