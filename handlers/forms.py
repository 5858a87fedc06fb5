"""Runs a kit.Form: asks its steps one by one, takes typed and chosen answers, shows the preview, files it.

Where a person stands is a row of `drafts`, so a restart loses nothing; of a secret form nothing is written. A draft's
answers may hold hidden keys, which begin with "_": what a form was opened with, `_given` for the answers it was opened
with, `_known` for those that another answer implied, and `_editing` while one step is answered again from the preview.
"""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import Tap
from bot.domain.drafts import Draft, DraftGone, DraftKey
from bot.services.drafts import Drafts
from bot.texts import Words, _, joined, lines
from handlers.kit import (
    Answer,
    Answers,
    Attachment,
    Button,
    Choice,
    Ctx,
    Form,
    Misfit,
    Partly,
    Row,
    Screen,
    Sent,
    Step,
    Style,
    Toast,
)

_PREVIEW = ""  # the step of a draft whose questions are all answered


class Pick(Tap, wire="f="):
    """One of the choices of a step."""

    step: str
    value: str


class Turn(Tap, wire="f>"):
    """Another page of choices of a step."""

    step: str
    page: str


class Skip(Tap, wire="f-"):
    """No answer to an optional step."""

    step: str


class Back(Tap, wire="f<"):
    """To the question before this one."""

    step: str


class Edit(Tap, wire="f!"):
    """From the preview back to one step."""

    step: str


class File(Tap, wire="f+"):
    """File the form."""

    form: str


class Cancel(Tap, wire="fx"):
    """Drop the form."""

    form: str


class Resume(Tap, wire="fr"):
    """Go on with the unfinished form."""


class Anew(Tap, wire="fn"):
    """Drop the unfinished form and begin the one that was asked for."""


