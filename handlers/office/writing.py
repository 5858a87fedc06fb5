"""Acts that come with words: one question, and it is done."""

from __future__ import annotations

from typing import Any

from bot.callbacks import StaleTapError
from bot.domain.drafts import DraftKey
from bot.domain.suggestions.acts import TABLE, Action, Need, permit
from bot.domain.suggestions.deadlines import MOST_EXTENSION
from bot.domain.suggestions.suggestion import LONGEST_WORDS
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.texts import Words, _, lines, n_
from handlers.cards import BACK, paired
from handlers.kit import Answers, Button, Choice, Ctx, Form, Misfit, Screen, Step
from handlers.office.base import AskDays, OpenCase, Write, feature
from handlers.office.card import case_screen

_ASKS: dict[Action, Words] = {
    Action.RETURN: _("What is missing, or against which rule is it? The author reads it and can write it anew."),
    Action.DECLINE: _("Why is it not taken up? The author and others read it."),
    Action.TRANSFER: _("Why is it for that office? The office reads it."),
    Action.GIVE_BACK: _("Why is it not for your office? The organiser reads it."),
    Action.ASK: _("What do you need to know? The author reads it; the clock stands until the answer."),
    Action.ASK_EXTENSION: _("Why does it need more time? The organiser reads it."),
    Action.REFUSE_EXTENSION: _("Why not? The office reads it."),
    Action.ANSWER: _("Your answer? The author and others read it."),
    Action.SEND_BACK: _("What is missing in the answer? The office reads it."),
    Action.CHASE: _("A word to the office?"),
    Action.NOTE: _("Your note? Only those who work on it read it."),
}
_TOASTS: dict[Action, Words] = {
    Action.RETURN: _("Returned; the author is told why"),
    Action.DECLINE: _("Not taken up; the author is told why"),
    Action.TRANSFER: _("Passed on; the office is told"),
    Action.GIVE_BACK: _("Given back; the organiser is told"),
    Action.ASK: _("Asked; the clock stands"),
    Action.ASK_EXTENSION: _("Asked; you are told the answer"),
    Action.REFUSE_EXTENSION: _("Refused; the office is told"),
    Action.ANSWER: _("Answered; the author is told"),
    Action.SEND_BACK: _("Sent back; the office is told"),
    Action.CHASE: _("Called to mind; the office is told"),
    Action.NOTE: _("Noted"),
}
_RULES: dict[str, Words] = {
    "#1": _("One matter each, please"),
    "#2": _("Please say where and when"),
    "#3": _("Please keep it civil"),
    "#4": _("This is advertising"),
}
_DAYS = (1, 2, 3, 5, MOST_EXTENSION)
_SKIP = "-"


async def begin(ctx: Ctx, suggestion: int, action: Action, hidden: dict[str, Any] | None = None) -> Screen:
    """Ask for the words of an act that the reader may do now. Raises SuggestionUnknown, ActNotYours, ActNotNow."""
    seen = await ctx.use(Office).case(ctx.person.id, suggestion)
    permit(action, seen.suggestion.state, seen.relations)
    about = {"_id": suggestion, "_action": str(action), "_number": seen.suggestion.number}
    return await ctx.fill_in(_form, about | (hidden or {}))


@feature.on(Write)
async def write(ctx: Ctx, tap: Write) -> Screen:
    """Ask for the words; an act that stands on no button is forged."""
    action = next((one for one in _ASKS if one == tap.action and one is not Action.TRANSFER), None)
    if action is None or (action is Action.ASK_EXTENSION) != (tap.days in _DAYS):
        raise StaleTapError
    return await begin(ctx, tap.suggestion, action, {"_days": tap.days} if tap.days else None)


@feature.on(AskDays)
async def ask_days(ctx: Ctx, tap: AskDays) -> Screen:
    """Ask how much more time it needs."""
    seen = await ctx.use(Office).case(ctx.person.id, tap.suggestion)
    permit(Action.ASK_EXTENSION, seen.suggestion.state, seen.relations)
    days = [Button(n_("{n} day", "{n} days", n), Write(tap.suggestion, Action.ASK_EXTENSION, n)) for n in _DAYS]
    return Screen(_("How many working days more?"), (*paired(days), (Button(BACK, OpenCase(tap.suggestion)),)))


def _question(_ctx: Ctx, answers: Answers) -> Words:
    return lines(_("<b>{number}</b>", number=answers["_number"]), _ASKS[Action(answers["_action"])])


async def _read(ctx: Ctx, answers: Answers, text: str) -> str:
    words, action = text.strip(), Action(answers["_action"])
    if words == _SKIP and TABLE[action].words is Need.MAY:
        return ""
    if action is Action.RETURN and words in _RULES:
        return ctx.reader.plain(_RULES[words])
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_WORDS))
    return words


async def _offer(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    action = Action(answers["_action"])
    if action is Action.RETURN:
        return tuple((Choice(rule, key),) for key, rule in _RULES.items())
    if TABLE[action].words is Need.MAY:
        return ((Choice(_("Nothing to add"), _SKIP),),)
    return ()


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    action, id_ = Action(answers["_action"]), answers["_id"]
    told = Told(answers["words"], office_id=answers.get("_office"), days=answers.get("_days"))
    await ctx.use(Office).act(ctx.person.id, id_, action, told, draft)
    return await case_screen(ctx, id_, _TOASTS[action])


_form = feature.form(
    Form(
        "office.words",
        _("A step of the work"),
        (Step("words", _("What you write"), _question, _read, choices=_offer),),
        _file,
        _("Send"),
        quick=True,
    )
)
