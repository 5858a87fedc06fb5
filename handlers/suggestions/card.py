"""One suggestion as everybody sees it, its course, its files, its place."""

from __future__ import annotations

from datetime import datetime

from bot.domain.notice_parts import Part, PartKind
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.campaign import Voting
from bot.domain.suggestions.states import IN_HAND, Relation
from bot.domain.suggestions.suggestion import Case, File, FileKind
from bot.services.suggestions import Suggestions
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, paired, privately
from handlers.kit import Button, Ctx, Row, Screen, Style
from handlers.suggestion_look import (
    DECISIONS,
    author_rows,
    author_words,
    desk_button,
    published,
    step_words,
    suggestion_link,
)
from handlers.suggestions.base import (
    ChangeText,
    Comment,
    OpenSuggestion,
    Second,
    ShowComments,
    ShowCourse,
    ShowFiles,
    ShowHome,
    ShowPlace,
    Unsecond,
    Withdraw,
    feature,
    suggestion_id,
)

_SHOWN = 20  # steps, the latest
_KINDS = {
    FileKind.PHOTO: PartKind.PHOTO,
    FileKind.VOICE: PartKind.VOICE,
    FileKind.VIDEO: PartKind.VIDEO,
    FileKind.DOCUMENT: PartKind.DOCUMENT,
}


@feature.link("i")
async def follow(ctx: Ctx, rest: str) -> Screen:
    """Open the suggestion of a link."""
    id_ = suggestion_id(rest)
    return await screen(ctx, id_) if ctx.private else privately(ctx, suggestion_link(id_))


@feature.on(OpenSuggestion)
async def open_(ctx: Ctx, tap: OpenSuggestion) -> Screen:
    """Show it."""
    return await screen(ctx, tap.suggestion)


@feature.on(Second)
async def second(ctx: Ctx, tap: Second) -> Screen:
    """Second it."""
    seen = await ctx.use(Suggestions).second(ctx.person.id, tap.suggestion)
    return shown(ctx, seen, _("Seconded. You hear what comes of it"))


@feature.on(Unsecond)
async def unsecond(ctx: Ctx, tap: Unsecond) -> Screen:
    """Take it back."""
    seen = await ctx.use(Suggestions).unsecond(ctx.person.id, tap.suggestion)
    return shown(ctx, seen, _("Your second is taken back"))


@feature.on(ShowCourse)
async def course(ctx: Ctx, tap: ShowCourse) -> Screen:
    """Show what was done, as far as the reader may know."""
    service = ctx.use(Suggestions)
    seen = await service.case(ctx.person.id, tap.suggestion)
    steps = await service.history(ctx.person.id, tap.suggestion)
    body = lines(
        _("<b>{number}</b>: what was done", number=seen.suggestion.number),
        _("Earlier steps: {n}", n=len(steps) - _SHOWN) if len(steps) > _SHOWN else None,
        *(step_words(one) for one in steps[-_SHOWN:]),
    )
    return Screen(body, ((Button(BACK, OpenSuggestion(tap.suggestion)),),))


@feature.on(ShowFiles)
async def files(ctx: Ctx, tap: ShowFiles) -> Screen:
    """Send its files again, one message each, from where Telegram keeps them."""
    seen = await ctx.use(Suggestions).case(ctx.person.id, tap.suggestion)
    found: Screen | None = None
    for number, one in enumerate(seen.files, 1):
        said = _("{number}, file {n} of {total}", number=seen.suggestion.number, n=number, total=len(seen.files))
        found = Screen(said, parts=(_part(one),), before=found)
    return found or shown(ctx, seen, _("There are no files"))


@feature.on(ShowPlace)
async def place(ctx: Ctx, tap: ShowPlace) -> Screen:
    """Show it on the map."""
    seen = await ctx.use(Suggestions).case(ctx.person.id, tap.suggestion)
    where = seen.suggestion.place
    if where.latitude is None or where.longitude is None:
        return shown(ctx, seen, _("It is not marked on the map"))
    return Screen("", point=(where.latitude, where.longitude))


async def screen(ctx: Ctx, suggestion: int, toast: Words | None = None) -> Screen:
    """Return the card of a suggestion. Raises SuggestionUnknown."""
    return shown(ctx, await ctx.use(Suggestions).case(ctx.person.id, suggestion), toast)


