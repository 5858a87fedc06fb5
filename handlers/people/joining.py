"""Personal joining links: organisers make them, the person they are for opens them, once. They never carry a role."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.services.people import INVITATION_LIFETIME, People
from bot.services.roles import Roles
from bot.texts import When, _, lines
from handlers.kit import Answers, Button, Ctx, Form, Scope, Screen
from handlers.people.base import JOIN, feature, in_private, onward
from handlers.search import SHOWN, Found, chosen, search


@feature.link(JOIN)
async def join(ctx: Ctx, token: str) -> Screen:
    """Bind the account of somebody who has agreed already; others come through the notice."""
    ctx.person = await ctx.use(People).join(token, ctx.person.telegram_id or 0)
    start = await onward(ctx, "")
    return Screen(
        lines(_("Welcome, {name}. You are on the list already.", name=ctx.person.name), "", start.body), start.rows
    )


async def _look(ctx: Ctx, text: str) -> Found:
    found = await ctx.use(Roles).find(ctx.person.id, text, SHOWN + 1, joined=False)
    return tuple(
        (one.id, " · ".join(part for part in (one.name, one.department, one.staff_number) if part)) for one in found
    )


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    person = chosen(answers, "person")
    token = await ctx.use(People).invite(ctx.person.id, person["id"], draft)
    link = ctx.link(f"{JOIN}_{token}")
    return Screen(
        lines(
            _("<b>Joining link for {person}</b>", person=person["shown"]),
            "",
            _("<code>{link}</code>", link=link),
            "",
            _(
                "Send it to this person only: whoever opens it first is them. It works once, until {day}. "
                "Links made for them earlier have ended.",
                day=When(ctx.now + INVITATION_LIFETIME, "day"),
            ),
        ),
        ((Button(_("Copy link"), copy=link),),),
    )


_INVITE = feature.form(
    Form(
        "invite",
        _("Joining link"),
        search(
            "person",
            _("Person"),
            _(
                "For whom? Type part of the name, department or staff number. "
                "Only people on the list who have not joined are found."
            ),
            _look,
        ),
        _file,
        _("Make link"),
    )
)


@feature.command("invite", _("A personal joining link for somebody on the list"), Scope.ORGANISER)
async def invite(ctx: Ctx, _rest: str) -> Screen:
    """Ask for whom."""
    if elsewhere := in_private(ctx):
        return elsewhere
    await ctx.use(Roles).may_look(ctx.person.id)
    return await ctx.fill_in(_INVITE)
