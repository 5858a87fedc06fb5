"""/newevent: from questions over a preview to a published event and the link to share."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.drafts import DraftKey
from bot.domain.events import DECIDED, Card, Event, NotYours, Plan, Standing
from bot.errors import Refusal
from bot.services.events import Events
from bot.texts import Words, _, lines
from handlers import whom
from handlers.cards import Manage, card_text, event_link, open_button, privately, share_button
from handlers.kit import Answer, Answers, Button, Ctx, Form, Row, Scope, Screen
from handlers.organise import steps
from handlers.organise.answers import DEFAULTS, plan
from handlers.organise.base import feature, why
from handlers.rulebook import unusual_rules

_OBVIOUS_YEAR = timedelta(days=180)  # dates are shown without a year; beyond this it is worth saying


@feature.command("newevent", _("Publish an event"), Scope.ORGANISER)
async def new_event(ctx: Ctx, _rest: str) -> Screen:
    """Begin the form, with answers to what is usual known beforehand."""
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    if not ctx.private:
        return privately(ctx, "newevent")
    return await ctx.fill_in(form, DEFAULTS)


@feature.link("newevent")
async def new_event_link(ctx: Ctx, _rest: str) -> Answer:
    """Begin the form for somebody who came from a group."""
    return await new_event(ctx, "")


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    planned = plan(answers, ctx.now, ctx.zone).tidy()
    try:
        planned.check(ctx.now)
    except Refusal as refusal:
        return lines(as_seen(ctx, planned), *for_organiser(ctx, answers, planned), "", why(ctx, refusal))
    return lines(as_seen(ctx, planned), *for_organiser(ctx, answers, planned))


async def _publish(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    event = await ctx.use(Events).publish(ctx.person.id, plan(answers, ctx.now, ctx.zone), draft)
    card = await ctx.use(Events).card(event.id, ctx.person.id)
    return Screen(
        lines(card_text(card, ctx), "", _("Published. Share this link: {link}", link=ctx.link(event_link(event)))),
        (*share_rows(ctx, event), (open_button(event), Button(_("Manage"), Manage(event.id)))),
        toast=_("Published"),
    )


form = feature.form(
    Form(
        "event",
        _("New event"),
        steps.STEPS,
        _publish,
        _("Publish"),
        preview=_preview,
    )
)


def as_seen(ctx: Ctx, planned: Plan) -> Words:
    """Return the card of a plan as members will see it."""
    values = {name: getattr(planned, name) for name in DECIDED}
    event = Event(**values, id=0, series_id=None, organiser_id=ctx.person.id)
    return card_text(Card(event, Standing(), may_manage=False), ctx)


def for_organiser(ctx: Ctx, answers: Answers, planned: Plan) -> tuple[Words, ...]:
    """Return what a card does not say and its organiser should check."""
    shown: list[Words] = [
        "",
        _(
            "Sign-up: {opens} to {closes}",
            opens=steps.show_opens(ctx, answers["opens"]),
            closes=steps.show_closes(ctx, answers["closes"]),
        ),
        _("Who may come: {who}", who=whom.show(ctx, answers["departments"])),
    ]
    if planned.field:
        shown.append(_("Field: {field}", field=planned.field))
    shown += unusual_rules(planned.rules)
    if planned.link:
        shown.append(_("Link: {link}", link=planned.link))
    starts = planned.starts_at.astimezone(ctx.zone)
    if planned.starts_at - ctx.now > _OBVIOUS_YEAR:
        shown.append(_("The year is {year}.", year=str(starts.year)))
    return tuple(shown)


def share_rows(ctx: Ctx, event: Event) -> tuple[Row, ...]:
    """Return the buttons that pass on the card, if it is for everybody, and the link to it."""
    copied = Button(_("Copy the link"), copy=ctx.link(event_link(event)))
    return ((share_button(event), copied),) if event.for_everybody else ((copied,),)
