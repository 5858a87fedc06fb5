"""A workplace with an owner, organisers of all kinds and three people, for tests of events on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ManualClock, micros
from bot.domain.events import Pillar, Plan
from bot.services.events import Events
from bot.services.outbox import Outbox

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
# 1 the zone, 2 a bureau in it, 3 a section of the bureau, 4 another bureau
DEPARTMENTS = [(1, None, "管委会"), (2, 1, "投资促进部"), (3, 2, "一科"), (4, 1, "党群工作部")]
OWNER, ALL, BUREAU, FORMER, WANG, ZHANG, LI = range(1, 8)
PEOPLE = [
    (OWNER, "主任", 1),
    (ALL, "刘悦", 4),
    (BUREAU, "陈曦", 2),
    (FORMER, "孙宁", 2),
    (WANG, "王敏", 3),
    (ZHANG, "张强", 4),
    (LI, "李静", None),
]
ROLES = [
    (OWNER, "owner", None, None),
    (ALL, "organiser", None, NOW + HOUR),
    (BUREAU, "organiser", 2, None),
    (FORMER, "organiser", None, NOW),
]


def populate(tx):
    for id_, parent, name in DEPARTMENTS:
        tx.run(
            "INSERT INTO departments (id, parent_id, name, path) VALUES (:id, :parent, :name, :path)",
            id=id_,
            parent=parent,
            name=name,
            path=f"path/{name}",
        )
    for id_, name, department in PEOPLE:
        tx.run(
            "INSERT INTO people (id, name, department_id, post, created_at) VALUES (:id, :name, :at, '科员', 0)",
            id=id_,
            name=name,
            at=department,
        )
    for person, role, department, expires in ROLES:
        tx.run(
            "INSERT INTO roles (person_id, role, department_id, granted_at, expires_at) "
            "VALUES (:person, :role, :department, 0, :expires)",
            person=person,
            role=role,
            department=department,
            expires=None if expires is None else micros(expires),
        )


def plan(title="知行讲堂", *, after=48, **more):
    starts_at = NOW + after * HOUR
    values = {
        "title": title,
        "pillar": Pillar.LEARN,
        "starts_at": starts_at,
        "ends_at": starts_at + 2 * HOUR,
        "opens_at": NOW - HOUR,
        "closes_at": starts_at,
        "capacity": 2,
    }
    return Plan(**(values | more))


@pytest.fixture
def clock():
    return ManualClock(NOW)


@pytest.fixture
async def outbox(db, clock):
    await db.write(populate)
    return Outbox(db, clock)


@pytest.fixture
def events(db, clock, outbox):
    return Events(db, clock, ZONE, outbox)


def titles(page):
    return [card.event.title for card in page.cards]
