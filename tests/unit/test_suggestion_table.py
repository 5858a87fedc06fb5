"""The table of who may do what: against the rules as they were written down, and against its picture."""

from pathlib import Path

import pytest

from bot.domain.suggestions.acts import TABLE, Action, ActNotNow, ActNotYours, permit, possible
from bot.domain.suggestions.states import Relation, State
from tests.property.suggestions_model import LAW

PAGE = Path(__file__).parents[2] / "bot/decisions/0011-who-may-do-what-to-a-suggestion.md"
LETTERS = {
    Relation.AUTHOR: "a",
    Relation.CO_AUTHOR: "c",
    Relation.OFFICER: "o",
    Relation.OFFICE: "f",
    Relation.HANDLER: "h",
    Relation.LEADER: "l",
}


def diagram():
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> submitted: file"]
    for action, rule in TABLE.items():
        if rule.to:
            lines += [f"    {frm} --> {rule.to}: {action}" for frm in State if frm in rule.frm]
    return [*lines, "```"]


def table():
    lines = ["| act | from | who | words |", "|---|---|---|---|"]
    for action, rule in TABLE.items():
        frm = "any" if rule.frm == set(State) else ", ".join(one for one in State if one in rule.frm)
        who = "everybody" if len(rule.who) > len(LETTERS) else ", ".join(one for one in Relation if one in rule.who)
        never = f", never {', '.join(one for one in Relation if one in rule.never)}" if rule.never else ""
        lines.append(f"| {action} | {frm} | {who}{never} | {rule.words} |")
    return lines


def test_the_picture_shows_the_table():
    drawn = "\n".join(["## The states", "", *diagram(), "", "## The acts", "", *table(), ""])
    text = PAGE.read_text("utf-8")
    assert text[text.index("## The states") :] == drawn


@pytest.mark.parametrize("relation", LETTERS)
@pytest.mark.parametrize("action", LAW)
def test_each_role_may_do_what_the_rules_say_and_nothing_else(action, relation):
    law = LAW[action]
    for state in State:
        lawful = LETTERS[relation] in law.who and (law.frm == ("*",) or state in law.frm)
        assert (Action(action) in possible(state, {relation})) == lawful
        if lawful:
            assert permit(Action(action), state, {relation}).to == (law.to or None)
        else:
            refusal = ActNotNow if LETTERS[relation] in law.who else ActNotYours
            with pytest.raises(refusal):
                permit(Action(action), state, {relation})


def test_readers_and_evaluators_second_and_comment_and_the_clock_only_closes_goes_on_and_takes_apart():
    for relation in (Relation.READER, Relation.EVALUATOR):
        assert {act for state in State for act in possible(state, {relation})} == {Action.SECOND, Action.COMMENT}
    assert {act for state in State for act in possible(state, {Relation.CLOCK})} == {
        Action.LAPSE,
        Action.RESUME,
        Action.UNMERGE,
    }


def test_nobody_seconds_what_they_wrote_whatever_else_they_are():
    everybody = set(Relation) - {Relation.CLOCK}
    assert Action.SECOND not in possible(State.WORKING, everybody)
    assert Action.SECOND in possible(State.WORKING, everybody - {Relation.AUTHOR, Relation.CO_AUTHOR})
