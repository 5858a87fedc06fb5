"""Evaluation: who judges which suggestion, by what, which comes first, and what the first ones get."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.errors import Refusal

MARKS = range(1, 11)
JUDGES_EACH, MOST_JUDGES_EACH = 2, 9  # evaluators of one suggestion, at least and at most
MOST_CRITERIA, MOST_JUDGES = 6, 50
LONGEST_CRITERION = 12
USUAL_CRITERIA = (("创新性", 30), ("可行性", 40), ("预期实效", 30))  # what most campaigns of this kind weigh
_CRITERION = re.compile(r"(\S.*?)[\s:：]*(\d{1,3})\s*%?")
_CRITERIA_END = re.compile(r"[\n,，、;；]+")
_PRIZE = re.compile(r"([^\s\d,，、;；。:：]{1,20})[\s:：]*(\d{1,3})\s*(?:名|个|個|项|項|人|条|條)")
_POINTS = 100  # hundredths of one, as the ledger counts


class CriteriaUnfit(Refusal):
    """Criteria are one to MOST_CRITERIA, each with a name of its own and a weight of at least 1."""


class NotEvaluator(Refusal):
    """The person does not judge this suggestion."""


class MarkUnfit(Refusal):
    """A mark is one of MARKS, for a criterion of the campaign."""


class EvaluationClosed(Refusal):
    """Marks are given while the campaign judges, neither before nor after."""


class TooManyJudges(Refusal):
    """A campaign has at most MOST_JUDGES evaluators."""


class ResultsNotYet(Refusal):
    """Results are told after judging."""


class ResultsTold(Refusal):
    """The results of the campaign are out."""


class NothingAdopted(Refusal):
    """Nothing was adopted: there are no results to tell."""


class CriteriaInUse(Refusal):
    """Marks were given by these criteria already."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is weighed: its share of the score is its weight among all weights."""

    id: int
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Score:
    """What a suggestion has: the mean of `judges` evaluators (of `due` asked); None while it lacks some."""

    suggestion_id: int
    mean: Fraction | None
    judges: int
    due: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A suggestion in the ranking; equal scores have equal ranks; None: not judged by enough."""

    rank: int | None
    score: Score


def read_criteria(text: str) -> tuple[tuple[str, int], ...]:
    """Return names and weights of typed criteria, "创新性 30、可行性 40". Raises CriteriaUnfit."""
    found = [_CRITERION.fullmatch(part.strip()) for part in _CRITERIA_END.split(text) if part.strip()]
    if not 1 <= len(found) <= MOST_CRITERIA:
        raise CriteriaUnfit
    criteria = []
    for one in found:
        if one is None or len(one[1]) > LONGEST_CRITERION or int(one[2]) < 1:
            raise CriteriaUnfit
        criteria.append((one[1], int(one[2])))
    if len({name for name, _weight in criteria}) < len(criteria):
        raise CriteriaUnfit
    return tuple(criteria)


def share_out(
    barred: Mapping[int, Collection[int]],
    judges: Collection[int],
    held: Mapping[int, Collection[int]],
    each: int = JUDGES_EACH,
) -> dict[int, tuple[int, ...]]:
    """Return which judges each suggestion gets besides those it has.

    `barred` names for every suggestion who must not judge it (its authors), `held` who judges it already. Whoever has
    the least comes first; suggestions that fewer may judge choose first. One gets less than `each` only when nobody is
    left for it.
    """
    load = Counter(dict.fromkeys(judges, 0))
    load.update(judge for given in held.values() for judge in given if judge in load)
    given: dict[int, tuple[int, ...]] = {}
    may = {one: [j for j in judges if j not in out and j not in held.get(one, ())] for one, out in barred.items()}
    for one in sorted(barred, key=lambda one: (len(may[one]), one)):
        wanted = max(0, each - sum(judge in load for judge in held.get(one, ())))
        # Among equals the order turns with the suggestion, so that the same two do not always judge together.
        chosen = sorted(may[one], key=lambda judge: (load[judge], (judge * 31 + one * 17) % 101, judge))[:wanted]
        load.update(chosen)
        if chosen:
            given[one] = tuple(chosen)
    return given


def weighed(marks: Mapping[int, int], criteria: tuple[Criterion, ...]) -> int | None:
    """Return one evaluator's marks, each times its weight, in all; None while a criterion has none."""
    if not criteria or any(one.id not in marks for one in criteria):
        return None
    return sum(one.weight * marks[one.id] for one in criteria)


def score(suggestion_id: int, evaluations: Iterable[Mapping[int, int]], criteria: tuple[Criterion, ...]) -> Score:
    """Return what a suggestion has from its evaluators' marks: the mean of their scores, once enough are complete."""
    asked = [weighed(marks, criteria) for marks in evaluations]
    done = [one for one in asked if one is not None]
    whole = len(done) * sum(one.weight for one in criteria)
    mean = Fraction(sum(done), whole) if len(done) >= JUDGES_EACH else None
    return Score(suggestion_id, mean, len(done), len(asked))


def ranking(scores: Iterable[Score]) -> tuple[Ranked, ...]:
    """Return suggestions by score, the best first; those without one come last, unranked."""
    # As a float it sorts in a tenth of the time, and no two means of so few marks are so close that it matters.
    ordered = sorted(scores, key=lambda one: (one.mean is None, -float(one.mean or 0), one.suggestion_id))
    ranked: list[Ranked] = []
    for place, one in enumerate(ordered, 1):
        tied = ranked and ranked[-1].score.mean == one.mean
        ranked.append(Ranked(None if one.mean is None else ranked[-1].rank if tied else place, one))
    return tuple(ranked)


def read_prizes(text: str) -> tuple[tuple[str, int], ...]:
    """Return names and numbers of the prizes that a text names, "一等奖 1 名、二等奖 3 名"; other words say nothing."""
    return tuple((name, int(count)) for name, count in _PRIZE.findall(text) if int(count))


def honours(adopted: Iterable[Ranked], prizes: Iterable[tuple[str, int]]) -> dict[int, str]:
    """Return the prizes of adopted suggestions, in the order of their ranking; equal ranks get equal prizes."""
    ordered = [one for one in adopted if one.rank is not None]
    got: dict[int, str] = {}
    first = 0
    for name, count in prizes:
        last = first + count
        while first < last < len(ordered) and ordered[last].rank == ordered[last - 1].rank:
            last += 1
        got.update((one.score.suggestion_id, name) for one in ordered[first:last])
        first = min(last, len(ordered))
    return got


def hundredths(points: int) -> int:
    """Return points as the ledger counts them."""
    return points * _POINTS
