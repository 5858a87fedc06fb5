"""Rows of cards that are kept true in groups: one table for each thing a card can be about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.clock import micros
from bot.domain.posts import Post
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class KeptCards:
    """The rows of `table`, whose column `subject` says what a card is about; `is_last` knows the last it will say."""

    table: str
    subject: str
    is_last: Callable[[str], bool]

    @property
    def columns(self) -> str:
        """What a Post is made of, of rows `p`."""
        return f"p.id, p.{self.subject}, p.chat_id, p.topic_id, p.message_id, p.shown"

    def add(self, tx: Tx, post: Post, posted_by: int | None, now: datetime) -> list[Post]:
        """Note a card that was sent (its id is not read); return the earlier ones of the same in that place."""
        rows = tx.all(
            f"SELECT {self.columns} FROM {self.table} p WHERE p.gone = 0 AND p.chat_id = :chat "
            f"AND p.{self.subject} = :subject AND COALESCE(p.topic_id, 0) = :topic ORDER BY p.id",
            chat=post.chat_id,
            subject=post.subject_id,
            topic=post.topic_id or 0,
        )
        tx.run(
            f"INSERT INTO {self.table} ({self.subject}, chat_id, topic_id, message_id, posted_by, posted_at, shown) "
            "VALUES (:subject, :chat, :topic, :message, :by, :now, :shown)",
            subject=post.subject_id,
            chat=post.chat_id,
            topic=post.topic_id,
            message=post.message_id,
            by=posted_by,
            now=micros(now),
            shown=post.shown,
        )
        return [Post(*row) for row in rows]

    def note(self, tx: Tx, post_id: int, shown: str) -> None:
        """Note what a card says; one that says its last is kept true no longer."""
        gone = int(self.is_last(shown))
        tx.run(
            f"UPDATE {self.table} SET shown = :shown, gone = :gone WHERE id = :id", id=post_id, shown=shown, gone=gone
        )

    def lose(self, tx: Tx, post_id: int) -> None:
        """Note that a card is not there any more."""
        tx.run(f"UPDATE {self.table} SET gone = 1 WHERE id = :id", id=post_id)