def shown(ctx: Ctx, seen: Case, toast: Words | None = None) -> Screen:
    """Return the card with what the reader can do."""
    one = seen.suggestion
    own = Relation.AUTHOR in seen.relations
    body = lines(
        joined([_("<b>{number}</b>", number=one.number), published(one, own=own)]),
        seen.campaign.title,
        "",
        one.text,
        "",
        *_about(seen),
        *_outcome(seen),
        *_support(seen, ctx.now),
    )
    rows: list[Row] = [
        *author_rows(seen),
        *paired(_joining(seen)),
        *paired(_looking(seen)),
        *_own(seen, ctx.now),
    ]
    last = [Button(_("All suggestions"), ShowHome())]
    if seen.inside:
        last.append(desk_button(one.id))
    return Screen(body, (*rows, tuple(last)), toast=toast)


def _about(seen: Case) -> list[Words | None]:
    one = seen.suggestion
    author = _("{name} (hidden from others)", name=seen.author) if one.hidden and seen.author else author_words(seen)
    at_work = one.state in IN_HAND and Relation.AUTHOR in seen.relations
    return [
        joined([_("From: {author}", author=author), When(one.created_at, "day")]),
        _("Where: {place}", place=one.place.words) if one.place.words else None,
        _("Office: {office}", office=joined([seen.office, *([seen.handler] if seen.handler else [])]))
        if seen.office
        else None,
        _("An answer is due {due}.", due=When(one.due_at)) if at_work and one.due_at else None,
    ]


def _outcome(seen: Case) -> list[Words | None]:
    one = seen.suggestion
    decided = joined([DECISIONS[one.decision], one.decided_words]) if one.decision else None
    return [
        _("Answer: {words}", words=one.answer) if one.answer else None,
        _("Decision: {words}", words=decided) if decided else None,
        _("Part of it: {numbers}", numbers=", ".join(seen.merged)) if seen.merged else None,
        _("Became part of {number}", number=seen.into) if seen.into else None,
    ]


def _support(seen: Case, now: datetime) -> list[Words | None]:
    one = seen.suggestion
    counted = seen.campaign.counts_shown(now)
    said: list[Words] = (
        [n_("{n} person seconds it", "{n} people second it", one.seconds)] if counted and one.seconds else []
    )
    said += [_("you second it")] if seen.seconded else []
    return [joined(said) if said else None]


def _joining(seen: Case) -> list[Button]:
    """Return what the reader can do for or against it: second, comment."""
    one, rules = seen.suggestion, seen.campaign.rules
    buttons = []
    if seen.may(Action.SECOND) and rules.voting is not Voting.OFF and Relation.AUTHOR not in seen.relations:
        if seen.seconded:
            buttons.append(Button(_("Take second back"), Unsecond(one.id)))
        else:
            buttons.append(Button(_("Second it"), Second(one.id), style=Style.SUCCESS))
    if one.comments:
        buttons.append(Button(n_("{n} comment", "{n} comments", one.comments), ShowComments(one.id)))
    elif seen.may(Action.COMMENT) and (rules.comments or seen.inside):
        buttons.append(Button(_("Comment"), Comment(one.id)))
    return buttons


def _looking(seen: Case) -> list[Button]:
    one = seen.suggestion
    buttons = [Button(_("What was done"), ShowCourse(one.id))]
    if seen.files:
        buttons.append(Button(n_("{n} file", "{n} files", len(seen.files)), ShowFiles(one.id)))
    if one.place.latitude is not None:
        buttons.append(Button(_("On the map"), ShowPlace(one.id)))
    if one.merged_into is not None:
        buttons.append(Button(seen.into, OpenSuggestion(one.merged_into)))
    return buttons


def _own(seen: Case, now: datetime) -> list[Row]:
    """Return what its author can still change."""
    one = seen.suggestion
    buttons = []
    if seen.may(Action.EDIT) and one.editable(now):
        buttons.append(Button(_("Change it"), ChangeText(one.id)))
    if seen.may(Action.WITHDRAW):
        buttons.append(Button(_("Withdraw it"), Withdraw(one.id, sure=False), style=Style.DANGER))
    return [tuple(buttons)] if buttons else []


def _part(one: File) -> Part:
    return Part(_KINDS[one.kind], file_id=one.id, file_name=one.name)
