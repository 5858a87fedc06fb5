"""Offering to speak, and taking that back."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.domain.events import LONGEST
from bot.domain.rota import MemberState
from bot.services.rota import Rotas
from bot.texts import _
from handlers.kit import Answers, Choice, Ctx, Form, Misfit, Screen, Step
from handlers.rota.base import LeaveRota, Volunteer, feature
from handlers.rota.organising import members_view


@feature.on(Volunteer)
async def volunteer(ctx: Ctx, tap: Volunteer) -> Screen:
    """Ask for kind and topic; who takes turns already sees where they stand."""
    own = await ctx.use(Rotas).own(ctx.person.id, tap.series)
    if own.member and own.member.state is MemberState.MEMBER:
        return members_view(own)
    return await ctx.fill_in(_form, {"_series": tap.series, "_kinds": [[kind.id, kind.name] for kind in own.kinds]})


@feature.on(LeaveRota)
async def leave(ctx: Ctx, tap: LeaveRota) -> Screen:
    """Take no turns any more."""
    await ctx.use(Rotas).leave(ctx.person.id, tap.series)
    return members_view(await ctx.use(Rotas).own(ctx.person.id, tap.series), _("You are off the list"))


async def _kind(_ctx: Ctx, answers: Answers, text: str) -> list[object]:
    for id_, name in answers["_kinds"]:
        if text in (str(id_), name):
            return [id_, name]
    raise Misfit(_("Please tap one of these."))


async def _kinds(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return tuple((Choice(name, str(id_)),) for id_, name in answers["_kinds"])


async def _topic(_ctx: Ctx, _answers: Answers, text: str) -> str:
    topic = " ".join(text.split())
    if not 1 <= len(topic) <= LONGEST["title"]:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST["title"]))
    return topic


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    rotas = ctx.use(Rotas)
    own = await rotas.volunteer(ctx.person.id, answers["_series"], answers["kind"][0], answers["topic"], draft)
    return members_view(own, _("Thank you: the organiser is told"))


_form = feature.form(
    Form(
        "rota.volunteer",
        _("I would like to speak"),
        (
            Step(
                "kind",
                _("As"),
                _("As whom do you speak?"),
                _kind,
                show=lambda _ctx, value: str(value[1]),
                choices=_kinds,
            ),
            Step("topic", _("Topic"), _("What would you like to speak about? A working title is enough."), _topic),
        ),
        _file,
        _("Offer it"),
        quick=True,
    )
)
