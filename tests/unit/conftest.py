"""Fixtures of the unit tests: a sandbox that stands still in time, and a caller of it."""

from __future__ import annotations

import pytest

from .events_desk import clock, events, outbox
from .sandbox_caller import calling

__all__ = ["clock", "events", "outbox"]


@pytest.fixture
async def opened():
    async with calling() as both:
        yield both


@pytest.fixture
def sandbox(opened):
    return opened[0]


@pytest.fixture
def api(opened):
    return opened[1]


@pytest.fixture
def wang(sandbox):
    """Somebody who pressed Start; the bot has not fetched that yet."""
    person = sandbox.person("王敏", username="wangmin")
    person.starts()
    return person
