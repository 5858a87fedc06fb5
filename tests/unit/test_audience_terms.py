"""What an audience may say: what is none is refused before anybody asks a database, what is one is answered by both."""

import json

import pytest

from bot.domain.audience_terms import (
    DEEPEST,
    MOST_PEOPLE,
    MOST_TERMS,
    AudienceUnfit,
    check,
    groups,
    parse,
    terms,
    written,
)
from bot.domain.events import EventUnknown
from storage.audience_terms import people_sql
from tests.unit.events_desk import NOW, populate


def nested(depth):
    """An expression so many levels deep."""
    return ["all"] if depth == 1 else ["and", nested(depth - 1), ["all"]]


WIDEST = ["or", *[["department", 3]] * (MOST_TERMS - 2), ["post", "员"], ["people", [*range(1, MOST_PEOPLE + 1)]]]


@pytest.mark.parametrize(
    "expression",
    [
        ["all"],
        ["department", 3],
        ["group", -1001234567890],
        ["role", "organiser"],
        ["except", ["all"], ["event", 2, "came"]],
        ["and", ["topic", "金融"], ["notice", 4, "unacknowledged"], ["post", "副 科长"]],
        nested(DEEPEST),
        WIDEST,
    ],
)
def test_what_is_kept_is_read_again(expression):
    assert parse(written(expression)) == expression


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '"all"',
        '["all", 1]',
        '["everybody"]',
        '["department", "3"]',
        '["department", true]',
        '["department", 0]',
        '["department", 1.0]',
        '["people", []]',
        '["people", [1, "2"]]',
        '["people", [-1]]',
        '["group", 9223372036854775808]',
        '["role", "admin"]',
        '["role", null]',
        '["event", 1, "left"]',
        '["event", 1, ["seated"]]',
        '["notice", 1, "sent"]',
        '["post", ""]',
        '["post", " 科长"]',
        '["post", "a\\u0000"]',
        '["topic", "' + "长" * 21 + '"]',
        '["and"]',
        '["and", ["all"]]',
        '["except", ["all"], ["all"], ["all"]]',
        '["and", ["all"], ["nobody"]]',
        '["and", ["all"], "all"]',
        json.dumps(nested(DEEPEST + 1)),
        json.dumps([*WIDEST, ["all"]]),
        json.dumps(["or", ["people", [*range(1, MOST_PEOPLE + 1)]], ["people", [1]]]),
        "[" * 100_000,
    ],
)
def test_what_is_none_is_refused(text):
    with pytest.raises(AudienceUnfit):
        parse(text)


def test_only_lists_are_expressions():
    with pytest.raises(AudienceUnfit):
        check(("all",))


def test_terms_and_groups_are_found_wherever_they_stand():
    expression = ["except", ["or", ["group", -1], ["group", -2], ["all"]], ["or", ["group", -2], ["topic", "人才"]]]
    assert [*terms(expression)] == [["group", -1], ["group", -2], ["all"], ["group", -2], ["topic", "人才"]]
    assert groups(expression) == {-1}


@pytest.mark.parametrize(("expression", "expected"), [(nested(DEEPEST), 7), (WIDEST, 7), (["group", -1], 0)])
async def test_databases_take_the_deepest_and_the_widest(db, expression, expected):
    def count(tx):
        sql, values = people_sql(tx, check(expression), NOW)
        return tx.one(f"SELECT COUNT(*) FROM ({sql}) x", **values)[0]

    await db.write(populate)
    assert await db.read(count) == expected


async def test_who_has_not_answered_an_event_that_is_none_is_no_audience(db):
    with pytest.raises(EventUnknown):
        await db.read(people_sql, ["event", 7, "unanswered"], NOW)
