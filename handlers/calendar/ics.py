"""Writes iCalendar files (RFC 5545): what every calendar reads, with the workplace's zone written out in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.events import Card, Event, EventState, SignUpState
from bot.domain.reminders import due_at
from bot.services.calendars import Entry, Taken
from bot.texts import Words, _, joined, lines
from handlers.cards import PILLARS, event_link
from handlers.kit import Ctx

if TYPE_CHECKING:
    import icalendar

# An event keeps its UID for ever, whatever else changes: calendars know it again by that.
_UID = "event-{id}@faguang"


def written(ctx: Ctx, taken: Taken) -> bytes:
    """Return the file of what was taken."""
    import icalendar  # noqa: PLC0415 - 60 ms that the start of the bot need not wait for

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//faguang//faguang//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for entry in taken.entries:
        calendar.add_component(_event(ctx, entry, taken))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(ctx: Ctx, entry: Entry, taken: Taken) -> icalendar.Event:
    import icalendar  # noqa: PLC0415

    card, event = entry.card, entry.card.event
    status = _status(card)
    shown = icalendar.Event()
    shown.add("uid", _UID.format(id=event.id))
    shown.add("sequence", event.revision)
    shown.add("dtstamp", ctx.now)
    shown.add("last-modified", entry.changed_at)
    shown.add("dtstart", event.starts_at.astimezone(ctx.zone))
    shown.add("dtend", event.ends_at.astimezone(ctx.zone))
    shown.add("summary", ctx.reader.plain(event.title))
    place = event.place or (_("Online") if event.link else "")
    if place:
        shown.add("location", ctx.reader.plain(place))
    link = ctx.link(event_link(event))
    shown.add("description", ctx.reader.plain(_description(event, link)))
    shown.add("url", link)
    shown.add("status", status)
    shown.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    if status == "CONFIRMED":
        for before in sorted({event.starts_at - due_at(lead, event.starts_at, ctx.zone) for lead in taken.leads}):
            if before > timedelta(0):
                shown.add_component(_alarm(ctx.reader.plain(event.title), before))
    return shown


def _alarm(summary: str, before: timedelta) -> icalendar.Alarm:
    import icalendar  # noqa: PLC0415

    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -before)
    return alarm


def _status(card: Card) -> str:
    if card.event.state is EventState.CANCELLED or not card.standing.present:
        return "CANCELLED"
    return "CONFIRMED" if card.standing.state is SignUpState.SEATED else "TENTATIVE"


def _description(event: Event, link: str) -> Words:
    kind: list[Words] = [event.series] if event.series else []
    return lines(
        joined([*kind, PILLARS[event.pillar]]),
        _("Speaker: {speaker}", speaker=event.speaker) if event.speaker else None,
        _("The newest is here: {link}", link=link),
        _("The link to join is shown there shortly before the start.") if event.link else None,
    )
