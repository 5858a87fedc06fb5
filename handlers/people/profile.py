"""/me: the own record; and the questions for name and department, the first of all."""

from __future__ import annotations

from datetime import datetime

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.people import Grant, NameUnfit, Person, Role, check_name
from bot.services.people import People
from bot.texts import LANGUAGES, When, Words, _, joined, lines
from handlers.kit import Answers, Button, Choice, Ctx, Form, Go, Misfit, Screen, Step
from handlers.people.base import ALL, feature, in_private, onward
from handlers.people.departments import department_steps
from handlers.search import chosen

_SUGGESTED = "="  # the value of the name that Telegram knows

ROLES: dict[Role, Words] = {Role.OWNER: _("owner"), Role.ORGANISER: _("organiser")}
_UNLISTED = _("My department is not listed")


class Rename(Tap, wire="pn"):
    """Change the own name."""


class Move(Tap, wire="pm"):
    """Change the own department."""


class ShowName(Tap, wire="ps"):
    """Let cards in groups, and suggestions they handle, say the own name, or not."""

    shown: bool


async def _read_name(ctx: Ctx, _answers: Answers, text: str) -> str:
    try:
        return check_name(ctx.suggested_name if text == _SUGGESTED else text)
    except NameUnfit:
        raise Misfit(_("A name has 1 to 40 characters. Please type yours as colleagues know it.")) from None


async def _suggest(ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    try:
        return ((Choice(check_name(ctx.suggested_name), _SUGGESTED),),)
    except NameUnfit:
        return ()


_NAME = Step(
    "name",
    _("Name"),
    _("What is your name? Type it, or tap it if it is right."),
    _read_name,
    choices=_suggest,
)
_DEPARTMENT = department_steps(
    _("Department"),
    _("Which department are you in? Choose below, or type part of its name."),
    _UNLISTED,
)


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    department = chosen(answers, "department")["id"] if "department" in answers else ctx.person.department_id
    name = answers.get("name", ctx.person.name)
    ctx.person = await ctx.use(People).introduce(ctx.person.id, name, department, draft)
    if "_intent" in answers:
        return await onward(ctx, answers["_intent"])
    return await _record(ctx)


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    return lines(
        _("Name: {name}", name=answers["name"]) if "name" in answers else None,
        _("Department: {path}", path=chosen(answers, "department")["shown"]) if "department" in answers else None,
    )


_SAVE = _("Save")
PROFILE = feature.form(
    Form("profile", _("About you"), (_NAME, *_DEPARTMENT), _file, _SAVE, preview=_preview, cancellable=False),
    before_consent=True,
)
_RENAME = feature.form(Form("rename", _("Change name"), (_NAME,), _file, _SAVE, preview=_preview))
_MOVE = feature.form(Form("move", _("Change department"), _DEPARTMENT, _file, _SAVE, preview=_preview))


@feature.command("me", _("My record: name, department, roles"))
async def me(ctx: Ctx, _rest: str) -> Screen:
    """Show the own record."""
    return in_private(ctx) or await _record(ctx)


@feature.on(Rename)
async def rename(ctx: Ctx, _tap: Rename) -> Screen:
    """Ask for another name."""
    return await ctx.fill_in(_RENAME)


@feature.on(Move)
async def move(ctx: Ctx, _tap: Move) -> Screen:
    """Ask for another department."""
    return await ctx.fill_in(_MOVE)


@feature.on(ShowName)
async def show_name(ctx: Ctx, tap: ShowName) -> Screen:
    """Let cards in groups, and suggestions they handle, say the own name, or not."""
    ctx.person = await ctx.use(People).set_shown(ctx.person.id, tap.shown)
    return await _record(ctx)


async def _record(ctx: Ctx) -> Screen:
    person = ctx.person
    people = ctx.use(People)
    where: Words = _("not listed")
    if person.department_id is not None:
        where = (await people.department(person.department_id)).path
    body = lines(
        _("<b>{name}</b>", name=person.name),
        "",
        _("Department: {path}", path=where),
        _("Post: {post}", post=person.post) if person.post else None,
        _("Staff number: {number}", number=person.staff_number) if person.staff_number else None,
        _("Language: {language}", language=LANGUAGES[ctx.reader.language]),
        *[_("Role: {role}", role=role) for role in await _roles(people, person, ctx.now)],
    )
    return Screen(
        body,
        (
            (Button(_("Change name"), Rename()), Button(_("Change department"), Move())),
            (Button(_name_shown(person), ShowName(not person.shown)),),
            (Button(_("Language"), Go("/language")), Button(_("My data and rights"), Go("/privacy"))),
        ),
    )


def _name_shown(person: Person) -> Words:
    return joined(["☑" if person.shown else "☐", _("Show my name on cards in groups and on suggestions I handle")], " ")


async def _roles(people: People, person: Person, now: datetime) -> list[Words]:
    shown = []
    for grant in person.grants:
        if grant.holds(now):
            scope = (await people.department(grant.department_id)).path if grant.department_id else ALL
            shown.append(role_words(grant, scope))
    return shown


def role_words(grant: Grant, scope: Words) -> Words:
    """Put a role into words: which, for whom, until when."""
    until = (_("until {day}", day=When(grant.expires_at, "day")),) if grant.expires_at else ()
    return joined((ROLES[grant.role], *(() if grant.role is Role.OWNER else (scope,)), *until))
