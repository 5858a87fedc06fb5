"""Suggestions when there are a hundred thousand: what is alike, lists, search, the desk's queue; and what is found."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import median
from zoneinfo import ZoneInfo

import psycopg

from bot.clock import ManualClock, micros
from bot.domain.suggestions.listed import Order
from bot.domain.working_time import Hours
from bot.services.office import Office
from bot.services.outbox import Outbox
from bot.services.suggestion_lists import SuggestionLists
from bot.services.suggestions import Suggestions
from storage import likeness
from storage.db import open_database
from storage.migrate import upgrade
from tests.bench.storage import places
from tests.suggestions import PAIRS, index, others

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MANY, PEOPLE, CAMPAIGNS, OFFICES, SECONDED = 100_000, 5_000, 5, 40, 50_000
BOSS, HEAD, SOMEBODY = 1, 2, 3
PAGE = 6
ROUNDS = 30
_STATES = (("submitted", "waiting"), ("assigned", "accepted"), ("working", "working"), ("closed", "resolved"))


def fill(tx, texts):
    """Five thousand people of forty offices, who filed all this in five campaigns; a quarter is not dealt with yet."""
    tx.many(
        "INSERT INTO departments (id, name, path) VALUES (:id, :name, :name)",
        [{"id": 1 + number, "name": f"{number}处"} for number in range(OFFICES)],
    )
    tx.many(
        "INSERT INTO people (id, telegram_id, name, department_id, consent, reachable, created_at) "
        "VALUES (:id, 7000000 + :id, 'somebody', 1 + :id % 40, 1, 1, 0)",
        [{"id": 1 + number} for number in range(PEOPLE)],
    )
    tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (:boss, 'owner', 0)", boss=BOSS)
    tx.run("INSERT INTO roles (person_id, role, department_id, granted_at) VALUES (:p, 'organiser', 7, 0)", p=HEAD)
    tx.many(
        "INSERT INTO campaigns (id, title, opens_at, organiser_id, filed, created_at) VALUES (:id, '征集', 0, 1, 0, 0)",
        [{"id": 1 + number} for number in range(CAMPAIGNS)],
    )
    tx.many(
        "INSERT INTO suggestions (id, number, campaign_id, author_id, text, public, state, published, office_id, "
        "due_at, seconds, created_at, changed_at) VALUES (:id, :number, :campaign, :author, :text, 1, :state, "
        ":published, :office, :due, :seconds, 0, 0)",
        [_row(number, text) for number, text in enumerate(texts, 1)],
    )
    tx.many(
        "INSERT INTO suggestion_seconds (suggestion_id, person_id, at) VALUES (:s, :p, 0)",
        [{"s": 1 + number * 2 % MANY, "p": 1 + number * 7 % PEOPLE} for number in range(SECONDED)],
    )
    index(tx, texts)


def _row(number, text):
    state, published = _STATES[0] if number > MANY - MANY // 4 else _STATES[number % 3 + 1]
    late = micros(NOW) + (number % 2000 - 1000) * 3_600_000_000
    return {
        "id": number,
        "number": f"JDZ-2026-{number:04}",
        "campaign": 1 + number % CAMPAIGNS,
        "author": 1 + number * 13 % PEOPLE,
        "text": text,
        "state": state,
        "published": published,
        "office": None if state == "submitted" else 1 + number % OFFICES,
        "due": None if state == "closed" else late,
        "seconds": number * 31 % 97,
    }


async def measure():
    """Return the figures: name, value, unit."""
    texts = [filed for filed, _asked in PAIRS] + others(MANY - len(PAIRS))
    figures = []
    with places() as found:
        for kind, url in found:
            upgrade(url)
            db = await open_database(url)
            await db.write(fill, texts)
            if kind == "PostgreSQL":
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute("VACUUM ANALYZE")  # as it does by itself before long
            found_ids = [await db.read(likeness.like, asked, 5) for _filed, asked in PAIRS]
            recall = sum(n in ids for n, ids in enumerate(found_ids, 1)) / len(PAIRS)
            figures.append((f"{kind}: the same matter is among the first five (aim: >= 90)", recall * 100, "%"))
            figures += [await _figure(f"{kind}, {MANY:,}: {name}", look) for name, look in _looks(db).items()]
            await db.close()
    return figures


def _looks(db):
    clock, zone = ManualClock(NOW), ZoneInfo("Asia/Shanghai")
    hours = Hours(zone)
    outbox = Outbox(db, clock)
    lists, office, acts = (
        SuggestionLists(db, clock, hours),
        Office(db, clock, hours, outbox),
        Suggestions(db, clock, hours, outbox),
    )
    asked = iter(PAIRS * ROUNDS)
    return {
        "alike": lambda: lists.alike(SOMEBODY, next(asked)[1]),
        "a campaign, newest": lambda: lists.browse(SOMEBODY, 1, Order.NEW, 0, PAGE),
        "a campaign, most seconded": lambda: lists.browse(SOMEBODY, 1, Order.SECONDED, 0, PAGE),
        "a campaign, page 100": lambda: lists.browse(SOMEBODY, 1, Order.NEW, 100, PAGE),
        "my own": lambda: lists.mine(SOMEBODY, 0, PAGE),
        "those I second": lambda: lists.mine(SOMEBODY, 0, PAGE, seconded=True),
        "search, two words": lambda: lists.search(SOMEBODY, "路灯 维修", 0, PAGE),
        "search, a word of many": lambda: lists.search(SOMEBODY, "建议", 0, PAGE),
        "search, no match": lambda: lists.search(SOMEBODY, "食堂电梯路灯", 0, PAGE),
        "search, a number": lambda: lists.search(SOMEBODY, "JDZ-2026-77777", 0, PAGE),
        "one suggestion": lambda: acts.case(SOMEBODY, 77_777),
        "the desk's queue of an owner": lambda: office.queue(BOSS),
        "the desk's queue of an office": lambda: office.queue(HEAD),
    }


async def _figure(name, look):
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await look()
        took.append(time.perf_counter() - began)
    return f"{name} (aim: < 50)", median(took) * 1000, "ms"
