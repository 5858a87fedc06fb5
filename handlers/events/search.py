"""Looking for events by words: asked for by a button, typed in the next message."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.drafts import DraftKey
from bot.services.catalogue import Catalogue
from bot.services.drafts import Drafts
from bot.texts import _
from handlers.events.base import AskFind, Find, feature
from handlers.events.catalogue import found, sought
from handlers.kit import Answers, Ctx, Desk, Form, Misfit, Screen, Step


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    if not sought(text):
        raise Misfit(_("Please type at least one word."))
    return sought(text)


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Drafts).drop(draft.person_id, draft.chat_id)
    return await found(ctx, Find(answers["words"]))


_form = feature.form(
    Form(
        "find",
        _("Search"),
        (
            Step(
                "words",
                _("Words"),
                _("What are you looking for? Words of the title, the series, the speaker, the field or the place."),
                _read,
            ),
        ),
        _file,
        _("Search"),
        lifetime=timedelta(hours=1),
        quick=True,
    )
)


@feature.on(AskFind)
async def ask(ctx: Ctx, _tap: AskFind) -> Screen:
    """Ask what to look for."""
    return await ctx.fill_in(_form)


@feature.on(Find)
async def turn(ctx: Ctx, tap: Find) -> Screen:
    """Turn the page, or look in the past."""
    return await found(ctx, replace(tap, text=sought(tap.text)))


@feature.every("words", timedelta(days=1))
async def note_words(desk: Desk, _now: datetime) -> None:
    """Let what an older release published be found, too."""
    await desk.service(Catalogue).note_words()
