"""What organisers type and choose when they make a survey."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from bot.clock import instant, micros
from bot.domain.moments import Misread, read_moment
from bot.domain.surveys import FIRST_FROM, LEAST, LONGEST, OPTIONS, TEXTS_FROM, QuestionKind
from bot.texts import When, Words, _
from handlers.kit import Answers, Choice, Ctx, Misfit, Step

KINDS: dict[str, Words] = {
    QuestionKind.ONE.value: _("one option"),
    QuestionKind.SEVERAL.value: _("several options"),
    QuestionKind.STARS.value: _("stars"),
    QuestionKind.TEXT.value: _("words"),
}
ANSWERS: dict[str, Words] = {"yes": _("yes"), "no": _("no")}
SHOWN = _(
    "Results are sums of at least {least} people, the first not before {first} have taken part or it has ended; from "
    "then on they grow by at least {least}. Words come at the end, from {texts} texts on. Nobody is shown who answered "
    "what. Questions cannot be changed once it is sent out.",
    least=LEAST,
    first=FIRST_FROM,
    texts=TEXTS_FROM,
)
_NOW = "now"
_BETWEEN = re.compile(r"[\n/／、；;|｜]+")
_END_OF_WORK = time(18)
_DAYS = (1, 3, 7, 14)

Rows = tuple[tuple[Choice, ...], ...]


def yes_or_no(name: str, label: Words, ask: Words) -> Step:
    """Return a step that is answered by yes or no."""
    return Step(name, label, ask, _yes_or_no, show=lambda _ctx, value: ANSWERS[value], choices=_yes_and_no)


async def _yes_or_no(ctx: Ctx, _answers: Answers, text: str) -> str:
    for value, words in ANSWERS.items():
        if text.strip().lower() in {value, ctx.reader.plain(words)}:
            return value
    raise Misfit(_("Please tap one of these."))


async def _yes_and_no(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    return (tuple(Choice(words, value) for value, words in ANSWERS.items()),)


async def title(_ctx: Ctx, _answers: Answers, text: str) -> str:
    """Read the title."""
    return _line(text, LONGEST["title"])


async def question(_ctx: Ctx, _answers: Answers, text: str) -> str:
    """Read a question."""
    return _line(text, LONGEST["question"])


def _line(text: str, limit: int) -> str:
    line = " ".join(text.split())
    if not 1 <= len(line) <= limit:
        raise Misfit(_("One to {limit} characters, please.", limit=limit))
    return line


async def kinds(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    """Offer the kinds of questions."""
    found = [Choice(words, value) for value, words in KINDS.items()]
    return (tuple(found[:2]), tuple(found[2:]))


async def kind(_ctx: Ctx, _answers: Answers, text: str) -> str:
    """Read the kind of a question."""
    if text not in KINDS:
        raise Misfit(_("Please tap one of these."))
    return text


async def usual_options(ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    """Offer what is often asked."""
    usual = (_("Yes / No"), _("Good / Fair / Poor"))
    return (tuple(Choice(words, ctx.reader.plain(words)) for words in usual),)


async def options(_ctx: Ctx, _answers: Answers, text: str) -> list[str]:
    """Read options, one per line or with strokes between."""
    found = list(dict.fromkeys(tidy for one in _BETWEEN.split(text) if (tidy := " ".join(one.split()))))
    if len(found) not in OPTIONS or any(len(one) > LONGEST["option"] for one in found):
        raise Misfit(
            _(
                "{least} to {most} different options of at most {limit} characters, please, one per line.",
                least=OPTIONS[0],
                most=OPTIONS[-1],
                limit=LONGEST["option"],
            )
        )
    return found


async def openings(ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    """Offer when it may open."""
    tomorrow = (ctx.now.astimezone(ctx.zone) + timedelta(days=1)).date()
    return ((Choice(_("At once"), _NOW), Choice(_("Tomorrow 09:00"), f"{tomorrow} 09:00")),)


async def opening(ctx: Ctx, answers: Answers, text: str) -> int | None:
    """Read when it opens; None for at once."""
    if text == _NOW:
        return None
    opens = await moment(ctx, answers, text)
    if answers.get("closes") and opens >= answers["closes"]:
        raise Misfit(_("It must open before it closes."))
    return opens


async def closings(ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    """Offer some ends, at the end of work."""
    today = ctx.now.astimezone(ctx.zone).date()
    ends = [datetime.combine(today + timedelta(days=days), _END_OF_WORK, ctx.zone) for days in _DAYS]
    found = [Choice(When(end, "short"), f"{end:%Y-%m-%d %H:%M}") for end in ends]
    return (tuple(found[:2]), tuple(found[2:]))


async def moment(ctx: Ctx, _answers: Answers, text: str) -> int:
    """Read a moment to come, in microseconds; a day alone means the end of its work."""
    try:
        read = read_moment(text, now=ctx.now, zone=ctx.zone, at=_END_OF_WORK.hour * 60).start
    except Misread:
        read = None
    if read is None or read <= ctx.now:
        raise Misfit(_("A time to come, please. Fits: next Wednesday 18:00, 12-8 18:00, tomorrow 6pm"))
    return micros(read)


def show_moment(_ctx: Ctx, value: Any) -> Words:
    """Put a moment into words."""
    return When(instant(value)) if value else _("At once")
