"""Until when an offered seat is held, and who gets a reserved one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.events import SignUpState
from bot.domain.line import InLine, Seats, arrange, deadline

ZONE = ZoneInfo("Asia/Shanghai")
SEATED, OFFERED, WAITING = SignUpState.SEATED, SignUpState.OFFERED, SignUpState.WAITING


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        (local(23, 10), local(24, 14), local(23, 17)),  # a quarter of 28 hours
        (local(23, 8), local(25, 8), local(23, 20)),  # twelve hours at most
        (local(24, 13), local(24, 14), local(24, 13, 30)),  # half an hour at least
        (local(24, 13, 50), local(24, 14), local(24, 14)),  # not past the start
        (local(23, 20), local(24, 14), local(24, 8, 30)),  # not in the night
        (local(23, 23), local(24, 9), local(24, 8, 30)),
        (
            local(23, 23),
            local(24, 8, 45),
            local(
                24,
                1,
                26,
            ),
        ),  # the morning is too late
    ],
)
def test_an_offer_lasts_until(now, starts, until):
    assert abs(deadline(now, starts, ZONE) - until) < timedelta(minutes=1)
    assert deadline(now, starts, ZONE) <= starts


def one(turn, state, pool=None, *entitled):
    return InLine(turn, turn, state, pool, frozenset(entitled))


def test_a_reserved_seat_is_taken_first_then_one_for_everybody():
    seats = Seats(3, [(7, 1)], [])
    assert [seats.take({7}), seats.take({7}), seats.take(()), seats.take({7})] == [
        (True, 7),
        (True, None),
        (True, None),
        (False, None),
    ]


def test_a_reserved_seat_stays_free_for_its_people():
    seats = Seats(2, [(7, 1)], [None])
    assert [seats.take(()), seats.take({7})] == [(False, None), (True, 7)]


def test_the_first_who_may_have_the_seat_gets_it():
    line = [one(1, SEATED), one(2, WAITING), one(3, WAITING, None, 7)]
    assert arrange(2, [(7, 1)], line).raised == (one(3, WAITING, 7, 7),)


def test_who_sits_on_a_seat_for_all_moves_to_a_reserved_one_that_is_free():
    line = [one(1, SEATED, None, 7), one(2, WAITING)]
    moves = arrange(2, [(7, 1)], line)
    assert (moves.labels, moves.raised) == ((one(1, SEATED, 7, 7),), (one(2, WAITING),))


def test_nobody_loses_a_seat_for_a_reserved_one_and_offers_go_first():
    line = [one(1, SEATED), one(2, SEATED), one(3, OFFERED)]
    assert arrange(3, [(7, 2)], line).shift().lost == 0
    moves = arrange(1, [(7, 1)], line)
    assert ([gone.turn for gone in moves.withdrawn], [gone.turn for gone in moves.lost]) == ([3], [2])
