"""/campaigns: those there are, one of them, and what one has of them."""

from __future__ import annotations

from bot.domain.suggestions.campaign import CampaignUnknown, Phase
from bot.services.campaigns import Campaigns, Look
from bot.services.evaluation import Evaluations
from bot.texts import Words, _, joined, lines, n_
from handlers.campaigns.base import (
    PHASES,
    CancelCampaign,
    ChooseChat,
    EditCampaign,
    ListCampaigns,
    OpenCampaign,
    ShowJudges,
    ShowRanking,
    ShowReport,
    ShowTasks,
    counts,
    facts,
    feature,
)
from handlers.campaigns.cards import winner_lines
from handlers.campaigns.steps import ChangeRules
from handlers.cards import BACK, clip, paired, privately, turns
from handlers.kit import Answer, Button, Ctx, Go, Row, Screen, Style
from handlers.suggestion_look import campaign_link, file_link, list_link

_PAGE, _LABEL = 8, 16


@feature.command("campaigns", _("Campaigns for suggestions: what is asked for now"))
async def campaigns(ctx: Ctx, _rest: str) -> Screen:
    """List them."""
    return await _list(ctx, 0)


@feature.on(ListCampaigns)
async def turn(ctx: Ctx, tap: ListCampaigns) -> Screen:
    """Turn the page."""
    return await _list(ctx, tap.page)


@feature.link("k")
async def by_link(ctx: Ctx, rest: str) -> Answer:
    """Open a campaign, for somebody who came from a card or a notice."""
    if not (rest.isascii() and rest.isdigit() and len(rest) <= 18):  # noqa: PLR2004 - below 2**63
        raise CampaignUnknown
    if not ctx.private:
        return privately(ctx, campaign_link(int(rest)))
    return await show(ctx, int(rest))


@feature.on(OpenCampaign)
async def open_campaign(ctx: Ctx, tap: OpenCampaign) -> Screen:
    """Show it."""
    return await show(ctx, tap.campaign)


@feature.on(CancelCampaign)
async def cancel(ctx: Ctx, tap: CancelCampaign) -> Screen:
    """End it early, after asking."""
    service = ctx.use(Campaigns)
    if tap.sure:
        await service.cancel(ctx.person.id, tap.campaign)
        return await show(ctx, tap.campaign, _("Ended"))
    seen = await service.look(ctx.person.id, tap.campaign)
    ask = _("End it now? Nothing more can be filed; what was filed is worked on to the end.")
    yes = Button(_("Yes, end it"), CancelCampaign(tap.campaign, sure=True), style=Style.DANGER)
    return Screen(lines(facts(ctx, seen.campaign), "", ask), ((yes,), (Button(BACK, OpenCampaign(tap.campaign)),)))


async def show(ctx: Ctx, campaign_id: int, toast: Words | None = None) -> Screen:
    """Return a campaign with what the reader can do about it."""
    seen = await ctx.use(Campaigns).look(ctx.person.id, campaign_id)
    one = seen.campaign
    said = joined([PHASES[one.phase(ctx.now)], counts(one)])
    body = lines(facts(ctx, one, said), *(("", *winner_lines(seen.winners)) if seen.told else ()))
    return Screen(
        body, (*_taking_part(ctx, seen), *_managing(ctx, seen), (Button(BACK, ListCampaigns()),)), toast=toast
    )


def _taking_part(ctx: Ctx, seen: Look) -> tuple[Row, ...]:
    one, phase = seen.campaign, seen.campaign.phase(ctx.now)
    row: list[Button] = []
    if phase is Phase.COLLECTING and seen.meant:
        row.append(Button(_("I have an idea"), Go(file_link(one.id)), style=Style.SUCCESS))
    if phase is not Phase.AHEAD:
        row.append(Button(_("What was filed"), Go(list_link(one.id))))
    judge = ((Button(_("Judge"), ShowTasks(), style=Style.PRIMARY),),) if seen.judges and phase is Phase.JUDGING else ()
    return (*((tuple(row),) if row else ()), *judge)


def _managing(ctx: Ctx, seen: Look) -> tuple[Row, ...]:
    if not seen.manages:
        return ()
    id_, phase = seen.campaign.id, seen.campaign.phase(ctx.now)
    buttons = [
        Button(_("Post to a group"), ChooseChat(id_)),
        Button(_("Judges"), ShowJudges(id_)),
        Button(_("Ranking and results"), ShowRanking(id_)),
        Button(_("Campaign report"), ShowReport(id_)),
        Button(_("Change"), EditCampaign(id_)),
        Button(_("Rules"), ChangeRules(id_)),
    ]
    if phase in {Phase.AHEAD, Phase.COLLECTING, Phase.JUDGING}:
        buttons.append(Button(_("End early"), CancelCampaign(id_, sure=False), style=Style.DANGER))
    return paired(buttons)


async def _list(ctx: Ctx, page: int) -> Screen:
    service = ctx.use(Campaigns)
    found, credit = await service.all(ctx.person.id), await service.credit(ctx.person.id)
    tasks = sum(not task.done for _one, some in await ctx.use(Evaluations).tasks(ctx.person.id) for task in some)
    pages = max(1, -(-len(found) // _PAGE))
    page = min(max(page, 0), pages - 1)
    rows: list[Row] = [
        (Button(joined([clip(one.campaign.title, _LABEL), _signpost(ctx, one)]), OpenCampaign(one.campaign.id)),)
        for one in found[page * _PAGE : (page + 1) * _PAGE]
    ]
    if tasks:
        judge = n_("{n} suggestion to judge", "{n} suggestions to judge", tasks)
        rows.insert(0, (Button(judge, ShowTasks(), style=Style.PRIMARY),))
    rows += turns(page, pages, ListCampaigns)
    if ctx.person.is_organiser(ctx.now):
        rows.append((Button(_("New campaign"), Go("/newcampaign"), style=Style.SUCCESS),))
    body = lines(
        _("<b>Campaigns</b>"),
        _("Choose one to file something or to see what came of it.") if found else _("None yet."),
        *(("", n_("Your points: {n}", "Your points: {n}", credit.points)) if credit.points else ()),
        *(_("🏅 {honour}", honour=one) for one in credit.honours),
    )
    return Screen(body, tuple(rows))


def _signpost(ctx: Ctx, one: Look) -> Words:
    return _("results are out") if one.told else PHASES[one.campaign.phase(ctx.now)]
