"""What each person wants to hear of; owners say which topics there are."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.groups import Quiet
from bot.domain.people import Role
from bot.domain.subscriptions import MOST_TOPICS, TooManyTopics, Topic, TopicUnknown, Wants, check_topic
from storage import audit, deliveries, drafts, outbox, roles
from storage import subscriptions as rows
from storage.db import Database, Tx


class Subscriptions:
    """Topics, mute and quiet hours, which hold what can wait (bot.domain.urgency)."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def prepare(self) -> None:
        """Enter the usual topics unless there ever were any. For the start."""
        await self._db.write(rows.seed)

    async def wants(self, person_id: int) -> Wants:
        """Return what a person hears of."""
        return await self._db.read(rows.wants, person_id)

    async def subscribe(self, person_id: int, topic_id: int, *, on: bool) -> Topic:
        """Let a person hear of a topic, or not any more; return it. Raises TopicUnknown."""

        def change(tx: Tx) -> Topic:
            topic = _topic(tx, person_id, topic_id)
            (rows.subscribe if on else rows.unsubscribe)(tx, person_id, topic.name)
            return topic

        return await self._db.write(change)

    async def mute(self, person_id: int, *, muted: bool) -> None:
        """Send a person important notices only, or all again."""
        await self._db.write(rows.mute, person_id, muted=muted)

    async def keep_quiet(self, person_id: int, quiet: Quiet | None) -> None:
        """Hold what can wait back during these hours (None: never); what is held by now is looked at anew."""

        def keep(tx: Tx, now: datetime) -> None:
            rows.keep_quiet(tx, person_id, quiet)
            outbox.release(tx, person_id, now)
            deliveries.release(tx, person_id)

        await self._db.write(keep, self._clock.now())

    async def add_topic(self, actor_id: int, name: str, draft: DraftKey | None = None) -> None:
        """Offer a topic; `draft` is used up by it. Raises NoAuthority, TopicUnfit, TooManyTopics, DraftGone."""

        def add(tx: Tx, now: datetime) -> None:
            roles.require(tx, actor_id, Role.OWNER, now)
            if draft is not None:
                drafts.consume(tx, draft)
            rows.add_topic(tx, check_topic(name))
            if len(rows.topics(tx, actor_id)) > MOST_TOPICS:
                raise TooManyTopics
            audit.note(tx, now, actor_id, "topic.add", "topics", check_topic(name))

        await self._db.write(add, self._clock.now())

    async def retire_topic(self, actor_id: int, topic_id: int) -> Topic:
        """Offer a topic no longer, all subscriptions to it end; return it. Raises NoAuthority, TopicUnknown."""

        def retire(tx: Tx, now: datetime) -> Topic:
            roles.require(tx, actor_id, Role.OWNER, now)
            topic = _topic(tx, actor_id, topic_id)
            rows.retire_topic(tx, topic)
            audit.note(tx, now, actor_id, "topic.retire", "topics", topic.name)
            return topic

        return await self._db.write(retire, self._clock.now())


def _topic(tx: Tx, person_id: int, topic_id: int) -> Topic:
    found = next((topic for topic in rows.topics(tx, person_id) if topic.id == topic_id), None)
    if found is None:
        raise TopicUnknown
    return found
