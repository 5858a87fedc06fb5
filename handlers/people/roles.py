"""/roles: owners see who may do what, grant and revoke; in private."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.moments import Misread, read_moment
from bot.domain.people import Grant, Role, RoleNews, Seat
from bot.services.roles import Roles
from bot.texts import When, Words, _, joined, lines
from handlers.kit import Answers, Button, Choice, Ctx, Form, Misfit, Promise, Row, Scope, Screen, Step, Style
from handlers.people.base import ALL, BACK, feature, in_private
from handlers.people.departments import department_steps
from handlers.people.profile import ROLES, role_words
from handlers.search import SHOWN, Found, chosen, search

_PAGE = 8
_FOREVER = "-"
_TERMS: tuple[tuple[int, Words], ...] = ((90, _("3 months")), (365, _("1 year")), (2 * 365, _("2 years")))


class ListRoles(Tap, wire="ro"):
    """A page of the roles."""

    page: int


class GrantRole(Tap, wire="ro+"):
    """Begin to grant a role."""


class AskRevoke(Tap, wire="ro?"):
    """Ask whether to revoke."""

    role: int


class Revoke(Tap, wire="ro-"):
    """Revoke, as was confirmed."""

    role: int


@feature.command("roles", _("Owners and organisers"), Scope.ORGANISER)
async def roles(ctx: Ctx, _rest: str) -> Screen:
    """List the roles."""
    return in_private(ctx) or await _list(ctx)


@feature.on(ListRoles)
async def list_roles(ctx: Ctx, tap: ListRoles) -> Screen:
    """Turn the page."""
    return await _list(ctx, tap.page)


@feature.on(GrantRole)
async def grant_role(ctx: Ctx, _tap: GrantRole) -> Screen:
    """Ask who gets which role."""
    await ctx.use(Roles).seats(ctx.person.id)
    return await ctx.fill_in(_GRANT)


@feature.on(AskRevoke)
async def ask_revoke(ctx: Ctx, tap: AskRevoke) -> Screen:
    """Show the role and ask."""
    seat = await ctx.use(Roles).seat(ctx.person.id, tap.role)
    return Screen(
        lines(_("<b>Revoke this role?</b>"), "", _line(seat), _("It ends at once; the person is told.")),
        ((Button(_("Revoke"), Revoke(tap.role), style=Style.DANGER),), (Button(BACK, ListRoles(0)),)),
    )


@feature.on(Revoke)
async def revoke(ctx: Ctx, tap: Revoke) -> Screen:
    """Revoke it."""
    seat = await ctx.use(Roles).revoke(ctx.person.id, tap.role)
    return await _list(ctx, toast=_("Revoked: {name}", name=seat.name))


@feature.promise(RoleNews.GRANTED)
async def granted(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that they have a role now, unless it is over already."""
    if not ctx.person.is_organiser(ctx.now):
        return None
    return Screen(
        lines(_("You have a role now: {role}", role=_promised(promise)), _("/help shows what you can do with it."))
    )


@feature.promise(RoleNews.REVOKED)
async def revoked(_ctx: Ctx, promise: Promise) -> Screen:
    """Tell somebody that a role of theirs has ended."""
    return Screen(_("A role of yours has ended: {role}", role=_promised(promise)))


def _promised(promise: Promise) -> Words:
    return role_words(Grant(Role(promise.data["role"])), promise.data["department"] or ALL)


def _line(seat: Seat) -> Words:
    return joined((seat.name, role_words(seat.grant, seat.department or ALL)))


