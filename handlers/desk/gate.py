"""What has to come first: features may hold the gates shut until somebody has agreed to the notice."""

from __future__ import annotations

from bot.texts import _
from handlers.kit import Answer, Button, Ctx, Feature, Screen, Toast

PRIVATELY = _("Let us go on in private, where only you can see it.")
OPEN = _("Open")


async def gate(features: tuple[Feature, ...], ctx: Ctx, intent: str) -> Answer:
    """Return what has to come before `intent`, None when nothing has; in a group, the way to it in private."""
    for feature in features:
        if feature.gate and (screen := await feature.gate(ctx, intent)):
            if ctx.private:
                return screen
            link = ctx.link("" if intent.startswith("/") else intent)
            return Toast(PRIVATELY, url=link) if ctx.is_tap else Screen(PRIVATELY, ((Button(OPEN, url=link),),))
    return None
