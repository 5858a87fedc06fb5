"""Rows of people, of the links by which they join, and of the groups the bot is in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.clock import micros
from bot.domain.people import Person, PersonUnknown
from storage import rights, roles
from storage.db import Row, Tx

_COLUMNS = "SELECT id, telegram_id, name, department_id, post, staff_number, language, consent, shown FROM people "


def _person(tx: Tx, row: Row | None) -> Person | None:
    return None if row is None else replace(Person(*row[:-1]), shown=bool(row[-1]), grants=roles.of(tx, row[0]))


def by_telegram(tx: Tx, telegram_id: int) -> Person | None:
    """Return the person behind a Telegram account, or None."""
    return _person(tx, tx.one(_COLUMNS + "WHERE telegram_id = :t", t=telegram_id))


def get(tx: Tx, person_id: int) -> Person:
    """Return a person; raises PersonUnknown."""
    person = _person(tx, tx.one(_COLUMNS + "WHERE id = :id", id=person_id))
    if person is None:
        raise PersonUnknown
    return person


def agree(tx: Tx, telegram_id: int, version: int, language: str | None, name: str, now: datetime) -> int:
    """Note that the person behind an account agreed to the notice; return their id. What is known already stays."""
    row = tx.one(
        "INSERT INTO people (telegram_id, name, language, consent, consent_at, reachable, created_at) "
        "VALUES (:t, :name, :language, :version, :now, 1, :now) ON CONFLICT (telegram_id) DO UPDATE SET "
        "consent = excluded.consent, consent_at = excluded.consent_at, reachable = 1, "
        "language = COALESCE(excluded.language, people.language), "
        "name = CASE WHEN people.name = '' THEN excluded.name ELSE people.name END RETURNING id",
        t=telegram_id,
        name=name,
        language=language,
        version=version,
        now=micros(now),
    )
    assert row is not None  # noqa: S101 - RETURNING of an upsert
    return int(row[0])


def describe(tx: Tx, person_id: int, name: str, department_id: int | None) -> None:
    """Set a person's name and department (None: not listed)."""
    tx.run(
        "UPDATE people SET name = :name, department_id = :department WHERE id = :id",
        id=person_id,
        name=name,
        department=department_id,
    )


def set_language(tx: Tx, person_id: int, language: str) -> None:
    """Set the language a person reads."""
    tx.run("UPDATE people SET language = :language WHERE id = :id", id=person_id, language=language)


def set_shown(tx: Tx, person_id: int, shown: bool) -> None:
    """Set whether cards in groups may say the name."""
    tx.run("UPDATE people SET shown = :shown WHERE id = :id", id=person_id, shown=int(shown))


def set_reachable(tx: Tx, telegram_id: int, reachable: bool) -> None:
    """Note whether the bot can write to an account; nothing is noted of strangers."""
    tx.run(
        "UPDATE people SET reachable = :r WHERE telegram_id = :t AND reachable <> :r", r=int(reachable), t=telegram_id
    )


def invite(tx: Tx, token_hash: str, person_id: int, expires_at: datetime) -> None:
    """Let the bearer of a link be this person, once; earlier links of the person end."""
    tx.run("DELETE FROM invitations WHERE person_id = :p", p=person_id)
    tx.run(
        "INSERT INTO invitations (token_hash, person_id, expires_at) VALUES (:hash, :p, :expires)",
        hash=token_hash,
        p=person_id,
        expires=micros(expires_at),
    )


def redeem(tx: Tx, token_hash: str, now: datetime) -> int | None:
    """Use a link up and return whose it is; None when it is not valid (any more)."""
    row = tx.one(
        "DELETE FROM invitations WHERE token_hash = :hash AND expires_at > :now RETURNING person_id",
        hash=token_hash,
        now=micros(now),
    )
    return None if row is None else int(row[0])


def merge(tx: Tx, into: int, listed: Person) -> None:
    """Give a row that joined by itself what the roster says and has, and leave the roster's own empty."""
    rights.move(tx, listed.id, into)
    tx.run(
        "UPDATE people SET name = '', department_id = NULL, post = '', staff_number = NULL WHERE id = :id", id=listed.id
    )
    tx.run(
        "UPDATE people SET name = :name, department_id = :department, post = :post, staff_number = :number "
        "WHERE id = :id",
        id=into,
        name=listed.name,
        department=listed.department_id,
        post=listed.post,
        number=listed.staff_number,
    )


def bind(tx: Tx, person_id: int, telegram_id: int) -> None:
    """Say which Telegram account a person of the roster has."""
    tx.run("UPDATE people SET telegram_id = :t WHERE id = :id", t=telegram_id, id=person_id)


def group_language(tx: Tx, chat_id: int) -> str | None:
    """Return the language of a group; None when nobody chose one."""
    row = tx.one("SELECT language FROM groups WHERE id = :id", id=chat_id)
    return row[0] if row else None


def set_group_language(tx: Tx, chat_id: int, language: str) -> None:
    """Set the language of a group."""
    tx.run(
        "INSERT INTO groups (id, language) VALUES (:id, :language) "
        "ON CONFLICT (id) DO UPDATE SET language = excluded.language",
        id=chat_id,
        language=language,
    )