class Forms:
    """Runs the forms of all features; raises DraftGone for taps on a form that is not open any more."""

    def __init__(self, forms: dict[str, Form], drafts: Drafts) -> None:
        self._forms, self._drafts = forms, drafts

    async def open_form(self, ctx: Ctx) -> str | None:
        """Return the name of the form this person has open in this chat, or None."""
        draft = await self._drafts.get(ctx.person.id, ctx.chat.id)
        return draft.form if draft and draft.form in self._forms else None

    async def begin(self, ctx: Ctx, form: Form, answers: Answers) -> Screen:
        """Open `form`; when another is unfinished, ask first which of the two to go on with.

        A form that has to be filled in anyway simply goes on.
        """
        draft = await self._drafts.get(ctx.person.id, ctx.chat.id)
        if draft and draft.form == form.name and not form.cancellable:
            draft.answers.update((name, value) for name, value in answers.items() if name.startswith("_"))
            await self._keep(ctx, form, draft)
            return await self._screen(ctx, form, draft)
        unfinished = self._forms.get(draft.form) if draft else None
        # A secret form leaves another as it is: even that it was asked for must not be written down.
        if draft and unfinished and _typed(draft.answers) and form.secret <= unfinished.secret:
            draft.answers["_next"] = {"form": form.name, "answers": answers}
            await self._keep(ctx, unfinished, draft)
            return Screen(
                _("You have not finished “{form}” yet. Go on with it, or drop it?", form=unfinished.title),
                (
                    (Button(_("Go on"), Resume(), style=Style.PRIMARY),),
                    (Button(_("Drop it, open “{form}”", form=form.title), Anew()),),
                ),
            )
        return await self._begin(ctx, form, answers)

    async def typed(self, ctx: Ctx, said: str | Attachment | None, sent: Sent | None = None) -> Answer:
        """Take a message (None: neither text nor file) as the answer to the open question.

        None when it was seen before, and for a later part of an album that was an answer: it is added to that.
        """
        draft, form = await self._open(ctx)
        if ctx.message_id <= draft.seen:
            return None
        draft = replace(draft, seen=ctx.message_id)
        if sent and sent.album and (grown := _album_of(form, draft.answers, sent)):
            draft = replace(draft, answers={**draft.answers, **grown})
            await self._keep(ctx, form, draft)
            return await self._screen(ctx, form, draft) if draft.step == _PREVIEW else None
        if draft.step == _PREVIEW:
            return await self._screen(ctx, form, draft, _("Please use the buttons below."))
        step = _step(form, draft)
        if step.take and sent:
            return await self._answered(ctx, form, draft, step, sent)
        if said is None or (isinstance(said, Attachment) and step.attach is None):
            return await self._screen(ctx, form, draft, _("Please answer with text or a button."))
        return await self._answered(ctx, form, draft, step, said)

    async def tapped(self, ctx: Ctx, tap: Tap) -> Answer:
        """Take a tap on one of a form's buttons."""
        draft, form = await self._open(ctx)
        if isinstance(tap, Pick | Turn | Skip | Back) and tap.step == draft.step:
            return await self._within(ctx, form, draft, tap)
        return await self._about_the_form(ctx, form, draft, tap)

    async def _about_the_form(self, ctx: Ctx, form: Form, draft: Draft, tap: Tap) -> Answer:
        # A page from before the last answer: what it would file stood on another, if anybody saw that.
        old = form.secret and ctx.message_id <= draft.seen
        match tap:
            case Cancel() if tap.form == form.name and form.cancellable:
                await self._drafts.drop(ctx.person.id, ctx.chat.id)
                return Screen(_("“{form}” was dropped.", form=form.title))
            case File() if tap.form == form.name and draft.step == _PREVIEW and not old:
                return await form.file(ctx, draft.answers, DraftKey(ctx.person.id, ctx.chat.id, form.name))
            case Resume():
                return await self._screen(ctx, form, draft)
            case Anew() if "_next" in draft.answers:
                wanted = draft.answers["_next"]
                await self._drafts.drop(ctx.person.id, ctx.chat.id)
                return await self.begin(ctx, self._forms[wanted["form"]], wanted["answers"])
            case Edit() if draft.step == _PREVIEW and tap.step in _names(form, draft.answers):
                return await self._go(ctx, form, replace(draft, answers={**draft.answers, "_editing": True}), tap.step)
            case _:
                screen = await self._screen(ctx, form, draft)
                return replace(screen, fresh=old, toast=_("That step is done already. Here is where you are."))

    async def _within(self, ctx: Ctx, form: Form, draft: Draft, tap: Pick | Turn | Skip | Back) -> Answer:
        step = _step(form, draft)
        match tap:
            case Pick():
                return await self._answered(ctx, form, draft, step, tap.value)
            case Turn():
                return await self._screen(ctx, form, draft, page=tap.page)
            case Skip() if step.optional:
                return await self._next(ctx, form, replace(draft, answers={**draft.answers, step.name: None}), step)
            case Back():
                if draft.answers.get("_editing"):
                    return await self._go(ctx, form, draft, _PREVIEW)
                names = _open_names(form, draft.answers, step.name)
                return await self._go(ctx, form, draft, names[max(0, names.index(step.name) - 1)])
        return Toast(_("This question needs an answer."))

    async def _answered(self, ctx: Ctx, form: Form, draft: Draft, step: Step, said: str | Attachment | Sent) -> Answer:
        try:
            if isinstance(said, str):
                value = await step.read(ctx, draft.answers, said)
            elif isinstance(said, Sent):
                value = await step.take(ctx, draft.answers, said) if step.take else None
            else:
                value = await step.attach(ctx, draft.answers, said) if step.attach else None
        except Misfit as misfit:
            await self._keep(ctx, form, draft)
            return await self._screen(ctx, form, draft, misfit.hint)
        if isinstance(value, Partly):
            draft = replace(draft, answers={**draft.answers, step.name: value.value})
            await self._keep(ctx, form, draft)
            return await self._screen(ctx, form, draft, page=value.page)
        answers = {**draft.answers, step.name: value}
        if step.knows and not answers.get("_editing"):
            known, before = await step.knows(ctx, answers), answers.get("_known", ())
            answers = {name: one for name, one in answers.items() if name not in before} | known
            answers["_known"] = [name for name in known if not name.startswith("_")]
        return await self._next(ctx, form, replace(draft, answers=answers), step)

    async def _next(self, ctx: Ctx, form: Form, draft: Draft, step: Step) -> Screen:
        names = _names(form, draft.answers)
        later = [name for name in names[names.index(step.name) + 1 :] if name not in draft.answers]
        if draft.answers.get("_editing"):  # a changed answer may open questions that did not apply before
            later = [name for name in names if name not in draft.answers]
        return await self._go(ctx, form, draft, later[0] if later else _PREVIEW)

    async def _begin(self, ctx: Ctx, form: Form, answers: Answers) -> Screen:
        answers = {**answers, "_given": [name for name in answers if not name.startswith("_")]}
        open_steps = [name for name in _names(form, answers) if name not in answers]
        # Messages up to the one that opened the form are not answers to it, however often they are delivered.
        seen = 0 if ctx.is_tap else ctx.message_id
        draft = Draft(form.name, open_steps[0] if open_steps else _PREVIEW, answers, seen)
        await self._keep(ctx, form, draft)
        return await self._screen(ctx, form, draft)

    async def _go(self, ctx: Ctx, form: Form, draft: Draft, step: str) -> Screen:
        if step == _PREVIEW:
            draft.answers["_came"] = draft.step if draft.answers.pop("_editing", None) else ""
            if form.quick:  # when filing is refused, the last question stays open
                await self._keep(ctx, form, draft)
                return await form.file(ctx, draft.answers, DraftKey(ctx.person.id, ctx.chat.id, form.name))
        draft = replace(draft, step=step)
        await self._keep(ctx, form, draft)
        return await self._screen(ctx, form, draft)

    async def _open(self, ctx: Ctx) -> tuple[Draft, Form]:
        draft = await self._drafts.get(ctx.person.id, ctx.chat.id)
        if draft is None or draft.form not in self._forms:
            raise DraftGone
        return draft, self._forms[draft.form]

    async def _keep(self, ctx: Ctx, form: Form, draft: Draft) -> None:
        await self._drafts.put(ctx.person.id, ctx.chat.id, draft, ctx.now + form.lifetime, secret=form.secret)

    async def _screen(self, ctx: Ctx, form: Form, draft: Draft, hint: Words | None = None, page: str = "") -> Screen:
        if draft.step == _PREVIEW:
            screen = await _preview(ctx, form, draft.answers, hint)
        else:
            screen = await _question(ctx, form, draft, hint, page)
        return replace(screen, secret=form.secret)


