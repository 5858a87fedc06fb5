"""A desk's matters: the list, one of them, and what its reader can do with it besides answering."""

from __future__ import annotations

from collections.abc import Callable

from bot.callbacks import Tap
from bot.domain.desks import Desk
from bot.domain.feedback import Note, Opened, Thread
from bot.domain.feedback_figures import LEAST_COUNT
from bot.domain.people import Role
from bot.services.desk_room import DeskRoom
from bot.services.feedback import Feedback
from bot.texts import Words, _, lines, n_
from handlers.cards import BACK, clip
from handlers.conversation import on_day, pages
from handlers.desks.base import (
    CloseThread,
    Hand,
    Inbox,
    Look,
    Manage,
    OpenThread,
    Pause,
    Publish,
    Reply,
    SetTheme,
    ShowDesk,
    ShowFigures,
    ShowPublished,
    Templates,
    feature,
)
from handlers.kit import Answer, Button, Ctx, Row, Screen, Style

_PAGE = 8
_LABEL = 12


@feature.command("inbox", _("Anonymous feedback: read and answer it"))
async def inbox(ctx: Ctx, _rest: str) -> Answer:
    """Show the desks one reads."""
    if not ctx.private:
        return Screen(
            _("Let us go on in private, where only you can see it."), ((Button(_("Open"), url=ctx.link("")),),)
        )
    own = await ctx.use(DeskRoom).desks(ctx.person.id)
    rows: list[Row] = []
    said: list[Words] = [_("<b>Desks you read</b>"), ""]
    for desk in own:
        said.append(await _summary(ctx, desk))
        rows.append((Button(desk.name, ShowDesk(desk.id), style=Style.PRIMARY),))
    if not own:
        said.append(_("You read no desk. To write to one: /feedback"))
    if any(grant.role is Role.OWNER for grant in ctx.person.grants):
        rows.append((Button(_("All desks"), Manage()),))
    return Screen(lines(*said), tuple(rows))


@feature.on(Inbox)
async def back_to_inbox(ctx: Ctx, _tap: Inbox) -> Answer:
    """Show the desks one reads."""
    return await inbox(ctx, "")


async def _summary(ctx: Ctx, desk: Desk) -> Words:
    if not desk.staffed:
        return _("<b>{desk}</b>: rests, it has too few readers", desk=desk.name)
    found = await ctx.use(DeskRoom).threads(ctx.person.id, desk.id)
    waiting = sum(not (one.answered or one.closed) for one in found)
    if not waiting:
        return _("<b>{desk}</b>: nothing waits", desk=desk.name)
    return n_("<b>{desk}</b>: {n} matter waits", "<b>{desk}</b>: {n} matters wait", waiting, desk=desk.name)


