"""What organisers type and choose when they make a survey."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from bot.clock import instant, micros
from bot.domain.audience_terms import AudienceUnfit
from bot.domain.moments import Misread, read_moment
from bot.domain.saved_audiences import SavedAudienceUnknown
from bot.domain.surveys import LEAST, LONGEST, OPTIONS, TEXTS_FROM, QuestionKind
from bot.services.people import People
from bot.services.saved_audiences import SavedAudiences
from bot.services.surveys import Surveys
from bot.texts import When, Words, _, joined
from handlers.cards import clip
from handlers.kit import Answers, Choice, Ctx, Misfit, Step

KINDS: dict[str, Words] = {
    QuestionKind.ONE.value: _("one option"),
    QuestionKind.SEVERAL.value: _("several options"),
    QuestionKind.STARS.value: _("stars"),
    QuestionKind.TEXT.value: _("words"),
}
ANSWERS: dict[str, Words] = {"yes": _("yes"), "no": _("no")}
SHOWN = _(
    "Results are sums of at least {least} people and grow in such steps while it is open; words come at the end, from "
    "{texts} texts on. Nobody is shown who answered what. Questions cannot be changed once it is sent out.",
    least=LEAST,
    texts=TEXTS_FROM,
)
_NOW, _ALL = "now", "all"
_BETWEEN = re.compile(r"[\n/／、；;|｜]+")
_CHOSEN = re.compile(r"([ds])(\d{1,18})", re.ASCII)
_PAGE = re.compile(r"d(\d{1,18})\.(\d{1,4})|s", re.ASCII)
_SIZE, _LABEL, _CANDIDATES = 8, 14, 6
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


async def audiences(ctx: Ctx, _answers: Answers, page: str) -> Rows:
    """Offer everyone, departments, and what the organiser keeps."""
    found = _PAGE.fullmatch(page)
    if found is None:
        return (
            (Choice(_("Everyone"), _ALL), Choice(_("Departments ›"), page="d0.0")),
            (Choice(_("Kept choices ›"), page="s"),),
        )
    other = (Choice(_("‹ Other people"), page="-"),)
    if found[0] == "s":
        kept = await ctx.use(SavedAudiences).mine(ctx.person.id)
        return (*((Choice(one.name, f"s{one.id}"),) for one in kept), other)
    parent, number = int(found[1]), int(found[2])
    below = await ctx.use(People).departments(parent or None)
    rows: list[tuple[Choice, ...]] = []
    for one in below[number * _SIZE : (number + 1) * _SIZE]:
        choice = Choice(clip(one.name, _LABEL), f"d{one.id}")
        rows.append((choice, Choice(_("below ›"), page=f"d{one.id}.0")) if one.branches else (choice,))
    if (number + 1) * _SIZE < len(below):
        rows.append((Choice(_("Next page ›"), page=f"d{parent}.{number + 1}"),))
    return (*rows, other)


async def audience(ctx: Ctx, _answers: Answers, text: str) -> dict[str, Any]:
    """Read who is asked: enough people to stay unknown among them."""
    chosen = await _audience(ctx, text.strip())
    try:
        reach = await ctx.use(Surveys).reach(ctx.person.id, chosen["term"])
    except AudienceUnfit:
        raise Misfit(_("Please tap one of these.")) from None
    if reach < LEAST:
        raise Misfit(_("That would be {n}. At least {least} people have to be asked.", n=reach, least=LEAST))
    return chosen


async def _audience(ctx: Ctx, text: str) -> dict[str, Any]:
    if text in {_ALL, ctx.reader.plain(_("Everyone"))}:
        return {"term": ["all"], "label": ctx.reader.plain(_("Everyone"))}
    if (chosen := _CHOSEN.fullmatch(text)) and chosen[1] == "d":
        return {
            "term": ["department", int(chosen[2])],
            "label": (await ctx.use(People).department(int(chosen[2]))).path,
        }
    if chosen:
        try:
            saved = await ctx.use(SavedAudiences).one(ctx.person.id, int(chosen[2]))
        except SavedAudienceUnknown:
            raise Misfit(_("Please tap one of these.")) from None
        return {"term": saved.expression, "label": saved.name}
    found = await ctx.use(People).find_departments(text, _CANDIDATES)
    exact = [one for one in found if text in {one.name, one.path}] or list(found)
    if len(exact) == 1:
        return {"term": ["department", exact[0].id], "label": exact[0].path}
    if not found:
        raise Misfit(_("I know no department “{name}”. Please choose below.", name=clip(text)))
    names = joined([one.path for one in found], "\n")
    raise Misfit(_("“{name}” may be one of these; please type more of it:\n{names}", name=clip(text), names=names))


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
