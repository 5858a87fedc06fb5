"""What a notice says: a message of any kind as the organiser sent it, the parts of an album one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from html import unescape
from typing import Any

from bot.domain.notice_parts import MOST_PARTS, Part, PartKind
from bot.texts import LANGUAGES, Words, _, joined, lines, n_
from handlers.cards import clip
from handlers.kit import Answers, Ctx, Misfit, Sent, Step
from handlers.notice_look import KINDS

_TAGS = re.compile(r"<[^>]+>")
_TITLE = 24  # characters of a title that nobody wrote as one: it stands in headings and in reminders
_EVERYBODY = "content"
TRANSLATED = ("zh_Hant", "en")  # what is read by whom has chosen it; all others read what is for everybody


def content_steps() -> tuple[Step, ...]:
    """Return the steps of a notice's content: for everybody, and in other languages."""
    ask = _(
        "Send or forward what is to be said: text, pictures, a file, an album, a voice message, a video … "
        "It is copied, nobody sees where it came from."
    )
    first = Step(_EVERYBODY, _("Content"), ask, _typed, show=_show, take=_take, more=_grower(_EVERYBODY))
    return (first, *(_translation(language) for language in TRANSLATED))


def edit_step() -> Step:
    """Return the one step of saying something else."""
    ask = _("Send how it should be: the same kind of message as before. It changes wherever it was delivered.")
    return replace(content_steps()[0], ask=lambda _ctx, answers: lines(ask, stays(answers.get("_mirrors", ()))))


def stays(mirrors: Collection[str]) -> Words | None:
    """Return that a notice stays as it is in these mirrors, if there are any."""
    return _("What went to {mirrors} stays there as it is.", mirrors=joined(tuple(mirrors), "、")) if mirrors else None


def read(answers: Answers) -> dict[str, tuple[Part, ...]]:
    """Return the content by language that the answers tell."""
    named = {_EVERYBODY: "", **{_step_name(language): language for language in TRANSLATED}}
    return {language: _parts(answers[name]) for name, language in named.items() if answers.get(name)}


def kept(content: dict[str, tuple[Part, ...]]) -> Answers:
    """Return the answers that stand for a content."""
    names = {"": _EVERYBODY, **{language: _step_name(language) for language in TRANSLATED}}
    return {
        names[language]: {"album": "", "parts": [asdict(part) for part in parts]}
        for language, parts in content.items()
        if language in names
    }


def title_of(answers: Answers) -> str:
    """Return how the first line that was written begins, or the file's name; "" when there is neither."""
    for part in _parts(answers[_EVERYBODY]):
        plain = unescape(_TAGS.sub("", part.html)).strip()
        if plain or part.file_name:
            return clip(plain.splitlines()[0].strip() if plain else part.file_name, _TITLE)
    return ""


def _translation(language: str) -> Step:
    name = _step_name(language)
    label = LANGUAGES[language]
    ask = _("Send how it reads in {language}. Only those who chose it see that.", language=label)
    return Step(name, label, ask, _typed, show=_show, take=_take, more=_grower(name), optional=True)


def _step_name(language: str) -> str:
    return f"in_{language}"


async def _typed(_ctx: Ctx, _answers: Answers, _text: str) -> Any:
    raise Misfit(_("Please send the message itself."))


async def _take(_ctx: Ctx, _answers: Answers, sent: Sent) -> dict[str, Any]:
    return {"album": sent.album, "parts": [asdict(_part(sent))]}


def _grower(name: str) -> Callable[[Answers, Sent], Any]:
    def grow(answers: Answers, sent: Sent) -> Any:
        value = answers.get(name)
        if not value or value["album"] != sent.album or len(value["parts"]) >= MOST_PARTS:
            return None
        return {**value, "parts": [*value["parts"], asdict(_part(sent))]}

    return grow


def _part(sent: Sent) -> Part:
    return Part(PartKind(sent.kind), sent.html, sent.file_id, sent.file_name, sent.chat_id, sent.message_id)


def _parts(value: Any) -> tuple[Part, ...]:
    return tuple(replace(Part(**part), kind=PartKind(part["kind"])) for part in value["parts"])


def _show(_ctx: Ctx, value: Any) -> Words:
    parts = _parts(value)
    if len(parts) > 1:
        return n_("album of {n}", "album of {n}", len(parts))
    plain = unescape(_TAGS.sub("", parts[0].html)).strip()
    return joined([KINDS[parts[0].kind], *([clip(plain.splitlines()[0])] if plain else [])])
