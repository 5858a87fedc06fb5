"""Cards of campaigns in groups: sent once, then kept true by bot.cards. Each method is one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import EPOCH, Clock
from bot.domain.groups import NotBound
from bot.domain.outbox import Claimed, Promised, PromiseState
from bot.domain.posts import Post
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.cards import LiveCampaign, next_phase_at
from bot.domain.suggestions.news import CampaignNews
from bot.services.campaign_ground import managed
from bot.services.outbox import Outbox
from storage import audit, campaign_posts, groups, outbox
from storage.db import Database, Tx

_AGAIN = timedelta(minutes=10)  # from then on the same button posts once more
_USEFUL = timedelta(days=2)


class CampaignPosts:
    """The cards: posting them, and what keeping them true needs to know."""

    kind = CampaignNews.CARD

    def __init__(self, db: Database, clock: Clock, owed: Outbox) -> None:
        self._db, self._clock, self._owed = db, clock, owed

    def changes(self) -> int:
        """Return a number that is another one as soon as anything was written."""
        return self._db.commits()[1]

    def now(self) -> datetime:
        """Return the moment, as the cards' phases see it."""
        return self._clock.now()

    async def post(self, actor_id: int, campaign_id: int, chat_id: int, message_id: int) -> Campaign:
        """Promise a bound chat the campaign's card, once for each message that asks.

        Raises CampaignUnknown, CampaignNotYours, NotBound.
        """

        def post(tx: Tx, now: datetime) -> Campaign:
            campaign = managed(tx, actor_id, campaign_id, now)
            group = groups.load(tx, chat_id)
            if not (group and group.bound):
                raise NotBound
            turn = (now - EPOCH) // _AGAIN
            key = f"{CampaignNews.CARD}:{campaign_id}:{chat_id}:{group.topic_id or 0}:{message_id}:{turn}"
            data: dict[str, object] = {"by": actor_id, "topic": group.topic_id}
            promised = Promised(None, CampaignNews.CARD, campaign_id, key, now, data, now + _USEFUL, chat_id)
            if outbox.promise_new(tx, promised, now):
                audit.note(tx, now, actor_id, "campaign.post", f"campaign:{campaign_id}", f"group:{chat_id}")
            return campaign

        campaign = await self._db.write(post, self._clock.now())
        self._owed.poke()
        return campaign

    async def card(self, campaign_id: int, chat_id: int) -> LiveCampaign | None:
        """Return what a card of the campaign says in that chat; None when there is no such campaign."""
        return await self._db.read(campaign_posts.card, campaign_id, chat_id, self._clock.now())

    async def stale(self, chat_id: int | None = None) -> tuple[tuple[Post, ...], datetime | None]:
        """Return the cards (of one chat, or all) that say what is no longer so, and when the clock changes the next."""
        now = self._clock.now()
        kept = await self._db.read(campaign_posts.kept, now, chat_id)
        ahead = [at for _post, live in kept if (at := next_phase_at(live.campaign, now))]
        return tuple(post for post, live in kept if post.shown != live.signature), min(ahead, default=None)

    async def posted(self, one: Claimed, post: Post) -> list[Post]:
        """Note that a promised card was sent; return earlier ones of the campaign in that place."""

        def posted(tx: Tx, now: datetime) -> list[Post]:
            outbox.settle(tx, one.id, PromiseState.SENT, "", now)
            by = one.data["by"]
            return campaign_posts.add(tx, post, by if isinstance(by, int) else None, now)

        return await self._db.write(posted, self._clock.now())

    async def failed(self, one: Claimed, title: str) -> None:
        """Tell whoever posted a card that it could not be sent to the group of that title."""

        def tell(tx: Tx, now: datetime, person_id: int) -> None:
            key = f"{CampaignNews.UNPOSTED}:{one.id}"
            data: dict[str, object] = {"group": title}
            outbox.promise(tx, [Promised(person_id, CampaignNews.UNPOSTED, one.subject, key, now, data)], now)

        person_id = one.data.get("by")
        if isinstance(person_id, int):
            await self._db.write(tell, self._clock.now(), person_id)
            self._owed.poke()

    async def note(self, post: Post, shown: str) -> None:
        """Note what a card says now."""
        await self._db.write(campaign_posts.note, post.id, shown)

    async def lose(self, post: Post) -> None:
        """Note that a card is not there any more."""
        await self._db.write(campaign_posts.lose, post.id)
