"""What authors are asked for: whether it helped, an answer to the office, a better text."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.domain.suggestions.acts import Action, permit
from bot.domain.suggestions.suggestion import LONGEST_WORDS
from bot.services.suggestions import Suggestions
from bot.texts import Words, _, lines
from handlers.kit import Answers, Ctx, Form, Misfit, Screen, Step
from handlers.office.base import feature
from handlers.suggestion_look import Helped, NotHelped, ReplyTo, WriteAnew, suggestion_button

_ASKS: dict[Action, Words] = {
    Action.REOPEN: _("What is not solved? The office reads it and works on it again."),
    Action.DISSENT: _("What is still not solved? It is written down, and the leaders can read it."),
    Action.REPLY: _("Your answer to the office?"),
    Action.RESUBMIT: _("Please write the whole text anew. It keeps its number."),
}
_DONE: dict[Action, Words] = {
    Action.REOPEN: _("Thank you. The office works on it again and answers you."),
    Action.DISSENT: _("Thank you. It is written down."),
    Action.REPLY: _("Sent to the office."),
    Action.RESUBMIT: _("Filed anew under its number."),
}


@feature.on(Helped)
async def helped(ctx: Ctx, tap: Helped) -> Screen:
    """Close it with thanks."""
    seen = await ctx.use(Suggestions).confirm(ctx.person.id, tap.suggestion)
    thanks = _("Thank you. {number} is closed.", number=seen.suggestion.number)
    return Screen(thanks, ((suggestion_button(tap.suggestion),),))


@feature.on(NotHelped)
async def not_helped(ctx: Ctx, tap: NotHelped) -> Screen:
    """Ask why; the first time it is opened again."""
    seen = await ctx.use(Suggestions).case(ctx.person.id, tap.suggestion)
    return await _begin(ctx, tap.suggestion, Action.DISSENT if seen.suggestion.reopened else Action.REOPEN)


@feature.on(ReplyTo)
async def reply_to(ctx: Ctx, tap: ReplyTo) -> Screen:
    """Ask for the answer."""
    return await _begin(ctx, tap.suggestion, Action.REPLY)


@feature.on(WriteAnew)
async def write_anew(ctx: Ctx, tap: WriteAnew) -> Screen:
    """Ask for the text."""
    return await _begin(ctx, tap.suggestion, Action.RESUBMIT)


async def _begin(ctx: Ctx, suggestion: int, action: Action) -> Screen:
    seen = await ctx.use(Suggestions).case(ctx.person.id, suggestion)
    permit(action, seen.suggestion.state, seen.relations)
    longest = seen.campaign.rules.longest if action is Action.RESUBMIT else LONGEST_WORDS
    about = {"_id": suggestion, "_action": str(action), "_number": seen.suggestion.number, "_longest": longest}
    return await ctx.fill_in(_form, about)


def _question(_ctx: Ctx, answers: Answers) -> Words:
    return lines(_("<b>{number}</b>", number=answers["_number"]), _ASKS[Action(answers["_action"])])


async def _read(_ctx: Ctx, answers: Answers, text: str) -> str:
    words = text.strip()
    if not 1 <= len(words) <= answers["_longest"]:
        raise Misfit(_("One to {limit} characters, please.", limit=answers["_longest"]))
    return words


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    action, id_, words = Action(answers["_action"]), answers["_id"], answers["words"]
    mine = ctx.use(Suggestions)
    acts = {
        Action.REOPEN: mine.reopen,
        Action.DISSENT: mine.dissent,
        Action.REPLY: mine.reply,
        Action.RESUBMIT: mine.resubmit,
    }
    await acts[action](ctx.person.id, id_, words, draft)
    return Screen(_DONE[action], ((suggestion_button(id_),),))


_form = feature.form(
    Form(
        "office.author",
        _("Your suggestion"),
        (Step("words", _("What you write"), _question, _read),),
        _file,
        _("Send"),
        quick=True,
    )
)
