"""Making a survey: title, questions one after the other, whom, until when; a preview, and it goes out."""

from __future__ import annotations

from functools import cache

from bot.clock import instant
from bot.domain.audience_terms import check
from bot.domain.drafts import DraftKey
from bot.domain.people import NoAuthority, Role
from bot.domain.surveys import MOST_QUESTIONS, Question, QuestionKind, SurveyPlan
from bot.services.surveys import Surveys
from bot.texts import Words, _, lines, n_
from handlers.kit import Answers, Ctx, Form, Screen, Step
from handlers.surveys import reading, whom
from handlers.surveys.base import NewSurvey, feature
from handlers.surveys.results import show_one

_CHOSEN = (QuestionKind.ONE.value, QuestionKind.SEVERAL.value)


@feature.on(NewSurvey)
async def new(ctx: Ctx, _tap: NewSurvey) -> Screen:
    """Ask what it is called."""
    if not ctx.person.is_organiser(ctx.now):
        raise NoAuthority(Role.ORGANISER)
    return await ctx.fill_in(_form, {"apart": "no", "opens": None})


def _steps(answers: Answers) -> tuple[Step, ...]:
    number = 0
    while number < MOST_QUESTIONS - 1 and answers.get(f"more{number}") == "yes":
        number += 1
    asked = tuple(step for one in range(number + 1) for step in _question_steps(one))
    return (_TITLE, *asked, *_REST)


@cache
def _question_steps(number: int) -> tuple[Step, ...]:
    kind, options = f"kind{number}", f"options{number}"
    steps = (
        Step(f"q{number}", _("Question {n}", n=number + 1), _("What do you want to know?"), reading.question),
        Step(
            kind,
            _("Kind {n}", n=number + 1),
            _("How is it answered?"),
            reading.kind,
            show=lambda _ctx, value: reading.KINDS[value],
            choices=reading.kinds,
        ),
        Step(
            options,
            _("Options {n}", n=number + 1),
            _("Which options are there? Type them, one per line."),
            reading.options,
            show=lambda _ctx, value: "、".join(value),
            choices=reading.usual_options,
            when=lambda answers: answers.get(kind) in _CHOSEN,
        ),
    )
    if number == MOST_QUESTIONS - 1:
        return steps
    more = reading.yes_or_no(f"more{number}", _("More"), _("Is there another question?"))
    return (*steps, more)


_TITLE = Step("title", _("Survey title"), _("What is the survey called, in a few words?"), reading.title)
_REST = (
    Step(
        "audience",
        _("Who is asked"),
        _("Who is asked? Choose, or type a department. Audiences kept in /notice can be chosen, too."),
        whom.audience,
        show=lambda _ctx, value: str(value["label"]),
        choices=whom.audiences,
    ),
    Step(
        "closes",
        _("Until"),
        _("Until when are answers taken?"),
        reading.moment,
        show=reading.show_moment,
        choices=reading.closings,
    ),
    Step(
        "opens",
        _("From"),
        _("From when on? People are told then."),
        reading.opening,
        show=reading.show_moment,
        choices=reading.openings,
    ),
    reading.yes_or_no(
        "apart",
        _("By department"),
        _("Shall results be shown by department, too? Then nothing is shown before the survey is closed."),
    ),
)


def _plan(ctx: Ctx, answers: Answers) -> SurveyPlan:
    numbers = [int(step.name[1:]) for step in _steps(answers) if step.name[1:].isdigit()]
    return SurveyPlan(
        answers["title"],
        tuple(_question(answers, number) for number in numbers),
        check(answers["audience"]["term"]),
        instant(answers["opens"]) if answers["opens"] else ctx.now,
        instant(answers["closes"]),
        by_department=answers["apart"] == "yes",
    )


def _question(answers: Answers, number: int) -> Question:
    kind = QuestionKind(answers[f"kind{number}"])
    chosen = answers.get(f"options{number}") if kind.value in _CHOSEN else ()
    return Question(kind, answers[f"q{number}"], tuple(chosen or ()))


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    plan = _plan(ctx, answers)
    reach = await ctx.use(Surveys).reach(ctx.person.id, plan.audience)
    asked: list[Words] = []
    for number, one in enumerate(plan.questions, 1):
        kind = reading.KINDS[one.kind.value]
        asked.append(_("{n}. {question} ({kind})", n=number, question=one.text, kind=kind))
        asked += [" / ".join(one.options)] if one.options else []
    return lines(
        _("<b>{title}</b>", title=plan.title),
        *asked,
        "",
        n_("Asks {n} person: {who}", "Asks {n} people: {who}", reach, who=answers["audience"]["label"]),
        _("From: {at}", at=reading.show_moment(ctx, answers["opens"])),
        _("Until: {at}", at=reading.show_moment(ctx, answers["closes"])),
        _("By department: {answer}", answer=reading.ANSWERS[answers["apart"]]),
        "",
        reading.SHOWN,
    )


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    survey = await ctx.use(Surveys).open(ctx.person.id, _plan(ctx, answers), draft)
    return await show_one(ctx, survey.id, toast=_("It is on its way"))


_form = feature.form(Form("survey", _("New survey"), _steps, _file, _("Send out"), preview=_preview))