@feature.on(ShowDesk)
async def show_desk(ctx: Ctx, tap: ShowDesk) -> Screen:
    """Show a page of a desk's matters, those that wait first."""
    found = await ctx.use(DeskRoom).threads(ctx.person.id, tap.desk)
    name = next(one.name for one in await ctx.use(DeskRoom).desks(ctx.person.id) if one.id == tap.desk)
    pages = max(1, -(-len(found) // _PAGE))
    page = min(max(tap.page, 0), pages - 1)
    rows: list[Row] = [(_button(ctx, one),) for one in found[page * _PAGE : (page + 1) * _PAGE]]
    rows.append(_turn(page, pages, lambda to: ShowDesk(tap.desk, to)))
    rows.append((Button(_("Figures"), ShowFigures(tap.desk)), Button(_("Ready answers"), Templates(tap.desk))))
    rows.append((Button(_("Published answers"), ShowPublished(tap.desk)), Button(BACK, Inbox())))
    body = lines(
        _("<b>{desk}</b>", desk=name),
        _("● waits for an answer · ✓ answered · 🔒 needs a second reader · ✕ closed")
        if found
        else _("Nothing has come in yet."),
    )
    return Screen(body, tuple(row for row in rows if row))


def _button(ctx: Ctx, one: Thread) -> Button:
    sign = "✕" if one.closed else "🔒" if one.sealed else "✓" if one.answered else "●"
    day = ctx.reader.plain(on_day(ctx, one.day))
    label = " ".join(part for part in (sign, one.tag, day, clip(one.theme, _LABEL)) if part)
    return Button(label, Look(one.tag) if one.sealed else OpenThread(one.tag))


def _turn(page: int, pages: int, to: Callable[[int], Tap]) -> Row:
    steps = (("‹", page - 1), ("›", page + 1))
    return tuple(Button(sign, to(number)) for sign, number in steps if 0 <= number < pages)


@feature.on(OpenThread)
async def open_thread(ctx: Ctx, tap: OpenThread) -> Screen:
    """Open a matter."""
    return matter(ctx, await ctx.use(DeskRoom).open(ctx.person.id, tap.tag), tap.page)


@feature.on(Look)
async def look(ctx: Ctx, tap: Look) -> Screen:
    """Show a matter again."""
    return matter(ctx, await ctx.use(DeskRoom).look(ctx.person.id, tap.tag), tap.page)


def matter(ctx: Ctx, opened: Opened, page: int = 0, toast: Words | None = None) -> Screen:
    """Return a page of a matter, 0 the latest, with what its reader can do."""
    one = opened.thread
    head = lines(
        _("<b>{tag}</b> · {desk}", tag=one.tag, desk=opened.desk),
        _("Theme: {theme}", theme=one.theme) if one.theme else None,
        "",
    )
    back = (Button(BACK, ShowDesk(one.desk_id)),)
    if one.sealed:
        body = _("Two readers open matters of this desk together. If you open it, another one must, too.")
        return Screen(
            lines(head, body), ((Button(_("Open it"), OpenThread(one.tag), style=Style.PRIMARY),), back), toast
        )
    parts = pages(opened.notes)
    page = min(max(page, 0), len(parts) - 1)
    notes = [_note(ctx, note) for note in parts[-1 - page]]
    closed = _("This matter is closed; an answer opens it again.") if one.closed else None
    # Pages count from the latest, so what is older stands on the left.
    turn = tuple(
        Button(sign, Look(one.tag, to)) for sign, to in (("‹", page + 1), ("›", page - 1)) if 0 <= to < len(parts)
    )
    rows: tuple[Row, ...] = (
        turn,
        (Button(_("Answer"), Reply(one.tag), style=Style.PRIMARY), Button(_("Close it"), CloseThread(one.tag))),
        (Button(_("Hand on"), Hand(one.tag)), Button(_("Theme"), SetTheme(one.tag))),
        (Button(_("Publish the answer"), Publish(one.tag)), Button(_("Pause the writer"), Pause(one.tag))),
        back,
    )
    return Screen(lines(head, *notes, closed), tuple(row for row in rows if row), toast)


def _note(ctx: Ctx, note: Note) -> Words:
    who = _("<b>Answer</b>, {day}", day=on_day(ctx, note.day)) if note.from_desk else on_day(ctx, note.day)
    return lines(who, note.text if note.text is not None else _("This text cannot be opened any more."), "")


@feature.on(Hand)
async def hand(ctx: Ctx, tap: Hand) -> Screen:
    """Give a matter to another desk, after asking which."""
    room = ctx.use(DeskRoom)
    if tap.desk:
        target = await room.hand(ctx.person.id, tap.tag, tap.desk)
        return Screen(_("✔ {tag} is now at {desk}.", tag=tap.tag, desk=target.name), ((Button(BACK, Inbox()),),))
    here = (await room.look(ctx.person.id, tap.tag)).thread.desk_id
    others = [desk for desk in await ctx.use(Feedback).desks() if desk.id != here]
    rows: list[Row] = [(Button(desk.name, Hand(tap.tag, desk.id)),) for desk in others]
    rows.append((Button(BACK, Look(tap.tag)),))
    body = _("Which desk should have {tag}? You will not see it any more.", tag=tap.tag)
    return Screen(body if others else _("There is no other desk that takes anything."), tuple(rows))


@feature.on(Pause)
async def pause(ctx: Ctx, tap: Pause) -> Screen:
    """Keep who wrote away from the desk until midnight, after asking."""
    if tap.sure:
        await ctx.use(DeskRoom).mute(ctx.person.id, tap.tag)
        opened = await ctx.use(DeskRoom).look(ctx.person.id, tap.tag)
        return matter(ctx, opened, toast=_("Paused until midnight."))
    await ctx.use(DeskRoom).look(ctx.person.id, tap.tag)
    body = _("Whoever wrote this could not write here until midnight. Nobody learns who it is. Only against abuse.")
    pause_ = Button(_("Pause until midnight"), Pause(tap.tag, sure=True), style=Style.DANGER)
    return Screen(body, ((pause_,), (Button(BACK, Look(tap.tag)),)))


@feature.on(ShowFigures)
async def show_figures(ctx: Ctx, tap: ShowFigures) -> Screen:
    """Show a desk's month; small numbers are not told."""
    ago = min(max(tap.ago, 0), 3)
    today = ctx.now.astimezone(ctx.zone).date()
    year, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
    found = await ctx.use(DeskRoom).figures(ctx.person.id, tap.desk, f"{year}-{month + 1:02}")
    few = _("fewer than {n}", n=LEAST_COUNT)
    body: list[Words] = [
        _("<b>{month}</b>", month=found.month),
        _("Matters: {n}", n=few if found.threads is None else found.threads),
        _("Answered: {n}", n=_("not told, too few") if found.answered is None else found.answered),
    ]
    if found.days is not None:
        body.append(_("Days to the first answer: {n}", n=f"{found.days:.1f}"))
    body += [_("{theme}: {n}", theme=theme, n=count) for theme, count in found.themes]
    turn = [Button("‹", ShowFigures(tap.desk, ago + 1))] if ago < 3 else []  # noqa: PLR2004 - they are kept 90 days
    turn += [Button("›", ShowFigures(tap.desk, ago - 1))] if ago else []
    return Screen(lines(*body), tuple(row for row in (tuple(turn), (Button(BACK, ShowDesk(tap.desk)),)) if row))
