"""What is noted of acts at a desk, and which readers are told of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.clock import micros
from bot.domain.desks import EYES, Desk
from bot.domain.feedback import FeedbackNews
from bot.domain.outbox import Promised
from bot.services.desks import reader
from storage import audit, desks, outbox
from storage.db import Tx


def act(tx: Tx, now: datetime, actor_id: int, what: str, desk: Desk, tag: str) -> None:
    """Note what a reader does with a thread. Raises DeskUnknown, NotReader, for whom it was taken from meanwhile."""
    reader(tx, actor_id, desk.id)
    audit.note(tx, now, actor_id, what, f"desk:{desk.id}", f"{desk.name}: {tag}")


def opening(tx: Tx, now: datetime, actor_id: int, desk: Desk, tag: str) -> None:
    """Note that a reader opened a thread, once; while more are needed, tell the others."""
    if not desks.note_opening(tx, tag, actor_id):
        return
    act(tx, now, actor_id, "desk.open", desk, tag)
    if desks.openings(tx, desk.id).get(tag, 0) < EYES:
        others = [person_id for person_id, _ in desk.readers if person_id != actor_id]
        _tell(tx, now, others, FeedbackNews.SECOND, desk.id, f"{tag}:{actor_id}", {"tag": tag})


def handing(tx: Tx, now: datetime, actor_id: int, tag: str, desk: Desk, target: Desk) -> None:
    """Note that a thread goes to another desk, tell its readers, and forget who opened it at the first.

    Raises DeskUnknown, NotReader.
    """
    reader(tx, actor_id, desk.id)
    audit.note(tx, now, actor_id, "desk.hand", f"desk:{target.id}", f"{desk.name} → {target.name}: {tag}")
    desks.forget_openings(tx, [tag])
    readers = [person_id for person_id, _ in target.readers]
    _tell(tx, now, readers, FeedbackNews.HANDED, target.id, f"{tag}:{micros(now)}", {})


def _tell(
    tx: Tx, now: datetime, people: Iterable[int], kind: str, desk_id: int, key: str, data: dict[str, object]
) -> None:
    promised = [Promised(one, kind, desk_id, f"{kind}:{desk_id}:{key}:{one}", now, data) for one in people]
    outbox.promise(tx, promised, now)
