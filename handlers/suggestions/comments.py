"""What people say about a suggestion, and what organisers do about that."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.drafts import DraftKey
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.comments import Comment as Said
from bot.domain.suggestions.comments import CommentNews, CommentState, CommentUnknown, Talk
from bot.domain.suggestions.refusals import SuggestionUnknown
from bot.domain.suggestions.suggestion import LONGEST_COMMENT, Case
from bot.services.suggestion_comments import SuggestionComments
from bot.services.suggestions import Suggestions
from bot.texts import When, Words, _, joined, lines
from handlers.cards import BACK, clip
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Promise, Row, Screen, Step, Style
from handlers.suggestion_look import EMPLOYEE, heading, suggestion_button
from handlers.suggestions.base import Comment, HideComment, OpenSuggestion, ShowComment, ShowComments, feature

_PAGE = 5  # comments, each of up to LONGEST_COMMENT characters
_REASON = 200

feature.noted("comment.show", _("let a comment be read"))
feature.noted("comment.hide", _("hid a comment"))

_STATES: dict[CommentState, Words] = {
    CommentState.WAITING: _("waits for an organiser"),
    CommentState.HIDDEN: _("hidden"),
}


@feature.on(ShowComments)
async def show(ctx: Ctx, tap: ShowComments) -> Screen:
    """Show a page, the latest first."""
    return await _screen(ctx, tap.suggestion, tap.page)


@feature.on(Comment)
async def comment(ctx: Ctx, tap: Comment) -> Screen:
    """Ask what there is to say."""
    seen = await ctx.use(Suggestions).case(ctx.person.id, tap.suggestion)
    return await ctx.fill_in(_form, {"_suggestion": tap.suggestion, "_number": seen.suggestion.number})


@feature.on(ShowComment)
async def let_through(ctx: Ctx, tap: ShowComment) -> Screen:
    """Let it be read."""
    said = await ctx.use(SuggestionComments).show(ctx.person.id, tap.comment)
    return await _screen(ctx, said.suggestion_id, 0, _("Now it can be read"))


@feature.on(HideComment)
async def hide(ctx: Ctx, tap: HideComment) -> Screen:
    """Ask why."""
    said, _seen = await ctx.use(SuggestionComments).one(ctx.person.id, tap.comment)
    return await ctx.fill_in(_hiding, {"_comment": tap.comment, "_words": clip(said.text)})


async def _screen(ctx: Ctx, suggestion: int, number: int, toast: Words | None = None) -> Screen:
    talk = await ctx.use(SuggestionComments).of(ctx.person.id, suggestion, number, _PAGE)
    seen = await ctx.use(Suggestions).case(ctx.person.id, suggestion)
    parts: list[Words] = []
    rows: list[Row] = []
    for place, one in enumerate(talk.comments, 1):
        parts += ["", _line(ctx, place, one)]
        rows += _moderating(place, one, talk)
    around = [Button(_("‹ Later ones"), ShowComments(suggestion, talk.page - 1))] if talk.page else []
    around += [Button(_("Earlier ones ›"), ShowComments(suggestion, talk.page + 1))] if talk.more else []
    rows += [tuple(around)] if around else []
    if seen.may(Action.COMMENT) and (seen.campaign.rules.comments or seen.inside):
        rows.append((Button(_("Comment"), Comment(suggestion), style=Style.PRIMARY),))
    body = lines(heading(seen.suggestion), *(parts or ["", _("Nobody has said anything yet.")]))
    return Screen(body, (*rows, (Button(BACK, OpenSuggestion(suggestion)),)), toast=toast)


def _line(ctx: Ctx, place: int, one: Said) -> Words:
    mine = one.author_id == ctx.person.id
    who: Words = _("you") if mine else one.author or EMPLOYEE
    state = [_STATES[one.state]] if one.state in _STATES else []
    head = joined([joined([f"{place}.", who], " "), When(one.at, "short"), *state])
    reason = (
        _("Hidden because: {reason}", reason=one.reason) if one.reason and one.state is CommentState.HIDDEN else None
    )
    return lines(head, one.text, reason)


def _moderating(place: int, one: Said, talk: Talk) -> list[Row]:
    if not talk.moderates:
        return []
    show_, hide_ = (
        Button(_("Show {n}", n=place), ShowComment(one.id)),
        Button(_("Hide {n}", n=place), HideComment(one.id)),
    )
    ways = {CommentState.SHOWN: (hide_,), CommentState.HIDDEN: (show_,), CommentState.WAITING: (show_, hide_)}
    return [ways[one.state]]


async def _words(_ctx: Ctx, _answers: Answers, text: str) -> str:
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_COMMENT:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_COMMENT))
    return text


async def _why(_ctx: Ctx, _answers: Answers, text: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= _REASON:
        raise Misfit(_("One to {limit} characters, please.", limit=_REASON))
    return text


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    said = await ctx.use(SuggestionComments).add(ctx.person.id, answers["_suggestion"], answers["words"], draft)
    waits = said.state is CommentState.WAITING
    toast = _("Others read it once an organiser has let it through") if waits else _("Said")
    return await _screen(ctx, answers["_suggestion"], 0, toast)


async def _hide(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    said = await ctx.use(SuggestionComments).hide(ctx.person.id, answers["_comment"], answers["why"], draft)
    return await _screen(ctx, said.suggestion_id, 0, _("Hidden; its author is told why"))


_form = feature.form(
    Form(
        "suggestion.comment",
        _("Comment"),
        (
            Step(
                "words",
                _("Comment"),
                lambda _ctx, answers: _(
                    "What would you like to say about {number}? All who see the suggestion read it, with your name.",
                    number=answers["_number"],
                ),
                _words,
            ),
        ),
        _file,
        _("Post the comment"),
        lifetime=timedelta(days=1),
        quick=True,
    )
)

_hiding = feature.form(
    Form(
        "suggestion.comment.hide",
        _("Hide a comment"),
        (
            Step(
                "why",
                _("Reason"),
                lambda _ctx, answers: _(
                    "“{words}”\nWhich rule does it break? Its author reads your answer.", words=answers["_words"]
                ),
                _why,
            ),
        ),
        _hide,
        _("Hide it"),
        lifetime=timedelta(days=1),
        quick=True,
    )
)


@feature.promise(CommentNews.NEW)
async def new(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell an author that somebody said something."""
    found = await _found(ctx, promise)
    if found is None or found[0].state is not CommentState.SHOWN:
        return None
    said, seen = found
    words = _("“{words}”", words=said.text)
    head = _("{name} on your suggestion:", name=said.author or EMPLOYEE)
    rows = ((Button(_("Write back"), Comment(said.suggestion_id)), suggestion_button(said.suggestion_id)),)
    return Screen(lines(head, words, "", heading(seen.suggestion)), rows)


