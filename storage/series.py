"""Rows of series with what their next event begins with."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import series
from bot.domain.events import Event, Pillar
from bot.domain.series import Series
from storage import events
from storage.db import Row, Tx

_COLUMNS = "id, name, pillar, field, defaults"


def load(tx: Tx, series_id: int) -> Series | None:
    """Return the series, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM series WHERE id = :id", id=series_id)
    return None if row is None else _series(row)


def named(tx: Tx, name: str) -> Series | None:
    """Return the series of that name, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM series WHERE name = :name", name=name)
    return None if row is None else _series(row)


def latest(tx: Tx) -> tuple[Series, ...]:
    """Return every series, the one with the newest event first."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM series ORDER BY "
        "COALESCE((SELECT MAX(e.id) FROM events e WHERE e.series_id = series.id), 0) DESC, id DESC"
    )
    return tuple(_series(row) for row in rows)


def save(tx: Tx, changed: Series) -> None:
    """Write head, field and defaults of a series."""
    tx.run(
        "UPDATE series SET pillar = :pillar, field = :field, defaults = :defaults WHERE id = :id",
        id=changed.id,
        pillar=changed.pillar,
        field=changed.field,
        defaults="" if changed.defaults is None else changed.defaults.written(),
    )


def newest(tx: Tx, series_id: int, limit: int) -> Iterator[Event]:
    """Yield up to `limit` events of the series that take place, the one that was published last first."""
    rows = tx.all(
        "SELECT id FROM events WHERE series_id = :id AND state = 'published' ORDER BY id DESC LIMIT :limit",
        id=series_id,
        limit=limit,
    )
    yield from (event for (id_,) in rows if (event := events.load(tx, id_)))


def fields(tx: Tx, limit: int) -> tuple[str, ...]:
    """Return the fields of knowledge that series and events have, the most frequent first."""
    rows = tx.all(
        "SELECT field, COUNT(*) FROM (SELECT field FROM events UNION ALL SELECT field FROM series) x "
        "WHERE field <> '' GROUP BY field ORDER BY COUNT(*) DESC, field LIMIT :limit",
        limit=limit,
    )
    return tuple(field for field, _count in rows)


def _series(row: Row) -> Series:
    return Series(id=row[0], name=row[1], pillar=Pillar(row[2]), field=row[3], defaults=series.read(row[4]))
