"""Cards of campaigns in groups: sent once, then kept true by bot.cards. Each method is one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import EPOCH
from bot.domain.groups import NotBound
from bot.domain.outbox import Promised
from bot.domain.posts import Post
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.cards import LiveCampaign, next_phase_at
from bot.domain.suggestions.news import CampaignNews
from bot.services.boards import KeptBoard
from bot.services.campaign_ground import managed
from storage import audit, campaign_posts, groups, outbox
from storage.db import Tx

_AGAIN = timedelta(minutes=10)  # from then on the same button posts once more
_USEFUL = timedelta(days=2)


class CampaignPosts(KeptBoard):
    """The cards: posting them, and what keeping them true needs to know."""

    kind = CampaignNews.CARD
    unposted = CampaignNews.UNPOSTED
    cards = campaign_posts.CARDS

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
