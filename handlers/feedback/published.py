"""What desks published for everybody: a page of questions and answers, and a long one whole."""

from __future__ import annotations

from bot.domain.desks import Publication
from bot.services.desks import Desks
from bot.texts import Words, _, lines
from handlers.cards import BACK, clip, turns
from handlers.conversation import on_day
from handlers.feedback.base import Published, ReadPublished, feature
from handlers.kit import Button, Ctx, Go, Row, Screen

_SIZE, _SHOWN, _LABEL = 3, 400, 20  # matters on a page, characters of each text and of a label


@feature.on(Published)
async def published(ctx: Ctx, tap: Published) -> Screen:
    """Show what desks published, the latest first."""
    page = max(0, tap.page)
    found, total = await ctx.use(Desks).publications(page, _SIZE)
    body: list[Words] = [_("<b>You ask, we answer</b>"), ""]
    body += [_said(ctx, one, _SHOWN) for one in found] or [_("Nothing was published yet.")]
    rows: list[Row] = [
        (Button(_("Whole: {text}", text=clip(one.question, _LABEL)), ReadPublished(one.id, page)),)
        for one in found
        if max(len(one.question), len(one.answer)) > _SHOWN
    ]
    rows += turns(page, -(-total // _SIZE), Published)
    return Screen(lines(*body), (*rows, (Button(BACK, Go("/feedback")),)))


@feature.on(ReadPublished)
async def whole(ctx: Ctx, tap: ReadPublished) -> Screen:
    """Show one of them whole."""
    one = await ctx.use(Desks).publication(tap.publication)
    return Screen(_said(ctx, one), ((Button(BACK, Published(tap.page)),),))


def _said(ctx: Ctx, one: Publication, limit: int | None = None) -> Words:
    question, answer = (clip(text, limit or len(text)) for text in (one.question, one.answer))
    return lines(
        _("{desk} · {day}", desk=one.desk, day=on_day(ctx, one.day)),
        _("<b>Question:</b> {text}", text=question),
        _("<b>Answer:</b> {text}", text=answer),
        "",
    )
