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
from bot.texts import Words, _
from handlers.forms.look import names, open_names, preview, question, the_step
from handlers.forms.taps import Anew, Back, Cancel, Edit, File, Pick, Resume, Skip, Turn
from handlers.kit import (
    Answer,
    Answers,
    Attachment,
    Button,
    Ctx,
    Form,
    Misfit,
    Partly,
    Screen,
    Sent,
    Step,
    Style,
    Toast,
)

_PREVIEW = ""  # the step of a draft whose questions are all answered


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
            return _either(unfinished, form)
        return await self._begin(ctx, form, answers)

    async def go_on(self, ctx: Ctx, form: Form) -> Screen | None:
        """Return the open question of `form`, or the choice between it and another, unfinished one; else None."""
        draft = await self._drafts.get(ctx.person.id, ctx.chat.id)
        if draft is None or draft.form not in self._forms:
            return None
        if draft.form == form.name:
            return await self._screen(ctx, form, draft)
        wanted = draft.answers.get("_next", {}).get("form") == form.name
        return _either(self._forms[draft.form], form) if wanted else None

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
        step = the_step(form, draft)
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
            case Edit() if draft.step == _PREVIEW and tap.step in names(form, draft.answers):
                return await self._go(ctx, form, replace(draft, answers={**draft.answers, "_editing": True}), tap.step)
            case _:
                screen = await self._screen(ctx, form, draft)
                return replace(screen, fresh=old, toast=_("That step is done already. Here is where you are."))

    async def _within(self, ctx: Ctx, form: Form, draft: Draft, tap: Pick | Turn | Skip | Back) -> Answer:
        step = the_step(form, draft)
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
                asked = open_names(form, draft.answers, step.name)
                return await self._go(ctx, form, draft, asked[max(0, asked.index(step.name) - 1)])
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
        asked = names(form, draft.answers)
        later = [name for name in asked[asked.index(step.name) + 1 :] if name not in draft.answers]
        if draft.answers.get("_editing"):  # a changed answer may open questions that did not apply before
            later = [name for name in asked if name not in draft.answers]
        return await self._go(ctx, form, draft, later[0] if later else _PREVIEW)

    async def _begin(self, ctx: Ctx, form: Form, answers: Answers) -> Screen:
        answers = {**answers, "_given": [name for name in answers if not name.startswith("_")]}
        open_steps = [name for name in names(form, answers) if name not in answers]
        # Messages up to the one that opened the form are not answers to it, however often they are delivered.
        seen = 0 if ctx.is_tap else ctx.message_id
        draft = Draft(form.name, open_steps[0] if open_steps else _PREVIEW, answers, seen)
        await self._keep(ctx, form, draft)
        return await self._screen(ctx, form, draft)

    async def _go(self, ctx: Ctx, form: Form, draft: Draft, step: str) -> Screen:
        if step == _PREVIEW:
            draft.answers["_came"] = draft.step if draft.answers.pop("_editing", None) else ""
            if form.files_at_once(draft.answers):  # when filing is refused, the last question stays open
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
            screen = await preview(ctx, form, draft.answers, hint)
        else:
            screen = await question(ctx, form, draft, hint, page)
        return replace(screen, secret=form.secret)


def _either(unfinished: Form, wanted: Form) -> Screen:
    return Screen(
        _("You have not finished “{form}” yet. Go on with it, or drop it?", form=unfinished.title),
        (
            (Button(_("Go on"), Resume(), style=Style.PRIMARY),),
            (Button(_("Drop it, open “{form}”", form=wanted.title), Anew()),),
        ),
    )


def _album_of(form: Form, answers: Answers, sent: Sent) -> Answers:
    """Return the answer that `sent` belongs to, with it; nothing when it belongs to none."""
    grown = {step.name: step.more(answers, sent) for step in form.asked(answers) if step.more and step.name in answers}
    return {name: value for name, value in grown.items() if value is not None}


def _typed(answers: Answers) -> bool:
    return any(not name.startswith("_") and name not in answers["_given"] for name in answers)
