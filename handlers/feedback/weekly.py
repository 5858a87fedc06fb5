"""The weekly list of tags with news: the same for everybody who asked for it, also when there are none."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.feedback import FeedbackNews
from bot.services.desks import Desks
from bot.texts import _, joined, lines
from handlers.cards import BACK
from handlers.feedback.base import Ask, Weekly, feature
from handlers.kit import Button, Ctx, Go, Promise, Screen, Style


class Want(Tap, wire="fbn"):
    """Get the weekly list, or not."""

    on: bool


@feature.on(Weekly)
async def weekly(ctx: Ctx, _tap: Weekly) -> Screen:
    """Say what the list is, and offer it."""
    return await _screen(ctx)


@feature.on(Want)
async def want(ctx: Ctx, tap: Want) -> Screen:
    """Send the list, or not."""
    await ctx.use(Desks).want_news(ctx.person.id, wanted=tap.on)
    return await _screen(ctx)


async def _screen(ctx: Ctx) -> Screen:
    on = await ctx.use(Desks).wants_news(ctx.person.id)
    body = lines(
        _("<b>Weekly list</b>"),
        "",
        _(
            "On Monday at 10:00 everybody who wants it gets the same list: the tags (the first four characters of a "
            "receipt) that have a new answer. It comes when it is empty, too."
        ),
        _("All that is noted is that you get it. Whoever never wrote can get it as well, and helps those who did."),
        "",
        _("You get it.") if on else _("You do not get it."),
    )
    switch = (
        Button(_("No longer send it"), Want(on=False))
        if on
        else Button(_("Send me the list"), Want(on=True), style=Style.PRIMARY)
    )
    return Screen(body, ((switch,), (Button(BACK, Go("/feedback")),)))


@feature.promise(FeedbackNews.WEEKLY)
async def listed(_ctx: Ctx, promise: Promise) -> Screen:
    """Send the list."""
    tags = [str(tag) for tag in promise.data["tags"]]
    head = _("<b>Anonymous feedback: answers this week</b>")
    if not tags:
        return Screen(lines(head, _("No new answers.")))
    return Screen(
        lines(head, joined(tags, " "), "", _("Is your tag among them? Read it with the receipt.")),
        ((Button(_("Read an answer"), Ask()),),),
    )
