"""What the parts of this feature share."""

from __future__ import annotations

from bot.errors import Refusal
from bot.texts import _
from handlers.kit import Answer, Button, Ctx, Feature, Screen

feature = Feature("people", _("About me"))

JOIN = "j"  # prefix of joining links
BACK = _("‹ Return")
ALL = _("all departments")


def in_private(ctx: Ctx) -> Screen | None:
    """Return what to say in a group to what is nobody else's business; None in private."""
    if ctx.private:
        return None
    return Screen(_("Please ask me that in private."), ((Button(_("Open"), url=ctx.link("")),),))


async def onward(ctx: Ctx, intent: str) -> Screen:
    """Do what the person came for, or say why not; show the start when that is no screen."""
    try:
        answer: Answer = await ctx.desk.follow(ctx, intent)
    except Refusal as refusal:
        return Screen(
            next(f.refusals[type(refusal)](refusal) for f in ctx.desk.features if type(refusal) in f.refusals)
        )
    if not isinstance(answer, Screen):
        answer = await ctx.desk.follow(ctx, "")
    if isinstance(answer, Screen):
        return answer
    raise TypeError("the start is a screen")
