"""The buttons that hand out calendar files: on a card, on the agenda, and where an event is said to have changed."""

from __future__ import annotations

import re

from bot.callbacks import Tap
from bot.domain.events import Card, EventState, SignUpState
from bot.services.calendars import Calendars
from bot.texts import _
from handlers.calendar.ics import written
from handlers.cards import AGENDA, CARD, NEWS, clip
from handlers.kit import Addition, Button, Ctx, Document, Feature, Screen, Toast

feature = Feature("calendar", _("Calendar"))

_UNFIT = re.compile(r"""[\\/:*?"<>|\s]+""")  # in names of files, on one system or another
_LONGEST_NAME = 40


class TakeFile(Tap, wire="ics"):
    """The file of an event."""

    event: int


class TakeAgenda(Tap, wire="icsa"):
    """The file of the agenda."""


@feature.adds(CARD)
async def on_card(ctx: Ctx, card: Card) -> Addition | None:
    """Offer the file to those with a seat in something still to come."""
    coming = card.event.state is EventState.PUBLISHED and ctx.now < card.event.starts_at
    if not coming or card.standing.state is not SignUpState.SEATED:
        return None
    return Addition(buttons=(Button(_("To my calendar"), TakeFile(card.event.id)),))


@feature.adds(AGENDA)
async def on_agenda(_ctx: Ctx, cards: tuple[Card, ...]) -> Addition | None:
    """Offer the agenda as a file."""
    return Addition(buttons=(Button(_("To my calendar"), TakeAgenda()),)) if cards else None


@feature.adds(NEWS)
async def on_news(ctx: Ctx, card: Card) -> Addition | None:
    """Offer the event as it is now to those who took it as it was."""
    if not await ctx.use(Calendars).taken(ctx.person.id, card.event.id):
        return None
    return Addition(buttons=(Button(_("Update my calendar"), TakeFile(card.event.id)),))


@feature.on(TakeFile)
async def take_file(ctx: Ctx, tap: TakeFile) -> Screen:
    """Send the file of an event."""
    taken = await ctx.use(Calendars).take(ctx.person.id, tap.event)
    event = taken.entries[0].card.event
    name = _UNFIT.sub(" ", ctx.reader.plain(event.title)).strip(" .")
    file = Document(f"{clip(name, _LONGEST_NAME) or event.id}.ics", written(ctx, taken))
    return Screen(
        _("Open the file to have <b>“{title}”</b> in your calendar. A newer file replaces an older one.", title=name),
        fresh=True,
        document=file,
    )


@feature.on(TakeAgenda)
async def take_agenda(ctx: Ctx, _tap: TakeAgenda) -> Screen | Toast:
    """Send the file of the agenda."""
    taken = await ctx.use(Calendars).take_agenda(ctx.person.id)
    if not taken.entries:
        return Toast(_("There is nothing in your agenda at present."), alert=True)
    name = _("My agenda")
    file = Document(f"{ctx.reader.plain(name)}.ics", written(ctx, taken))
    return Screen(
        _("Open the file to have your agenda in your calendar. A newer file replaces an older one."),
        fresh=True,
        document=file,
    )
