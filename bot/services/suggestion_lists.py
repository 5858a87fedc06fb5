"""Finding suggestions: of a campaign, one's own, by words, and what is about the same matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.clock import Clock
from bot.domain.suggestions.acts import TABLE, Action
from bot.domain.suggestions.campaign import Campaign, CampaignUnknown, Phase, Voting
from bot.domain.suggestions.likeness import pairs
from bot.domain.suggestions.listed import ALIKE, Line, Order, Page
from bot.domain.suggestions.numbers import numbered
from bot.domain.working_time import Hours
from storage import campaigns, likeness, suggestion_lists, suggestions
from storage.db import Database, Tx
from storage.suggestion_lists import Found

_LOOKED_AT = 40  # likely candidates: some of them the person may not see, some are part of others
_DEEPEST = 500  # pages


class SuggestionLists:
    """What somebody may see of suggestions; those of others only when they are public and their campaign is for them.

    `size` is how many stand on a page.
    """

    def __init__(self, db: Database, clock: Clock, hours: Hours) -> None:
        self._db, self._clock, self._hours = db, clock, hours

    async def campaigns(self, person_id: int) -> tuple[Campaign, ...]:
        """Return all campaigns that person may look at, those to come left out, the latest first."""
        return await self._db.read(_visible, person_id, self._clock.now())

    async def browse(self, person_id: int, campaign_id: int, order: Order, page: int, size: int) -> Page:
        """Return a page of a campaign. Raises CampaignUnknown."""
        return await self._db.read(_browse, person_id, campaign_id, order, (page, size), self._clock.now())

    async def mine(self, person_id: int, page: int, size: int, *, seconded: bool = False) -> Page:
        """Return a page of what the person filed, or of what they second."""
        return await self._db.read(_mine, person_id, (page, size), self._clock.now(), seconded=seconded)

    async def search(self, person_id: int, words: str, page: int, size: int) -> Page:
        """Return a page of what holds all these words, or has this number; if nothing does, what comes nearest."""
        year = self._clock.now().astimezone(self._hours.zone).year
        return await self._db.read(_search, person_id, words, (page, size), self._clock.now(), numbered(words, year))

    async def alike(self, person_id: int, text: str) -> tuple[Line, ...]:
        """Return up to ALIKE suggestions about the same matter, the likest first, in whatever state."""
        return await self._db.read(_alike, person_id, text, self._clock.now())


def _visible(tx: Tx, person_id: int, now: datetime) -> tuple[Campaign, ...]:
    seen = campaigns.open_to(tx, person_id)
    return tuple(one for one in seen if one.phase(now) not in (Phase.AHEAD, Phase.CANCELLED))


def _browse(tx: Tx, person_id: int, campaign_id: int, order: Order, place: tuple[int, int], now: datetime) -> Page:
    campaign = campaigns.load(tx, campaign_id)
    if campaign is None or not campaigns.meant(tx, campaign_id, person_id):
        raise CampaignUnknown
    if not campaign.counts_shown(now):
        order = Order.NEW
    page, limit, skip = _place(place)
    found = suggestion_lists.of_campaign(tx, person_id, campaign_id, order, limit, skip)
    return _page(found, {campaign_id: campaign}, person_id, page, limit, now)


def _mine(tx: Tx, person_id: int, place: tuple[int, int], now: datetime, *, seconded: bool) -> Page:
    page, limit, skip = _place(place)
    look = suggestion_lists.seconded_by if seconded else suggestion_lists.of_author
    found = look(tx, person_id, limit, skip)
    return _page(found, _campaigns(tx, found), person_id, page, limit, now)


def _search(tx: Tx, person_id: int, words: str, place: tuple[int, int], now: datetime, number: str) -> Page:
    page, limit, skip = _place(place)
    seen = {one.id: one for one in campaigns.open_to(tx, person_id)}
    called = suggestions.by_number(tx, number)
    if called is not None:
        found = [one for one in suggestion_lists.those(tx, person_id, [called]) if _may_see(one, seen, person_id)]
        return _page(found, _campaigns(tx, found), person_id, 0, limit, now)
    found = suggestion_lists.with_words(tx, person_id, tuple(seen), pairs(words), limit, skip)
    if not found and not page:
        found = _nearly(tx, person_id, words, seen)[: limit - 1]
    return _page(found, seen, person_id, page, limit, now)


def _nearly(tx: Tx, person_id: int, words: str, seen: dict[int, Campaign]) -> list[Found]:
    """Return what is most like the words and has at least two characters in a row of them."""
    candidates = suggestion_lists.those(tx, person_id, likeness.like(tx, words, _LOOKED_AT))
    sought = set(pairs(words))
    return [
        (one, seconded)
        for one, seconded in candidates
        if one.public and one.campaign_id in seen and not sought.isdisjoint(pairs(one.text))
    ]


def _alike(tx: Tx, person_id: int, text: str, now: datetime) -> tuple[Line, ...]:
    seen = {one.id: one for one in campaigns.open_to(tx, person_id)}
    candidates = suggestion_lists.those(tx, person_id, likeness.like(tx, text, _LOOKED_AT))
    found = [one for one in candidates if _may_see(one, seen, person_id)][:ALIKE]
    return tuple(_line(one, seen | _campaigns(tx, found), person_id, now) for one in found)


def _may_see(found: Found, seen: dict[int, Campaign], person_id: int) -> bool:
    one = found[0]
    return one.author_id == person_id or (one.public and one.campaign_id in seen)


def _place(place: tuple[int, int]) -> tuple[int, int, int]:
    """Return the page, how many rows to ask for (one more than it holds tells of another page), how many to skip."""
    page = max(0, min(place[0], _DEEPEST))
    return page, place[1] + 1, page * place[1]


def _page(found: list[Found], known: dict[int, Campaign], person_id: int, page: int, limit: int, now: datetime) -> Page:
    lines = tuple(_line(one, known, person_id, now) for one in found[: limit - 1])
    return Page(lines, page, len(found) >= limit)


def _line(found: Found, known: dict[int, Campaign], person_id: int, now: datetime) -> Line:
    one, seconded = found
    campaign, own = known[one.campaign_id], one.author_id == person_id
    votes = campaign.rules.voting is not Voting.OFF and one.state in TABLE[Action.SECOND].frm
    return Line(one, own, seconded, campaign.counts_shown(now), votes and not own)


def _campaigns(tx: Tx, found: Iterable[Found]) -> dict[int, Campaign]:
    loaded = {id_: campaigns.load(tx, id_) for id_ in {one.campaign_id for one, _seconded in found}}
    return {id_: one for id_, one in loaded.items() if one is not None}
