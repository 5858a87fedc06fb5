"""Carries notices to their recipients, below everything else that is sent; edits and deletes them where they are."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.domain.deliveries import DeliveryState, Mailing, Reason
from bot.domain.notices import Notice, NoticeState
from bot.services.groups import Groups
from bot.services.mailings import Mailings
from bot.services.people import People
from bot.telegram.faults import says, surely_not_sent, topic_gone
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from bot.telegram.timer import Timer
from bot.texts import Reader
from handlers import shown
from handlers.notice_look import recipient_screen

log = structlog.get_logger(__name__)

IN_HAND = 30  # at most: enough for Telegram's pace while it answers within a second
AHEAD = 3  # of these wait for their turn: a crash leaves them in doubt, too, and none would cost pace
_PAUSE = 5.0  # seconds, after a failure of the network
_NO_RIGHTS = ("rights", "chat_write_forbidden")
_NO_CHAT = ("chat not found", "user not found", "peer_id_invalid")
_REASONS = (
    ("deactivated", Reason.DEACTIVATED),
    ("initiate conversation", Reason.NEVER_STARTED),
    ("kicked", Reason.KICKED),
    ("not a member", Reason.KICKED),
)


class Broadcast:
    """Drains deliveries whenever it is woken, while this process holds the lease. Counter: `outcomes` by state."""

    def __init__(
        self,
        mailings: Mailings,
        out: Outbound,
        people: People,
        groups: Groups,
        reader: Reader,
        link: Callable[[str], str],
        timer: Timer,
    ) -> None:
        self._mailings, self._out, self._people, self._groups = mailings, out, people, groups
        self._reader, self._link, self._timer = reader, link, timer
        self._draining = asyncio.Lock()
        self._wanted = asyncio.Event()
        self._stopping = False
        self._unsettled = True  # whoever held the lease before may have been killed
        self._rest_until = float("-inf")
        self.outcomes: Counter[tuple[str]] = Counter()

    async def tick(self) -> None:
        """Begin what is due and see whether there is something to send. For every second."""
        try:
            if await self._mailings.tick():
                self._wanted.set()
        except Exception as error:
            log.exception("notices not looked at", kind=type(error).__name__)

    def stop(self) -> None:
        """Take nothing more in hand; `run` returns once what is in hand is sent and noted."""
        self._stopping = True
        self._wanted.set()

    async def run(self) -> None:
        """Drain whenever a tick finds something, until `stop`; a failure is logged and tried again."""
        while not self._stopping:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.drain()
            except Exception as error:
                log.exception("notices not sent", kind=type(error).__name__)
        await self._mailings.release()

    async def settle(self) -> None:
        """Begin what is due and carry everything out that can be by now."""
        await self.tick()
        await self.drain()

    async def drain(self) -> None:
        """Send, edit and delete until nothing that can be done is left, or the lease is another's."""
        async with self._draining:
            if self._unsettled:  # the database failed in between: as after a crash nobody knows what was sent
                await self._mailings.recover()
            self._unsettled = True
            await self._send_all()
            await self._change_all()
            self._unsettled = False

    @property
    def _resting(self) -> bool:
        return self._stopping or self._timer.now() < self._rest_until

    async def _send_all(self) -> None:
        in_hand: set[asyncio.Task[None]] = set()
        ended: set[asyncio.Task[None]] = set()
        while not self._resting and not any(task.exception() for task in ended):
            batch = await self._mailings.claim(self._room(len(in_hand)))
            if batch.notice is not None:
                in_hand |= {asyncio.create_task(self._deliver(batch.notice, one)) for one in batch.mailings}
            if not batch.more and not in_hand:
                break
            if in_hand:  # at the end of a notice all of it is waited for: only then it is done
                until = asyncio.FIRST_COMPLETED if batch.more else asyncio.ALL_COMPLETED
                ended, in_hand = await asyncio.wait(in_hand, return_when=until)
        last = (await asyncio.wait(in_hand))[0] if in_hand else set()
        for task in ended | last:
            task.result()

    def _room(self, in_hand: int) -> int:
        """Return how many more to take in hand, beside those that wait for their turn or are on their way."""
        ahead = AHEAD - self._out.waiting(Priority.BROADCAST)
        return max(0 if in_hand else 1, min(ahead, IN_HAND - in_hand))

    async def _change_all(self) -> None:
        after = 0
        while not self._resting:
            batch = await self._mailings.stale(after, IN_HAND)
            if batch.notice is None:
                if not after:
                    return
                after = 0
                continue
            await asyncio.gather(*(self._change(batch.notice, one) for one in batch.mailings))
            after = batch.mailings[-1].id

    async def _deliver(self, notice: Notice, one: Mailing) -> None:
        sent = list[int]()
        try:
            await self._delete(one)  # what is there of a try that broke
            await self._send(notice, one, sent)
        except ChatMigrated as moved:
            await self._groups.moved(one.chat_id, moved.new_chat_id)
            await self._deliver(notice, replace(one, chat_id=moved.new_chat_id, message_ids=()))
        except (Forbidden, BadRequest) as refusal:
            await self._refused(one, refusal, sent)
        except TelegramError as error:
            if not sent and (surely_not_sent(error) or isinstance(error, InvalidToken)):
                self._rest_until = self._timer.now() + _PAUSE
                await self._mailings.put_back(one)
            else:
                await self._settle(one, DeliveryState.DOUBT, Reason.NO_ANSWER, sent)
        else:
            await self._mailings.settle(one, DeliveryState.SENT, "", tuple(sent), notice.revision)
            self.outcomes[DeliveryState.SENT,] += 1
            if one.is_group and notice.important:
                await self._pin(one.chat_id, sent[0])

    async def _send(self, notice: Notice, one: Mailing, sent: list[int]) -> None:
        """Send the messages of a notice and add their numbers to `sent`. Raises PTB's errors."""
        reader = Reader(one.language or self._reader.language, self._reader.zone)
        screen = recipient_screen(self._link, notice, language=one.language, acknowledged=False, group=one.is_group)
        place: dict[str, object] = {"chat_id": one.chat_id}
        if one.topic_id is not None:
            place["message_thread_id"] = one.topic_id
        for method, params in shown.sending(screen, reader):
            try:
                result = await self._out.call(method, place | params, priority=Priority.BROADCAST)
            except BadRequest as refusal:
                if "message_thread_id" not in place or not topic_gone(refusal):
                    raise
                del place["message_thread_id"]  # the topic was closed: better in the group itself than nowhere
                result = await self._out.call(method, place | params, priority=Priority.BROADCAST)
            sent += _numbers(result)

    async def _refused(self, one: Mailing, refusal: TelegramError, sent: list[int]) -> None:
        gone = isinstance(refusal, Forbidden) or says(refusal, *_NO_CHAT)
        if not gone:
            log.warning("notice refused", delivery=one.id, kind=type(refusal).__name__)
            no_rights = one.is_group and says(refusal, *_NO_RIGHTS)
            await self._settle(one, DeliveryState.FAILED, Reason.NO_RIGHTS if no_rights else Reason.REFUSED, sent)
            return
        if one.is_group:
            await self._groups.removed(one.chat_id)
            usual = Reason.KICKED
        else:
            await self._people.set_reachable(one.chat_id, reachable=False)
            usual = Reason.BLOCKED if isinstance(refusal, Forbidden) else Reason.NEVER_STARTED
        reason = next((reason for sign, reason in _REASONS if says(refusal, sign)), usual)
        await self._settle(one, DeliveryState.FAILED, reason, sent)

    async def _settle(self, one: Mailing, state: DeliveryState, reason: Reason, sent: list[int]) -> None:
        await self._mailings.settle(one, state, reason, tuple(sent))
        self.outcomes[state,] += 1

    async def _pin(self, chat_id: int, message_id: int) -> None:
        params: dict[str, object] = {"chat_id": chat_id, "message_id": message_id, "disable_notification": True}
        try:
            await self._out.call("pinChatMessage", params, priority=Priority.BROADCAST)
        except TelegramError as error:  # the bot may not pin there: the notice stands in the group all the same
            log.info("notice not pinned", kind=type(error).__name__)

    async def _change(self, notice: Notice, one: Mailing) -> None:
        """Edit or delete what was delivered; both can be done twice without harm."""
        withdrawn = notice.state is NoticeState.WITHDRAWN
        reason = ""
        try:
            if not withdrawn:
                await self._edit(notice, one)
            elif not await self._delete(one):
                reason = Reason.TOO_OLD
        except ChatMigrated as moved:
            await self._groups.moved(one.chat_id, moved.new_chat_id)
            return
        except Forbidden:
            reason = Reason.BLOCKED
        except BadRequest:
            reason = Reason.REFUSED
        except TelegramError as error:
            log.info("notices have to wait", kind=type(error).__name__)
            self._rest_until = self._timer.now() + _PAUSE
            return
        await self._mailings.changed(one, notice.revision, reason, deleted=withdrawn and not reason)

    async def _delete(self, one: Mailing) -> bool:
        """Delete what can be; return whether all is gone, also what the reader deleted. Raises PTB's errors."""
        gone = True
        for message_id in one.message_ids:
            params: dict[str, object] = {"chat_id": one.chat_id, "message_id": message_id}
            try:
                await self._out.call("deleteMessage", params, priority=Priority.BROADCAST)
            except BadRequest as refusal:
                gone = gone and says(refusal, "message to delete not found")
        return gone

    async def _edit(self, notice: Notice, one: Mailing) -> None:
        reader = Reader(one.language or self._reader.language, self._reader.zone)
        screen = recipient_screen(
            self._link,
            notice,
            language=one.language,
            acknowledged=one.acknowledged,
            group=one.is_group,
            acks=one.acks,
        )
        for method, params in shown.editing(screen, reader, one.message_ids):
            await self._out.call(method, {"chat_id": one.chat_id, **params}, priority=Priority.BROADCAST)


def _numbers(result: object) -> list[int]:
    """Return the numbers of the messages that a call sent."""
    messages = result if isinstance(result, list) else [result]
    return [int(message["message_id"]) for message in messages if isinstance(message, dict)]