async def _question(ctx: Ctx, form: Form, draft: Draft, hint: Words | None, page: str) -> Screen:
    step, names = _step(form, draft), _open_names(form, draft.answers, draft.step)
    head = _("<b>{form}</b> · {n}/{total}", form=form.title, n=names.index(step.name) + 1, total=len(names))
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
    if draft.answers.get("_editing") or step.name != _open_names(form, draft.answers, step.name)[0]:
        out.append(Button(_("‹ Back"), Back(step.name)))
    if step.optional:
        out.append(Button(_("Skip"), Skip(step.name)))
    if form.cancellable:
        out.append(Button(_("Cancel"), Cancel(form.name)))
    return tuple(out)


async def _preview(ctx: Ctx, form: Form, answers: Answers, hint: Words | None) -> Screen:
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


def _album_of(form: Form, answers: Answers, sent: Sent) -> Answers:
    """Return the answer that `sent` belongs to, with it; nothing when it belongs to none."""
    grown = {step.name: step.more(answers, sent) for step in form.asked(answers) if step.more and step.name in answers}
    return {name: value for name, value in grown.items() if value is not None}


def _step(form: Form, draft: Draft) -> Step:
    for step in form.asked(draft.answers):
        if step.name == draft.step:
            return step
    raise DraftGone  # a release renamed the step; the form has to be begun again


def _names(form: Form, answers: Answers) -> list[str]:
    return [step.name for step in form.asked(answers)]


def _open_names(form: Form, answers: Answers, here: str) -> list[str]:
    """Return the names of the steps that are asked one by one: what was known beforehand only when it is `here`."""
    known = {*answers.get("_given", ()), *answers.get("_known", ())} - {here}
    return [name for name in _names(form, answers) if name not in known]


def _typed(answers: Answers) -> bool:
    return any(not name.startswith("_") and name not in answers["_given"] for name in answers)


TAPS: tuple[type[Tap], ...] = (Pick, Turn, Skip, Back, Edit, File, Cancel, Resume, Anew)
