"""Rows of a line in which departments have seats of their own."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.events import SignUpState
from bot.domain.line import InLine
from storage.db import Tx

_IN = "s.event_id = :event AND s.state IN ('seated', 'offered'"


def entitled(tx: Tx, pools: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for each department which of `pools` (department ids) its people may use: those it lies in."""
    names = {f"id{place}": pool for place, pool in enumerate(pools)}
    found: dict[int, frozenset[int]] = {}
    for pool, department_id in tx.all(
        "WITH RECURSIVE below (pool, id) AS (SELECT id, id FROM departments "
        f"WHERE id IN ({', '.join(f':{name}' for name in names)}) "
        "UNION SELECT b.pool, d.id FROM departments d JOIN below b ON d.parent_id = b.id) SELECT pool, id FROM below",
        **names,
    ):
        found[department_id] = found.get(department_id, frozenset()) | {pool}
    return found


def held(tx: Tx, event_id: int) -> list[int | None]:
    """Return the pool of every seat that is taken or offered."""
    return [pool for (pool,) in tx.all(f"SELECT s.pool_id FROM sign_ups s WHERE {_IN})", event=event_id)]


def line(tx: Tx, event_id: int, pools: Collection[int]) -> list[InLine]:
    """Return everybody with a seat, an offer, or on the waitlist."""
    of = entitled(tx, pools)
    return [
        InLine(person_id, turn, SignUpState(state), pool, of.get(department_id, frozenset()))
        for person_id, turn, state, pool, department_id in tx.all(
            "SELECT s.person_id, s.turn, s.state, s.pool_id, p.department_id FROM sign_ups s "
            f"JOIN people p ON p.id = s.person_id WHERE {_IN}, 'waiting')",
            event=event_id,
        )
    ]


def label(tx: Tx, event_id: int, one: InLine) -> None:
    """Note whose seat somebody has."""
    tx.run(
        "UPDATE sign_ups SET pool_id = :pool WHERE event_id = :event AND person_id = :person",
        pool=one.pool,
        event=event_id,
        person=one.person_id,
    )
