"""Rows of desks: who reads them, which threads two have opened, templates, publications, who wants the weekly list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.desks import Desk, Publication
from storage.db import Row, Tx

_WEEKLY = "weekly"
_PUBLISHED = """SELECT p.id, d.name, p.question, p.answer, p.published_at
    FROM publications p JOIN desks d ON d.id = p.desk_id"""
_READERS = """
    SELECT r.desk_id, p.id, p.name FROM desk_readers r JOIN people p ON p.id = r.person_id
    WHERE p.telegram_id IS NOT NULL AND p.consent > 0 ORDER BY p.id"""


def listed(tx: Tx) -> tuple[Desk, ...]:
    """Return all desks, the oldest first. Only readers count who have joined and can be written to."""
    readers: dict[int, list[tuple[int, str]]] = {}
    for desk_id, person_id, name in tx.all(_READERS):
        readers.setdefault(desk_id, []).append((person_id, name))
    return tuple(
        Desk(id_, name, about, bool(sensitive), bool(closed), tuple(readers.get(id_, ())))
        for id_, name, about, sensitive, closed in tx.all(
            "SELECT id, name, about, sensitive, closed FROM desks ORDER BY id"
        )
    )


def load(tx: Tx, desk_id: int) -> Desk | None:
    """Return a desk, or None."""
    return next((desk for desk in listed(tx) if desk.id == desk_id), None)


def taken(tx: Tx, name: str, but: int = 0) -> bool:
    """Whether a desk other than `but` has that name."""
    return tx.one("SELECT 1 FROM desks WHERE name = :name AND id <> :but", name=name, but=but) is not None


def add(tx: Tx, name: str, about: str, *, sensitive: bool) -> int:
    """Add a desk; return its id."""
    row = tx.one(
        "INSERT INTO desks (name, about, sensitive) VALUES (:name, :about, :sensitive) RETURNING id",
        name=name,
        about=about,
        sensitive=int(sensitive),
    )
    assert row is not None  # noqa: S101 - RETURNING of an insert
    return int(row[0])


def change(tx: Tx, desk: Desk) -> None:
    """Let a desk be what it is in `desk`, but for its readers."""
    tx.run(
        "UPDATE desks SET name = :name, about = :about, sensitive = :sensitive, closed = :closed WHERE id = :id",
        id=desk.id,
        name=desk.name,
        about=desk.about,
        sensitive=int(desk.sensitive),
        closed=int(desk.closed),
    )


def put_reader(tx: Tx, desk_id: int, person_id: int) -> bool:
    """Let a person read a desk; return whether they did not before."""
    sql = "INSERT INTO desk_readers (desk_id, person_id) VALUES (:d, :p) ON CONFLICT DO NOTHING"
    return tx.run(sql, d=desk_id, p=person_id) == 1


def drop_reader(tx: Tx, desk_id: int, person_id: int) -> bool:
    """Let a person read a desk no more; return whether they did before."""
    return tx.run("DELETE FROM desk_readers WHERE desk_id = :d AND person_id = :p", d=desk_id, p=person_id) == 1


def note_opening(tx: Tx, tag: str, person_id: int) -> bool:
    """Note that a reader opened a thread; return whether they had not before."""
    sql = "INSERT INTO desk_openings (tag, person_id) VALUES (:tag, :p) ON CONFLICT DO NOTHING"
    return tx.run(sql, tag=tag, p=person_id) == 1


def openings(tx: Tx, desk_id: int) -> dict[str, int]:
    """Return how many of a desk's present readers opened each thread."""
    rows = tx.all(
        "SELECT o.tag, COUNT(*) FROM desk_openings o JOIN desk_readers r ON r.person_id = o.person_id "
        "WHERE r.desk_id = :d GROUP BY o.tag",
        d=desk_id,
    )
    return dict(rows)


