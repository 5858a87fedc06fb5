"""How a form looks: one question, or the preview of all answers."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.drafts import Draft, DraftGone
from bot.texts import Words, _, joined, lines
from handlers.forms.counting import total
from handlers.forms.taps import Back, Cancel, Edit, File, Pick, Skip, Turn
from handlers.kit import Answers, Button, Choice, Ctx, Form, Row, Screen, Step, Style


async def question(ctx: Ctx, form: Form, draft: Draft, hint: Words | None, page: str) -> Screen:
    """Return the question where `draft` stands, below `hint`, with that page of its choices."""
    step, asked = the_step(form, draft), open_names(form, draft.answers, draft.step)
    number, of = asked.index(step.name) + 1, total(form, draft, asked)
    head = _("<b>{form}</b> · step {n}", form=form.title, n=number)
    if of is not None:
        head = _("<b>{form}</b> · {n}/{total}", form=form.title, n=number, total=of)
    known = draft.answers.get(step.name)
    now = None if known is None else _("Now: {value}", value=step.show(ctx, known))
    offered = await step.choices(ctx, draft.answers, page) if step.choices else ()
    rows = [tuple(_choice(step, one) for one in row) for row in offered] + [_ways_out(form, draft, step)]
    ask = step.ask(ctx, draft.answers) if callable(step.ask) else step.ask
    return Screen(lines(head, "", *((hint, "") if hint else ()), ask, now), tuple(row for row in rows if row))


def _choice(step: Step, one: Choice) -> Button:
    return Button(one.label, Pick(step.name, one.value) if one.page is None else Turn(step.name, one.page))


def _ways_out(form: Form, draft: Draft, step: Step) -> Row:
    out = []
    if draft.answers.get("_editing") or step.name != open_names(form, draft.answers, step.name)[0]:
        out.append(Button(_("‹ Back"), Back(step.name)))
    if step.optional:
        out.append(Button(_("Skip"), Skip(step.name)))
    if form.cancellable:
        out.append(Button(_("Cancel"), Cancel(form.name)))
    return tuple(out)


async def preview(ctx: Ctx, form: Form, answers: Answers, hint: Words | None) -> Screen:
    """Return all answers, below `hint`, each with a button to change it."""
    steps = form.asked(answers)
    shown = Screen("")
    if form.preview:
        said = await form.preview(ctx, answers)
        shown = said if isinstance(said, Screen) else Screen(said)
        body = shown.body
    else:
        given = [(step, answers.get(step.name)) for step in steps]
        body = lines(
            *(_("{label}: {value}", label=s.label, value="—" if v is None else s.show(ctx, v)) for s, v in given)
        )
    edits = [Button(joined(("✎ ", step.label), ""), Edit(step.name)) for step in steps]
    pairs = [tuple(edits[i : i + 2]) for i in range(0, len(edits), 2)]
    last = [Button(form.submit, File(form.name), style=Style.SUCCESS)]
    if form.cancellable:
        last.append(Button(_("Cancel"), Cancel(form.name)))
    head = _("<b>{form}</b> · please check", form=form.title)
    return replace(
        shown, body=lines(head, "", *((hint, "") if hint else ()), body), rows=(*shown.rows, *pairs, tuple(last))
    )


def the_step(form: Form, draft: Draft) -> Step:
    """Return the step where `draft` stands. Raises DraftGone."""
    for step in form.asked(draft.answers):
        if step.name == draft.step:
            return step
    raise DraftGone  # a release renamed the step; the form has to be begun again


def names(form: Form, answers: Answers) -> list[str]:
    """Return the names of the steps that apply to these answers."""
    return [step.name for step in form.asked(answers)]


def open_names(form: Form, answers: Answers, here: str) -> list[str]:
    """Return the names of the steps that are asked one by one: what was known beforehand only when it is `here`."""
    known = {*answers.get("_given", ()), *answers.get("_known", ())} - {here}
    return [name for name in names(form, answers) if name not in known]
