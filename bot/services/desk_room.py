"""Anonymous feedback, the side of the desk: its readers read, answer, hand on, close and publish.

What they do is noted for the audit first and then done: rows of two databases cannot be written at once, and an act
that nobody can be asked about would be worse than a note of one that a crash prevented.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.desks import EYES, THEME_LIMIT, Desk, DeskUnknown, DeskUnstaffed, NotReader, check_words
from bot.domain.feedback import (
    TEXT_LIMIT,
    Note,
    Opened,
    Stage,
    Thread,
    ThreadGone,
    ThreadSealed,
    ThreadState,
    check_text,
)
from bot.domain.feedback_figures import Figures, figures
from bot.sealing import SealBrokenError, seal
from bot.services import desk_notes
from bot.services.desk_keys import DeskKeys
from bot.services.desks import reader
from bot.services.feedback_limits import FeedbackLimits
from bot.services.outbox import Outbox
from storage import audit, desks
from storage.db import Database, Tx
from storage.feedback import keys as key_rows
from storage.feedback import threads
from storage.feedback.threads import Sealed, ThreadRow


class DeskRoom:
    """What readers of desks do with threads. Each method asks the main database first whether the actor may."""

    def __init__(
        self,
        db: Database,
        feedback: Database,
        clock: Clock,
        zone: ZoneInfo,
        owed: Outbox,
        *,
        keys: DeskKeys,
        limits: FeedbackLimits,
    ) -> None:
        self._db, self._feedback, self._clock, self._zone, self._owed = db, feedback, clock, zone, owed
        self._keys, self._limits = keys, limits

    async def desks(self, actor_id: int) -> tuple[Desk, ...]:
        """Return the desks that the actor reads."""
        return tuple(desk for desk in await self._db.read(desks.listed) if actor_id in dict(desk.readers))

    async def threads(self, actor_id: int, desk_id: int) -> tuple[Thread, ...]:
        """Return a desk's threads: those that wait for an answer first, then by day, and never in order of arrival.

        Raises DeskUnknown, NotReader, DeskUnstaffed.
        """
        desk = await self._db.read(_staffed, actor_id, desk_id)
        opened = await self._db.read(desks.openings, desk_id)
        rows = await self._feedback.read(threads.of_desk, desk_id)
        found = [_thread(row, desk, opened.get(row.tag, 0), answered=answered) for row, answered in rows]
        return tuple(sorted(found, key=lambda one: (one.answered or one.closed, one.closed, one.day, one.tag)))

    async def open(self, actor_id: int, tag: str) -> Opened:
        """Return a thread to read. On a sensitive desk this counts as the actor's consent to open it, for good.

        Raises ThreadGone, NotReader, DeskUnstaffed.
        """
        desk, _row = await self._found(actor_id, tag)
        if desk.sensitive:
            await self._db.write(desk_notes.opening, self._clock.now(), actor_id, desk, tag)
            self._owed.poke()
        return await self._opened(actor_id, tag)

    async def look(self, actor_id: int, tag: str) -> Opened:
        """Return a thread as `open` does, without consenting to anything."""
        return await self._opened(actor_id, tag)

    async def reply(self, actor_id: int, tag: str, text: str) -> Opened:
        """Answer or ask back. Raises TextUnfit, ThreadGone, NotReader, DeskUnstaffed, ThreadSealed."""
        return await self._say(actor_id, tag, text, "desk.reply", closed=False)

    async def close(self, actor_id: int, tag: str, summary: str) -> Opened:
        """Close a thread with a last message. Raises as `reply`."""
        return await self._say(actor_id, tag, summary, "desk.close", closed=True)

    async def hand(self, actor_id: int, tag: str, desk_id: int) -> Desk:
        """Give a thread to another desk, sealed anew for that one; return it.

        Raises ThreadGone, NotReader, DeskUnstaffed, ThreadSealed, DeskUnknown when the other hears nobody.
        """
        desk, row = await self._unsealed(actor_id, tag)
        target = await self._db.read(desks.load, desk_id)
        if target is None or not target.hears or desk_id == desk.id:
            raise DeskUnknown
        key = await self._keys.current(desk_id, self._today())
        sealed = await self._feedback.read(threads.messages, tag)
        fresh = await asyncio.to_thread(
            lambda: [(one, seal(key.public, text)) for one in sealed if (text := self._read(one)) is not None]
        )
        await self._db.write(desk_notes.handing, self._clock.now(), actor_id, row.tag, desk, target)

        def hand(tx: Tx) -> None:
            _still_at(tx, tag, desk.id)
            for one, anew in fresh:
                key_rows.reseal(tx, tag, one.turn, one.key_id, key.id, anew)
            threads.move(tx, tag, desk_id)

        await self._feedback.write(hand)
        self._owed.poke()
        return target

    async def publish(self, actor_id: int, tag: str, question: str, answer: str) -> int:
        """Publish a question and its answer, redacted by the actor, for everybody; no tag stays with them.

        Raises DeskWordsUnfit, ThreadGone, NotReader, DeskUnstaffed, ThreadSealed.
        """
        question, answer = check_words(question, TEXT_LIMIT), check_words(answer, TEXT_LIMIT)
        desk, _row = await self._unsealed(actor_id, tag)

        def publish(tx: Tx, now: datetime) -> int:
            reader(tx, actor_id, desk.id)
            audit.note(tx, now, actor_id, "desk.publish", f"desk:{desk.id}", desk.name)
            return desks.publish(tx, desk.id, question, answer, now)

        return await self._db.write(publish, self._clock.now())

    async def set_theme(self, actor_id: int, tag: str, theme: str) -> None:
        """Say what a thread is about, for the figures. Raises DeskWordsUnfit, and as `reply` but TextUnfit."""
        theme = check_words(theme, THEME_LIMIT)
        await self._unsealed(actor_id, tag)
        await self._feedback.write(threads.set_theme, tag, theme)

    async def themes(self, actor_id: int, desk_id: int) -> tuple[str, ...]:
        """Return the themes a desk has given, the most frequent first. Raises DeskUnknown, NotReader, DeskUnstaffed."""
        await self._db.read(_staffed, actor_id, desk_id)
        given = [theme for _, _, theme in await self._feedback.read(threads.waits, desk_id) if theme]
        return tuple(sorted(set(given), key=lambda theme: (-given.count(theme), theme)))

    async def figures(self, actor_id: int, desk_id: int, month: str) -> Figures:
        """Return a desk's month ("2026-11"); threads are counted while they are kept. Raises as `themes`."""
        await self._db.read(_staffed, actor_id, desk_id)
        return figures(month, await self._feedback.read(threads.waits, desk_id))

    async def mute(self, actor_id: int, tag: str) -> None:
        """Keep who wrote in the thread today from the desk until midnight; nobody learns who.

        Raises NothingToMute, and as `reply` but TextUnfit.
        """
        desk, _row = await self._unsealed(actor_id, tag)
        self._limits.mute(desk.id, tag)
        await self._db.write(desk_notes.act, self._clock.now(), actor_id, "desk.mute", desk, tag)

    async def _say(self, actor_id: int, tag: str, text: str, act: str, *, closed: bool) -> Opened:
        text, (desk, row) = check_text(text), await self._unsealed(actor_id, tag)
        day = self._today()
        key = await self._keys.current(desk.id, day)
        for_desk, for_thread = await asyncio.to_thread(
            lambda: (seal(key.public, text), seal(row.lock.public_key, text))
        )
        await self._db.write(desk_notes.act, self._clock.now(), actor_id, act, desk, tag)

        def say(tx: Tx) -> None:
            now = _still_at(tx, tag, desk.id)
            if not threads.add(tx, tag, Stage.SHOWN, day, key.id, for_desk, for_thread):
                raise ThreadGone
            if closed or now.state is ThreadState.CLOSED:
                threads.set_state(tx, tag, ThreadState.CLOSED if closed else ThreadState.OPEN)
            threads.note_news(tx, tag)

        await self._feedback.write(say)
        return await self._opened(actor_id, tag)

    async def _opened(self, actor_id: int, tag: str) -> Opened:
        desk, row = await self._found(actor_id, tag)
        count = (await self._db.read(desks.openings, desk.id)).get(tag, 0)
        sealed = await self._feedback.read(threads.messages, tag, Stage.SHOWN)
        thread = _thread(row, desk, count, answered=sealed[-1].from_desk)
        notes = () if thread.sealed else await asyncio.to_thread(lambda: tuple(map(self._note, sealed)))
        return Opened(thread, desk.name, notes)

    async def _found(self, actor_id: int, tag: str) -> tuple[Desk, ThreadRow]:
        """Return a thread that has come to a desk of the actor's. Raises ThreadGone, NotReader, DeskUnstaffed."""
        row = await self._feedback.read(_arrived, tag)
        try:
            return await self._db.read(_staffed, actor_id, row.desk_id), row
        except (NotReader, DeskUnknown):
            # Who may not read it need not learn that it is there.
            raise ThreadGone from None

    async def _unsealed(self, actor_id: int, tag: str) -> tuple[Desk, ThreadRow]:
        """Return a thread that the actor may read now. Raises as `_found`, and ThreadSealed."""
        desk, row = await self._found(actor_id, tag)
        if desk.sensitive and (await self._db.read(desks.openings, desk.id)).get(tag, 0) < EYES:
            raise ThreadSealed
        return desk, row

    def _read(self, message: Sealed) -> str | None:
        try:
            return self._keys.read(message.key_id, message.for_desk)
        except SealBrokenError:
            return None

    def _note(self, message: Sealed) -> Note:
        return Note(message.from_desk, message.day, self._read(message))

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def _staffed(tx: Tx, actor_id: int, desk_id: int) -> Desk:
    desk = reader(tx, actor_id, desk_id)
    if not desk.staffed:
        raise DeskUnstaffed
    return desk


def _still_at(tx: Tx, tag: str, desk_id: int) -> ThreadRow:
    """Return a thread, unless another reader handed it on, or it ended, meanwhile. Raises ThreadGone."""
    threads.hold(tx, tag)
    row = threads.load(tx, tag)
    if row is None or row.desk_id != desk_id:
        raise ThreadGone
    return row


def _arrived(tx: Tx, tag: str) -> ThreadRow:
    row = threads.load(tx, tag)
    if row is None or not threads.messages(tx, tag, Stage.SHOWN):
        raise ThreadGone
    return row


def _thread(row: ThreadRow, desk: Desk, opened: int, *, answered: bool) -> Thread:
    closed = row.state is ThreadState.CLOSED
    return Thread(row.tag, desk.id, row.day, closed, row.theme, answered, desk.sensitive and opened < EYES)
