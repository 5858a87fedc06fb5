"""The card of a suggestion for those who work on it: where it stands, until when, what to do next."""

from __future__ import annotations

from datetime import datetime

from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.deadlines import left, overdue_days
from bot.domain.suggestions.states import DUE, State
from bot.domain.suggestions.suggestion import Case, Step, Suggestion
from bot.domain.working_time import Hours
from bot.services.office import Office
from bot.services.suggestions import Suggestions
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, paired
from handlers.kit import Button, Ctx, Screen, Style
from handlers.office.base import (
    AskDays,
    AskMerge,
    ChooseHandler,
    ChooseOffice,
    Do,
    MoreActs,
    OpenCase,
    ShowDesk,
    ShowSteps,
    Write,
)
from handlers.suggestion_look import STATES, author_words, suggestion_button

_HOUR = 3600

_NEXT: dict[State, Words] = {
    State.SUBMITTED: _("Next: accept it, return it with what is missing, or say why it is not taken up."),
    State.ACCEPTED: _("Next: assign it to an office."),
    State.ASSIGNED: _("Next: the office begins, or names who handles it."),
    State.WORKING: _("Next: answer, or ask the author."),
    State.ASKED: _("Next: the author answers; until then the clock stands."),
    State.ANSWERED: _("Next: somebody else finds the answer good, or sends it back."),
    State.RESOLVED: _("Next: the author says whether it helped."),
}

# In the order in which they stand on the card; the rest is one tap further.
_OFTEN = (
    *(Action.ACCEPT, Action.ASSIGN, Action.START, Action.ANSWER, Action.RESOLVE, Action.RESUME),
    *(Action.RETURN, Action.DECLINE, Action.ASK, Action.SEND_BACK, Action.NAME_HANDLER),
)
_RARELY = (
    *(Action.ASK_EXTENSION, Action.TRANSFER, Action.GIVE_BACK, Action.CHASE, Action.NOTE, Action.MERGE),
    Action.UNMERGE,
)
_LABELS: dict[Action, Words] = {
    Action.ACCEPT: _("Take it in"),
    Action.ASSIGN: _("Assign"),
    Action.START: _("Begin to work on it"),
    Action.ANSWER: _("Answer"),
    Action.RESOLVE: _("Good: done"),
    Action.RESUME: _("Go on without"),
    Action.RETURN: _("Return"),
    Action.DECLINE: _("Not take up"),
    Action.ASK: _("Ask the author"),
    Action.SEND_BACK: _("Send back"),
    Action.NAME_HANDLER: _("Who handles it"),
    Action.ASK_EXTENSION: _("More time"),
    Action.TRANSFER: _("Pass on"),
    Action.GIVE_BACK: _("Give back"),
    Action.CHASE: _("Call to mind"),
    Action.NOTE: _("Internal note"),
    Action.MERGE: _("Merge"),
    Action.UNMERGE: _("Take apart"),
}
_PLAIN = frozenset({Action.ACCEPT, Action.START, Action.RESOLVE, Action.RESUME, Action.UNMERGE})
_GOOD = frozenset({Action.ACCEPT, Action.ASSIGN, Action.START, Action.ANSWER, Action.RESOLVE})
_BAD = frozenset({Action.DECLINE, Action.SEND_BACK})


async def case_screen(ctx: Ctx, suggestion_id: int, toast: Words | None = None) -> Screen:
    """Return the card with what the reader can do. Raises SuggestionUnknown."""
    office = ctx.use(Office)
    seen = await office.case(ctx.person.id, suggestion_id)
    one = seen.suggestion
    steps = await ctx.use(Suggestions).history(ctx.person.id, one.id)
    body = lines(
        *([] if ctx.is_tap or toast is None else [toast, ""]),  # what was typed gets no toast
        joined([_("<b>{number}</b>", number=one.number), STATES[one.state]]),
        seen.campaign.title,
        "",
        one.text,
        "",
        *_about(seen),
        *_asked(one, steps),
        "",
        _due(one, ctx.now, office.hours),
        _NEXT.get(one.state),
    )
    buttons = [_button(one, action) for action in _OFTEN if seen.may(action)]
    rows = [*paired(buttons), *_extension(seen)]
    more = [Button(_("What was done"), ShowSteps(one.id))]
    if any(seen.may(action) for action in _RARELY):
        more.append(Button(_("More ›"), MoreActs(one.id)))
    rows += [tuple(more), (suggestion_button(one.id, _("As others see it")), Button(_("To the desk"), ShowDesk()))]
    return Screen(body, tuple(rows), toast=toast)


