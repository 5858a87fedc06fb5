"""Sending a campaign's card into a group, and what happens by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.callbacks import Tap
from bot.domain.suggestions.campaign import CampaignNotYours
from bot.domain.suggestions.news import CampaignNews
from bot.services.campaign_posts import CampaignPosts
from bot.services.campaigns import Campaigns
from bot.services.evaluation import Evaluations
from bot.services.groups import Groups
from bot.texts import _, lines
from handlers.campaigns.base import ChooseChat, OpenCampaign, feature
from handlers.cards import BACK, clip
from handlers.kit import Button, Ctx, Desk, Promise, Screen, Toast

_SHARED_EVERY = timedelta(minutes=10)


class PostCampaign(Tap, wire="kp+"):
    """Send the card into that group."""

    campaign: int
    group: int


@feature.every("giving out what is to be judged", _SHARED_EVERY)
async def share(desk: Desk, _now: datetime) -> None:
    """Give evaluators their share of the campaigns that are judged now, and tell organisers when that is over."""
    await desk.service(Evaluations).share()


@feature.on(ChooseChat)
async def choose(ctx: Ctx, tap: ChooseChat) -> Screen:
    """List the groups that are bound."""
    seen = await ctx.use(Campaigns).look(ctx.person.id, tap.campaign)
    if not seen.manages:
        raise CampaignNotYours
    groups = await ctx.use(Groups).bound()
    rows = tuple((Button(clip(group.title), PostCampaign(tap.campaign, group.id)),) for group in groups)
    ask = _("Into which group or channel?")
    if not rows:
        ask = _("No group is bound yet. Take me into one and send /bind there; a channel you bind by /bind here.")
    title = _("<b>{title}</b>", title=seen.campaign.title)
    return Screen(lines(title, "", ask), (*rows, (Button(BACK, OpenCampaign(tap.campaign)),)))


@feature.on(PostCampaign)
async def post(ctx: Ctx, tap: PostCampaign) -> Toast:
    """Send it."""
    await ctx.use(CampaignPosts).post(ctx.person.id, tap.campaign, tap.group, ctx.message_id)
    return Toast(_("On its way to the group"))


@feature.promise(CampaignNews.UNPOSTED)
async def unposted(ctx: Ctx, promise: Promise) -> Screen:
    """Tell that a card could not be sent."""
    seen = await ctx.use(Campaigns).look(ctx.person.id, promise.subject)
    body = _(
        "The card of “{title}” could not be sent to “{group}”: I am not there any more, or may not write there.",
        title=seen.campaign.title,
        group=promise.data["group"],
    )
    return Screen(body, ((Button(_("Post to a group"), ChooseChat(promise.subject)),),))
