"""The look of a matter that was written anonymously, for both sides of it."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.domain.feedback import Note
from bot.texts import When, Words, units
from handlers.kit import Ctx

_NOON = time(12)  # of a day without an hour: the same day in the reader's zone, too
_ROOM, _HEAD = 3600, 50  # characters for all notes of a message, and of what stands around each


def on_day(ctx: Ctx, day: date) -> Words:
    """Return a day in words."""
    return When(datetime.combine(day, _NOON, ctx.zone), "day")


def pages(notes: tuple[Note, ...]) -> list[list[Note]]:
    """Return the notes in order, as many on each page as one message holds; at least one page."""
    found: list[list[Note]] = [[]]
    room = _ROOM
    for note in notes:
        taken = units(note.text or "") + _HEAD
        if taken > room and found[-1]:
            found.append([])
            room = _ROOM
        found[-1].append(note)
        room -= taken
    return found
