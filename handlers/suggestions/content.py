"""What a suggestion says, collected from one message or several: text, files, a place on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.domain.suggestions.suggestion import LARGEST_FILE, LONGEST_PLACE, MOST_FILES, File, FileKind, Place
from bot.texts import Words, _, joined, n_
from handlers.cards import clip
from handlers.kit import Answers, Choice, Ctx, Misfit, Partly, Sent, Step
from handlers.suggestions.base import MEGABYTES

NEXT, OVER = "next", "over"
_EMPTY: dict[str, Any] = {"text": "", "files": [], "album": ""}
_KINDS = {kind.value for kind in FileKind}
_TOLD = 200  # characters of a campaign's theme above the question

_QUESTION = _(
    "What is it about? One matter at a time. Besides text you can send pictures, a voice message, a video, files "
    "(up to {most}, each up to {size} MB) or a location; a long text in several messages. Then tap “Next”.",
    most=MOST_FILES,
    size=MEGABYTES,
)


def gathered(sent: Iterable[Sent], longest: int) -> Answers:
    """Return the answers that messages sent before the form was open amount to; what does not fit is left out."""
    answers: Answers = {"_sent": _EMPTY}
    for one in sent:
        try:
            answers["_sent"] = _with(answers["_sent"], one, longest)
        except Misfit:
            continue
        answers |= _placed(one)
    return answers


def content_step() -> Step:
    """Return the step that collects until “Next” is tapped."""
    return Step("content", _("Content"), _ask, _tapped, show=_show, choices=_choices, take=_take, more=_more)


def place_step() -> Step:
    """Return the step that asks where it is."""
    ask = _("Where is it? Send the location, or write it, such as “north gate of building 2”.")
    return Step("place", _("Place"), ask, _place_typed, show=show_place, take=_place, optional=True)


def files_of(answers: Answers) -> tuple[File, ...]:
    """Return the files that were sent."""
    return tuple(File(**one | {"kind": FileKind(one["kind"])}) for one in answers["content"]["files"])


def place_of(answers: Answers) -> Place:
    """Return where it is."""
    value = answers.get("place") or {"words": "", "point": None}
    return Place(value["words"], *(value["point"] or (None, None)))


def summary(value: dict[str, Any]) -> Words:
    """Return how much was sent."""
    n, files = len(value["text"]), len(value["files"])
    said: list[Words] = [n_("{n} character", "{n} characters", n)] if n else []
    said += [n_("{n} file", "{n} files", files)] if files else []
    return joined(said) if said else "—"


def show_place(_ctx: Ctx, value: Any) -> Words:
    """Return where it is, in words."""
    words: str = value["words"]
    marked = [_("marked on the map")] if value["point"] else []
    return joined([*([words] if words else []), *marked])


def _so_far(answers: Answers) -> dict[str, Any]:
    value: dict[str, Any] = answers.get("content") or answers.get("_sent") or _EMPTY
    return value


def _longest(answers: Answers) -> int:
    longest: int = answers["_campaigns"][str(answers["campaign"])]["longest"]
    return longest


def _ask(_ctx: Ctx, answers: Answers) -> Words:
    value = _so_far(answers)
    if value["text"] or value["files"]:
        place = (
            joined([_("Place: {place}", place=show_place(_ctx, answers["place"]))]) if answers.get("place") else None
        )
        more = _("Send more, or tap “Next”.")  # below it the form says what it has by now
        said = more if "content" in answers else _("Got it: {summary}. {more}", summary=summary(value), more=more)
        text = clip(value["text"], _TOLD)
        return joined([one for one in (_("“{words}”", words=text) if text else None, place, said) if one], "\n")
    theme = answers["_campaigns"][str(answers["campaign"])]["theme"]
    return joined([clip(theme, _TOLD), "", _QUESTION], "\n") if theme else _QUESTION


def _show(_ctx: Ctx, value: Any) -> Words:
    return summary(value)


async def _choices(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    value = _so_far(answers)
    if not (value["text"] or value["files"]):
        return ()
    return ((Choice(_("Next"), NEXT), Choice(_("Start over"), OVER)),)


async def _tapped(_ctx: Ctx, answers: Answers, tapped: str) -> Any:
    value = _so_far(answers)
    if tapped == OVER:
        return Partly(_EMPTY)
    if not value["text"].strip():
        raise Misfit(_("Please say in a sentence or two what it is about; voice and pictures go along with that."))
    answers.pop("same", None)
    return value


async def _take(_ctx: Ctx, answers: Answers, sent: Sent) -> Partly:
    value = _with(_so_far(answers), sent, _longest(answers))
    answers.update(_placed(sent))
    return Partly(value)


def _more(answers: Answers, sent: Sent) -> Any:
    value = answers.get("content")
    if not value or value["album"] != sent.album or len(value["files"]) >= MOST_FILES:
        return None
    try:
        return _with(value, sent, _longest(answers))
    except Misfit:
        return None


def _with(value: dict[str, Any], sent: Sent, longest: int) -> dict[str, Any]:
    """Return what was sent so far with one message more. Raises Misfit."""
    files = list(value["files"])
    if sent.kind in _KINDS:
        if sent.size > LARGEST_FILE:
            raise Misfit(_("A file may have up to {size} MB. Please send a smaller one.", size=MEGABYTES))
        if len(files) >= MOST_FILES:
            raise Misfit(_("Up to {most} files go along. This one was left out.", most=MOST_FILES))
        files.append({"kind": sent.kind, "id": sent.file_id, "name": sent.file_name, "size": sent.size})
    elif sent.kind != "text" and sent.point is None:
        raise Misfit(_("I can take text, pictures, voice messages, videos, files and locations."))
    text = "\n".join(one for one in (value["text"], sent.text.strip()) if one)
    if len(text) > longest:
        raise Misfit(
            _(
                "Up to {most} characters in all; with this message it would be {n}. It was left out.",
                most=longest,
                n=len(text),
            )
        )
    return {"text": text, "files": files, "album": sent.album}


def _placed(sent: Sent) -> Answers:
    return {"place": {"words": "", "point": list(sent.point)}} if sent.point else {}


async def _place_typed(_ctx: Ctx, _answers: Answers, _text: str) -> Any:
    raise Misfit(_("Please send the location, or write where it is."))


async def _place(_ctx: Ctx, answers: Answers, sent: Sent) -> dict[str, Any]:
    before = answers.get("place") or {"words": "", "point": None}
    if sent.point:
        return {**before, "point": list(sent.point)}
    words = " ".join(sent.text.split())
    if sent.kind != "text" or not 1 <= len(words) <= LONGEST_PLACE:
        raise Misfit(_("A location, or up to {limit} characters, please.", limit=LONGEST_PLACE))
    return {**before, "words": words}
