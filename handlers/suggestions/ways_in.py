"""Ways to the form: a command, a link, what was sent without being asked for, a tag in a group."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.suggestions.suggestion import FileKind
from bot.services.groups import Groups
from bot.services.suggestions import Suggestions
from bot.texts import _
from handlers.cards import privately
from handlers.kit import Answer, Button, Chat, ChatKind, Ctx, Screen, Sent, Style, Toast
from handlers.suggestions.base import TakeFromGroup, TakeThis, feature, suggestion_id
from handlers.suggestions.filing import FORM, begin

TAGS = ("金点子", "金點子", "suggestion")
_TAG = re.compile(rf"^#(?:{'|'.join(TAGS)})[\s:：,，]*", re.IGNORECASE)
_TAKEN = {"text", *(kind.value for kind in FileKind)}
_GONE = _("I cannot see that message any more. Send /suggest, then send it again.")


@feature.command("suggest", _("File a suggestion"))
async def suggest(ctx: Ctx, _rest: str) -> Screen:
    """Open the form, or go on with it."""
    if not ctx.private:
        return privately(ctx, "suggest")
    return await ctx.go_on(FORM) or await begin(ctx)


@feature.link("suggest")
async def follow(ctx: Ctx, rest: str) -> Screen:
    """Open the form for a campaign, or go on with it."""
    if not ctx.private:
        return privately(ctx, f"suggest_{rest}" if rest else "suggest")
    if rest:
        return await begin(ctx, suggestion_id(rest))
    return await ctx.go_on(FORM) or await begin(ctx)


@feature.unclaimed
async def offer(ctx: Ctx, sent: Sent) -> Button | None:
    """Offer to file what was sent."""
    if sent.kind not in _TAKEN and sent.point is None:
        return None
    if not await ctx.use(Suggestions).collecting(ctx.person.id):
        return None
    return Button(_("💡 As a suggestion"), TakeThis(), style=Style.PRIMARY)


@feature.on(TakeThis)
async def take(ctx: Ctx, _tap: TakeThis) -> Answer:
    """Open the form with it."""
    return await begin(ctx, sent=_untagged(ctx)) if ctx.own else Toast(_GONE, alert=True)


async def tagged(ctx: Ctx) -> Answer:
    """Offer to file what was written in a group that hears of the programme."""
    group = await ctx.use(Groups).known(ctx.chat.id)
    if group is None or not group.bound:
        return None
    return Screen(
        _("Shall this be filed as a suggestion? Who wrote it taps below and goes on in private."),
        ((Button(_("💡 File it"), TakeFromGroup(), style=Style.PRIMARY),),),
        quotes=True,
    )


for _tag in TAGS:
    feature.tagged(_tag)(tagged)


@feature.on(TakeFromGroup, in_groups=True, intent=lambda _tap: "suggest")
async def take_from_group(ctx: Ctx, _tap: TakeFromGroup) -> Answer:
    """Keep what its author wrote as their unfinished form, and open the private chat."""
    if ctx.private or ctx.person.telegram_id is None:
        return Toast(_GONE, alert=True)
    if not ctx.own:
        return Toast(_("Only who wrote it can file it. Your own ideas: send me /suggest in private."), alert=True)
    private = replace(ctx, chat=Chat(ctx.person.telegram_id, ChatKind.PRIVATE))
    await begin(private, sent=_untagged(ctx))
    return Toast("", url=ctx.link("suggest"))


def _untagged(ctx: Ctx) -> list[Sent]:
    """Return what the person said before, without the tag."""
    return [replace(one, text=_TAG.sub("", one.text)) for one in ctx.own]
