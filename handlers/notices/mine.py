"""The notices of an organiser, who has not acknowledged, whom they did not reach, and saying something else."""

from __future__ import annotations

from bot.domain.deliveries import DeliveryState, Reason, Recipient
from bot.domain.drafts import DraftKey
from bot.domain.people import NoAuthority, Role
from bot.services.mirroring import Mirroring
from bot.services.notices import Notices
from bot.services.seconding import Seconding
from bot.services.watching import Watching
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, clip, turns
from handlers.kit import Answers, Button, Ctx, Form, Go, Row, Scope, Screen, Style
from handlers.notices import content
from handlers.notices.base import (
    REASONS,
    STATES,
    EditNotice,
    ListFaults,
    ListNotices,
    ListTemplates,
    ListUnacknowledged,
    ShowNotice,
    Steer,
    feature,
)
from handlers.notices.steering import followed

_SIZE, _LABEL = 8, 20
_NAMES = 25  # on a page that one message surely holds


@feature.command("notices", _("My notices, and who has acknowledged"), Scope.ORGANISER)
async def notices(ctx: Ctx, _rest: str) -> Screen:
    """List them."""
    return await _list(ctx, 0)


@feature.on(ListNotices)
async def turn(ctx: Ctx, tap: ListNotices) -> Screen:
    """Turn the page."""
    await ctx.use(Watching).unwatch(ctx.person.id, ctx.message_id)
    return await _list(ctx, max(0, tap.page))


@feature.on(ListUnacknowledged)
async def unacknowledged(ctx: Ctx, tap: ListUnacknowledged) -> Screen:
    """Name who has received it and not acknowledged."""
    await ctx.use(Watching).unwatch(ctx.person.id, ctx.message_id)
    number = max(0, tap.page)
    page = await ctx.use(Notices).unacknowledged(ctx.person.id, tap.notice, number, _NAMES)
    head = n_("<b>Not acknowledged</b> · {n} person", "<b>Not acknowledged</b> · {n} people", page.total)
    remind: Row = (Button(_("Remind them"), Steer(tap.notice, "nudge", sure=False), style=Style.PRIMARY),)
    return Screen(
        lines(head, "", *_named(page.recipients, number)),
        (
            *turns(number, -(-page.total // _NAMES), lambda to: ListUnacknowledged(tap.notice, to)),
            *((remind,) if page.total else ()),
            (Button(BACK, ShowNotice(tap.notice)),),
        ),
    )


@feature.on(ListFaults)
async def faults(ctx: Ctx, tap: ListFaults) -> Screen:
    """Name whom it did not reach, or perhaps did not, and why."""
    await ctx.use(Watching).unwatch(ctx.person.id, ctx.message_id)
    number, state = max(0, tap.page), DeliveryState.FAILED
    if tap.state == DeliveryState.DOUBT:
        state = DeliveryState.DOUBT
    page = await ctx.use(Notices).recipients(ctx.person.id, tap.notice, state, number, _NAMES)
    head = _("<b>In doubt</b> · {n}", n=page.total)
    if state is DeliveryState.FAILED:
        head = _("<b>Did not arrive</b> · {n}", n=page.total)
    again: Row = (Button(_("Send to them again"), Steer(tap.notice, "again", sure=False)),)
    if state is DeliveryState.FAILED:
        again = (Button(_("Send to who can be reached by now"), Steer(tap.notice, "retry", sure=False)),)
    return Screen(
        lines(head, "", *_named(page.recipients, number)),
        (
            *turns(number, -(-page.total // _NAMES), lambda to: ListFaults(tap.notice, state.value, to)),
            *((again,) if page.total else ()),
            (Button(BACK, ShowNotice(tap.notice)),),
        ),
    )


@feature.on(EditNotice)
async def edit(ctx: Ctx, tap: EditNotice) -> Screen:
    """Ask what it should say."""
    taken = await ctx.use(Mirroring).taken(ctx.person.id, tap.notice)
    await ctx.use(Watching).unwatch(ctx.person.id, ctx.message_id)
    return await ctx.fill_in(_form, {"_notice": tap.notice, "_mirrors": list(taken)})


async def _list(ctx: Ctx, number: int) -> Screen:
    if not ctx.person.is_organiser(ctx.now):
        raise NoAuthority(Role.ORGANISER)
    found = await ctx.use(Notices).mine(ctx.person.id, number, _SIZE)
    asked = await ctx.use(Seconding).asked(ctx.person.id)
    rows: list[Row] = [
        (Button(joined((clip(one.title, _LABEL), STATES[one.state])), ShowNotice(one.id)),) for one in found
    ]
    waiting = [(Button(joined(("⏳ ", clip(one.title, _LABEL)), ""), Go(f"notice_{one.id}")),) for one in asked]
    pages = number + 1 + (len(found) == _SIZE)
    return Screen(
        lines(
            _("<b>My notices</b>"),
            None if found else _("You have sent no notice yet."),
            n_("{n} waits for your approval", "{n} wait for your approval", len(asked)) if asked else None,
        ),
        (
            *waiting,
            *rows,
            *turns(number, pages, ListNotices),
            (Button(_("Write a notice"), Go("/notice"), style=Style.PRIMARY), Button(_("Templates"), ListTemplates())),
        ),
    )


def _named(recipients: tuple[Recipient, ...], number: int) -> list[Words]:
    named: list[Words] = []
    for place, one in enumerate(recipients, number * _NAMES + 1):
        about: list[Words] = [one.department] if one.department else []
        if one.reason in set(Reason):
            about.append(REASONS[Reason(one.reason)])
        who = _("{name} ({about})", name=one.name, about=joined(about)) if about else one.name
        named.append(_("{n}. {who}", n=place, who=who))
    return named


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Notices).edit(ctx.person.id, answers["_notice"], content.read(answers), draft)
    return await followed(ctx, answers["_notice"], _("Changed; what was delivered is being edited"))


_form = feature.form(Form("notice_edit", _("Change the notice"), (content.edit_step(),), _file, _("Change it")))
