"""Cancelling a published event, alone or with all that follow it in its repetition."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import Event, Revision
from bot.services.events import LONGEST_REASON, Events
from bot.services.repetitions import Repetitions
from bot.texts import Words, _, lines, n_
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Screen, Step, Style
from handlers.organise.base import feature, managed
from handlers.organise.editing import done, told, which


class CancelEvent(Tap, wire="orx"):
    """Begin to cancel the event."""

    event: int


class CancelOne(Tap, wire="orx1"):
    """Cancel only this event of a repetition."""

    event: int


class CancelFollowing(Tap, wire="orx+"):
    """Cancel this event of a repetition and all that follow."""

    event: int


@feature.on(CancelEvent)
async def cancel_event(ctx: Ctx, tap: CancelEvent) -> Screen:
    """Ask for the reason; before, whether it is about the following events, too."""
    event = (await managed(ctx, tap.event)).event
    event.manageable(ctx.now)
    one = Button(_("Cancel only this one"), CancelOne(tap.event))
    all_following = Button(_("Cancel this and all following"), CancelFollowing(tap.event), style=Style.DANGER)
    return await which(ctx, event, one, all_following) or await _ask(ctx, event, following=False)


@feature.on(CancelOne)
async def cancel_one(ctx: Ctx, tap: CancelOne) -> Screen:
    """Cancel one event of a repetition."""
    return await _ask(ctx, (await managed(ctx, tap.event)).event, following=False)


@feature.on(CancelFollowing)
async def cancel_following(ctx: Ctx, tap: CancelFollowing) -> Screen:
    """Cancel one event of a repetition and all that follow."""
    return await _ask(ctx, (await managed(ctx, tap.event)).event, following=True)


async def _ask(ctx: Ctx, event: Event, *, following: bool) -> Screen:
    event.manageable(ctx.now)
    return await ctx.fill_in(_cancel, {"_event": event.id, "_following": following})


async def _read_reason(_ctx: Ctx, _answers: Answers, text: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_REASON))
    return reason


async def _preview_cancel(ctx: Ctx, answers: Answers) -> Words:
    event = (await managed(ctx, answers["_event"])).event
    others = await ctx.use(Repetitions).following(event) if answers.get("_following") else ()
    return lines(
        _("<b>“{title}”</b> will not take place. This cannot be undone.", title=event.title),
        n_("The same goes for {n} event that follows.", "The same goes for {n} events that follow.", len(others))
        if others
        else None,
        _("Reason: {reason}", reason=answers["reason"]) if answers.get("reason") else _("No reason is given."),
        told(sum(one.length for one in (event, *others)), several=bool(others)),
    )


async def _cancel_now(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    reason, event_id = answers.get("reason") or "", answers["_event"]
    if answers.get("_following"):
        revisions: Sequence[Revision] = await ctx.use(Repetitions).cancel(ctx.person.id, event_id, reason, draft)
    else:
        revisions = [await ctx.use(Events).cancel(ctx.person.id, event_id, reason, draft)]
    return await done(ctx, _("The event is cancelled"), revisions)


_cancel = feature.form(
    Form(
        "event.cancel",
        _("Cancel the event"),
        (
            Step(
                "reason",
                _("Reason"),
                _("Why is it cancelled? Those who signed up will read it."),
                _read_reason,
                optional=True,
            ),
        ),
        _cancel_now,
        _("Yes, cancel the event"),
        preview=_preview_cancel,
    )
)
