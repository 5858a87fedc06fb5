"""Wishing for a topic: what others wish for already is shown first, to be supported instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.domain.drafts import DraftKey
from bot.domain.wishes import LONGEST
from bot.services.wishes import Wishes
from bot.texts import _, joined
from handlers.cards import clip
from handlers.kit import Answers, Choice, Ctx, Form, Misfit, Screen, Step
from handlers.wishes.base import MINE, MakeWish, feature, supports_text
from handlers.wishes.looking import screen

_SHOWN = 5  # similar wishes
_LABEL_TITLE = 20
_NEW = "new"


async def _title(ctx: Ctx, answers: Answers, text: str) -> dict[str, Any]:
    # What was chosen among wishes like an earlier title means nothing for another.
    answers.pop("same", None)
    text = _fitting(text, "title")
    found = (await ctx.use(Wishes).similar(ctx.person.id, text))[:_SHOWN]
    return {"text": text, "similar": [wish.id for wish in found]}


async def _same(_ctx: Ctx, answers: Answers, text: str) -> str:
    if text == _NEW or text in map(str, answers["title"]["similar"]):
        return text
    raise Misfit(_("Please tap one of these."))


async def _similar(ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    known = {wish.id: wish for wish in await ctx.use(Wishes).open(ctx.person.id)}
    found = [known[id_] for id_ in answers["title"]["similar"] if id_ in known]
    labels = [(joined([clip(wish.title, _LABEL_TITLE), supports_text(wish)]), str(wish.id)) for wish in found]
    return (*((Choice(label, value),) for label, value in labels), (Choice(_("None of these: a new wish"), _NEW),))


async def _field(_ctx: Ctx, _answers: Answers, text: str) -> str:
    return _fitting(text, "field")


def _fitting(text: str, name: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= LONGEST[name]:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST[name]))
    return text


def _is_new(answers: Answers) -> bool:
    return not _has_similar(answers) or answers.get("same", _NEW) == _NEW


def _has_similar(answers: Answers) -> bool:
    return bool(answers.get("title", {}).get("similar"))


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    wishes = ctx.use(Wishes)
    if not _is_new(answers):
        wish = await wishes.support(ctx.person.id, int(answers["same"]), draft)
        return screen(wish, MINE, toast=_("You support it. I tell you when something comes of it."))
    wish = await wishes.make(ctx.person.id, answers["title"]["text"], answers["field"] or "", draft)
    return screen(wish, MINE, toast=_("Your wish stands in the list, without your name"))


_form = feature.form(
    Form(
        "wish",
        _("Make a wish"),
        (
            Step("title", _("Topic"), _("What would you like to hear about? A short topic is enough."), _title),
            Step(
                "same",
                _("Alike"),
                _("Others wish for something like that. Support one of these? Many together count more."),
                _same,
                choices=_similar,
                when=_has_similar,
            ),
            Step(
                "field",
                _("Field"),
                _("Which field is it, such as finance? You can skip this."),
                _field,
                optional=True,
                when=_is_new,
            ),
        ),
        _file,
        _("Wish"),
        lifetime=timedelta(days=1),
        quick=True,
    )
)


@feature.on(MakeWish)
async def make(ctx: Ctx, _tap: MakeWish) -> Screen:
    """Ask for the topic."""
    return await ctx.fill_in(_form)
