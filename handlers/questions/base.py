"""The declaration of the feature, and what its parts share."""

from __future__ import annotations

from bot.domain.events import Card, NotYours
from bot.domain.questions import QuestionGone
from bot.domain.rules import Question, QuestionKind
from bot.services.events import Events
from bot.texts import Words, _, joined
from handlers.kit import Ctx, Feature

feature = Feature("questions", _("Sign-up questions"))
feature.refuses(QuestionGone, lambda _r: _("The event does not ask that any more. Please open it again."))

KINDS: dict[QuestionKind, Words] = {
    QuestionKind.CHOICE: _("Choice"),
    QuestionKind.TEXT: _("Text"),
    QuestionKind.NUMBER: _("Number"),
}


async def managed(ctx: Ctx, event_id: int) -> Card:
    """Return the card of an event this person manages; raises NotYours, EventUnknown."""
    card = await ctx.use(Events).card(event_id, ctx.person.id)
    if not card.may_manage:
        raise NotYours
    return card


def about(question: Question) -> Words:
    """Return kind, options and whether an answer is required, in brackets."""
    said = KINDS[question.kind]
    if question.options:
        said = _("{kind}: {options}", kind=said, options=joined(question.options, "、"))
    need = _("required") if question.required else _("may stay empty")
    return _("({about}; {need})", about=said, need=need)


def figure(value: float) -> str:
    """Return a number as people write it: without a point when it is whole."""
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")
