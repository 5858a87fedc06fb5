"""Judging in the chat: one suggestion at a time, no names, a mark for each criterion with one tap."""

from __future__ import annotations

from bot.callbacks import StaleTapError, Tap
from bot.domain.suggestions.evaluation import MARKS, EvaluationClosed, MarkUnfit, NotEvaluator
from bot.domain.suggestions.news import CampaignNews
from bot.domain.suggestions.suggestion import FileKind
from bot.services.evaluation import Evaluations
from bot.services.judging import Paper
from bot.texts import When, Words, _, lines, n_
from handlers.campaigns.base import ListCampaigns, ShowTasks, feature
from handlers.cards import BACK, clip, paired
from handlers.kit import Attachment, Button, Ctx, Go, Promise, Row, Screen, Style
from handlers.kit import FileKind as Shown

_SHOWN = 12  # suggestions on one screen
_LABEL = 14

feature.refuses(NotEvaluator, lambda _r: _("This suggestion is not yours to judge. See /judge."))
feature.refuses(EvaluationClosed, lambda _r: _("Judging is over, or has not begun."))
feature.refuses(MarkUnfit, lambda _r: _("A mark is a number from 1 to 10."))


class OpenPaper(Tap, wire="kn"):
    """One suggestion to judge."""

    suggestion: int


class Mark(Tap, wire="kn="):
    """Give a mark."""

    suggestion: int
    criterion: int
    points: int


class Unmark(Tap, wire="kn-"):
    """Choose another mark for a criterion."""

    suggestion: int
    criterion: int


class ShowPhoto(Tap, wire="knp"):
    """A photo of it; `number` counts from 0."""

    suggestion: int
    number: int


@feature.command("judge", _("Judge suggestions that wait for you"))
async def judge(ctx: Ctx, _rest: str) -> Screen:
    """List them."""
    return await _tasks(ctx)


@feature.on(ShowTasks)
async def tasks(ctx: Ctx, _tap: ShowTasks) -> Screen:
    """List them."""
    return await _tasks(ctx)


@feature.on(OpenPaper)
async def open_paper(ctx: Ctx, tap: OpenPaper) -> Screen:
    """Show one to be judged."""
    return _screen(await ctx.use(Evaluations).paper(ctx.person.id, tap.suggestion))


@feature.on(Mark)
async def mark(ctx: Ctx, tap: Mark) -> Screen:
    """Note the mark and ask for the next one."""
    paper = await ctx.use(Evaluations).mark(ctx.person.id, tap.suggestion, tap.criterion, tap.points)
    return _screen(paper, toast=_("{points} noted", points=tap.points))


@feature.on(Unmark)
async def unmark(ctx: Ctx, tap: Unmark) -> Screen:
    """Ask for the mark of one criterion again."""
    return _screen(await ctx.use(Evaluations).paper(ctx.person.id, tap.suggestion), tap.criterion)


@feature.on(ShowPhoto)
async def photo(ctx: Ctx, tap: ShowPhoto) -> Screen:
    """Send a photo of it; other files say by their name or sound whose they are."""
    paper = await ctx.use(Evaluations).paper(ctx.person.id, tap.suggestion)
    photos = [one for one in paper.files if one.kind is FileKind.PHOTO]
    if not 0 <= tap.number < len(photos):
        raise StaleTapError
    return Screen(paper.number, fresh=True, attachment=Attachment(Shown.PHOTO, photos[tap.number].id))


@feature.promise(CampaignNews.JUDGE)
async def asked(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell an evaluator that something waits for them."""
    mine = {one.id: (one, some) for one, some in await ctx.use(Evaluations).tasks(ctx.person.id)}
    if promise.subject not in mine:
        return None
    campaign, some = mine[promise.subject]
    waiting = sum(not task.done for task in some)
    if not waiting:
        return None
    body = lines(
        n_("<b>{n} suggestion waits for your marks</b>", "<b>{n} suggestions wait for your marks</b>", waiting),
        campaign.title,
        _("Until {until}", until=When(campaign.judged_at)) if campaign.judged_at else None,
    )
    return Screen(body, ((Button(_("Judge"), Go("/judge"), style=Style.PRIMARY),),))


async def _tasks(ctx: Ctx) -> Screen:
    found = await ctx.use(Evaluations).tasks(ctx.person.id)
    body: list[Words] = [_("<b>To judge</b>")]
    rows: list[Row] = []
    for campaign, some in found:
        done = sum(task.done for task in some)
        body += ["", campaign.title, _("Done: {done} of {total}", done=done, total=len(some))]
        body += [_("Until {until}", until=When(campaign.judged_at))] if campaign.judged_at else []
        rows += [
            (Button(clip(" ".join(task.text.split()), _LABEL), OpenPaper(task.suggestion_id)),)
            for task in some
            if not task.done
        ][:_SHOWN]
        again = [
            Button(_("✓ {number}", number=task.number), OpenPaper(task.suggestion_id)) for task in some if task.done
        ]
        rows += paired(again[:_SHOWN])
    if not found:
        body.append(_("Nothing waits for you."))
    return Screen(lines(*body), (*rows, (Button(BACK, ListCampaigns()),)))


def _screen(paper: Paper, again: int | None = None, toast: Words | None = None) -> Screen:
    """Return a suggestion with the first criterion that has no mark yet, or the one to be marked `again`."""
    open_ = [one for one in paper.criteria if one.id == again] or [
        one for one in paper.criteria if one.id not in paper.marks
    ]
    marks = [_("{criterion}: {mark}", criterion=one.name, mark=paper.marks.get(one.id, "—")) for one in paper.criteria]
    rows: list[Row] = []
    if open_:
        buttons = [Button(str(points), Mark(paper.suggestion_id, open_[0].id, points)) for points in MARKS]
        rows += [tuple(buttons[:5]), tuple(buttons[5:])]
    given = [
        Button(_("✎ {criterion}", criterion=one.name), Unmark(paper.suggestion_id, one.id))
        for one in paper.criteria
        if one.id in paper.marks and one.id != again
    ]
    rows += paired(given)
    photos = [one for one in paper.files if one.kind is FileKind.PHOTO]
    rows += paired(
        [Button(_("Photo {n}", n=place + 1), ShowPhoto(paper.suggestion_id, place)) for place in range(len(photos))]
    )
    if paper.left and not open_:
        rows.append((Button(_("Next one"), OpenPaper(paper.left[0]), style=Style.PRIMARY),))
    rows.append((Button(BACK, ShowTasks()),))
    ask = (
        _("<b>{criterion}</b>: how good, from 1 to 10?", criterion=open_[0].name) if open_ else _("Judged. Thank you.")
    )
    return Screen(
        lines(
            _("<b>{number}</b>", number=paper.number),
            "",
            paper.text,
            "",
            *marks,
            "",
            ask,
            n_("{n} more waits", "{n} more wait", len(paper.left)) if paper.left else None,
        ),
        tuple(rows),
        toast=toast,
    )
