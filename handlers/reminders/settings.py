"""When to be reminded: each person's own leads, on one screen."""

from __future__ import annotations

from bot.callbacks import StaleTapError, Tap
from bot.domain.reminders import Lead
from bot.services.reminders import Reminders
from bot.texts import Words, _, joined, lines
from handlers.cards import privately
from handlers.kit import Answer, Button, Ctx, Feature, Screen

_LEADS = {
    Lead.EVE: _("The evening before, 18:00"),
    Lead.DAY: _("One day before"),
    Lead.MORNING: _("That morning, 08:00"),
    Lead.TWO_HOURS: _("Two hours before"),
    Lead.HOUR: _("One hour before"),
    Lead.HALF_HOUR: _("Half an hour before"),
}

feature = Feature("reminders", _("Reminders"))


class Toggle(Tap, wire="rm"):
    """Turn one lead on or off, as the screen showed it: a repeated tap changes nothing."""

    lead: str
    on: bool


class NoReminders(Tap, wire="rm0"):
    """Turn all of them off."""


@feature.command("reminders", _("When I am reminded"))
async def reminders(ctx: Ctx, _rest: str) -> Screen:
    """Show the leads with a mark at the chosen ones."""
    if not ctx.private:
        return privately(ctx, "reminders")
    return await _settings(ctx)


@feature.link("reminders")
async def reminders_link(ctx: Ctx, _rest: str) -> Answer:
    """Show the settings to somebody who came from a group."""
    return await reminders(ctx, "")


@feature.on(Toggle)
async def toggle(ctx: Ctx, tap: Toggle) -> Screen:
    """Turn a lead on or off, also for what the person signed up for already."""
    if tap.lead not in set(Lead):
        raise StaleTapError
    lead = Lead(tap.lead)
    leads = set(await ctx.use(Reminders).leads(ctx.person.id))
    await ctx.use(Reminders).choose(ctx.person.id, leads | {lead} if tap.on else leads - {lead})
    toast = _("On: {lead}", lead=_LEADS[lead]) if tap.on else _("Off: {lead}", lead=_LEADS[lead])
    return await _settings(ctx, toast)


@feature.on(NoReminders)
async def no_reminders(ctx: Ctx, _tap: NoReminders) -> Screen:
    """Turn all reminders off."""
    await ctx.use(Reminders).choose(ctx.person.id, ())
    return await _settings(ctx, _("You get no reminders now."))


async def _settings(ctx: Ctx, toast: Words | None = None) -> Screen:
    chosen = await ctx.use(Reminders).leads(ctx.person.id)
    rows = tuple(
        (Button(joined(["✓ ", label], "") if lead in chosen else label, Toggle(lead, lead not in chosen)),)
        for lead, label in _LEADS.items()
    )
    none = Button(_("No reminders") if chosen else joined(["✓ ", _("No reminders")], ""), NoReminders())
    return Screen(
        lines(
            _("<b>When shall I remind you of what you have a seat for?</b>"),
            _("Tap to turn on or off. It counts at once, also for what you signed up for already."),
        ),
        (*rows, (none,)),
        toast=toast,
    )
