"""Answering, closing, tagging and publishing: forms whose drafts are kept in memory, for they quote what is sealed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.desks import THEME_LIMIT
from bot.domain.drafts import DraftKey
from bot.domain.feedback import TEXT_LIMIT, Opened
from bot.services.desk_room import DeskRoom
from bot.services.desks import Desks
from bot.services.drafts import Drafts
from bot.texts import Words, _, clean, lines
from handlers.cards import clip
from handlers.desks.base import CloseThread, Publish, Reply, SetTheme, feature
from handlers.desks.reading import matter
from handlers.kit import Answers, Choice, Ctx, Form, Misfit, Screen, Step

_LIFETIME = timedelta(hours=1)
_LABEL = 20
_TEMPLATE = "#"  # before the number of a template that was chosen


def _text(limit: int) -> Callable[[Ctx, Answers, str], Awaitable[str]]:
    async def read(_ctx: Ctx, answers: Answers, text: str) -> str:
        for id_, template in answers.get("_templates", ()):
            if text == f"{_TEMPLATE}{id_}":
                return str(template)
        text = clean(text).strip()
        if not 1 <= len(text) <= limit:
            raise Misfit(_("One to {limit} characters, please; this has {n}.", limit=limit, n=len(text)))
        return text

    return read


async def _offer(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return tuple((Choice(clip(text, _LABEL), f"{_TEMPLATE}{id_}"),) for id_, text in answers.get("_templates", ()))


async def _known(ctx: Ctx, tag: str) -> Answers:
    """Return what a form about a matter begins with; raises when the reader may not answer it."""
    opened = await ctx.use(DeskRoom).look(ctx.person.id, tag)
    templates = await ctx.use(Desks).templates(ctx.person.id, opened.thread.desk_id)
    return {"_tag": tag, "_desk": opened.thread.desk_id, "_templates": [list(one) for one in templates]}


@feature.on(Reply)
async def reply(ctx: Ctx, tap: Reply) -> Screen:
    """Ask for the answer."""
    return await ctx.fill_in(_reply, await _known(ctx, tap.tag))


@feature.on(CloseThread)
async def close(ctx: Ctx, tap: CloseThread) -> Screen:
    """Ask for the summary."""
    return await ctx.fill_in(_close, await _known(ctx, tap.tag))


@feature.on(SetTheme)
async def set_theme(ctx: Ctx, tap: SetTheme) -> Screen:
    """Ask for the theme."""
    return await ctx.fill_in(_theme, await _known(ctx, tap.tag))


@feature.on(Publish)
async def publish(ctx: Ctx, tap: Publish) -> Screen:
    """Ask for the question as everybody may read it."""
    return await ctx.fill_in(_publish, await _known(ctx, tap.tag))


async def _taken(ctx: Ctx, draft: DraftKey, act: Callable[[], Awaitable[Opened]], toast: Words) -> Screen:
    """Do it with the draft used up; the draft is there again when it cannot be done."""
    put_back = ctx.use(Drafts).take(draft)
    try:
        opened = await act()
    except BaseException:
        put_back()
        raise
    return matter(ctx, opened, toast=toast)


async def _replied(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    act = ctx.use(DeskRoom).reply
    return await _taken(ctx, draft, lambda: act(ctx.person.id, answers["_tag"], answers["text"]), _("Answered."))


async def _closed(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    act = ctx.use(DeskRoom).close
    return await _taken(ctx, draft, lambda: act(ctx.person.id, answers["_tag"], answers["text"]), _("Closed."))


async def _themed(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    async def act() -> Opened:
        await ctx.use(DeskRoom).set_theme(ctx.person.id, answers["_tag"], answers["theme"])
        return await ctx.use(DeskRoom).look(ctx.person.id, answers["_tag"])

    return await _taken(ctx, draft, act, _("Noted."))


async def _published(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    async def act() -> Opened:
        room = ctx.use(DeskRoom)
        await room.publish(ctx.person.id, answers["_tag"], answers["question"], answers["answer"])
        return await room.look(ctx.person.id, answers["_tag"])

    return await _taken(ctx, draft, act, _("Published: see /feedback."))


async def _themes(ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    given = (await ctx.use(DeskRoom).themes(ctx.person.id, answers["_desk"]))[:8]
    found = [Choice(theme, theme) for theme in given if len(theme.encode()) <= 40]  # noqa: PLR2004 - bytes of a choice
    return tuple(tuple(found[i : i + 2]) for i in range(0, len(found), 2))


_reply = feature.form(
    Form(
        "desks.reply",
        _("Answer"),
        (
            Step(
                "text",
                _("Message text"),
                _("Write the answer, or what you ask back. Whoever wrote reads it with the receipt."),
                _text(TEXT_LIMIT),
                choices=_offer,
            ),
        ),
        _replied,
        _("Send"),
        lifetime=_LIFETIME,
        secret=True,
    )
)

_close = feature.form(
    Form(
        "desks.close",
        _("Close a matter"),
        (
            Step(
                "text",
                _("Summary"),
                _("What came of it? This is the last message; whoever wrote reads it with the receipt."),
                _text(TEXT_LIMIT),
                choices=_offer,
            ),
        ),
        _closed,
        _("Close it"),
        lifetime=_LIFETIME,
        secret=True,
    )
)

_theme = feature.form(
    Form(
        "desks.theme",
        _("Theme"),
        (
            Step(
                "theme",
                _("Theme"),
                _("What is it about? A word or two; it is counted by month."),
                _text(THEME_LIMIT),
                choices=_themes,
            ),
        ),
        _themed,
        _("Save"),
        lifetime=_LIFETIME,
        quick=True,
        secret=True,
    )
)


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    return lines(
        _("<b>Question:</b> {text}", text=answers["question"]),
        _("<b>Answer:</b> {text}", text=answers["answer"]),
        "",
        _("Everybody reads this under “You ask, we answer”. Is there nothing left that leads to somebody?"),
    )


_HALF = TEXT_LIMIT // 2

_publish = feature.form(
    Form(
        "desks.publish",
        _("Publish the answer"),
        (
            Step(
                "question",
                _("Question"),
                _(
                    "Put the question into your own words, without names, places and times that lead to somebody. "
                    "At most {limit} characters.",
                    limit=_HALF,
                ),
                _text(_HALF),
            ),
            Step("answer", _("Answer"), _("And the answer, at most {limit} characters.", limit=_HALF), _text(_HALF)),
        ),
        _published,
        _("Publish the answer"),
        preview=_preview,
        lifetime=_LIFETIME,
        secret=True,
    )
)
