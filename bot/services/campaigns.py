"""Campaigns: an organiser makes one, changes it, tells its results. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.ledger import Entry, Unit
from bot.domain.outbox import Promised
from bot.domain.people import NoAuthority, Role
from bot.domain.suggestions.campaign import Campaign, CampaignUnknown, Phase, Plan
from bot.domain.suggestions.cards import Winner
from bot.domain.suggestions.evaluation import (
    USUAL_CRITERIA,
    NothingAdopted,
    ResultsNotYet,
    ResultsTold,
    hundredths,
)
from bot.domain.suggestions.news import CampaignNews
from bot.domain.working_time import Hours
from bot.services.campaign_ground import load, managed
from bot.services.campaign_results import Result, prizes_of, results
from bot.services.outbox import Outbox
from storage import audit, campaign_posts, campaigns, desk, drafts, evaluations, events, ledger, outbox, people, seconds
from storage.db import Database, Tx

_STILL_NEWS = timedelta(days=30)  # for how long it is worth telling somebody about a prize


@dataclass(frozen=True, slots=True)
class Look:
    """A campaign as one person sees it: whether they manage it, may take part, judge it; its published results."""

    campaign: Campaign
    manages: bool
    meant: bool
    judges: bool
    told: bool
    winners: tuple[Winner, ...]
    leader: str  # the name, "" for the owners


@dataclass(frozen=True, slots=True)
class Credit:
    """What somebody has for suggestions that were adopted: points, and prizes in words, the latest first."""

    points: int
    honours: tuple[str, ...]


class Campaigns:
    """Campaigns and their results. `hours` are those of the workplace, in whose year points count."""

    def __init__(self, db: Database, clock: Clock, hours: Hours, owed: Outbox) -> None:
        self._db, self._clock, self._hours, self._owed = db, clock, hours, owed

    async def make(self, actor_id: int, plan: Plan, draft: DraftKey | None = None) -> Campaign:
        """Begin a campaign with the usual criteria; `draft` is used up by it.

        Raises NoAuthority, CampaignNotYours, CampaignUnfit, DraftGone.
        """
        return await self._db.write(make, actor_id, plan, draft, self._clock.now())

    async def edit(self, actor_id: int, campaign_id: int, plan: Plan, draft: DraftKey | None = None) -> Campaign:
        """Change a campaign; `draft` is used up by it.

        Raises CampaignUnknown, CampaignNotYours, CampaignUnfit, DraftGone.
        """

        def edit(tx: Tx, now: datetime) -> Campaign:
            tx.lock("campaigns", campaign_id)
            if draft:
                drafts.consume(tx, draft)
            plan.check()
            managed(tx, actor_id, campaign_id, now)
            campaigns.update(tx, campaign_id, plan)
            after = managed(tx, actor_id, campaign_id, now)
            audit.note(tx, now, actor_id, "campaign.edit", f"campaign:{campaign_id}", plan.title)
            return after

        return await self._db.write(edit, self._clock.now())

    async def cancel(self, actor_id: int, campaign_id: int) -> Campaign:
        """End a campaign before its time; what was filed is worked on. Raises CampaignUnknown, CampaignNotYours."""

        def cancel(tx: Tx, now: datetime) -> Campaign:
            tx.lock("campaigns", campaign_id)
            campaign = managed(tx, actor_id, campaign_id, now)
            if not campaign.cancelled:
                campaigns.cancel(tx, campaign_id)
                audit.note(tx, now, actor_id, "campaign.cancel", f"campaign:{campaign_id}", campaign.title)
            return load(tx, campaign_id)

        return await self._db.write(cancel, self._clock.now())

    async def look(self, person_id: int, campaign_id: int) -> Look:
        """Return a campaign as that person sees it. Raises CampaignUnknown when it is nothing to them."""
        return await self._db.read(look, person_id, campaign_id, self._clock.now())

    async def all(self, person_id: int) -> tuple[Look, ...]:
        """Return the campaigns that are something to that person, the latest first."""

        def listed(tx: Tx, now: datetime) -> tuple[Look, ...]:
            seen = (_look(tx, person_id, one, now) for one in campaigns.every(tx))
            return tuple(one for one in seen if one.manages or one.judges or (one.meant and not one.campaign.cancelled))

        return await self._db.read(listed, self._clock.now())

    async def credit(self, person_id: int) -> Credit:
        """Return what the ledger has for the person's suggestions."""

        def look(tx: Tx) -> Credit:
            points = ledger.total(tx, Unit.POINTS, person_id) // hundredths(1)
            return Credit(points, ledger.notes(tx, Unit.HONOURS, person_id))

        return await self._db.read(look)

    async def foresee(self, actor_id: int, campaign_id: int) -> tuple[Result, ...]:
        """Return what publishing would tell: adopted suggestions by rank with prize and points.

        Raises CampaignUnknown, CampaignNotYours, ResultsNotYet.
        """

        def foresee(tx: Tx, now: datetime) -> tuple[Result, ...]:
            return _results(tx, managed(tx, actor_id, campaign_id, now), now)

        return await self._db.read(foresee, self._clock.now())

    async def publish(self, actor_id: int, campaign_id: int) -> Campaign:
        """Tell the results, once: cards in groups say them, points and prizes go on the ledger, winners are told.

        Raises CampaignUnknown, CampaignNotYours, ResultsNotYet, NothingAdopted, ResultsTold.
        """
        campaign = await self._db.write(publish, actor_id, campaign_id, self._clock.now(), self._hours)
        self._owed.poke()
        return campaign


