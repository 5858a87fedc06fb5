"""/newcampaign, and changing one: what is asked for and when; then its rules, which have usual values."""

from __future__ import annotations

from dataclasses import replace

from bot.clock import instant, micros
from bot.domain.drafts import DraftKey
from bot.domain.people import NoAuthority, Role
from bot.domain.suggestions.campaign import CampaignNotYours, Plan, Rules, Voting
from bot.services.campaigns import Campaigns, Look
from bot.texts import Words, _, lines
from handlers import whom
from handlers.campaigns import steps
from handlers.campaigns.base import EditCampaign, facts, feature
from handlers.campaigns.listing import show
from handlers.campaigns.rule_words import rules_text
from handlers.campaigns.steps import ABOUT, RULES, ChangeRules
from handlers.kit import Answers, Ctx, Form, Scope, Screen
from handlers.search import chosen

_GIVEN: Answers = {"opens": None, "departments": [], "prizes": None}


@feature.command("newcampaign", _("Begin a campaign for suggestions"), Scope.ORGANISER)
async def begin(ctx: Ctx, _rest: str) -> Screen:
    """Ask what it is about."""
    if not ctx.person.is_organiser(ctx.now):
        raise NoAuthority(Role.ORGANISER)
    return await ctx.fill_in(_new, dict(_GIVEN))


@feature.on(EditCampaign)
async def edit(ctx: Ctx, tap: EditCampaign) -> Screen:
    """Open the form with everything as it is now."""
    one = (await _managed(ctx, tap.campaign)).campaign
    return await ctx.fill_in(
        _edit,
        {
            "_campaign": one.id,
            "title": one.title,
            "theme": one.theme or None,
            "opens": micros(one.opens_at),
            "closes": None if one.closes_at is None else micros(one.closes_at),
            "judged": None if one.judged_at is None else micros(one.judged_at),
            "departments": [[id_, path] for id_, path in await steps.paths(ctx, one.departments)],
            "prizes": one.prizes or None,
        },
    )


@feature.on(ChangeRules)
async def change_rules(ctx: Ctx, tap: ChangeRules) -> Screen:
    """Open the form of the rules."""
    seen = await _managed(ctx, tap.campaign)
    rules = seen.campaign.rules
    leader = seen.leader or ctx.reader.plain(steps.OWNERS)
    return await ctx.fill_in(
        _rules,
        {
            "_campaign": tap.campaign,
            **{name: getattr(rules, name) for name in ("each", "longest", "seconds_each", "days", "judges", "points")},
            "voting": rules.voting.value,
            **{name: "yes" if getattr(rules, name) else "no" for name in ("comments", "hidden_names", "moderated")},
            "leader": {"id": seen.campaign.leader_id, "shown": leader},
        },
    )


async def _managed(ctx: Ctx, campaign_id: int) -> Look:
    seen = await ctx.use(Campaigns).look(ctx.person.id, campaign_id)
    if not seen.manages:
        raise CampaignNotYours
    return seen


def _about(ctx: Ctx, answers: Answers, before: Plan | None) -> Plan:
    known = before or Plan(title="", opens_at=ctx.now)
    opens, closes, judged = answers["opens"], answers["closes"], answers.get("judged")
    return replace(
        known,
        title=answers["title"],
        theme=answers.get("theme") or "",
        opens_at=ctx.now if opens is None else instant(opens),
        closes_at=None if closes is None else instant(closes),
        judged_at=None if closes is None or judged is None else instant(judged),
        departments=tuple(id_ for id_, _path in answers["departments"]),
        prizes=answers.get("prizes") or "",
    )


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    before = (await _managed(ctx, answers["_campaign"])).campaign.plan() if "_campaign" in answers else None
    plan = _about(ctx, answers, before)
    return lines(
        facts(ctx, plan),
        _("Taking part: {who}", who=whom.show(ctx, answers["departments"])),
        *(("", _("Usual rules apply; you can change them afterwards.")) if before is None else ()),
    )


async def _make(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    made = await ctx.use(Campaigns).make(ctx.person.id, _about(ctx, answers, None), draft)
    return await show(ctx, made.id, _("The campaign is there"))


async def _change(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    before = (await _managed(ctx, answers["_campaign"])).campaign.plan()
    await ctx.use(Campaigns).edit(ctx.person.id, answers["_campaign"], _about(ctx, answers, before), draft)
    return await show(ctx, answers["_campaign"], _("Saved"))


def _ruled(answers: Answers) -> Rules:
    return Rules(
        **{name: answers[name] for name in ("each", "longest", "seconds_each", "days", "judges", "points")},
        voting=Voting(answers["voting"]),
        **{name: answers[name] == "yes" for name in ("comments", "hidden_names", "moderated")},
    )


async def _preview_rules(_ctx: Ctx, answers: Answers) -> Words:
    return rules_text(_ruled(answers), chosen(answers, "leader")["shown"])


async def _change_rules(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    before = (await _managed(ctx, answers["_campaign"])).campaign.plan()
    plan = replace(before, rules=_ruled(answers), leader_id=chosen(answers, "leader")["id"])
    await ctx.use(Campaigns).edit(ctx.person.id, answers["_campaign"], plan, draft)
    return await show(ctx, answers["_campaign"], _("Saved"))


_new = feature.form(Form("campaign", _("New campaign"), ABOUT, _make, _("Start the campaign"), preview=_preview))
_edit = feature.form(
    Form("campaign.edit", _("Change the campaign"), ABOUT, _change, _("Save the changes"), preview=_preview)
)
_rules = feature.form(
    Form("campaign.rules", _("Rules of the campaign"), RULES, _change_rules, _("Save"), preview=_preview_rules)
)
