"""Changing a published event, alone or with all that follow it in its repetition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import Card, Event, Plan, Revision, Standing
from bot.errors import Refusal
from bot.services.events import Events
from bot.services.repetitions import Repetitions
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, Manage, card_text, open_button
from handlers.kit import Answers, Button, Ctx, Form, Screen
from handlers.organise import steps
from handlers.organise.answers import answers_of, plan
from handlers.organise.base import feature, managed, why
from handlers.organise.create import as_seen, for_organiser
from handlers.organise.known import paths

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


class EditOne(Tap, wire="ore1"):
    """Change only this event of a repetition."""

    event: int


class EditFollowing(Tap, wire="ore+"):
    """Change this event of a repetition and all that follow."""

    event: int


@feature.on(EditEvent)
async def edit_event(ctx: Ctx, tap: EditEvent) -> Screen:
    """Open the form with everything as it is now; ask first whether it is about the following events, too."""
    event = (await managed(ctx, tap.event)).event
    event.manageable(ctx.now)
    one = Button(_("Change only this one"), EditOne(tap.event))
    all_following = Button(_("Change this and all following"), EditFollowing(tap.event))
    return await which(ctx, event, one, all_following) or await _open_edit(ctx, event, following=False)


@feature.on(EditOne)
async def edit_one(ctx: Ctx, tap: EditOne) -> Screen:
    """Change one event of a repetition."""
    return await _open_edit(ctx, (await managed(ctx, tap.event)).event, following=False)


@feature.on(EditFollowing)
async def edit_following(ctx: Ctx, tap: EditFollowing) -> Screen:
    """Change one event of a repetition and all that follow."""
    return await _open_edit(ctx, (await managed(ctx, tap.event)).event, following=True)


async def _open_edit(ctx: Ctx, event: Event, *, following: bool) -> Screen:
    event.manageable(ctx.now)
    departments = await paths(ctx, event.departments)
    hidden = {"_event": event.id, "_following": following}
    return await ctx.fill_in(_edit, hidden | answers_of(event, departments, ctx.zone))


async def which(ctx: Ctx, event: Event, one: Button, all_following: Button) -> Screen | None:
    """Return the question whether it is about one event or also those that follow; None when none does."""
    n = len(await ctx.use(Repetitions).following(event))
    if not n:
        return None
    return Screen(
        lines(
            _("<b>{title}</b>", title=event.title),
            When(event.starts_at),
            "",
            n_("It repeats: {n} more follows.", "It repeats: {n} more follow.", n),
        ),
        ((one,), (all_following,), (Button(BACK, Manage(event.id)),)),
    )


async def _planned(ctx: Ctx, answers: Answers) -> Plan:
    """Return what the answers make of the event; what the form does not ask stays."""
    event = (await managed(ctx, answers["_event"])).event
    return replace(plan(answers, ctx.now, ctx.zone), rules=event.rules)


async def _preview_edit(ctx: Ctx, answers: Answers) -> Words:
    planned = (await _planned(ctx, answers)).tidy()
    more = for_organiser(ctx, answers, planned)
    try:
        revisions = await _foresee(ctx, answers, planned)
    except Refusal as refusal:
        return lines(as_seen(ctx, planned), *more, "", why(ctx, refusal))
    after = Card(revisions[0].event, Standing(), may_manage=False)
    return lines(card_text(after, ctx), *more, "", _effects(revisions))


async def _foresee(ctx: Ctx, answers: Answers, planned: Plan) -> Sequence[Revision]:
    """Return what saving does: to the event, then to those that follow if they are meant."""
    if answers.get("_following"):
        return await ctx.use(Repetitions).foresee(ctx.person.id, answers["_event"], planned)
    return [await ctx.use(Events).foresee(ctx.person.id, answers["_event"], planned)]


def _effects(revisions: Sequence[Revision]) -> Words:
    """Return what a change does to people, before it is confirmed."""
    changed = {name for one in revisions for name in one.changed}
    if not changed:
        return _("Nothing is changed yet. Choose below what to change.")
    n, lost, promoted, others = (
        sum(one.told for one in revisions),
        sum(one.seated_lost for one in revisions),
        sum(one.promoted for one in revisions),
        sum(bool(one.changed) for one in revisions[1:]),
    )
    offered, withdrawn, admitted = (
        sum(one.offered for one in revisions),
        sum(one.withdrawn for one in revisions),
        sum(one.admitted for one in revisions),
    )
    return lines(
        _("Changes: {fields}", fields=joined([label for name, label in FIELDS.items() if name in changed], "、")),
        n_("The same goes for {n} event that follows.", "The same goes for {n} events that follow.", others)
        if others
        else None,
        told(n, several=bool(others)),
        n_("{n} person goes back to the waitlist.", "{n} people go back to the waitlist.", lost) if lost else None,
        n_("{n} offered seat is withdrawn.", "{n} offered seats are withdrawn.", withdrawn) if withdrawn else None,
        n_("{n} person moves up to a seat.", "{n} people move up to a seat.", promoted) if promoted else None,
        n_("{n} person is offered a seat.", "{n} people are offered a seat.", offered) if offered else None,
        n_("{n} person who asked is let in.", "{n} people who asked are let in.", admitted) if admitted else None,
    )


def told(n: int, *, several: bool) -> Words:
    """Return how many people will be told; for `several` events how many messages, for people may come to more."""
    if not n:
        return _("Nobody needs to be told.")
    if several:
        return n_("{n} message will be sent.", "{n} messages will be sent.", n)
    return n_("{n} person will be told.", "{n} people will be told.", n)


async def _revise(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    planned, event_id = await _planned(ctx, answers), answers["_event"]
    if answers.get("_following"):
        revisions: Sequence[Revision] = await ctx.use(Repetitions).revise(ctx.person.id, event_id, planned, draft)
    else:
        revisions = [await ctx.use(Events).revise(ctx.person.id, event_id, planned, draft)]
    what = _("Saved") if any(one.changed for one in revisions) else _("Nothing was changed")
    return await done(ctx, what, revisions)


async def done(ctx: Ctx, what: Words, revisions: Sequence[Revision]) -> Screen:
    """Return the card after what was done to it, and to the events after the first."""
    card = await managed(ctx, revisions[0].event.id)
    n, others = sum(one.told for one in revisions), sum(bool(one.changed) for one in revisions[1:])
    more: list[Words] = [n_("{n} following event, too", "{n} following events, too", others)] if others else []
    if n and others:
        more.append(n_("{n} message is being sent.", "{n} messages are being sent.", n))
    elif n:
        more.append(n_("{n} person is being told.", "{n} people are being told.", n))
    return Screen(
        lines(card_text(card, ctx), "", joined([what, *more])),
        ((open_button(card.event), Button(_("Manage"), Manage(card.event.id))),),
        toast=what,
    )


_edit = feature.form(
    Form("event.edit", _("Change the event"), steps.STEPS, _revise, _("Save the changes"), preview=_preview_edit)
)
