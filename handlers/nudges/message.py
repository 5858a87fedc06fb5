"""What somebody reads who has not answered an event."""

from __future__ import annotations

from bot.domain.events import Event
from bot.domain.nudges import NudgeNews
from bot.services.nudges import Nudges
from bot.texts import Words, _, lines
from handlers.cards import AskExcuse, SignUp, open_button, seats_text, span, window_text
from handlers.kit import Button, Ctx, Promise, Screen, Style
from handlers.nudges.base import feature


@feature.promise(NudgeNews.NUDGE)
async def write(ctx: Ctx, promise: Promise) -> Screen | None:
    """Ask somebody who is still meant, has still not answered, and could still have a seat."""
    event = await ctx.use(Nudges).still(promise.subject, ctx.person.id)
    if event is None:
        return None
    return Screen(
        invitation(ctx, event),
        (
            (
                Button(_("Sign up"), SignUp(event.id), style=Style.SUCCESS),
                Button(_("I cannot come"), AskExcuse(event.id)),
            ),
            (open_button(event),),
        ),
    )


def invitation(ctx: Ctx, event: Event) -> Words:
    """Return the words, with what is to be known of the event."""
    return lines(
        _("We have not heard from you yet: will you come to <b>“{title}”</b>?", title=event.title),
        _("Time: {span}", span=span(event.starts_at, event.ends_at, ctx.zone)),
        _("Place: {place}", place=event.place) if event.place else None,
        _("Online") if event.link else None,
        _("Speaker: {speaker}", speaker=event.speaker) if event.speaker else None,
        seats_text(event),
        window_text(event, ctx.now),
    )
