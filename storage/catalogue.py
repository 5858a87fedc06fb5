"""Looking for events: by field, and by words. Found are ids; what a person may see is asked as on the shelves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import micros
from bot.domain import search
from storage.db import Tx
from storage.events import ALL, UP, VISIBLE, load

_COMING = f"e.state = 'published' AND e.starts_at > :now AND {VISIBLE}"
_BEGUN = f"e.state = 'published' AND e.starts_at <= :now AND {VISIBLE}"


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks, and when; organisers see `everything`."""

    person_id: int
    now: datetime
    everything: bool

    def values(self) -> dict[str, object]:
        """Return what VISIBLE needs."""
        return {"person": self.person_id, "now": micros(self.now), "everything": int(self.everything)}


def fields(tx: Tx, looker: Looker) -> tuple[tuple[str, int, int], ...]:
    """Return the fields of what is to come: name, the id of an event in it, and how many there are."""
    rows = tx.all(
        f"{UP} SELECT e.field, MIN(e.id), COUNT(*) FROM {ALL} WHERE {_COMING} AND e.field <> '' "
        "GROUP BY e.field ORDER BY 3 DESC, 1",
        **looker.values(),
    )
    return tuple((field, event_id, count) for field, event_id, count in rows)


def of_field(tx: Tx, looker: Looker, field: str) -> list[int]:
    """Return what is to come in a field, by start."""
    rows = tx.all(
        f"{UP} SELECT e.id FROM {ALL} WHERE {_COMING} AND e.field = :field ORDER BY e.starts_at, e.id",
        field=field,
        **looker.values(),
    )
    return [id_ for (id_,) in rows]


def find(tx: Tx, looker: Looker, terms: Sequence[str], least: int, *, past: bool) -> list[int]:
    """Return what holds at least `least` of the folded `terms`, best first.

    That is: more of the terms, then all of them in the title, then nearest in time. `past`: what has begun already
    instead of what is to come.
    """
    series = [(id_, search.fold(name)) for id_, name in tx.all("SELECT id, name FROM series")]
    values, held, titled = looker.values(), [], []
    for place, term in enumerate(terms):
        within = ", ".join(str(id_) for id_, name in series if term in name)
        values |= {f"t{place}": search.pattern(term), f"h{place}": f"{search.pattern(term)}\n%"}
        in_series = f" OR e.series_id IN ({within})" if within else ""
        held.append(f"CASE WHEN e.words LIKE :t{place} ESCAPE '\\'{in_series} THEN 1 ELSE 0 END")
        titled.append(f"e.words LIKE :h{place} ESCAPE '\\'")
    score, in_title = " + ".join(held) or "0 + 0", " AND ".join(titled) or "1 = 1"
    rows = tx.all(
        f"{UP} SELECT e.id FROM {ALL} WHERE {score} >= :least AND {_BEGUN if past else _COMING} "
        f"ORDER BY {score} DESC, CASE WHEN {in_title} THEN 0 ELSE 1 END, ABS(e.starts_at - :now), e.id",
        least=least,
        **values,
    )
    return [id_ for (id_,) in rows]


def note_words(tx: Tx, most: int) -> int:
    """Write down what up to `most` events are searched by that an older release published; return how many it were."""
    ids = [id_ for (id_,) in tx.all("SELECT id FROM events WHERE words = '' ORDER BY id LIMIT :most", most=most)]
    for id_ in ids:
        event = load(tx, id_)
        if event:
            tx.run("UPDATE events SET words = :words WHERE id = :id", words=search.words_of(event), id=id_)
    return len(ids)
