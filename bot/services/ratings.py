"""Rating an event, and reading what came of it: each public method is one transaction."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain import ratings as rules
from bot.domain.drafts import DraftKey
from bot.domain.events import Event, EventUnknown
from bot.domain.ratings import (
    LONGEST_WORDS,
    MOST_STARS,
    WORDS_FROM,
    AlreadyRated,
    NotThere,
    Own,
    RatingClosed,
    Results,
    StarsUnfit,
    WordsUnfit,
)
from bot.ids import link_token
from bot.services.organising import managed
from storage import attended, drafts, events, ratings, speakers
from storage.db import Database, Tx


class Ratings:
    """Ratings of events that are over. A key, which only who rated is given, is all that leads back to their stars."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def own(self, event_id: int, person_id: int) -> Own | None:
        """Return what is known of a person's rating; None when they cannot rate now, or not this event."""
        return await self._db.read(own, event_id, person_id, self._clock.now())

    async def rate(self, event_id: int, person_id: int, stars: int) -> str:
        """Give stars; return the key by which they can be changed, which is kept nowhere else.

        Raises EventUnknown, RatingClosed, NotThere, AlreadyRated, StarsUnfit.
        """
        key = link_token()
        await self._db.write(rate, event_id, person_id, stars, key, self._clock.now())
        return key

    async def change(self, event_id: int, person_id: int, key: str, stars: int) -> None:
        """Give other stars. Raises EventUnknown, RatingClosed, NotThere, StarsUnfit (also for a key that is none)."""
        await self._db.write(change, event_id, person_id, key, stars, self._clock.now())

    async def write(self, event_id: int, person_id: int, words: str, draft: DraftKey | None = None) -> None:
        """Add words, once, to whatever stars; `draft` is used up by it.

        Raises EventUnknown, RatingClosed, NotThere, AlreadyRated, WordsUnfit, DraftGone.
        """
        key = link_token()
        await self._db.write(write, event_id, person_id, words, key, draft, self._clock.now())

    async def results(self, actor_id: int, event_id: int) -> Results:
        """Return the results, for who manages the event or speaks at it. Raises EventUnknown, NotYours."""
        return await self._db.read(results, actor_id, event_id, self._clock.now())


def own(tx: Tx, event_id: int, person_id: int, now: datetime) -> Own | None:
    """See `Ratings.own`."""
    event = events.load(tx, event_id)
    if event is None or not rules.is_open(event, now) or not attended.was_there(tx, event_id, person_id):
        return None
    return ratings.own(tx, event_id, person_id)


def rate(tx: Tx, event_id: int, person_id: int, stars: int, key: str, now: datetime) -> None:
    """See `Ratings.rate`."""
    _expect(tx, event_id, person_id, now)
    if not 1 <= stars <= MOST_STARS:
        raise StarsUnfit
    if ratings.own(tx, event_id, person_id).rated:
        raise AlreadyRated
    ratings.note(tx, event_id, person_id, wrote=False)
    answers = ratings.add_stars(tx, event_id, key, stars)
    if rules.is_step(answers):
        ratings.count(tx, event_id, words=answers >= WORDS_FROM)


def change(tx: Tx, event_id: int, person_id: int, key: str, stars: int, now: datetime) -> None:
    """See `Ratings.change`."""
    _expect(tx, event_id, person_id, now)
    if not 1 <= stars <= MOST_STARS or not ratings.change_stars(tx, event_id, key, stars):
        raise StarsUnfit


def write(tx: Tx, event_id: int, person_id: int, words: str, key: str, draft: DraftKey | None, now: datetime) -> None:
    """See `Ratings.write`."""
    if draft:
        drafts.consume(tx, draft)
    _expect(tx, event_id, person_id, now)
    words = words.strip()
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise WordsUnfit
    known = ratings.own(tx, event_id, person_id)
    if known.wrote or not known.rated:
        raise AlreadyRated
    ratings.note(tx, event_id, person_id, wrote=True)
    ratings.add_words(tx, event_id, key, words)


def results(tx: Tx, actor_id: int, event_id: int, now: datetime) -> Results:
    """See `Ratings.results`. After the last answer could come, words are shown that came after the last step."""
    event = _load(tx, event_id)
    if not speakers.speaks(tx, event_id, actor_id):
        managed(tx, actor_id, event_id, now)
    shown = ratings.results(tx, event_id, all_words=False)
    if shown.answers >= WORDS_FROM and now >= rules.closes_at(event):
        return ratings.results(tx, event_id, all_words=True)
    return shown


def _load(tx: Tx, event_id: int) -> Event:
    event = events.load(tx, event_id)
    if event is None:
        raise EventUnknown
    return event


def _expect(tx: Tx, event_id: int, person_id: int, now: datetime) -> None:
    """Let one rating of an event come after the other, and only by those who may."""
    tx.lock("events", event_id)
    if not rules.is_open(_load(tx, event_id), now):
        raise RatingClosed
    if not attended.was_there(tx, event_id, person_id):
        raise NotThere
