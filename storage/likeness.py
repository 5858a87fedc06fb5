"""The index of what suggestions are about: each one's grams with their weights, and how many have each gram."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.suggestions.likeness import ALL, grams, telling, weights
from storage.db import Tx


def add(tx: Tx, suggestion_id: int, text: str) -> None:
    """Let a suggestion be found by its text."""
    found = sorted(weights(text).items())  # in one order, so that two who file at once wait for each other
    tx.many(
        "INSERT INTO suggestion_gram_counts (gram, suggestions) VALUES (:gram, 1) "
        "ON CONFLICT (gram) DO UPDATE SET suggestions = suggestion_gram_counts.suggestions + 1",
        [{"gram": gram} for gram in (ALL, *(gram for gram, _weight in found))],
    )
    tx.many(
        "INSERT INTO suggestion_grams (gram, suggestion_id, weight) VALUES (:gram, :id, :weight)",
        [{"gram": gram, "id": suggestion_id, "weight": weight} for gram, weight in found],
    )


def remove(tx: Tx, suggestion_id: int, text: str) -> None:
    """Take a suggestion out; `text` is what it was added with."""
    found = sorted(grams(text))
    tx.many(
        "UPDATE suggestion_gram_counts SET suggestions = suggestions - 1 WHERE gram = :gram",
        [{"gram": gram} for gram in (ALL, *found)],
    )
    tx.many(
        "DELETE FROM suggestion_grams WHERE gram = :gram AND suggestion_id = :id",
        [{"gram": gram, "id": suggestion_id} for gram in found],
    )


def like(tx: Tx, text: str, most: int) -> list[int]:
    """Return the ids of the suggestions most like `text`, the likest first, whoever may see them."""
    told = telling(text, counts(tx, grams(text)))
    if not told:
        return []
    asked = {f"g{n}": gram for n, gram in enumerate(told)} | {f"t{n}": tells for n, tells in enumerate(told.values())}
    rows = tx.all(
        f"WITH asked (gram, tells) AS (VALUES {', '.join(f'(:g{n}, :t{n})' for n in range(len(told)))}) "
        "SELECT g.suggestion_id, SUM(g.weight * a.tells) AS likeness FROM asked a "
        "JOIN suggestion_grams g ON g.gram = a.gram GROUP BY g.suggestion_id "
        "ORDER BY likeness DESC, g.suggestion_id LIMIT :most",
        most=most,
        **asked,
    )
    return [id_ for id_, _likeness in rows]


def counts(tx: Tx, wanted: Iterable[int]) -> dict[int, int]:
    """Return how many suggestions have each of these grams, and how many there are (ALL)."""
    asked = {f"g{n}": gram for n, gram in enumerate((ALL, *wanted))}
    names = ", ".join(f":{name}" for name in asked)
    rows = tx.all(f"SELECT gram, suggestions FROM suggestion_gram_counts WHERE gram IN ({names})", **asked)
    return dict(rows)
