"""What is kept in memory: fresh values and wrong guesses."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.people import TooManyGuesses
from bot.services import fresh, guesses
from bot.services.fresh import Fresh
from bot.services.guesses import GUESSES, WINDOW, Guesses
from tests.unit.people_office import NOW


async def test_what_was_read_before_a_change_does_not_come_back():
    """A read is under way while its subject changes: its answer is given once and not kept."""
    values, begun, go_on = iter(("old", "new")), asyncio.Event(), asyncio.Event()

    async def load(_key):
        value = next(values)
        begun.set()
        await go_on.wait()
        return value

    cache = Fresh(load, lambda: 0.0)
    reading = asyncio.create_task(cache.get(1))
    await begun.wait()
    cache.drop(1)
    go_on.set()
    assert (await reading, await cache.get(1), await cache.get(1)) == ("old", "new", "new")


async def test_the_cache_is_bounded(monkeypatch):
    monkeypatch.setattr(fresh, "_MOST", 2)
    loaded = []

    async def load(key):
        loaded.append(key)

    cache = Fresh(load, lambda: 0.0)
    for key in (1, 2, 1, 3, 3, 1):
        await cache.get(key)
    assert loaded == [1, 2, 3, 1]


def test_guesses_are_counted_per_account_and_forgotten(monkeypatch):
    monkeypatch.setattr(guesses, "_MOST", 2)
    counted = Guesses()
    for _ in range(GUESSES):
        counted.refuse(1, NOW)
        counted.note(1, NOW)
    with pytest.raises(TooManyGuesses):
        counted.refuse(1, NOW + WINDOW - timedelta(microseconds=1))
    counted.refuse(2, NOW)
    counted.note(2, NOW + WINDOW)
    counted.note(3, NOW + WINDOW)
    assert list(counted._wrong) == [2, 3]
    counted.refuse(1, NOW + WINDOW)