def make(tx: Tx, actor_id: int, plan: Plan, draft: DraftKey | None, now: datetime) -> Campaign:
    """See `Campaigns.make`."""
    if draft:
        drafts.consume(tx, draft)
    if not events.scopes(tx, actor_id, now):
        raise NoAuthority(Role.ORGANISER)
    plan.check()
    id_ = campaigns.insert(tx, plan, actor_id, now)
    evaluations.put_criteria(tx, id_, USUAL_CRITERIA)
    audit.note(tx, now, actor_id, "campaign.make", f"campaign:{id_}", plan.title)
    return load(tx, id_)


def publish(tx: Tx, actor_id: int, campaign_id: int, now: datetime, hours: Hours) -> Campaign:
    """See `Campaigns.publish`."""
    tx.lock("campaigns", campaign_id)
    campaign = managed(tx, actor_id, campaign_id, now)
    if campaign_posts.published(tx, campaign_id):
        raise ResultsTold
    found = _results(tx, campaign, now)
    if not found:
        raise NothingAdopted
    campaign_posts.publish(tx, campaign_id, ((one.suggestion_id, one.prize) for one in found), now)
    for one in found:
        honour(tx, campaign, one, now, hours)
    audit.note(tx, now, actor_id, "campaign.publish", f"campaign:{campaign_id}", campaign.title)
    return load(tx, campaign_id)


def look(tx: Tx, person_id: int, campaign_id: int, now: datetime) -> Look:
    """See `Campaigns.look`."""
    seen = _look(tx, person_id, load(tx, campaign_id), now)
    if not (seen.manages or seen.meant or seen.judges):
        raise CampaignUnknown
    return seen


def _look(tx: Tx, person_id: int, campaign: Campaign, now: datetime) -> Look:
    return Look(
        campaign,
        desk.is_officer(tx, campaign, person_id, now),
        campaigns.meant(tx, campaign.id, person_id),
        campaign.id in evaluations.judging(tx, person_id),
        campaign_posts.published(tx, campaign.id),
        campaign_posts.winners(tx, campaign.id),
        "" if campaign.leader_id is None else people.get(tx, campaign.leader_id).name,
    )


def _results(tx: Tx, campaign: Campaign, now: datetime) -> tuple[Result, ...]:
    if campaign.phase(now) is not Phase.PUBLISHED:
        raise ResultsNotYet
    return prizes_of(campaign, results(tx, campaign.id))


def honour(tx: Tx, campaign: Campaign, one: Result, now: datetime, hours: Hours) -> None:
    """Credit the authors of an adopted suggestion, but not those who hid their name: points would tell it."""
    if one.hidden:
        return
    hidden = seconds.hidden_authors(tx, one.suggestion_id)
    authors = [person_id for person_id in seconds.authors(tx, one.suggestion_id) if person_id not in hidden]
    year, what = now.astimezone(hours.zone).year, f"{one.number} · {campaign.title}"
    ledger.record(tx, _entries(authors, one, year, what), now)
    promises = [
        Promised(
            person_id,
            CampaignNews.HONOURED,
            one.suggestion_id,
            f"{CampaignNews.HONOURED}:{one.suggestion_id}:{person_id}",
            now,
            {"campaign": campaign.id, "points": one.points, "prize": one.prize},
            now + _STILL_NEWS,
        )
        for person_id in authors
    ]
    outbox.promise(tx, promises, now)


def _entries(authors: Iterable[int], one: Result, year: int, what: str) -> list[Entry]:
    units = [(Unit.POINTS, one.points, what)] if one.points else []
    units += [(Unit.HONOURS, 1, f"{one.prize} · {what}")] if one.prize else []
    return [
        Entry(
            person_id, unit, hundredths(amount), year, None, f"{unit}:suggestion:{one.suggestion_id}:{person_id}", note
        )
        for person_id in authors
        for unit, amount, note in units
    ]
