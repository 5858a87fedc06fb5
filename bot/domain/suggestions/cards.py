"""Cards of campaigns in groups: what one says, and how to see that something else is so by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.domain.suggestions.campaign import Campaign, Phase

WINNERS_SHOWN = 8  # what a phone shows without scrolling
FOLLOWED = timedelta(days=60)  # after the end: so long its counts still move
_LAST = "last"


@dataclass(frozen=True, slots=True)
class Winner:
    """An adopted suggestion in the published results; `prize` and `author` may be ""."""

    suggestion_id: int
    number: str
    text: str
    prize: str
    author: str


@dataclass(frozen=True, slots=True)
class LiveCampaign:
    """What a card says now; `told`: the results are out. Same words, same `signature`."""

    campaign: Campaign
    winners: tuple[Winner, ...]
    told: bool
    signature: str


def live(campaign: Campaign, winners: tuple[Winner, ...], language: str, now: datetime, *, told: bool) -> LiveCampaign:
    """Return what a card in `language` ("": the usual one) says now."""
    phase = campaign.phase(now)
    counts = f"{campaign.filed}/{campaign.resolved}/{campaign.adopted}"
    facts = [f"r{campaign.revision}", counts, phase, language, "told" if told else ""]
    if campaign.cancelled or now >= end(campaign, now) + FOLLOWED:
        facts.append(_LAST)
    said = "\0".join(f"{one.number}{one.prize}{one.author}{one.text}" for one in winners[:WINNERS_SHOWN])
    facts.append(blake2b(said.encode(), digest_size=6).hexdigest())
    return LiveCampaign(campaign, winners, told, " ".join(facts))


def end(campaign: Campaign, now: datetime) -> datetime:
    """Return when the last phase begins; `now` for a campaign that goes on for ever."""
    return campaign.judged_at or campaign.closes_at or now


def next_phase_at(campaign: Campaign, now: datetime) -> datetime | None:
    """Return when the phase changes next; None when it does not any more."""
    if campaign.phase(now) in {Phase.CANCELLED, Phase.PUBLISHED}:
        return None
    moments = (campaign.opens_at, campaign.closes_at, campaign.judged_at)
    return min((at for at in moments if at and at > now), default=None)


def is_last(signature: str) -> bool:
    """Whether a card that shows this says its last."""
    return _LAST in signature.split()
