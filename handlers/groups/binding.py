"""/bind and /unbind: a group hears of the programme by itself, or not any more."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import NotYours
from bot.domain.groups import GroupNews
from bot.services.groups import Groups
from bot.texts import Words, _, joined
from handlers.cards import clip
from handlers.groups.base import feature
from handlers.groups.settings import OpenGroup, screen
from handlers.kit import Answer, Button, Ctx, Promise, Scope, Screen


class Bind(Tap, wire="gb"):
    """Bind a group or channel that the bot is in."""

    group: int


class Unbind(Tap, wire="gu"):
    """Bind it no longer."""

    group: int


@feature.link("bind")
@feature.link("unbind")
async def bind_link(ctx: Ctx, _rest: str) -> Answer:
    """List the groups, for somebody who came from one."""
    return await _list(ctx)


@feature.command("bind", _("Let this group hear of the programme"), Scope.ADMIN, Scope.ORGANISER)
async def bind(ctx: Ctx, _rest: str) -> Answer:
    """Bind the group, and this topic of it; in private list what can be bound."""
    if ctx.private:
        return await _list(ctx)
    group = await ctx.use(Groups).bind(ctx.person, ctx.chat.id, ctx.chat.title, ctx.chat.topic)
    body = _("Bound. From now on new events, reminders and the workday's digest come here.")
    return Screen(body, ((Button(_("Settings"), url=ctx.link(f"g_{group.id}")),),))


@feature.command("unbind", _("Let this group hear nothing by itself"), Scope.ADMIN)
async def unbind(ctx: Ctx, _rest: str) -> Answer:
    """Bind the group no longer."""
    if ctx.private:
        return await _list(ctx)
    await ctx.use(Groups).unbind(ctx.person, ctx.chat.id)
    return Screen(_GONE)


@feature.on(Bind)
async def bind_known(ctx: Ctx, tap: Bind) -> Screen:
    """Bind a group or channel from the list."""
    group = await ctx.use(Groups).bind(ctx.person, tap.group)
    return await screen(ctx, group, _("Bound"))


@feature.on(Unbind)
async def unbind_known(ctx: Ctx, tap: Unbind) -> Screen:
    """Bind a group or channel no longer."""
    await ctx.use(Groups).unbind(ctx.person, tap.group)
    return await _list(ctx, _GONE)


@feature.promise(GroupNews.ADDED)
async def added(ctx: Ctx, promise: Promise) -> Screen | None:
    """Ask the organiser who took the bot into a chat whether it shall hear of the programme."""
    group = await ctx.use(Groups).known(promise.subject)
    if group is None or group.bound:
        return None
    return Screen(
        _("I am in “{group}” now. Shall new events, reminders and the workday's digest go there?", group=group.title),
        ((Button(_("Bind"), Bind(group.id)),),),
    )


_GONE = _("Unbound. Nothing comes here by itself any more; cards that are here stay true.")


async def _list(ctx: Ctx, toast: Words | None = None) -> Screen:
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    groups = await ctx.use(Groups).of(ctx.person)
    rows = []
    for group in groups:
        title = clip(group.title, 20)
        if group.bound:
            rows.append((Button(joined([title, _("settings")]), OpenGroup(group.id)),))
        else:
            rows.append((Button(joined([title, _("bind")]), Bind(group.id)),))
    ask = _("Groups and channels that you administer and I am in:")
    if not rows:
        ask = _("I am in no group or channel that you administer. Take me into one first.")
    return Screen(ask, tuple(rows), toast=toast)
