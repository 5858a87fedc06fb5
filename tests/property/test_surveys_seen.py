"""An organiser who knows who answers when, and looks each time, cannot tell who gave which answer."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.surveys import LEAST, TEXTS_FROM, Question, QuestionKind, Survey
from storage.feedback import surveys as boxes
from storage.feedback.place import beside
from tests.property.programme import START, InMemory

QUESTIONS = (
    Question(QuestionKind.ONE, "食堂怎么样", ("好", "一般", "差")),
    Question(QuestionKind.SEVERAL, "想要什么", ("面", "饭")),
    Question(QuestionKind.TEXT, "还想说什么"),
)
ANSWERS = st.tuples(
    st.integers(0, 2).map(lambda one: (one,)),
    st.sets(st.integers(0, 1), min_size=1).map(lambda some: tuple(sorted(some))),
    st.none() | st.sampled_from(["太咸", "太淡", "太远"]),
)


def survey(*, by_department):
    return Survey(1, 1, "食堂", QUESTIONS, by_department, START, START, None, 30, False)


def seen(world, given_answers, cells, *, by_department, restarts=()):
    """What is shown before the first answer, after each of them, and at the end; memory ends at `restarts`."""
    world.reset()
    one = survey(by_department=by_department)
    world.write(boxes.open_box, 1)
    views, held = [world.write(boxes.results, 1)], None
    for place, (cell, answers) in enumerate(given_answers):
        held = None if place in restarts else held
        held = world.write(boxes.count, one, cell, answers, cells, held)
        views.append(world.write(boxes.results, 1))
    world.write(boxes.finish, 1, QUESTIONS, START.date())
    return [*views, world.write(boxes.results, 1)]


def plainly(views):
    """Each view as what it says: words are in no order."""
    return [
        (one.final, one.total, dict(one.people), dict(one.counts), {n: sorted(said) for n, said in one.words.items()})
        for one in views
    ]


def steps(totals):
    """The places of those who are shown together."""
    return [range(now, later) for now, later in pairwise(totals) if now < later]


def test_whoever_answers_within_a_step_could_have_said_what_another_of_it_said(migrated_sqlite):
    world = InMemory(beside(str(migrated_sqlite)))

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.lists(ANSWERS, max_size=24), st.sets(st.integers(0, 23), max_size=3), st.data())
    def holds(answers, restarts, data):
        first = seen(world, [(0, one) for one in answers], (0,), by_department=False, restarts=restarts)
        totals = [one.total for one in first]
        whole = max(0, len(answers) // LEAST - 1)
        assert (len(steps(totals[:-1])) == whole) or restarts
        assert [step for step in steps(totals) if len(step) < LEAST] == []
        assert totals[-1] == (len(answers) if len(answers) >= LEAST else 0)
        words = [words for _one, _several, words in answers if words]
        assert sorted(first[-1].words.get(2, ())) == (sorted(words) if len(words) >= TEXTS_FROM else [])
        parts = steps(totals) if totals[-1] else [range(len(answers))]
        shuffled = [(0, answers[at]) for step in parts for at in data.draw(st.permutations(step))]
        second = seen(world, shuffled, (0,), by_department=False, restarts=restarts)
        assert plainly(first) == plainly(second)

    holds()
    world.close()


def test_departments_are_parts_of_five_and_seen_once(migrated_sqlite):
    world = InMemory(beside(str(migrated_sqlite)))

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.tuples(st.sampled_from((0, 7, 8, 9)), ANSWERS), max_size=30))
    def holds(answers):
        *before, end = seen(world, answers, (0, 7, 8, 9), by_department=True)
        assert {one.total for one in before} == {0}
        assert [n for n in end.people.values() if 0 < n < LEAST] == []
        assert end.total == (len(answers) if len(answers) >= LEAST else 0)
        assert {cell: sum(found) for (number, cell), found in end.counts.items() if number == 0} == dict(end.people)

    holds()
    world.close()
