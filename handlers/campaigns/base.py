"""What the parts of this feature share: its declaration, its taps, its refusals, the look of a campaign."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.suggestions.campaign import (
    Campaign,
    CampaignClosed,
    CampaignNotYours,
    CampaignUnfit,
    CampaignUnknown,
    Phase,
    Plan,
    Voting,
)
from bot.texts import When, Words, _, joined, lines, n_
from handlers.kit import Ctx, Feature

feature = Feature("campaigns", _("Campaigns"), lead="campaigns")

PHASES: dict[Phase, Words] = {
    Phase.AHEAD: _("not open for suggestions yet"),
    Phase.COLLECTING: _("collecting"),
    Phase.JUDGING: _("being judged"),
    Phase.PUBLISHED: _("no longer collecting"),
    Phase.CANCELLED: _("ended early"),
}
VOTINGS: dict[Voting, Words] = {
    Voting.ON: _("on, counts shown"),
    Voting.HIDDEN: _("counts hidden till the end"),
    Voting.OFF: _("off"),
}
PARTS: dict[str, Words] = {
    "title": _("Campaign title"),
    "theme": _("What is asked for"),
    "closes_at": _("Collects until"),
    "judged_at": _("Judges until"),
    "departments": _("Who takes part"),
    "prizes": _("Prizes"),
    "each": _("Per person"),
    "longest": _("Length"),
    "voting": _("Seconding"),
    "seconds_each": _("Seconds per person"),
    "comments": _("Comments"),
    "hidden_names": _("Hiding the name"),
    "moderated": _("Look before others see"),
    "days": _("Days to answer"),
    "judges": _("Judges each"),
    "points": _("Points"),
    "leader": _("Leader in charge"),
}


class ListCampaigns(Tap, wire="kk"):
    """A page of the campaigns."""

    page: int = 0


class OpenCampaign(Tap, wire="ko"):
    """One campaign."""

    campaign: int


class EditCampaign(Tap, wire="ke"):
    """Change it."""

    campaign: int


class CancelCampaign(Tap, wire="kx"):
    """End it before its time; `sure` after asking."""

    campaign: int
    sure: bool


class ChooseChat(Tap, wire="kp"):
    """Choose into which group its card goes."""

    campaign: int


class ShowJudges(Tap, wire="kj"):
    """Who judges it, and by what."""

    campaign: int


class ShowRanking(Tap, wire="kr"):
    """A page of the ranking."""

    campaign: int
    page: int = 0


class ShowReport(Tap, wire="kt"):
    """What it came to."""

    campaign: int


class ShowTasks(Tap, wire="ku"):
    """What the reader has to judge."""


def window(plan: Plan) -> Words:
    """Return from when to when suggestions are taken, and until when they are judged."""
    if plan.closes_at is None:
        return _("Always open")
    collects = _("Collects until {until}", until=When(plan.closes_at))
    return joined([collects, _("results after {at}", at=When(plan.judged_at))]) if plan.judged_at else collects


def counts(one: Campaign) -> Words:
    """Return how many were filed, done and adopted."""
    said: list[Words] = [n_("{n} suggestion", "{n} suggestions", one.filed)]
    said += [n_("{n} done", "{n} done", one.resolved)] if one.resolved else []
    said += [n_("{n} adopted", "{n} adopted", one.adopted)] if one.adopted else []
    return joined(said)


def facts(ctx: Ctx, one: Plan, *more: Words | None) -> Words:
    """Return what everybody reads about a campaign, with `more` below the title."""
    return lines(
        _("<b>💡 {title}</b>", title=one.title),
        *more,
        *(("", one.theme) if one.theme else ()),
        "",
        window(one),
        _("Opens {at}", at=When(one.opens_at)) if ctx.now < one.opens_at else None,
        _("Prizes: {prizes}", prizes=one.prizes) if one.prizes else None,
    )


def _unfit(refusal: CampaignUnfit) -> Words:
    return _("“{part}” does not fit: see what the question says.", part=PARTS.get(refusal.part, refusal.part))


def _closed(refusal: CampaignClosed) -> Words:
    if refusal.opens:
        return _("This campaign opens {at}.", at=When(refusal.opens))
    return _("This campaign takes no more suggestions. See /campaigns for those that do.")


feature.refuses(CampaignUnknown, lambda _r: _("There is no such campaign, or it is for others. See /campaigns."))
feature.refuses(CampaignNotYours, lambda _r: _("Only who organises this campaign can do that."))
feature.refuses(CampaignClosed, _closed)
feature.refuses(CampaignUnfit, _unfit)
feature.noted("campaign.make", lambda title: _("began the campaign “{title}”", title=title))
feature.noted("campaign.edit", lambda title: _("changed the campaign “{title}”", title=title))
feature.noted("campaign.cancel", lambda title: _("ended the campaign “{title}” early", title=title))
feature.noted("campaign.publish", lambda title: _("told the results of “{title}”", title=title))
feature.noted("campaign.criteria", lambda title: _("changed the criteria of “{title}”", title=title))
feature.noted("campaign.judge", lambda title: _("made somebody judge “{title}”", title=title))
feature.noted("campaign.unjudge", lambda title: _("took somebody off the judges of “{title}”", title=title))
feature.noted("campaign.post", _("posted a campaign to a group"))
feature.noted("campaign.report", lambda form: _("took a campaign's report ({form})", form=form))
