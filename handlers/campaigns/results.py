"""The ranking, what is decided about each suggestion, and telling the results."""

from __future__ import annotations

from bot.callbacks import StaleTapError, Tap
from bot.domain.drafts import DraftKey
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.campaign import Phase
from bot.domain.suggestions.evaluation import NothingAdopted, ResultsNotYet, ResultsTold, Score
from bot.domain.suggestions.news import CampaignNews
from bot.domain.suggestions.states import Decision
from bot.domain.suggestions.suggestion import LONGEST_WORDS
from bot.services.campaign_results import Result
from bot.services.campaigns import Campaigns
from bot.services.evaluation import Evaluations
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.texts import Words, _, joined, lines, n_
from handlers.campaigns.base import OpenCampaign, ShowRanking, feature
from handlers.campaigns.listing import show
from handlers.cards import BACK, clip, turns
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Promise, Row, Screen, Step, Style
from handlers.suggestion_look import DECISIONS, desk_button, suggestion_button

_PAGE, _LABEL, _LISTED = 8, 14, 20
_MARKS = {Decision.ADOPTED: "✅", Decision.PARTLY: "☑️", Decision.NOT: "—"}

feature.refuses(ResultsNotYet, lambda _r: _("The results are told once judging is over."))
feature.refuses(ResultsTold, lambda _r: _("The results are out already."))
feature.refuses(NothingAdopted, lambda _r: _("Nothing is adopted yet: decide first, in the ranking."))


class OpenRanked(Tap, wire="kro"):
    """One suggestion of the ranking."""

    campaign: int
    suggestion: int


class Decide(Tap, wire="krd"):
    """Adopt it, a part of it, or not: `decision` is of Decision."""

    campaign: int
    suggestion: int
    decision: str


class Publish(Tap, wire="krp"):
    """Tell the results; `sure` after seeing them."""

    campaign: int
    sure: bool


@feature.on(ShowRanking)
async def show_ranking(ctx: Ctx, tap: ShowRanking) -> Screen:
    """Show what is judged, the best first."""
    return await _ranking(ctx, tap.campaign, tap.page)


@feature.on(OpenRanked)
async def open_ranked(ctx: Ctx, tap: OpenRanked) -> Screen:
    """Show one with what its judges gave."""
    return await _one(ctx, tap.campaign, tap.suggestion)


@feature.on(Decide)
async def decide(ctx: Ctx, tap: Decide) -> Screen:
    """Ask for the answer that everybody reads."""
    if tap.decision not in set(Decision):
        raise StaleTapError
    answers = {"_campaign": tap.campaign, "_suggestion": tap.suggestion, "_decision": tap.decision}
    return await ctx.fill_in(_form, answers)


@feature.on(Publish)
async def publish(ctx: Ctx, tap: Publish) -> Screen:
    """Show what will be told, then tell it."""
    service = ctx.use(Campaigns)
    if tap.sure:
        await service.publish(ctx.person.id, tap.campaign)
        return await show(ctx, tap.campaign, _("The results are out"))
    found = await service.foresee(ctx.person.id, tap.campaign)
    if not found:
        raise NothingAdopted
    told = [_prize(one) for one in found[:_LISTED]]
    rest = len(found) - _LISTED
    body = lines(
        _("<b>These are the results:</b>"),
        "",
        *told,
        n_("and {n} other", "and {n} others", rest) if rest > 0 else None,
        "",
        _("Cards in groups say so, the authors are told. Points and prizes go to those who showed their name."),
    )
    yes = Button(_("Tell the results"), Publish(tap.campaign, sure=True), style=Style.SUCCESS)
    return Screen(body, ((yes,), (Button(BACK, ShowRanking(tap.campaign)),)))


