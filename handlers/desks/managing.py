"""What owners do: which desks there are, what they are for, and who reads them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.callbacks import Tap
from bot.domain.desks import ABOUT_LIMIT, LEAST_READERS, NAME_LIMIT, Desk, DeskUnknown
from bot.domain.drafts import DraftKey
from bot.services.desks import Desks
from bot.services.drafts import Drafts
from bot.services.feedback import Feedback
from bot.services.roles import Roles
from bot.texts import Words, _, clean, joined, lines
from handlers.cards import BACK
from handlers.desks.base import ABOUT_HINT, Inbox, Manage, ManageDesk, feature
from handlers.kit import Answers, Button, Choice, Ctx, Form, Misfit, Row, Screen, Step, Style
from handlers.search import SHOWN, Found, chosen, search

_YES, _NO = "1", "0"


class NewDesk(Tap, wire="fdg+"):
    """Make a desk."""


class Switch(Tap, wire="fdgs"):
    """Make a desk sensitive or not, close or open it."""

    desk: int
    what: str  # sensitive, closed
    on: bool


class Rename(Tap, wire="fdgn"):
    """Change a desk's name and what it is for."""

    desk: int


class Admit(Tap, wire="fdga"):
    """Let somebody read a desk."""

    desk: int


class Dismiss(Tap, wire="fdgd"):
    """Let somebody read a desk no more."""

    desk: int
    person: int


@feature.on(Manage)
async def manage(ctx: Ctx, _tap: Manage) -> Screen:
    """Show all desks."""
    found = await ctx.use(Desks).all(ctx.person.id)
    rows: list[Row] = [(Button(desk.name, ManageDesk(desk.id)),) for desk in found]
    rows += [(Button(_("Make a desk"), NewDesk(), style=Style.PRIMARY),), (Button(BACK, Inbox()),)]
    said = [_("· {desk}: {readers}", desk=desk.name, readers=_state(desk)) for desk in found]
    none = _("There is none yet. People can write once a desk has {n} readers.", n=LEAST_READERS)
    return Screen(lines(_("<b>All desks</b>"), "", *(said or [none]), *_keys_missing(ctx)), tuple(rows))


def _keys_missing(ctx: Ctx) -> list[Words]:
    if ctx.use(Feedback).ready:
        return []
    return ["", _("⚠ Nobody can write yet: whoever runs the server has to make the keys, by “faguang desk init”.")]


def _state(desk: Desk) -> Words:
    if desk.closed:
        return _("takes nothing new")
    if not desk.staffed:
        return _("rests, it has too few readers")
    return joined([name for _id, name in desk.readers], "、")


@feature.on(ManageDesk)
async def manage_desk(ctx: Ctx, tap: ManageDesk) -> Screen:
    """Show one desk."""
    return await _one(ctx, tap.desk)


async def _one(ctx: Ctx, desk_id: int, toast: Words | None = None) -> Screen:
    desk = await _load(ctx, desk_id)
    rows: list[Row] = [
        (Button(_("Remove {name}", name=name), Dismiss(desk_id, person_id)),) for person_id, name in desk.readers
    ]
    rows.append((Button(_("Add a reader"), Admit(desk_id), style=Style.PRIMARY), Button(_("Rename"), Rename(desk_id))))
    rows.append(
        (
            Button(
                _("One opens") if desk.sensitive else _("Two open"), Switch(desk_id, "sensitive", not desk.sensitive)
            ),
            Button(
                _("Take new ones") if desk.closed else _("Take no new ones"), Switch(desk_id, "closed", not desk.closed)
            ),
        )
    )
    rows.append((Button(BACK, Manage()),))
    body = lines(
        _("<b>{desk}</b>", desk=desk.name),
        desk.about,
        "",
        _("Readers: {readers}", readers=joined([name for _id, name in desk.readers], "、") if desk.readers else "—"),
        _("Two readers open each matter together.") if desk.sensitive else _("Any reader opens a matter."),
        None if desk.hears else _state(desk),
        *_keys_missing(ctx),
    )
    return Screen(body, tuple(rows), toast)


async def _load(ctx: Ctx, desk_id: int) -> Desk:
    for desk in await ctx.use(Desks).all(ctx.person.id):
        if desk.id == desk_id:
            return desk
    raise DeskUnknown


