"""Rows of ratings. What was given and who gave something stand apart, without time, number, or order in common.

SQLite keeps both by their keys. PostgreSQL appends, so whatever comes is written together with some of what was there,
in the order of random keys: where rows stand says nothing of who came when.
"""

from __future__ import annotations

import json

from bot.domain.ratings import Own, Results, counted
from storage.db import Tx

_MIXED = 20  # rows that are written anew with each that comes


def own(tx: Tx, event_id: int, person_id: int) -> Own:
    """Return what is known of a person's rating."""
    row = tx.one(
        "SELECT words FROM rated WHERE event_id = :event AND person_id = :person", event=event_id, person=person_id
    )
    return Own(rated=row is not None, wrote=bool(row and row[0]))


def note(tx: Tx, event_id: int, person_id: int, *, wrote: bool) -> None:
    """Note that a person gave stars, or wrote."""
    tx.run(
        "INSERT INTO rated (event_id, person_id, words) VALUES (:event, :person, :words) "
        "ON CONFLICT (event_id, person_id) DO UPDATE SET words = excluded.words",
        event=event_id,
        person=person_id,
        words=int(wrote),
    )


def add_stars(tx: Tx, event_id: int, key: str, stars: int) -> int:
    """Add stars under a random key; return how many answers there are."""
    some = tx.all(
        "SELECT id, stars FROM ratings WHERE event_id = :event AND id > :key ORDER BY id LIMIT :most",
        event=event_id,
        key=key,
        most=_MIXED,
    )
    for id_, _stars in some:
        tx.run("DELETE FROM ratings WHERE id = :id", id=id_)
    tx.many(
        "INSERT INTO ratings (id, event_id, stars) VALUES (:id, :event, :stars)",
        [{"id": id_, "event": event_id, "stars": one} for id_, one in sorted([*some, (key, stars)])],
    )
    row = tx.one("SELECT COUNT(*) FROM ratings WHERE event_id = :event", event=event_id)
    return int(row[0]) if row else 0


def change_stars(tx: Tx, event_id: int, key: str, stars: int) -> int:
    """Change the stars under a key; return 1 if there are any."""
    return tx.run(
        "UPDATE ratings SET stars = :stars WHERE id = :key AND event_id = :event", stars=stars, key=key, event=event_id
    )


def add_words(tx: Tx, event_id: int, key: str, words: str) -> None:
    """Add words under a random key of their own."""
    some = tx.all(
        "SELECT id, words, shown FROM rating_words WHERE event_id = :event AND id > :key ORDER BY id LIMIT :most",
        event=event_id,
        key=key,
        most=_MIXED,
    )
    for id_, _words, _shown in some:
        tx.run("DELETE FROM rating_words WHERE id = :id", id=id_)
    tx.many(
        "INSERT INTO rating_words (id, event_id, words, shown) VALUES (:id, :event, :words, :shown)",
        [
            {"id": id_, "event": event_id, "words": text, "shown": shown}
            for id_, text, shown in sorted([*some, (key, words, 0)])
        ],
    )


def count(tx: Tx, event_id: int, *, words: bool) -> None:
    """Let the results be those of all answers that there are; `words`: also what was written."""
    stars = [one for (one,) in tx.all("SELECT stars FROM ratings WHERE event_id = :event", event=event_id)]
    tx.run(
        "INSERT INTO rating_results (event_id, stars) VALUES (:event, :stars) "
        "ON CONFLICT (event_id) DO UPDATE SET stars = excluded.stars",
        event=event_id,
        stars=json.dumps(counted(stars)),
    )
    if words:
        tx.run("UPDATE rating_words SET shown = 1 WHERE event_id = :event", event=event_id)


def results(tx: Tx, event_id: int, *, all_words: bool) -> Results:
    """Return the results of the last count; `all_words`: also what was written after it."""
    row = tx.one("SELECT stars FROM rating_results WHERE event_id = :event", event=event_id)
    words = tx.all(
        "SELECT words FROM rating_words WHERE event_id = :event AND (shown = 1 OR :all = 1) ORDER BY id",
        event=event_id,
        all=int(all_words),
    )
    return Results(tuple(json.loads(row[0])) if row else (), tuple(text for (text,) in words))
