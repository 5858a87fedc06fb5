"""Lists of suggestions, each row with whether the person who asks seconds it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.suggestions.listed import Order
from bot.domain.suggestions.suggestion import Suggestion
from storage import likeness
from storage.db import Row, Tx
from storage.suggestions import COLUMNS, WIDTH, suggestion

Found = tuple[Suggestion, bool]  # and whether the person seconds it, or what became part of it

_FOUND = (
    f"SELECT {COLUMNS}, CASE WHEN EXISTS (SELECT 1 FROM suggestion_seconds x WHERE x.suggestion_id = s.id "
    "AND x.person_id = :person) OR EXISTS (SELECT 1 FROM suggestions m JOIN suggestion_seconds x "
    "ON x.suggestion_id = m.id AND x.person_id = :person WHERE m.root_id = s.id) THEN 1 ELSE 0 END "
)
_ORDERS = {Order.NEW: "s.id DESC", Order.SECONDED: "s.seconds DESC, s.id DESC"}


def of_campaign(tx: Tx, person_id: int, campaign_id: int, order: Order, limit: int, skip: int) -> list[Found]:
    """Return what everybody may see of a campaign; what became part of another stands there."""
    rows = tx.all(
        f"{_FOUND} FROM suggestions s WHERE s.campaign_id = :campaign AND s.public = 1 AND s.root_id IS NULL "
        f"ORDER BY {_ORDERS[order]} LIMIT :limit OFFSET :skip",
        person=person_id,
        campaign=campaign_id,
        limit=limit,
        skip=skip,
    )
    return [_found(row) for row in rows]


def of_author(tx: Tx, person_id: int, limit: int, skip: int) -> list[Found]:
    """Return what the person filed, whatever became of it, the latest first."""
    rows = tx.all(
        f"{_FOUND} FROM suggestions s WHERE s.author_id = :person ORDER BY s.id DESC LIMIT :limit OFFSET :skip",
        person=person_id,
        limit=limit,
        skip=skip,
    )
    return [_found(row) for row in rows]


def seconded_by(tx: Tx, person_id: int, limit: int, skip: int) -> list[Found]:
    """Return what the person seconds and may still see, the latest second first."""
    rows = tx.all(
        f"{_FOUND} FROM suggestion_seconds y JOIN suggestions s ON s.id = y.suggestion_id "
        "WHERE y.person_id = :person AND s.public = 1 ORDER BY y.at DESC, s.id DESC LIMIT :limit OFFSET :skip",
        person=person_id,
        limit=limit,
        skip=skip,
    )
    return [_found(row) for row in rows]


def those(tx: Tx, person_id: int, ids: Sequence[int]) -> list[Found]:
    """Return these suggestions in this order, whoever may see them; of what was merged, what it is part of now."""
    asked = {f"i{n}": id_ for n, id_ in enumerate(ids)}
    if not asked:
        return []
    rows = tx.all(
        f"{_FOUND}, o.id FROM suggestions o JOIN suggestions s ON s.id = COALESCE(o.root_id, o.id) "
        f"WHERE o.id IN ({', '.join(f':{name}' for name in asked)})",
        person=person_id,
        **asked,
    )
    place = {id_: n for n, id_ in enumerate(ids)}
    found: dict[int, Found] = {}
    for row in sorted(rows, key=lambda row: place[row[-1]]):
        found.setdefault(row[0], _found(row))
    return list(found.values())


def with_words(
    tx: Tx, person_id: int, campaigns: Sequence[int], grams: Sequence[int], limit: int, skip: int
) -> list[Found]:
    """Return what everybody may see in these campaigns and has all `grams` (see `likeness.pairs`), the latest first."""
    if not campaigns or not grams:
        return []
    known: dict[int, int] = likeness.counts(tx, grams)
    if not all(known.get(gram) for gram in grams):
        return []
    rarest, *others = sorted(grams, key=lambda gram: known[gram])
    also = "".join(
        f" AND EXISTS (SELECT 1 FROM suggestion_grams h WHERE h.gram = :g{n} AND h.suggestion_id = g.suggestion_id)"
        for n in range(len(others))
    )
    rows = tx.all(
        f"{_FOUND} FROM suggestion_grams g JOIN suggestions s ON s.id = g.suggestion_id WHERE g.gram = :rarest "
        f"AND s.public = 1 AND s.campaign_id IN ({_names('c', len(campaigns))}){also} "
        "ORDER BY g.suggestion_id DESC LIMIT :limit OFFSET :skip",
        person=person_id,
        rarest=rarest,
        limit=limit,
        skip=skip,
        **{f"g{n}": gram for n, gram in enumerate(others)},
        **{f"c{n}": id_ for n, id_ in enumerate(campaigns)},
    )
    return [_found(row) for row in rows]


def _names(letter: str, count: int) -> str:
    return ", ".join(f":{letter}{n}" for n in range(count))


def _found(row: Row) -> Found:
    return suggestion(row), bool(row[WIDTH])
