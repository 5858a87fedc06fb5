"""What people are told about suggestions: each step, what is theirs to do, what is late; and the clock's round."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.news import LeaderNews, SuggestionNews
from bot.domain.suggestions.refusals import SuggestionUnknown
from bot.domain.suggestions.states import IN_HAND, State
from bot.domain.suggestions.suggestion import Case, Step
from bot.services.deadlines import Deadlines
from bot.services.office import Office
from bot.services.suggestions import Suggestions
from bot.texts import When, Words, _, joined, lines, n_
from handlers.kit import Button, Ctx, Desk, Go, Promise, Screen, Style
from handlers.office.base import OpenCase, feature
from handlers.suggestion_look import ACTS, ReplyTo, author_rows, desk_button, first_words, suggestion_button

_LISTED = 20

# What authors are told; {office} is where it is.
_STEPS: dict[Action, Words] = {
    Action.ACCEPT: _("Your suggestion is accepted."),
    Action.RETURN: _("Your suggestion came back to you:"),
    Action.DECLINE: _("Your suggestion is not taken up:"),
    Action.START: _("Your suggestion is being worked on."),
    Action.ASK: _("The office has a question about your suggestion:"),
    Action.RESUME: _("The office goes on with your suggestion without the answer."),
    Action.GRANT_EXTENSION: _("Your suggestion takes longer than planned."),
    Action.ANSWER: _("Your suggestion is answered:"),
    Action.SEND_BACK: _("The answer to your suggestion is being improved."),
    Action.MERGE: _("Your suggestion became part of another about the same. You hear what comes of it."),
    Action.UNMERGE: _("Your suggestion stands on its own again."),
    Action.DECIDE: _("It is decided what becomes of your suggestion:"),
    Action.REOPEN: _("Your suggestion is being worked on again."),
}


@feature.promise(SuggestionNews.STEP)
async def step(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell an author what was done."""
    seen, done = await _step(ctx, promise)
    if seen is None or done is None or done.action is None:
        return None
    if done.action in (Action.ASSIGN, Action.TRANSFER):
        head: Words = _("Your suggestion is with: {office}.", office=seen.office)
    else:
        head = _STEPS.get(done.action) or joined([_("Your suggestion:"), ACTS[done.action]], " ")
    rows = author_rows(seen)
    later = None
    if done.action is Action.RESUME and seen.may(Action.REPLY):
        later = _("You can still answer: the office reads it.")
        rows = ((Button(_("Answer the question"), ReplyTo(seen.suggestion.id)),),)
    due = seen.suggestion.due_at
    until = _("An answer is due {due}.", due=When(due)) if due and seen.suggestion.state in IN_HAND else None
    return Screen(
        lines(head, *_said(done), "", _about(seen), until, later),
        (*rows, (suggestion_button(seen.suggestion.id),)),
    )


