"""No part of a survey's results is of fewer than five people, however parts are added and subtracted."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.surveys import LEAST, REST, grouped

PEOPLE = st.dictionaries(st.integers(0, 8), st.integers(0, 30), max_size=8)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(PEOPLE)
def test_every_part_and_every_difference_of_parts_has_nobody_or_at_least_five(people):
    parts = {}
    for cell, part in grouped(people, LEAST).items():
        parts[part] = parts.get(part, 0) + people[cell]
    total = sum(people.values())
    assert sum(parts.values()) == total
    if total < LEAST:
        assert set(parts) <= {REST}
        return
    sums = {sum(chosen) for n in range(len(parts) + 1) for chosen in combinations(parts.values(), n)}
    assert [one for one in sums if 0 < one < LEAST or 0 < total - one < LEAST] == []


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(PEOPLE)
def test_who_is_enough_is_shown_apart_unless_the_others_need_company(people):
    shown = grouped(people, LEAST)
    small = sum(n for cell, n in people.items() if cell == REST or n < LEAST)
    apart = {cell for cell, n in people.items() if cell != REST and n >= LEAST}
    if small == 0 or small >= LEAST:
        assert {cell for cell, part in shown.items() if part != REST} == apart
    else:
        assert {cell for cell, part in shown.items() if part != REST} == apart - {
            min(apart, key=lambda cell: (people[cell], cell), default=None)
        }
