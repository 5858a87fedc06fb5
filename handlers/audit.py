"""The audit list: who did what with authority, and taking it back where that is honest."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.audit import ChangedSince, Entry, UndoGone
from bot.domain.events import Card, NotYours
from bot.services.audit import Audit
from bot.texts import When, Words, _, joined, lines
from handlers.cards import BACK, MORE, Manage, clip, paired, privately
from handlers.kit import Addition, Answer, Button, Ctx, Feature, Scope, Screen, Style

feature = Feature("audit", _("Audit list"))

PAGE = 8  # acts with their buttons on a phone's screen
_DETAILS = 60


class ShowAudit(Tap, wire="au"):
    """A page of the audit list, of one event or (0) of what the reader may see."""

    event: int
    page: int


class AskUndo(Tap, wire="au?"):
    """Ask whether to take an act back; `event` and `page` lead back to the list."""

    entry: int
    event: int
    page: int


class Undo(Tap, wire="au-"):
    """Take an act back."""

    entry: int
    event: int
    page: int


@feature.command("audit", _("Who did what, and undo"), Scope.ORGANISER)
async def audit(ctx: Ctx, _rest: str) -> Screen:
    """Show what this person did; owners see what everybody did."""
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    if not ctx.private:
        return privately(ctx, "audit")
    return await _list(ctx, 0, 0)


@feature.link("audit")
async def audit_link(ctx: Ctx, _rest: str) -> Answer:
    """Show the list to somebody who came from a group."""
    return await audit(ctx, "")


@feature.adds(MORE)
async def offer(_ctx: Ctx, card: Card) -> Addition:
    """Lead from the organiser's screen of an event to what was done to it."""
    return Addition(buttons=(Button(_("Audit list"), ShowAudit(card.event.id, 0)),))


@feature.on(ShowAudit)
async def show(ctx: Ctx, tap: ShowAudit) -> Screen:
    """Turn to a page."""
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    return await _list(ctx, tap.event, tap.page)


@feature.on(AskUndo)
async def ask_undo(ctx: Ctx, tap: AskUndo) -> Screen:
    """Ask before an act is taken back."""
    entry = await ctx.use(Audit).entry(ctx.person.id, tap.entry)
    return Screen(
        lines(
            _("<b>Take this back?</b>"),
            "",
            _line(ctx, entry),
            "",
            _("It will be as it was before. Those who were told of it are told again."),
        ),
        (
            (Button(_("Yes, take it back"), Undo(tap.entry, tap.event, tap.page), style=Style.DANGER),),
            (Button(BACK, ShowAudit(tap.event, tap.page)),),
        ),
    )


@feature.on(Undo)
async def undo(ctx: Ctx, tap: Undo) -> Screen:
    """Take it back."""
    await ctx.use(Audit).undo(ctx.person.id, tap.entry)
    return await _list(ctx, tap.event, 0, toast=_("Taken back"))


async def _list(ctx: Ctx, event_id: int, page: int, *, toast: Words | None = None) -> Screen:
    trail = await ctx.use(Audit).trail(ctx.person.id, event_id or None, page, PAGE)
    body: list[Words] = [_("<b>Audit list</b>")]
    undos = []
    for number, entry in enumerate(trail.entries, 1):
        body += ["", _("{number}. {line}", number=number, line=_line(ctx, entry))]
        if entry.undo and entry.undone_at is None:
            undos.append(Button(_("Undo no. {number}", number=number), AskUndo(entry.id, event_id, trail.page)))
    if not trail.entries:
        body += ["", _("Nothing yet.")]
    turns = tuple(
        Button(label, ShowAudit(event_id, to))
        for label, to in ((_("‹ Later"), trail.page - 1), (_("Earlier ›"), trail.page + 1))
        if 0 <= to < trail.pages
    )
    rows = (*paired(undos), *((turns,) if turns else ()))
    return Screen(lines(*body), (*rows, (Button(BACK, Manage(event_id)),)) if event_id else rows, toast=toast)


def _line(ctx: Ctx, entry: Entry) -> Words:
    who: Words = entry.actor or _("operator")
    about = _("“{title}”", title=clip(entry.about)) if entry.event_id and entry.about else entry.about
    facts = [joined([When(entry.at, "short"), who, _deed(ctx, entry)], " "), *([about] if about else [])]
    return joined([*facts, *([_("taken back")] if entry.undone_at else [])])


def _deed(ctx: Ctx, entry: Entry) -> Words:
    for one in ctx.desk.features:
        if entry.action in one.deeds:
            return one.deeds[entry.action](entry.details)
    return clip(f"{entry.action} {entry.details}", _DETAILS)


feature.refuses(UndoGone, lambda _r: _("This cannot be taken back (any more)."))
feature.refuses(
    ChangedSince,
    lambda _r: _("It was changed again since. Please change it by hand, so that the later change is not lost."),
)