@feature.promise(CommentNews.WAITING)
async def waiting(ctx: Ctx, promise: Promise) -> Screen | None:
    """Ask an organiser to let a comment through."""
    found = await _found(ctx, promise)
    if found is None or found[0].state is not CommentState.WAITING:
        return None
    said, seen = found
    show_ = Button(_("Let it through"), ShowComment(said.id), style=Style.SUCCESS)
    body = lines(_("A comment waits to be let through:"), _("“{words}”", words=said.text), "", heading(seen.suggestion))
    return Screen(body, ((show_, Button(_("Hide it"), HideComment(said.id))),))


@feature.promise(CommentNews.HIDDEN)
async def hidden(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody why their comment is not to be read."""
    found = await _found(ctx, promise)
    if found is None or found[0].state is not CommentState.HIDDEN:
        return None
    said, seen = found
    return Screen(
        lines(
            _("Your comment is not shown to others:"),
            _("“{words}”", words=said.text),
            _("Reason: {reason}", reason=said.reason),
            "",
            heading(seen.suggestion),
        ),
        ((Button(_("Write another"), Comment(said.suggestion_id)),),),
    )


async def _found(ctx: Ctx, promise: Promise) -> tuple[Said, Case] | None:
    try:
        return await ctx.use(SuggestionComments).one(ctx.person.id, promise.subject)
    except (CommentUnknown, SuggestionUnknown):
        return None
