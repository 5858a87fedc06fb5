"""Judging: everybody gets about as much, nobody their own; a ranking depends on nothing but the marks."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.suggestions.evaluation import (
    MARKS,
    Criterion,
    honours,
    ranking,
    score,
    share_out,
    weighed,
)

suggestions = st.integers(1, 40)
judges = st.sets(st.integers(1, 60), max_size=12)


@st.composite
def shares(draw):
    """Suggestions with their authors, judges, and what they judge already."""
    people = draw(judges)
    barred = draw(st.dictionaries(suggestions, st.sets(st.integers(1, 60), min_size=1, max_size=3), max_size=25))
    held = {
        one: draw(st.sets(st.sampled_from(sorted(people - out)), max_size=2))
        for one, out in barred.items()
        if people - out and draw(st.booleans())
    }
    return barred, people, held


@given(shares(), st.integers(2, 5))
def test_each_suggestion_gets_its_judges_who_did_not_write_it_as_far_as_there_are_any(given_, each):
    barred, people, held = given_
    new = share_out(barred, people, held, each)
    for one, authors in barred.items():
        before, added = held.get(one, set()), new.get(one, ())
        assert len(added) == len(set(added))
        assert set(added) <= people - authors - before
        assert len(added) == max(0, min(each - len(before), len(people - authors - before)))


@given(st.sets(suggestions), st.sets(st.integers(1, 60), min_size=2, max_size=12))
def test_where_nobody_judges_their_own_all_judge_as_much_as_the_others_but_for_one(ids, people):
    load = Counter(judge for given_ in share_out(dict.fromkeys(ids, ()), people, {}).values() for judge in given_)
    loads = [load[judge] for judge in people]
    assert max(loads) - min(loads) <= 1


@given(shares())
def test_sharing_out_again_adds_nothing(given_):
    barred, people, held = given_
    new = share_out(barred, people, held)
    everything = {one: held.get(one, set()) | set(new.get(one, ())) for one in barred}
    assert share_out(barred, people, everything) == {}


criteria = st.lists(st.integers(1, 100), min_size=1, max_size=5).map(
    lambda weights: tuple(Criterion(id_, f"项{id_}", weight) for id_, weight in enumerate(weights, 1))
)
marks = st.sampled_from(MARKS)


@given(criteria, st.data())
def test_a_score_lies_between_the_marks_and_ignores_the_order_of_judges(items, data):
    papers = [{one.id: data.draw(marks) for one in items} for _ in range(data.draw(st.integers(2, 5)))]
    found = score(1, papers, items)
    assert found.judges == len(papers)
    assert min(min(one.values()) for one in papers) <= found.mean <= max(max(one.values()) for one in papers)
    assert score(1, papers[::-1], items) == found
    by_hand = [sum(Fraction(one.weight * paper[one.id]) for one in items) for paper in papers]
    assert found.mean == sum(by_hand) / sum(one.weight for one in items) / len(papers)


@given(criteria, st.data())
def test_an_unfinished_paper_counts_for_nothing(items, data):
    whole = {one.id: data.draw(marks) for one in items}
    missing = dict(list(whole.items())[:-1])
    assert weighed(missing, items) is None
    assert score(1, [whole, missing], items).mean is None
    assert score(1, [whole, whole, missing], items).mean == Fraction(
        weighed(whole, items), sum(one.weight for one in items)
    )


@given(st.lists(st.one_of(st.none(), st.integers(1, 10)), max_size=12))
def test_ranks_count_those_who_are_better(means):
    scored = [
        score(id_, [] if mean is None else [{1: mean}] * 2, (Criterion(1, "项", 1),)) for id_, mean in enumerate(means)
    ]
    for one in ranking(scored):
        mean = means[one.score.suggestion_id]
        better = sum(other is not None and other > mean for other in means) if mean is not None else None
        assert one.rank == (None if better is None else better + 1)


@given(st.lists(st.integers(1, 4), max_size=12), st.lists(st.integers(1, 3), max_size=3))
def test_equal_ranks_get_equal_prizes_and_better_ones_no_smaller(means, numbers):
    ranked = ranking(score(id_, [{1: mean}] * 2, (Criterion(1, "项", 1),)) for id_, mean in enumerate(means))
    prizes = [(f"{place}等奖", number) for place, number in enumerate(numbers)]
    got = honours(ranked, prizes)
    order = [name for name, _number in prizes]
    places = [
        order.index(got[id_]) if id_ in got else len(order) for id_ in (one.score.suggestion_id for one in ranked)
    ]
    assert places == sorted(places)
    for one, place in zip(ranked, places, strict=True):
        assert {p for other, p in zip(ranked, places, strict=True) if other.rank == one.rank} == {place}
