"""What the parts of this feature share: its declaration, its taps, its refusals, lines of lists."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.suggestions.comments import CommentUnknown
from bot.domain.suggestions.listed import Line, Order
from bot.domain.suggestions.refusals import (
    CommentsOff,
    MergedElsewhere,
    NamesOnly,
    OthersMerged,
    SuggestionUnfit,
    SuggestionUnknown,
    TooLateToEdit,
    TooManySeconds,
    TooManySuggestions,
    VotingOff,
)
from bot.texts import Words, _, joined, n_
from handlers.kit import Button, Feature, Row
from handlers.suggestion_look import first_words, published

feature = Feature("suggestions", _("Suggestions"), lead="suggest")

PAGE = 6  # suggestions on a phone's screen, each with a line of its own and a button
MEGABYTES = 20
_LABEL = 18  # characters of a suggestion on a button
_DIGITS = 18


class NewSuggestion(Tap, wire="in"):
    """Begin to file one."""


class TakeThis(Tap, wire="in!"):
    """File what was sent without being asked for."""


class TakeFromGroup(Tap, wire="in#"):
    """File what was written in a group."""


class OpenSuggestion(Tap, wire="i="):
    """One suggestion."""

    suggestion: int


class Second(Tap, wire="i+"):
    """Second it."""

    suggestion: int


class Unsecond(Tap, wire="i-"):
    """Second it no more."""

    suggestion: int


class ShowCourse(Tap, wire="it"):
    """What was done to it."""

    suggestion: int


class ShowFiles(Tap, wire="if"):
    """Its files."""

    suggestion: int


class ShowPlace(Tap, wire="ip"):
    """Where it is, on the map."""

    suggestion: int


class ChangeText(Tap, wire="ie"):
    """Begin to say it otherwise."""

    suggestion: int


class Withdraw(Tap, wire="ix"):
    """Take it back; `sure` after asking."""

    suggestion: int
    sure: bool


class ShowHome(Tap, wire="il"):
    """Where everything about suggestions begins."""


class ShowMine(Tap, wire="im"):
    """A page of the own ones, or of those one seconds."""

    page: int = 0
    seconded: bool = False


class ChooseCampaign(Tap, wire="ik"):
    """Of which campaign."""


class Browse(Tap, wire="ib"):
    """A page of a campaign's suggestions."""

    campaign: int
    page: int = 0
    order: str = Order.NEW.value


class AskWords(Tap, wire="iq"):
    """Ask what to look for."""


class Search(Tap, wire="iq="):
    """A page of what holds these words."""

    words: str
    page: int = 0


class ShowComments(Tap, wire="ic"):
    """A page of what is said about it."""

    suggestion: int
    page: int = 0


class Comment(Tap, wire="ic+"):
    """Begin to say something about it."""

    suggestion: int


class ShowComment(Tap, wire="icy"):
    """Let a comment be read."""

    comment: int


class HideComment(Tap, wire="icn"):
    """Begin to say why a comment is not to be read."""

    comment: int


def suggestion_id(payload: str) -> int:
    """Read the rest of a link; raises SuggestionUnknown for anything forged."""
    if not (payload.isascii() and payload.isdigit() and len(payload) <= _DIGITS):
        raise SuggestionUnknown
    return int(payload)


def line(one: Line) -> Words:
    """Return the line of a suggestion in a list: where it stands, who seconds it, how it begins."""
    said = one.suggestion
    head: list[Words] = [_("<b>{number}</b>", number=said.number), published(said, own=one.own)]
    if one.counted and said.seconds:
        head.append(n_("{n} second", "{n} seconds", said.seconds))
    return joined([joined(head), first_words(said, 60)], "\n")


def row(one: Line) -> Row:
    """Return the row that opens a suggestion of a list."""
    said = one.suggestion
    mark = [_("mine")] if one.own else ["✓"] if one.seconded else []
    label = joined([said.number.rpartition("-")[2], first_words(said, _LABEL), *mark], " ")
    return (Button(label, OpenSuggestion(said.id)),)


def _unfit(refusal: SuggestionUnfit) -> Words:
    most = refusal.most
    match refusal.part:
        case "text":
            return _("A suggestion has 1 to {most} characters here. Please shorten it.", most=most)
        case "place":
            return _("The place takes up to {most} characters.", most=most)
        case "files":
            return _(
                "Up to {most} files of {size} MB each go with it. Please leave some out.", most=most, size=MEGABYTES
            )
    return _("One to {limit} characters, please.", limit=most)


feature.refuses(SuggestionUnknown, lambda _r: _("There is no such suggestion, or it is not public. See /suggestions."))
feature.refuses(CommentUnknown, lambda _r: _("This comment is not there (any more)."))
feature.refuses(SuggestionUnfit, _unfit)
feature.refuses(
    TooManySuggestions,
    lambda r: n_(
        "In this campaign everybody may file {n} suggestion, and you did. You can change or take back your own.",
        "In this campaign everybody may file {n} suggestions, and you did. You can change or take back your own.",
        r.most,
    ),
)
feature.refuses(
    TooManySeconds,
    lambda r: n_(
        "In this campaign everybody may second {n} suggestion. Take a second back first.",
        "In this campaign everybody may second {n} suggestions. Take a second back first.",
        r.most,
    ),
)
feature.refuses(VotingOff, lambda _r: _("In this campaign suggestions are not seconded. You can comment on it."))
feature.refuses(CommentsOff, lambda _r: _("In this campaign there are no comments. You can second it."))
feature.refuses(NamesOnly, lambda _r: _("In this campaign suggestions stand under a name. Please choose that."))
feature.refuses(
    TooLateToEdit,
    lambda _r: _("It can be changed for 15 minutes after filing. Say what is missing in a comment, or take it back."),
)
feature.refuses(
    OthersMerged,
    lambda _r: _("Suggestions of others became part of this one, so it stays. Ask the organisers in a comment."),
)
feature.refuses(
    MergedElsewhere,
    lambda r: _("This is part of {number} by now: see /suggestions and search for that number.", number=r.number),
)
