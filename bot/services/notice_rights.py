"""Who may see and steer a notice, looked up inside a transaction."""

from __future__ import annotations

from datetime import datetime

from bot.domain.notices import Notice, NoticeUnknown
from bot.domain.people import NoAuthority, Role
from storage import events
from storage import notices as rows
from storage.db import Tx


def organises(tx: Tx, actor_id: int, now: datetime) -> frozenset[int | None]:
    """Return for which departments the actor organises, None among them for all. Raises NoAuthority."""
    scopes = events.scopes(tx, actor_id, now)
    if not scopes:
        raise NoAuthority(Role.ORGANISER)
    return scopes


def load(tx: Tx, notice_id: int) -> Notice:
    """Return the notice. Raises NoticeUnknown."""
    notice = rows.load(tx, notice_id)
    if notice is None:
        raise NoticeUnknown
    return notice


def managed(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> Notice:
    """Hold a notice for its author, or for who organises for everybody. Raises NoticeUnknown."""
    tx.lock("notices", notice_id)
    return readable(tx, actor_id, notice_id, now)


def readable(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> Notice:
    """Return a notice to its author, or to who organises for everybody. Raises NoticeUnknown."""
    notice, scopes = load(tx, notice_id), events.scopes(tx, actor_id, now)
    if not scopes or (notice.author_id != actor_id and None not in scopes):
        raise NoticeUnknown
    return notice