@feature.promise(SuggestionNews.FOLLOW_UP)
async def follow_up(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell an author that it is done, with the answer, and ask once whether it helped."""
    seen, _done = await _step(ctx, promise)
    if seen is None or seen.suggestion.state is not State.RESOLVED:
        return None
    return Screen(
        lines(
            _("Your suggestion is done:"),
            _("“{words}”", words=seen.suggestion.answer),
            "",
            _about(seen),
            _("Did it help?"),
        ),
        (*author_rows(seen), (suggestion_button(seen.suggestion.id),)),
    )


@feature.promise(SuggestionNews.SECONDED)
async def seconded(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell who seconds it what came of it."""
    seen, done = await _step(ctx, promise)
    if seen is None or done is None or done.action is None:
        return None
    words = seen.suggestion.answer if done.action is Action.RESOLVE else done.words
    head = (
        _("A suggestion that you second is done:")
        if done.action is Action.RESOLVE
        else _("A suggestion that you second is not taken up:")
    )
    body = lines(head, _("“{words}”", words=words) if words else None, "", _about(seen))
    return Screen(body, ((suggestion_button(seen.suggestion.id),),))


@feature.promise(SuggestionNews.TURN)
async def turn(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell who has to see to it next; nothing when it went on since and they have no part in it."""
    seen, done = await _step(ctx, promise)
    if seen is None or done is None or not seen.inside:
        return None
    one = seen.suggestion
    what = ACTS[done.action] if done.action else _("new")
    due = _("Due {due}", due=When(one.due_at)) if one.due_at else None
    body = lines(joined([_("<b>{number}</b>", number=one.number), what]), *_said(done), "", first_words(one, 200), due)
    return Screen(body, ((Button(_("To the work on it"), OpenCase(one.id), style=Style.PRIMARY),),))


@feature.promise(SuggestionNews.OVERDUE)
async def overdue(ctx: Ctx, promise: Promise) -> Screen | None:
    """Call to mind what is overdue, all in one message, without what was dealt with by now."""
    owed = ((promise.subject, promise.data["due"]), *promise.data.get("others", ()))
    late = [(seen, datetime.fromisoformat(due)) for id_, due in owed if (seen := await _still_due(ctx, id_, due))]
    if not late:
        return None
    if len(late) > 1:
        return _several(late)
    seen, due = late[0]
    return Screen(
        lines(_("⏰ Overdue since {due}:", due=When(due)), _about(seen)),
        ((Button(_("To the work on it"), OpenCase(seen.suggestion.id), style=Style.PRIMARY),),),
    )


def _several(late: list[tuple[Case, datetime]]) -> Screen:
    more = len(late) - _LISTED
    return Screen(
        lines(
            n_("⏰ <b>{n} suggestion is overdue</b>", "⏰ <b>{n} suggestions are overdue</b>", len(late)),
            *(joined([_about(seen), _("since {due}", due=When(due, "short"))]) for seen, due in late[:_LISTED]),
            _("{n} others are late, too", n=more) if more > 0 else None,
        ),
        (
            *((desk_button(seen.suggestion.id, seen.suggestion.number),) for seen, _due in late[:3]),
            (Button(_("To the desk"), Go("/desk")),),
        ),
    )


async def _still_due(ctx: Ctx, suggestion_id: int, due: str) -> Case | None:
    try:
        seen = await ctx.use(Office).case(ctx.person.id, suggestion_id)
    except SuggestionUnknown:
        return None
    return seen if seen.suggestion.due_at == datetime.fromisoformat(due) else None


@feature.promise(LeaderNews.LATE)
async def late(ctx: Ctx, _promise: Promise) -> Screen | None:
    """List to a leader what is long overdue."""
    found = await ctx.use(Deadlines).late(ctx.person.id)
    if not found:
        return None
    more = len(found) - _LISTED
    return Screen(
        lines(
            n_(
                "⏰ <b>{n} suggestion is long overdue</b>",
                "⏰ <b>{n} suggestions are long overdue</b>",
                len(found),
            ),
            *(
                joined([one.number, n_("{n} day late", "{n} days late", days), first_words(one)])
                for one, days in found[:_LISTED]
            ),
            _("{n} others are late, too", n=more) if more > 0 else None,
        ),
        (*((desk_button(one.id, one.number),) for one, _days in found[:3]), (Button(_("To the desk"), Go("/desk")),)),
    )


@feature.every("suggestions", timedelta(minutes=5))
async def look_round(desk: Desk, _now: datetime) -> None:
    """Close what nobody judged, call to mind what is late."""
    await desk.service(Deadlines).run()


async def _step(ctx: Ctx, promise: Promise) -> tuple[Case | None, Step | None]:
    try:
        return await ctx.use(Suggestions).step(ctx.person.id, promise.subject, promise.data["step"])
    except SuggestionUnknown:
        return None, None


def _said(done: Step) -> list[Words]:
    return [_("“{words}”", words=done.words)] if done.words else []


def _about(seen: Case) -> Words:
    one = seen.suggestion
    return joined([_("<b>{number}</b>", number=one.number), first_words(one)])
