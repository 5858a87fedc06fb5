"""A form says of how many questions one is only when no answer can change that any more."""

from bot.domain.drafts import Draft
from handlers.forms.counting import total
from handlers.forms.look import open_names
from handlers.kit import Form, Step


async def read(_ctx, _answers, text):
    return text


async def known(_ctx, _answers):
    return {}


async def file(_ctx, _answers, _draft):
    raise AssertionError


def step(name, **more):
    return Step(name, name, name, read, **more)


def counted(steps, here, **answers):
    """The total that stands above the question `here`."""
    form, draft = Form("form", "Form", steps, file, "File"), Draft("form", here, answers, 0)
    return total(form, draft, open_names(form, answers, here))


CHOICE = (step("kind"), step("options", when=lambda answers: answers.get("kind") == "choice"), step("last"))


def test_questions_that_always_come_are_counted_from_the_first_on():
    assert [counted((step("one"), step("two")), here) for here in ("one", "two")] == [2, 2]


def test_what_an_open_answer_may_bring_is_counted_once_it_was_given():
    assert counted(CHOICE, "kind") is None
    assert counted(CHOICE, "kind", kind="words") is None
    assert counted(CHOICE, "options", kind="choice") == 3
    assert counted(CHOICE, "last", kind="words") == 2


def test_what_was_known_at_first_is_not_waited_for():
    steps = (step("text"), step("mirrors", when=lambda answers: bool(answers.get("_mirrors"))))
    assert counted(steps, "text", _mirrors=[]) == 1
    assert counted(steps, "text", _mirrors=["微信群"]) == 2
    assert counted(steps, "text") is None


def test_an_answer_that_may_imply_others_leaves_the_total_open():
    steps = (step("text", knows=known), step("title"), step("whom"))
    assert counted(steps, "text") is None
    assert counted(steps, "whom", text="停水", title="停水", _known=["title"]) == 2


def test_a_form_whose_questions_follow_from_answers_is_counted_alike():
    def steps(answers):
        more = answers.get("more") == "yes"
        return (step("one"), step("more"), *((step("two"),) if more else ()))

    assert counted(steps, "one") is None
    assert counted(steps, "more") is None
    assert counted(lambda answers: tuple(step(name) for name in answers["_asked"]), "a", _asked=["a", "b"]) == 2


def test_an_answer_that_can_not_be_asked_for_changes_nothing():
    campaign = step("campaign", when=lambda answers: len(answers["_campaigns"]) > 1)
    hidden = step("hidden", when=lambda answers: bool(answers.get("campaign")))
    assert counted((campaign, step("text"), hidden), "text", _campaigns=["one"]) == 1
    assert counted((campaign, step("text"), hidden), "campaign", _campaigns=["one", "two"]) is None
