"""The rules of an event: they survive being kept, and refuse what cannot hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import rules
from bot.domain.rules import USUAL, Question, QuestionKind, Rules, RulesUnfit

MEAL = Question("meal", "用餐吗？", QuestionKind.CHOICE, ("用", "不用"))
NUMBERS = ("reserved_hours", "offer_hours", "leave_hours", "strikes", "strike_days", "pause_days")


def test_the_usual_rules_are_kept_as_nothing():
    assert rules.written(USUAL) == ""
    assert rules.read("") is USUAL


@given(
    st.builds(
        Rules,
        approval=st.booleans(),
        closed=st.booleans(),
        posts=st.lists(st.text(min_size=1), max_size=3).map(tuple),
        reserved=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 50)), max_size=3).map(tuple),
        leave_hours=st.integers(0, 48),
        strikes=st.integers(0, 3),
        names=st.booleans(),
        questions=st.just((MEAL,)) | st.just(()),
    )
)
def test_what_is_kept_reads_as_it_was(some):
    assert rules.read(rules.written(some)) == some


def test_a_rule_that_this_release_does_not_know_is_left_out():
    assert rules.read('{"approval": true, "horoscope": "Pisces"}') == Rules(approval=True)


@pytest.mark.parametrize(
    "reserved",
    [((1, 0),), ((1, 31), (2, 30)), ((1, 5), (1, 5)), ((1, -3),)],
)
def test_reserved_seats_must_be_there(reserved):
    with pytest.raises(RulesUnfit) as refused:
        Rules(reserved=reserved).check(60)
    assert refused.value.rule == "reserved"


def test_seats_without_limit_cannot_be_reserved():
    with pytest.raises(RulesUnfit):
        Rules(reserved=((1, 5),)).check(None)


def test_reserved_seats_may_be_all_there_are():
    Rules(reserved=((1, 30), (2, 30))).check(60)


@pytest.mark.parametrize(
    "question",
    [
        Question("q", "", QuestionKind.TEXT),
        Question("q", "问" * 201, QuestionKind.TEXT),
        Question("q", "几号楼？", QuestionKind.CHOICE, ("一号楼",)),
        Question("q", "几号楼？", QuestionKind.CHOICE, ("楼" * 41, "二号楼")),
        Question("q", "几个人？", QuestionKind.NUMBER, ("一", "二")),
    ],
)
def test_a_question_must_be_answerable(question):
    with pytest.raises(RulesUnfit) as refused:
        Rules(questions=(question,)).check(60)
    assert refused.value.rule == "questions"


def test_five_questions_are_enough():
    Rules(questions=(MEAL,) * 5).check(60)
    with pytest.raises(RulesUnfit):
        Rules(questions=(MEAL,) * 6).check(60)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("number", [-1, 2000])
def test_numbers_stay_within_reason(name, number):
    with pytest.raises(RulesUnfit) as refused:
        Rules(**{name: number}).check(60)
    assert refused.value.rule == name