def forget_openings(tx: Tx, tags: Collection[str]) -> None:
    """Forget who opened these threads."""
    tx.many("DELETE FROM desk_openings WHERE tag = :tag", [{"tag": tag} for tag in tags])


def opened_tags(tx: Tx) -> set[str]:
    """Return the threads that somebody opened."""
    return {tag for (tag,) in tx.all("SELECT DISTINCT tag FROM desk_openings")}


def templates(tx: Tx, desk_id: int) -> tuple[tuple[int, str], ...]:
    """Return a desk's templates, ids and texts, the oldest first."""
    return tuple(tx.all("SELECT id, text FROM desk_templates WHERE desk_id = :d ORDER BY id", d=desk_id))


def add_template(tx: Tx, desk_id: int, text: str) -> None:
    """Add a template."""
    tx.run("INSERT INTO desk_templates (desk_id, text) VALUES (:d, :text)", d=desk_id, text=text)


def drop_template(tx: Tx, desk_id: int, template_id: int) -> None:
    """Remove a template of that desk, if it is there."""
    tx.run("DELETE FROM desk_templates WHERE desk_id = :d AND id = :id", d=desk_id, id=template_id)


def publish(tx: Tx, desk_id: int, question: str, answer: str, now: datetime) -> int:
    """Publish a question and its answer; return the id."""
    row = tx.one(
        "INSERT INTO publications (desk_id, question, answer, published_at) VALUES (:d, :q, :a, :now) RETURNING id",
        d=desk_id,
        q=question,
        a=answer,
        now=micros(now),
    )
    assert row is not None  # noqa: S101 - RETURNING of an insert
    return int(row[0])


def publications(tx: Tx, page: int, size: int, desk_id: int | None = None) -> tuple[list[Publication], int]:
    """Return a page (from 0) of what was published, by one desk or (None) by all, the latest first, and how many."""
    where, values = ("WHERE p.desk_id = :desk", {"desk": desk_id}) if desk_id else ("", {})
    rows = tx.all(
        f"{_PUBLISHED} {where} ORDER BY p.published_at DESC, p.id DESC LIMIT :size OFFSET :skipped",
        size=size,
        skipped=page * size,
        **values,
    )
    count = tx.one(f"SELECT COUNT(*) FROM publications p {where}", **values)
    return [_publication(row) for row in rows], count[0] if count else 0


def publication(tx: Tx, publication_id: int) -> Publication | None:
    """Return a question and its answer, or None."""
    row = tx.one(f"{_PUBLISHED} WHERE p.id = :id", id=publication_id)
    return _publication(row) if row else None


def _publication(row: Row) -> Publication:
    id_, desk, question, answer, at = row
    return Publication(id_, desk, question, answer, instant(at).date())


def withdraw(tx: Tx, publication_id: int) -> int | None:
    """Publish it no more; return whose desk it was, None when it is not there."""
    row = tx.one("DELETE FROM publications WHERE id = :id RETURNING desk_id", id=publication_id)
    return None if row is None else int(row[0])


def want_news(tx: Tx, person_id: int, *, wanted: bool) -> None:
    """Send somebody the weekly list, or not."""
    sql = "INSERT INTO feedback_news (person_id, list) VALUES (:p, :list) ON CONFLICT DO NOTHING"
    if not wanted:
        sql = "DELETE FROM feedback_news WHERE person_id = :p AND list = :list"
    tx.run(sql, p=person_id, list=_WEEKLY)


def wants_news(tx: Tx, person_id: int) -> bool:
    """Whether somebody gets the weekly list."""
    sql = "SELECT 1 FROM feedback_news WHERE person_id = :p AND list = :list"
    return tx.one(sql, p=person_id, list=_WEEKLY) is not None


def news_readers(tx: Tx) -> list[int]:
    """Return who gets the weekly list."""
    rows = tx.all("SELECT person_id FROM feedback_news WHERE list = :list ORDER BY person_id", list=_WEEKLY)
    return [person_id for (person_id,) in rows]
