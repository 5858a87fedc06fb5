"""Whoever watches the results after every answer learns sums of at least five people, and words of one among ten."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ratings import STEP, WORDS_FROM
from bot.services import events as service
from bot.services import ratings
from tests.property.programme import BOSS, START, plan, populate

VISITORS = range(100, 132)


def visited(tx, event):
    for person in VISITORS:
        tx.run("INSERT INTO people (id, name, created_at) VALUES (:p, 'n', 0)", p=person)
        tx.run("INSERT INTO check_ins (event_id, person_id, at, way) VALUES (:e, :p, 0, 'list')", e=event, p=person)


def test_between_two_different_results_lie_at_least_five_new_answers(world):
    @settings(max_examples=15, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5), st.booleans()), max_size=len(VISITORS)))
    def holds(answers):
        world.reset()
        world.write(populate)
        event = world.write(service.publish, BOSS, plan(), None, START)
        world.write(visited, event.id)
        now = event.ends_at
        shown, given_stars = [], []
        for person, (stars, later, writes) in zip(VISITORS, answers, strict=False):
            key = f"{(person * 7919) % 1009:04}"
            world.write(ratings.rate, event.id, person, stars, key, now)
            given_stars.append(stars)
            if later:
                world.write(ratings.change, event.id, person, key, later, now)
                given_stars[-1] = later
            if writes:
                world.write(ratings.write, event.id, person, f"w{person}", f"w{key}", None, now)
            shown.append(world.write(ratings.results, BOSS, event.id, now))
        for n, result in enumerate(shown, 1):
            assert result.answers == n // STEP * STEP
            assert not result.words or n >= WORDS_FROM
            assert result == shown[max(0, result.answers - 1)] or not result.answers
        stored = world.write(lambda tx: tx.all("SELECT stars FROM ratings"))
        assert sorted(one for (one,) in stored) == sorted(given_stars)

    holds()


def test_where_rows_stand_says_nothing_of_who_came_when(world):
    world.reset()
    world.write(populate)
    event = world.write(service.publish, BOSS, plan(), None, START)
    world.write(visited, event.id)
    for number, person in enumerate(VISITORS):
        world.write(
            ratings.rate, event.id, person, 1 + number * 5 // len(VISITORS), f"{(number * 13) % 32:02}", event.ends_at
        )
        world.write(ratings.write, event.id, person, f"{number:02}", f"{(number * 11) % 32:02}", None, event.ends_at)
    came = world.write(lambda tx: tx.all("SELECT person_id FROM rated"))
    stars = [one for (one,) in world.write(lambda tx: tx.all("SELECT stars FROM ratings"))]
    words = [one for (one,) in world.write(lambda tx: tx.all("SELECT words FROM rating_words"))]
    assert len(came) == len(stars) == len(words) == len(VISITORS)
    assert (stars == sorted(stars), words == sorted(words)) == (False, False)
    assert sum(int(text) == place for place, text in enumerate(words)) < len(VISITORS) // 2
