"""How many have not answered: in all, by department, by name; and whom the bot cannot reach."""

from __future__ import annotations

from bot.domain.events import Card
from bot.domain.nudges import Reach, Silence, Silent
from bot.services.nudges import Nudges
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, MANAGE, Manage, clip, paired, turns
from handlers.kit import Addition, Button, Ctx, Go, Row, Screen, Style
from handlers.nudges.base import (
    AskNudge,
    ListBranches,
    ListSilent,
    ListUnreached,
    ShowSilence,
    feature,
    left_out,
)

_PAGE = 25  # names with department and post that one message surely holds
_UNREACHED = 15  # names with the reason
_BRANCHES = 12
_LABEL = 12
_PATH, _POST = 60, 30  # characters of a department's path, of which the end says most, and of a post
_ALL = -1
_REASONS = {
    Reach.ABSENT: _("never joined"),
    Reach.SILENT: _("has not agreed to the notice"),
    Reach.BLOCKED: _("has blocked the bot or never pressed Start"),
}


@feature.adds(MANAGE)
async def button(_ctx: Ctx, card: Card) -> Addition:
    """Lead from the organiser's screen of an event to those who have not answered."""
    return Addition(buttons=(Button(_("Not answered"), ShowSilence(card.event.id)),))


@feature.on(ShowSilence)
async def show(ctx: Ctx, tap: ShowSilence) -> Screen:
    """Show how many have not answered."""
    return await overview(ctx, tap.event)


async def overview(ctx: Ctx, event: int, toast: Words | None = None) -> Screen:
    """Return the screen that says how many have not answered, and what became of a nudge."""
    silence = await ctx.use(Nudges).silence(ctx.person.id, event)
    rows: list[Row] = []
    if silence.silent:
        rows.append(
            (Button(_("By department"), ListBranches(event, 0)), Button(_("Names"), ListSilent(event, _ALL, 0)))
        )
    if silence.unreached:
        rows.append((Button(_("Not reached: {n}", n=silence.unreached), ListUnreached(event, 0)),))
    if silence.fresh:
        rows.append((Button(_("Remind {n}", n=silence.fresh), AskNudge(event), style=Style.PRIMARY),))
    return Screen(
        lines(
            _("<b>Not answered</b> · “{title}”", title=clip(silence.event.title)),
            "",
            n_("{n} person has not answered", "{n} people have not answered", silence.silent),
            _("Meant are {n}, answered have {answered}.", n=silence.meant, answered=silence.meant - silence.silent),
            joined(left) if (left := left_out(silence)) else None,
            *_waves(silence),
        ),
        (*rows, (Button(BACK, Manage(event)),)),
        toast=toast,
    )


def _waves(silence: Silence) -> tuple[Words, ...]:
    said = [
        n_(
            "{at}: {n} person reminded, {answered} answered since",
            "{at}: {n} people reminded, {answered} answered since",
            wave.people,
            at=When(wave.at),
            answered=wave.answered,
        )
        for wave in silence.waves
    ]
    return ("", *said) if said else ()


@feature.on(ListBranches)
async def list_branches(ctx: Ctx, tap: ListBranches) -> Screen:
    """Show the departments, each with how many have not answered and a button for their names."""
    found = await ctx.use(Nudges).branches(ctx.person.id, tap.event)
    pages = max(1, -(-len(found) // _BRANCHES))
    page = min(max(tap.page, 0), pages - 1)
    shown = found[page * _BRANCHES : (page + 1) * _BRANCHES]
    buttons = [
        Button(
            joined([clip(one.path.rpartition("/")[2], _LABEL) or _("No department"), str(one.silent)], " "),
            ListSilent(tap.event, one.department_id or 0, 0),
        )
        for one in shown
    ]
    named = [_("{department}: {n}", department=_tail(one.path) or _("No department"), n=one.silent) for one in shown]
    return Screen(
        lines(_("<b>Not answered, by department</b>"), "", *(named or [_("Everybody has answered.")])),
        (
            *paired(buttons),
            *turns(page, pages, lambda number: ListBranches(tap.event, number)),
            (Button(BACK, ShowSilence(tap.event)),),
        ),
    )


@feature.on(ListSilent)
async def list_silent(ctx: Ctx, tap: ListSilent) -> Screen:
    """Show names."""
    department = None if tap.department < 0 else tap.department
    page = await ctx.use(Nudges).page(ctx.person.id, tap.event, tap.page, _PAGE, department=department)
    back = ShowSilence(tap.event) if department is None else ListBranches(tap.event, 0)
    first = page.page * _PAGE + 1
    named = [_("{n}. {who}", n=place, who=_who(one)) for place, one in enumerate(page.people, first)]
    return Screen(
        lines(
            n_("<b>Not answered</b> · {n} person", "<b>Not answered</b> · {n} people", page.total),
            "",
            *(named or [_("Everybody has answered.")]),
        ),
        (
            *turns(page.page, page.pages, lambda number: ListSilent(tap.event, tap.department, number)),
            (Button(BACK, back),),
        ),
    )


@feature.on(ListUnreached)
async def list_unreached(ctx: Ctx, tap: ListUnreached) -> Screen:
    """Show whom no message reaches, why, and what to do about it."""
    page = await ctx.use(Nudges).page(ctx.person.id, tap.event, tap.page, _UNREACHED, unreached=True)
    first = page.page * _UNREACHED + 1
    named = [
        _("{n}. {who}: {reason}", n=place, who=_who(one), reason=_REASONS[one.reach])
        for place, one in enumerate(page.people, first)
        if one.reach is not Reach.REACHED
    ]
    link = ctx.link(f"e_{tap.event}")
    return Screen(
        lines(
            n_("<b>Not reached</b> · {n} person", "<b>Not reached</b> · {n} people", page.total),
            "",
            *named,
            "",
            _("Who never joined needs a personal joining link: /invite."),
            _("The others open this link once and press Start: {link}", link=link),
        ),
        (
            *turns(page.page, page.pages, lambda number: ListUnreached(tap.event, number)),
            (Button(_("Joining link"), Go("/invite")), Button(_("Copy the link"), copy=link)),
            (Button(BACK, ShowSilence(tap.event)),),
        ),
    )


def _tail(path: str) -> str:
    return path if len(path) <= _PATH else "…" + path[1 - _PATH :]


def _who(one: Silent) -> Words:
    about = joined([text for text in (_tail(one.department), clip(one.post, _POST)) if text])
    return _("{name} ({about})", name=one.name, about=about) if one.department or one.post else one.name
