"""Keeping an audience under a name, to choose it again."""

from __future__ import annotations

import re

from bot.domain.audience_terms import Expression
from bot.domain.saved_audiences import (
    LONGEST_NAME,
    MOST_SAVED,
    SavedAudienceUnknown,
    SavedAudienceUnnamed,
    TooManySaved,
)
from bot.services.saved_audiences import SavedAudiences
from bot.texts import _
from handlers.kit import Ctx, Misfit
from handlers.notices.base import feature

_SAVE = re.compile(r"(?:存为|保存|存|存為|save)[:： ]+(.+)", re.IGNORECASE)

feature.refuses(SavedAudienceUnknown, lambda _r: _("This choice is not kept any more. Please choose below."))
feature.refuses(SavedAudienceUnnamed, lambda _r: _("A name of at most {limit} characters, please.", limit=LONGEST_NAME))
feature.refuses(
    TooManySaved, lambda _r: _("At most {most} choices are kept. Use the name of an old one again.", most=MOST_SAVED)
)


async def keep_if_asked(ctx: Ctx, text: str, expression: Expression) -> None:
    """Keep an audience if `text` says so. Raises Misfit once it is kept, and what says how a name has to be."""
    if wanted := _SAVE.fullmatch(text.strip()):
        saved = await ctx.use(SavedAudiences).save(ctx.person.id, wanted[1], expression)
        raise Misfit(_("Kept as “{name}”.", name=saved.name))