@feature.on(Switch)
async def switch(ctx: Ctx, tap: Switch) -> Screen:
    """Make a desk sensitive or not, close or open it."""
    if tap.what == "sensitive":
        await ctx.use(Desks).change(ctx.person.id, tap.desk, sensitive=tap.on)
    elif tap.what == "closed":
        await ctx.use(Desks).change(ctx.person.id, tap.desk, closed=tap.on)
    return await _one(ctx, tap.desk, _("Changed."))


@feature.on(Dismiss)
async def dismiss(ctx: Ctx, tap: Dismiss) -> Screen:
    """Let somebody read a desk no more."""
    await ctx.use(Desks).dismiss(ctx.person.id, tap.desk, tap.person)
    return await _one(ctx, tap.desk, _("Changed."))


@feature.on(NewDesk)
async def new_desk(ctx: Ctx, _tap: NewDesk) -> Screen:
    """Ask what the desk is called."""
    await ctx.use(Desks).all(ctx.person.id)
    return await ctx.fill_in(_new)


@feature.on(Rename)
async def rename(ctx: Ctx, tap: Rename) -> Screen:
    """Ask what the desk is to be called."""
    desk = await _load(ctx, tap.desk)
    return await ctx.fill_in(_rename, {"_desk": desk.id})


@feature.on(Admit)
async def admit(ctx: Ctx, tap: Admit) -> Screen:
    """Ask who is to read the desk."""
    await _load(ctx, tap.desk)
    return await ctx.fill_in(_admit, {"_desk": tap.desk})


def _within(limit: int) -> Callable[[Ctx, Answers, str], Awaitable[str]]:
    async def read(_ctx: Ctx, _answers: Answers, text: str) -> str:
        text = clean(text).strip()
        if not 1 <= len(text) <= limit:
            raise Misfit(_("One to {limit} characters, please; this has {n}.", limit=limit, n=len(text)))
        return text

    return read


async def _read_yes(_ctx: Ctx, _answers: Answers, text: str) -> bool:
    if text not in {_YES, _NO}:
        raise Misfit(_("Please tap one of these."))
    return text == _YES


async def _offer_yes(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return ((Choice(_("Two together"), _YES), Choice(_("Any reader"), _NO)),)


def _show_yes(_ctx: Ctx, value: bool) -> Words:
    return _("Two together") if value else _("Any reader")


async def _find(ctx: Ctx, text: str) -> Found:
    found = await ctx.use(Roles).find(ctx.person.id, text, SHOWN + 1, joined=True)
    return tuple((one.id, " · ".join(part for part in (one.name, one.department) if part)) for one in found)


async def _made(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    desk = await ctx.use(Desks).add(
        ctx.person.id, answers["name"], answers["about"], sensitive=answers["sensitive"], draft=draft
    )
    return await _one(ctx, desk.id, _("Made. Now add its readers."))


async def _renamed(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    desk = answers["_desk"]
    await ctx.use(Desks).change(ctx.person.id, desk, name=answers["name"], about=answers["about"])
    await ctx.use(Drafts).drop(draft.person_id, draft.chat_id)
    return await _one(ctx, desk, _("Changed."))


async def _admitted(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    desk = answers["_desk"]
    await ctx.use(Desks).admit(ctx.person.id, desk, chosen(answers, "person")["id"])
    await ctx.use(Drafts).drop(draft.person_id, draft.chat_id)
    return await _one(ctx, desk, _("Changed."))


_NAME = Step(
    "name",
    _("Desk’s name"),
    _("What is the desk called? At most {limit} characters.", limit=NAME_LIMIT),
    _within(NAME_LIMIT),
)
_ABOUT = Step("about", _("About"), ABOUT_HINT, _within(ABOUT_LIMIT))

_new = feature.form(
    Form(
        "desks.new",
        _("Make a desk"),
        (
            _NAME,
            _ABOUT,
            Step(
                "sensitive",
                _("Opened by"),
                _("Who opens a matter: any reader, or for sensitive desks two together?"),
                _read_yes,
                show=_show_yes,
                choices=_offer_yes,
            ),
        ),
        _made,
        _("Make it"),
    )
)

_rename = feature.form(Form("desks.rename", _("Rename"), (_NAME, _ABOUT), _renamed, _("Save")))

_admit = feature.form(
    Form(
        "desks.admit",
        _("Add a reader"),
        search("person", _("Person"), _("Who? Type part of the name. Only people who have joined are found."), _find),
        _admitted,
        _("Add"),
    )
)
