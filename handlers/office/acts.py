"""Acts that need no words, what is done rarely, and what was done."""

from __future__ import annotations

from bot.callbacks import StaleTapError
from bot.domain.suggestions.acts import Action
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.services.suggestions import Suggestions
from bot.texts import Words, _, lines
from handlers.cards import BACK, clip
from handlers.kit import Button, Ctx, Screen
from handlers.office.base import Do, MoreActs, OpenCase, ShowSteps, feature
from handlers.office.card import case_screen, more_rows
from handlers.suggestion_look import step_words

_TOASTS: dict[Action, Words] = {
    Action.ACCEPT: _("Accepted; the author is told"),
    Action.START: _("Begun; the author is told"),
    Action.RESUME: _("It goes on, the clock runs again"),
    Action.RESOLVE: _("Done; the author is asked whether it helped"),
    Action.GRANT_EXTENSION: _("More time granted"),
    Action.UNMERGE: _("It stands on its own again"),
}
_SHOWN = 20  # steps, the latest


@feature.on(Do)
async def do(ctx: Ctx, tap: Do) -> Screen:
    """Do it; an act that stands on no button is forged."""
    toast = next((words for action, words in _TOASTS.items() if action == tap.action), None)
    if toast is None:
        raise StaleTapError
    await ctx.use(Office).act(ctx.person.id, tap.suggestion, Action(tap.action), Told(wording=tap.wording or None))
    return await case_screen(ctx, tap.suggestion, toast)


@feature.on(MoreActs)
async def more(ctx: Ctx, tap: MoreActs) -> Screen:
    """Offer what is done rarely."""
    office = ctx.use(Office)
    seen = await office.case(ctx.person.id, tap.suggestion)
    merged = await office.merged(ctx.person.id, tap.suggestion)
    one = seen.suggestion
    body = lines(_("<b>{number}</b>", number=one.number), clip(one.text), "", _("What else can be done:"))
    return Screen(body, more_rows(seen, merged))


@feature.on(ShowSteps)
async def steps(ctx: Ctx, tap: ShowSteps) -> Screen:
    """Show who did what, when and why."""
    seen = await ctx.use(Office).case(ctx.person.id, tap.suggestion)
    found = await ctx.use(Suggestions).history(ctx.person.id, tap.suggestion)
    body = lines(
        _("<b>{number}</b>: what was done", number=seen.suggestion.number),
        *(_("Earlier steps: {n}", n=len(found) - _SHOWN) for _once in range(len(found) > _SHOWN)),
        *(step_words(one) for one in found[-_SHOWN:]),
    )
    return Screen(body, ((Button(BACK, OpenCase(tap.suggestion)),),))