async def _list(ctx: Ctx, page: int = 0, toast: Words | None = None) -> Screen:
    seats = await ctx.use(Roles).seats(ctx.person.id)
    page = max(0, min(page, (len(seats) - 1) // _PAGE))
    shown = seats[page * _PAGE : (page + 1) * _PAGE]
    rows: list[Row] = [(Button(_("Grant a role"), GrantRole(), style=Style.PRIMARY),)]
    rows += [(Button(_("Revoke: {who}", who=_line(seat)), AskRevoke(seat.id)),) for seat in shown if not seat.fixed]
    turns = []
    if page:
        turns.append(Button("‹", ListRoles(page - 1)))
    if (page + 1) * _PAGE < len(seats):
        turns.append(Button("›", ListRoles(page + 1)))
    body = lines(
        _("<b>Owners and organisers</b>"),
        "",
        *(joined((_line(seat), *((_("by the OWNERS setting"),) if seat.fixed else ()))) for seat in shown),
    )
    return Screen(body, tuple(row for row in (*rows, tuple(turns)) if row), toast=toast)


async def _look(ctx: Ctx, text: str) -> Found:
    found = await ctx.use(Roles).find(ctx.person.id, text, SHOWN + 1, joined=True)
    return tuple((one.id, " · ".join(part for part in (one.name, one.department) if part)) for one in found)


async def _read_role(ctx: Ctx, _answers: Answers, text: str) -> str:
    for role, words in ROLES.items():
        if text in (role.value, ctx.reader.plain(words)):
            return role.value
    raise Misfit(_("Please tap one of these."))


async def _offer_roles(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return tuple((Choice(ROLES[role], role.value),) for role in (Role.ORGANISER, Role.OWNER))


async def _read_until(ctx: Ctx, _answers: Answers, text: str) -> str:
    if text == _FOREVER:
        return _FOREVER
    try:
        day = read_moment(text, now=ctx.now, zone=ctx.zone).day
    except Misread:
        raise Misfit(_("Please type a day to come, such as 2027-06-30, or tap one of these.")) from None
    return day.isoformat()


async def _offer_until(ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    today = ctx.now.astimezone(ctx.zone).date()
    terms = tuple(Choice(words, (today + timedelta(days=days)).isoformat()) for days, words in _TERMS)
    return terms, (Choice(_("Until revoked"), _FOREVER),)


def _show_until(ctx: Ctx, value: str) -> Words:
    return _("until revoked") if value == _FOREVER else When(_end_of(ctx, value), "day")


def _end_of(ctx: Ctx, day: str) -> datetime:
    """Return the last instant of the day: a role "until 30 June" counts on that day."""
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), ctx.zone)


def _for_some(answers: Answers) -> bool:
    return answers.get("role") == Role.ORGANISER


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    department: dict[str, Any] = chosen(answers, "department") if _for_some(answers) else {"id": None}
    until = None if answers["until"] == _FOREVER else _end_of(ctx, answers["until"])
    grant = Grant(Role(answers["role"]), department["id"], until)
    seat = await ctx.use(Roles).grant(ctx.person.id, chosen(answers, "person")["id"], grant, draft)
    return await _list(ctx, toast=_("Granted: {name}", name=seat.name))


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    scope = chosen(answers, "department")["shown"] if _for_some(answers) else None
    return lines(
        _("Person: {person}", person=chosen(answers, "person")["shown"]),
        _("Role: {role}", role=ROLES[Role(answers["role"])]),
        _("For: {scope}", scope=scope) if scope else None,
        _("Until: {until}", until=_show_until(ctx, answers["until"])),
        "",
        _("An owner may do everything, also grant roles.") if answers["role"] == Role.OWNER else None,
    )


_GRANT = feature.form(
    Form(
        "grant",
        _("Grant a role"),
        (
            *search(
                "person",
                _("Person"),
                _("Who? Type part of the name, department or staff number. Only people who have joined are found."),
                _look,
            ),
            Step(
                "role",
                _("Role"),
                _("Which role?"),
                _read_role,
                show=lambda _ctx, value: ROLES[Role(value)],
                choices=_offer_roles,
            ),
            *department_steps(
                _("For"),
                _("For which department, with all below it? Choose, or type part of its name."),
                ALL,
                when=_for_some,
            ),
            Step(
                "until",
                _("Until"),
                _("Until when? Tap, or type the last day."),
                _read_until,
                show=_show_until,
                choices=_offer_until,
            ),
        ),
        _file,
        _("Grant"),
        preview=_preview,
    )
)
