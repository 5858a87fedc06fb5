"""What is known about an event once its series is: what the series says, or else what its last event was like."""

from __future__ import annotations

from bot.domain.series import Defaults
from bot.services.people import People
from bot.services.series import AllSeries
from handlers.kit import Answers, Ctx
from handlers.organise.answers import DEFAULTS, like, of_series


async def known(ctx: Ctx, answers: Answers) -> Answers:
    """Return what is answered by the series that was chosen."""
    found = await ctx.use(AllSeries).named(answers["series"]) if answers["series"] else None
    if found is None:
        return DEFAULTS | {"_rules": "", "_weekday": None}
    defaults = found.defaults
    if defaults is None:
        last = await ctx.use(AllSeries).last_event(ctx.person.id, found.id)
        defaults = like(last, ctx.zone) if last else Defaults()
    return of_series(found, defaults, await paths(ctx, defaults.departments))


async def paths(ctx: Ctx, departments: tuple[int, ...]) -> list[tuple[int, str]]:
    """Return departments with their paths, as answers hold them."""
    return [(id_, (await ctx.use(People).department(id_)).path) for id_ in departments]