@feature.promise(CampaignNews.JUDGED)
async def judged(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell the organiser that the results are to be decided; not when they are out already."""
    seen = await ctx.use(Campaigns).look(ctx.person.id, promise.subject)
    if seen.told or not seen.manages:
        return None
    body = lines(
        _("<b>Judging is over: {title}</b>", title=seen.campaign.title),
        _("Decide what is adopted, then tell the results."),
    )
    return Screen(body, ((Button(_("Ranking and results"), ShowRanking(promise.subject), style=Style.PRIMARY),),))


@feature.promise(CampaignNews.HONOURED)
async def honoured(ctx: Ctx, promise: Promise) -> Screen:
    """Tell an author what their suggestion got."""
    seen = await ctx.use(Campaigns).look(ctx.person.id, promise.data["campaign"])
    prize, points = promise.data["prize"], promise.data["points"]
    body = lines(
        _("<b>Your suggestion was adopted.</b> {title}", title=seen.campaign.title),
        _("🏅 {honour}", honour=prize) if prize else None,
        n_("{n} point is credited to you", "{n} points are credited to you", points) if points else None,
        _("Thank you for thinking along."),
    )
    return Screen(body, ((suggestion_button(promise.subject),),))


async def _ranking(ctx: Ctx, campaign_id: int, page: int, toast: Words | None = None) -> Screen:
    campaign, found = await ctx.use(Evaluations).ranking(ctx.person.id, campaign_id)
    pages = max(1, -(-len(found) // _PAGE))
    page = min(max(page, 0), pages - 1)
    rows: list[Row] = [
        (Button(_label(one), OpenRanked(campaign_id, one.suggestion_id)),)
        for one in found[page * _PAGE : (page + 1) * _PAGE]
    ]
    rows += turns(page, pages, lambda to: ShowRanking(campaign_id, to))
    told = (await ctx.use(Campaigns).look(ctx.person.id, campaign_id)).told
    if campaign.phase(ctx.now) is Phase.PUBLISHED and not told:
        rows.append((Button(_("Tell the results"), Publish(campaign_id, sure=False), style=Style.SUCCESS),))
    decided = sum(one.decision is not None for one in found)
    body = lines(
        _("<b>Ranking · {title}</b>", title=campaign.title),
        _("Score: the mean of what each judge gives by weight. Equal scores have equal ranks."),
        _("Decided: {done} of {total}", done=decided, total=len(found)) if found else _("Nothing to be judged yet."),
    )
    return Screen(body, (*rows, (Button(BACK, OpenCampaign(campaign_id)),)), toast=toast)


async def _one(ctx: Ctx, campaign_id: int, suggestion_id: int) -> Screen:
    campaign, found = await ctx.use(Evaluations).ranking(ctx.person.id, campaign_id)
    one = next((one for one in found if one.suggestion_id == suggestion_id), None)
    if one is None:
        raise StaleTapError
    body = lines(
        _("<b>{number}</b>", number=one.number),
        joined([_rank(one), _score(one.ranked.score), n_("{n} second", "{n} seconds", one.seconds)]),
        "",
        one.text,
        *(("", DECISIONS[one.decision]) if one.decision else ()),
    )
    ways = tuple(
        Button(DECIDE[which], Decide(campaign.id, one.suggestion_id, which.value), style=style)
        for which, style in ((Decision.ADOPTED, Style.SUCCESS), (Decision.PARTLY, None), (Decision.NOT, None))
    )
    return Screen(body, (ways, (desk_button(one.suggestion_id),), (Button(BACK, ShowRanking(campaign_id)),)))


DECIDE: dict[Decision, Words] = {
    Decision.ADOPTED: _("Adopt"),
    Decision.PARTLY: _("Adopt in part"),
    Decision.NOT: _("Do not adopt"),
}


def _label(one: Result) -> Words:
    words = clip(" ".join(one.text.split()), _LABEL)
    parts = [_rank(one), words, *([_number(one.ranked.score)] if one.ranked.rank else [])]
    return joined([*parts, _MARKS[one.decision]] if one.decision else parts)


def _rank(one: Result) -> Words:
    return _("no. {rank}", rank=one.ranked.rank) if one.ranked.rank else _("not judged")


def _number(score: Score) -> str:
    return "" if score.mean is None else f"{float(score.mean):.2f}"


def _score(score: Score) -> Words:
    if score.mean is None:
        return _("{done} of {due} judges", done=score.judges, due=score.due)
    return _("{score} by {n} judges", score=_number(score), n=score.judges)


def _prize(one: Result) -> Words:
    parts: list[Words] = [one.number, clip(" ".join(one.text.split()), _LABEL)]
    parts += [one.prize] if one.prize else []
    parts.append(n_("{n} point", "{n} points", one.points))
    return joined([*parts, _("name hidden, nothing credited")] if one.hidden else parts)


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    if not 1 <= len(text.strip()) <= LONGEST_WORDS:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_WORDS))
    return text.strip()


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    told = Told(answers["words"], decision=Decision(answers["_decision"]))
    await ctx.use(Office).act(ctx.person.id, answers["_suggestion"], Action.DECIDE, told, draft)
    return await _ranking(ctx, answers["_campaign"], 0, DECISIONS[Decision(answers["_decision"])])


_form = feature.form(
    Form(
        "campaign.decide",
        _("Decision"),
        (
            Step(
                "words",
                _("Answer"),
                lambda _ctx, answers: _(
                    "<b>{decision}</b>. Say why in a sentence or two; everybody reads it.",
                    decision=DECIDE[Decision(answers["_decision"])],
                ),
                _read,
            ),
        ),
        _file,
        _("Confirm the decision"),
        quick=True,
    )
)
