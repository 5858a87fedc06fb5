"""A rush: two thousand people tap for two hundred seats within seconds."""

import random
from collections import Counter

import pytest

from bot.domain.people import NOTICE_VERSION
from storage import people

PEOPLE, SEATS = 2000, 200


def _agree_all(tx, phones, now):
    for phone in phones:
        people.agree(tx, phone.id, NOTICE_VERSION, None, phone.name, now)


def _line(tx, event_id):
    return tx.all(
        "SELECT p.telegram_id, s.state FROM sign_ups s JOIN people p ON p.id = s.person_id WHERE s.event_id = :e "
        "ORDER BY s.turn",
        e=event_id,
    )


@pytest.mark.slow
async def test_two_thousand_taps_fill_two_hundred_seats_in_order_of_arrival(world):
    organiser = await world.member("李静", role="organiser")
    event = await world.event(organiser, capacity=SEATS)
    phones = [world.sandbox.person(f"职工{number}") for number in range(PEOPLE)]
    await world.app.db.write(_agree_all, phones, world.clock.now())
    for phone in phones:
        phone.starts(f"e_{event.id}")
    await world.settled()

    arrivals = random.Random(7).sample(phones, PEOPLE)
    for phone in arrivals:
        phone.taps("报名")
    await world.settled()

    line = await world.app.db.read(_line, event.id)
    assert [person for person, _state in line] == [phone.id for phone in arrivals]
    assert [state for _person, state in line] == ["seated"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    for number, phone in enumerate(arrivals, start=1):
        if number <= SEATS:
            assert phone.toast == f"已报名：第 {number} / {SEATS} 席"
        else:
            assert phone.toast == f"名额已满，已列入候补第 {number - SEATS} 位"
    assert Counter(call.method for call in world.sandbox.calls)["answerCallbackQuery"] == PEOPLE
