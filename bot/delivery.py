"""Carries promised messages from the outbox to people and groups: what is due, as it is true now, sent and noted."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.domain.outbox import TRIES, Claimed, PromiseState
from bot.mail import GroupMail
from bot.services.outbox import Outbox
from bot.services.people import People
from bot.telegram.faults import surely_not_sent, wait_seconds
from bot.telegram.sender import Priority
from handlers.adapter import Adapter
from handlers.desk import Desk
from handlers.kit import Promise

log = structlog.get_logger(__name__)

_IN_HAND = 8  # messages claimed at once: how many a crash can leave in doubt
_PAUSE = timedelta(seconds=30)


class Delivery:
    """Drains the outbox whenever it is poked. Counter: `outcomes` by PromiseState's values and "late"."""

    def __init__(
        self, outbox: Outbox, people: People, desk: Desk, adapter: Adapter, mail: GroupMail, zone: ZoneInfo
    ) -> None:
        """`zone`: the workplace's, in which people's quiet hours are meant."""
        self._outbox, self._people, self._desk, self._adapter, self._mail = outbox, people, desk, adapter, mail
        self._zone = zone
        self._draining = asyncio.Lock()
        self._stopping = False
        self._unsettled = False
        self.outcomes: Counter[tuple[str]] = Counter()

    def stop(self) -> None:
        """Claim nothing more; `run` returns once what is in hand is sent and noted."""
        self._stopping = True
        self._outbox.poke()

    async def run(self) -> None:
        """Drain, now and whenever the outbox is poked, until `stop`; a failure is logged and tried again later."""
        while not self._stopping:
            await self._outbox.poked.wait()
            self._outbox.poked.clear()
            try:
                await self.drain()
            except Exception as error:
                log.exception("delivery failed", kind=type(error).__name__)

    async def drain(self) -> None:
        """Send everything that is due; returns when nothing due is left."""
        async with self._draining:
            if self._unsettled:  # the database failed in between: what was in hand then is in doubt as after a crash
                await self._outbox.recover()
            while not self._stopping:
                self._unsettled = True
                hand = await self._outbox.claim(_IN_HAND, self._zone)
                for kind, count in sorted(Counter(hand.late).items()):
                    log.warning("promised messages dropped: too late to help", kind=kind, count=count)
                    self.outcomes["late",] += count
                # Each to its end, whatever happens to the others: none is left on its way when the next are claimed.
                ends = await asyncio.gather(*(self._deliver(one) for one in hand.claimed), return_exceptions=True)
                if failures := [end for end in ends if end is not None]:
                    raise failures[0]
                self._unsettled = False
                if not hand.more:
                    return

    async def _deliver(self, one: Claimed) -> None:
        try:
            await (self._write(one) if one.group_id is None else self._write_to_group(one, one.group_id))
        except RetryAfter as pause:
            await self._outbox.postpone(one, timedelta(seconds=wait_seconds(pause)), "flood", sent_maybe=False)
        except BadRequest as error:
            log.exception("promised message refused", id=one.id, kind=one.kind)
            await self._settle(one.id, PromiseState.FAILED, type(error).__name__)
        except TelegramError as error:
            await self._unsure(one, error)
        except Exception as error:
            log.exception("promised message not written", id=one.id, kind=one.kind)
            await self._again(one, type(error).__name__, PromiseState.FAILED)

    async def _write(self, one: Claimed) -> None:
        person = None if one.telegram_id is None else await self._people.known(one.telegram_id)
        if person is None or one.telegram_id is None:
            await self._settle(one.id, PromiseState.FAILED, "unreachable")
            return
        screen, reader = await self._desk.write(Promise(one.kind, one.subject, one.data), person)
        if screen is None:
            await self._settle(one.id, PromiseState.DROPPED, "void")
            return
        try:
            leaving = partial(self._outbox.leave, one)
            await self._adapter.send(one.telegram_id, screen, reader, Priority.REMINDER, leaving=leaving)
        except Forbidden:
            await self._people.set_reachable(one.telegram_id, reachable=False)
            await self._settle(one.id, PromiseState.FAILED, "unreachable")
        else:
            await self._settle(one.id, PromiseState.SENT)

    async def _write_to_group(self, one: Claimed, group_id: int) -> None:
        await self._settle(one.id, *await self._mail.send(one, group_id, partial(self._outbox.leave, one)))

    async def _settle(self, id_: int, state: PromiseState, reason: str = "") -> None:
        await self._outbox.settle(id_, state, reason)
        self.outcomes[str(state),] += 1

    async def _unsure(self, one: Claimed, error: TelegramError) -> None:
        if surely_not_sent(error):
            await self._outbox.postpone(one, _PAUSE, "network", sent_maybe=False)
        else:
            await self._again(one, "doubt", PromiseState.DOUBT)

    async def _again(self, one: Claimed, reason: str, at_last: PromiseState) -> None:
        """Try once more after a pause; after the last try `at_last` is how it ends."""
        if one.tries + 1 < TRIES:
            await self._outbox.postpone(one, _PAUSE, reason, sent_maybe=True)
        else:
            log.warning("promised message given up", id=one.id, kind=one.kind, state=str(at_last))
            await self._settle(one.id, at_last, reason)