def more_rows(seen: Case, merged: tuple[tuple[int, str], ...]) -> tuple[tuple[Button, ...], ...]:
    """Return what is done rarely, and what became part of it."""
    buttons = [_button(seen.suggestion, action) for action in _RARELY if seen.may(action)]
    parts = [Button(number, OpenCase(id_)) for id_, number in merged]
    return (*paired(buttons), *paired(parts), (Button(BACK, OpenCase(seen.suggestion.id)),))


def due_words(one: Suggestion, now: datetime, hours: Hours) -> Words:
    """Return until when, in a few words for a list."""
    if one.due_at is None:
        return STATES[one.state]
    late = overdue_days(one.due_at, now, hours)
    if late:
        return n_("{n} day late", "{n} days late", late)
    return When(one.due_at, "short") if now <= one.due_at else _("overdue")


def _button(one: Suggestion, action: Action) -> Button:
    style = Style.SUCCESS if action in _GOOD else Style.DANGER if action in _BAD else None
    label = _LABELS[action]
    if action in _PLAIN:
        return Button(label, Do(one.id, action, one.wording if action is Action.ACCEPT else 0), style=style)
    match action:
        case Action.ASSIGN | Action.TRANSFER:
            return Button(label, ChooseOffice(one.id, action), style=style)
        case Action.NAME_HANDLER:
            return Button(label, ChooseHandler(one.id), style=style)
        case Action.ASK_EXTENSION:
            return Button(label, AskDays(one.id), style=style)
        case Action.MERGE:
            return Button(label, AskMerge(one.id), style=style)
    return Button(label, Write(one.id, action), style=style)


def _extension(seen: Case) -> tuple[tuple[Button, ...], ...]:
    one = seen.suggestion
    if one.extension_days is None or not seen.may(Action.GRANT_EXTENSION):
        return ()
    grant = n_("Grant {n} day", "Grant {n} days", one.extension_days)
    return (
        (
            Button(grant, Do(one.id, Action.GRANT_EXTENSION), style=Style.SUCCESS),
            Button(_("Refuse"), Write(one.id, Action.REFUSE_EXTENSION)),
        ),
    )


def _about(seen: Case) -> list[Words | None]:
    one = seen.suggestion
    author = _("{name} (hidden from others)", name=seen.author) if one.hidden and seen.author else author_words(seen)
    return [
        _("From: {author}", author=author),
        _("Where: {place}", place=one.place.words) if one.place.words else None,
        n_("{n} file: see “As others see it”", "{n} files: see “As others see it”", len(seen.files))
        if seen.files
        else None,
        n_("{n} person seconds it", "{n} people second it", one.seconds) if one.seconds else None,
        _("Office: {office}", office=seen.office) if seen.office else None,
        _("Handled by {name}", name=seen.handler) if seen.handler else None,
        _("Answer: {words}", words=one.answer) if one.answer else None,
        _("Part of it: {numbers}", numbers=", ".join(seen.merged)) if seen.merged else None,
        _("Became part of {number}", number=seen.into) if seen.into else None,
    ]


def _asked(one: Suggestion, steps: tuple[Step, ...]) -> list[Words]:
    """Return the words that the next one has to know: why it came back, what was asked, why more time."""
    telling = {Action.RETURN, Action.REPLY, Action.REOPEN, Action.SEND_BACK, Action.GIVE_BACK, Action.ASK}
    if one.extension_days is not None:
        telling.add(Action.ASK_EXTENSION)
    last = next((step for step in reversed(steps) if step.action in telling and step.words), None)
    return [_("Last said: {words}", words=last.words)] if last and one.state in DUE | {State.ASKED} else []


def _due(one: Suggestion, now: datetime, hours: Hours) -> Words | None:
    if one.paused is not None and one.state is State.ASKED:
        n = max(0, int(one.paused.total_seconds())) // _HOUR
        return n_("The clock stands; {n} working hour is left.", "The clock stands; {n} working hours are left.", n)
    if one.due_at is None:
        return _("The author may say so until {until}.", until=When(one.ask_until)) if one.ask_until else None
    late = overdue_days(one.due_at, now, hours)
    if late:
        due = When(one.due_at)
        return n_("⏰ Due {due}: {n} working day late", "⏰ Due {due}: {n} working days late", late, due=due)
    if now > one.due_at:
        return _("⏰ Due {due}: overdue", due=When(one.due_at))
    n = int(left(one.due_at, now, hours).total_seconds()) // _HOUR
    return n_("Due {due}: {n} working hour left", "Due {due}: {n} working hours left", n, due=When(one.due_at))
