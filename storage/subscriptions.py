"""Rows of what people want to hear of, and of the topics there are."""

from __future__ import annotations

from bot.domain.groups import Quiet
from bot.domain.subscriptions import USUAL_TOPICS, Topic, Wants
from storage.db import Tx


def seed(tx: Tx) -> None:
    """Enter the usual topics unless there ever were any."""
    if tx.one("SELECT 1 FROM topics LIMIT 1") is None:
        for name in USUAL_TOPICS:
            tx.run("INSERT INTO topics (name) VALUES (:name) ON CONFLICT (name) DO NOTHING", name=name)


def topics(tx: Tx, person_id: int) -> tuple[Topic, ...]:
    """Return the topics as a person sees them, in the order in which they were entered."""
    rows = tx.all(
        "SELECT t.id, t.name, EXISTS (SELECT 1 FROM subscriptions s WHERE s.topic = t.name AND s.person_id = :person), "
        "(SELECT COUNT(*) FROM subscriptions s WHERE s.topic = t.name) "
        "FROM topics t WHERE t.retired = 0 ORDER BY t.id",
        person=person_id,
    )
    return tuple(Topic(id_, name, bool(subscribed), subscribers) for id_, name, subscribed, subscribers in rows)


def wants(tx: Tx, person_id: int) -> Wants:
    """Return what a person hears of."""
    row = tx.one("SELECT muted, quiet_from, quiet_to FROM people WHERE id = :id", id=person_id)
    muted, from_, to = row or (0, None, None)
    return Wants(topics(tx, person_id), bool(muted), None if from_ is None else Quiet(from_, to))


def subscribe(tx: Tx, person_id: int, topic: str) -> None:
    """Note that a person wants to hear of a topic."""
    tx.run(
        "INSERT INTO subscriptions (person_id, topic) VALUES (:person, :topic) "
        "ON CONFLICT (person_id, topic) DO NOTHING",
        person=person_id,
        topic=topic,
    )


def unsubscribe(tx: Tx, person_id: int, topic: str) -> None:
    """Note that a person does not want to hear of a topic any more."""
    tx.run("DELETE FROM subscriptions WHERE person_id = :person AND topic = :topic", person=person_id, topic=topic)


def mute(tx: Tx, person_id: int, *, muted: bool) -> None:
    """Note whether a person hears of important notices only."""
    tx.run("UPDATE people SET muted = :muted WHERE id = :id", id=person_id, muted=int(muted))


def keep_quiet(tx: Tx, person_id: int, quiet: Quiet | None) -> None:
    """Note when a person does not want to be disturbed."""
    tx.run(
        "UPDATE people SET quiet_from = :from_, quiet_to = :to WHERE id = :id",
        id=person_id,
        from_=quiet.from_ if quiet else None,
        to=quiet.to if quiet else None,
    )


def add_topic(tx: Tx, name: str) -> None:
    """Enter a topic, or one that was retired again."""
    tx.run("INSERT INTO topics (name) VALUES (:name) ON CONFLICT (name) DO UPDATE SET retired = 0", name=name)


def retire_topic(tx: Tx, topic: Topic) -> None:
    """Offer a topic no longer and forget who wanted to hear of it."""
    tx.run("UPDATE topics SET retired = 1 WHERE id = :id", id=topic.id)
    tx.run("DELETE FROM subscriptions WHERE topic = :name", name=topic.name)
