"""Who may do something about a campaign: functions of a transaction."""

from __future__ import annotations

from datetime import datetime

from bot.domain.suggestions.campaign import Campaign, CampaignNotYours, CampaignUnknown
from storage import campaigns, desk
from storage.db import Tx


def load(tx: Tx, campaign_id: int) -> Campaign:
    """Return a campaign. Raises CampaignUnknown."""
    campaign = campaigns.load(tx, campaign_id)
    if campaign is None:
        raise CampaignUnknown
    return campaign


def managed(tx: Tx, actor_id: int, campaign_id: int, now: datetime) -> Campaign:
    """Return a campaign to who organises it. Raises CampaignUnknown, CampaignNotYours."""
    campaign = load(tx, campaign_id)
    if not desk.is_officer(tx, campaign, actor_id, now):
        raise CampaignNotYours
    return campaign
