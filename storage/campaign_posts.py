"""Rows of cards of campaigns in groups, and what each of them has to say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from bot.clock import micros
from bot.domain.posts import Post
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.cards import LiveCampaign, Winner, is_last, live
from storage import campaigns
from storage.db import Tx
from storage.kept_cards import KeptCards

CARDS = KeptCards("campaign_posts", "campaign_id", is_last)


def kept(tx: Tx, now: datetime, chat_id: int | None = None) -> list[tuple[Post, LiveCampaign]]:
    """Return the cards that are kept true (in one chat, or all), each with what it should say now."""
    rows = tx.all(
        f"SELECT {CARDS.columns}, COALESCE(g.language, '') FROM campaign_posts p "
        "LEFT JOIN groups g ON g.id = p.chat_id "
        f"WHERE p.gone = 0 {'' if chat_id is None else 'AND p.chat_id = :chat'} ORDER BY p.id",
        chat=chat_id,
    )
    # A campaign stands in many groups: what it says is read once.
    known = {id_: _facts(tx, id_) for id_ in {row[1] for row in rows}}
    found = ((Post(*row[:-1]), _live(known[row[1]], row[-1], now)) for row in rows)
    return [(post, shown) for post, shown in found if shown]


def card(tx: Tx, campaign_id: int, chat_id: int, now: datetime) -> LiveCampaign | None:
    """Return what a card of the campaign says in that chat; None when there is no such campaign."""
    row = tx.one("SELECT COALESCE(language, '') FROM groups WHERE id = :chat", chat=chat_id)
    return _live(_facts(tx, campaign_id), row[0] if row else "", now)


def winners(tx: Tx, campaign_id: int) -> tuple[Winner, ...]:
    """Return what the published results say, in order; names only of those who let others see theirs."""
    row = tx.one("SELECT results FROM campaigns WHERE id = :id", id=campaign_id)
    prizes = dict(json.loads(row[0])) if row and row[0] else {}
    if not prizes:
        return ()
    values = {f"n{place}": id_ for place, id_ in enumerate(prizes)}
    rows = tx.all(
        "SELECT s.id, s.number, s.text, CASE WHEN s.hidden = 0 AND p.shown = 1 THEN p.name ELSE '' END "
        "FROM suggestions s JOIN people p ON p.id = s.author_id "
        f"WHERE s.public = 1 AND s.id IN ({', '.join(f':{name}' for name in values)})",
        **values,
    )
    found = {row[0]: row for row in rows}
    return tuple(
        Winner(id_, found[id_][1], found[id_][2], prize, found[id_][3]) for id_, prize in prizes.items() if id_ in found
    )


def publish(tx: Tx, campaign_id: int, results: Iterable[tuple[int, str]], now: datetime) -> None:
    """Note the results of a campaign, its adopted suggestions in order with their prizes; its cards change."""
    tx.run(
        "UPDATE campaigns SET results = :results, published_at = :now, revision = revision + 1 WHERE id = :id",
        id=campaign_id,
        results=json.dumps(list(results), ensure_ascii=False),
        now=micros(now),
    )


def published(tx: Tx, campaign_id: int) -> bool:
    """Whether the results of a campaign are out."""
    return tx.one("SELECT 1 FROM campaigns WHERE id = :id AND published_at IS NOT NULL", id=campaign_id) is not None


_Facts = tuple[Campaign, tuple[Winner, ...], bool]


def _facts(tx: Tx, campaign_id: int) -> _Facts | None:
    campaign = campaigns.load(tx, campaign_id)
    return (campaign, winners(tx, campaign_id), published(tx, campaign_id)) if campaign else None


def _live(facts: _Facts | None, language: str, now: datetime) -> LiveCampaign | None:
    if facts is None:
        return None
    campaign, won, told = facts
    return live(campaign, won, language, now, told=told)
