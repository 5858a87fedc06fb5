"""Managing a published event: change it, cancel it, share it."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import Card, Event, Plan, Revision, Standing
from bot.errors import Refusal
from bot.services.events import LONGEST_REASON, Events
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, MANAGE, Manage, card_text, event_link, open_button, paired
from handlers.kit import Answers, Button, Ctx, Form, Go, Misfit, Screen, Step, Style
from handlers.organise import steps
from handlers.organise.answers import answers_of, plan
from handlers.organise.base import feature, managed, why
from handlers.organise.create import as_seen, for_organiser, share_rows
from handlers.organise.known import paths
from handlers.organise.names import ListNames

FIELDS = {
    "series": _("Series"),
    "pillar": _("Head"),
    "title": _("Title"),
    "speaker": _("Speaker"),
    "starts_at": _("Start time"),
    "ends_at": _("End time"),
    "place": _("Place"),
    "link": _("Link"),
    "capacity": _("Seats"),
    "departments": _("Who may come"),
    "opens_at": _("Sign-up opens"),
    "closes_at": _("Sign-up closes"),
    "hours": _("Credit hours"),
    "field": _("Field"),
    "rules": _("Rules"),
}


class EditEvent(Tap, wire="ore"):
    """Change the event."""

    event: int


class CancelEvent(Tap, wire="orx"):
    """Begin to cancel the event."""

    event: int


@feature.on(Manage)
async def manage(ctx: Ctx, tap: Manage) -> Screen:
    """Show what an organiser can do with the event."""
    card = await managed(ctx, tap.event)
    added = await ctx.additions(MANAGE, card)
    return Screen(
        card_text(card, ctx, *added.lines),
        (
            (
                Button(_("Change"), EditEvent(tap.event), style=Style.PRIMARY),
                Button(_("Names"), ListNames(tap.event, 0)),
            ),
            *paired(added.buttons),
            *share_rows(ctx, card.event),
            (Button(_("Cancel the event"), CancelEvent(tap.event), style=Style.DANGER),),
            (Button(BACK, Go(event_link(card.event))),),
        ),
    )


@feature.on(EditEvent)
async def edit_event(ctx: Ctx, tap: EditEvent) -> Screen:
    """Open the form with everything as it is now."""
    card = await managed(ctx, tap.event)
    card.event.manageable(ctx.now)
    departments = await paths(ctx, card.event.departments)
    return await ctx.fill_in(_edit, {"_event": tap.event, **answers_of(card.event, departments, ctx.zone)})


@feature.on(CancelEvent)
async def cancel_event(ctx: Ctx, tap: CancelEvent) -> Screen:
    """Ask for the reason."""
    card = await managed(ctx, tap.event)
    card.event.manageable(ctx.now)
    return await ctx.fill_in(_cancel, {"_event": tap.event})


async def _planned(ctx: Ctx, answers: Answers) -> Plan:
    """Return what the answers make of the event; what the form does not ask stays."""
    event = (await managed(ctx, answers["_event"])).event
    return replace(plan(answers, ctx.now, ctx.zone), rules=event.rules)


async def _preview_edit(ctx: Ctx, answers: Answers) -> Words:
    planned = (await _planned(ctx, answers)).tidy()
    more = for_organiser(ctx, answers, planned)
    try:
        revision = await ctx.use(Events).foresee(ctx.person.id, answers["_event"], planned)
    except Refusal as refusal:
        return lines(as_seen(ctx, planned), *more, "", why(ctx, refusal))
    after = Card(revision.event, Standing(), may_manage=False)
    return lines(card_text(after, ctx), *more, "", _effects(revision))


def _effects(revision: Revision) -> Words:
    """Return what a change does to people, before it is confirmed."""
    if not revision.changed:
        return _("Nothing is changed yet. Choose below what to change.")
    n = revision.told
    lost, promoted = revision.seated_lost, revision.promoted
    return lines(
        _(
            "Changes: {fields}",
            fields=joined([label for name, label in FIELDS.items() if name in revision.changed], "、"),
        ),
        n_("{n} person will be told.", "{n} people will be told.", n) if n else _("Nobody needs to be told."),
        n_("{n} person goes back to the waitlist.", "{n} people go back to the waitlist.", lost) if lost else None,
        n_("{n} person moves up to a seat.", "{n} people move up to a seat.", promoted) if promoted else None,
    )


async def _revise(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    planned = await _planned(ctx, answers)
    revision = await ctx.use(Events).revise(ctx.person.id, answers["_event"], planned, draft)
    return await _done(ctx, revision.event, _("Saved") if revision.changed else _("Nothing was changed"), revision.told)


async def _read_reason(_ctx: Ctx, _answers: Answers, text: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_REASON))
    return reason


async def _preview_cancel(ctx: Ctx, answers: Answers) -> Words:
    event = (await managed(ctx, answers["_event"])).event
    told = event.seated + event.waiting
    return lines(
        _("<b>“{title}”</b> will not take place. This cannot be undone.", title=event.title),
        _("Reason: {reason}", reason=answers["reason"]) if answers.get("reason") else _("No reason is given."),
        n_("{n} person will be told.", "{n} people will be told.", told) if told else _("Nobody needs to be told."),
    )


async def _cancel_now(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    reason = answers.get("reason") or ""
    revision = await ctx.use(Events).cancel(ctx.person.id, answers["_event"], reason, draft)
    return await _done(ctx, revision.event, _("The event is cancelled"), revision.told)


async def _done(ctx: Ctx, event: Event, what: Words, told: int) -> Screen:
    card = await managed(ctx, event.id)
    being_told = n_("{n} person is being told.", "{n} people are being told.", told) if told else None
    return Screen(
        lines(card_text(card, ctx), "", joined([what, *([being_told] if being_told else [])])),
        ((open_button(event), Button(_("Manage"), Manage(event.id))),),
        toast=what,
    )


_edit = feature.form(
    Form("event.edit", _("Change the event"), steps.STEPS, _revise, _("Save the changes"), preview=_preview_edit)
)
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
