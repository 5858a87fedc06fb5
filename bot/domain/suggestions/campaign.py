"""Campaigns: what is asked for, when, and under which rules."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from bot.domain.suggestions.evaluation import JUDGES_EACH, MOST_JUDGES_EACH
from bot.errors import Refusal

LONGEST_TITLE, LONGEST_THEME, LONGEST_PRIZES = 60, 1000, 500
LONGEST_TEXT = 2000  # of a suggestion, unless its campaign says less
MOST_DAYS, MOST_EACH, MOST_POINTS = 60, 100, 1000


class Phase(StrEnum):
    """Where a campaign stands."""

    AHEAD = "ahead"
    COLLECTING = "collecting"
    JUDGING = "judging"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Voting(StrEnum):
    """Whether others second a suggestion."""

    ON = "on"
    HIDDEN = "hidden"  # they do, and nobody sees how many until the results are out
    OFF = "off"


class CampaignUnknown(Refusal):
    """There is no such campaign, or not for this person."""


class CampaignNotYours(Refusal):
    """Only organisers whose authority covers the campaign may do that."""


class CampaignClosed(Refusal):
    """Nothing can be filed now: `opens` says when, None: not any more."""

    def __init__(self, opens: datetime | None = None) -> None:
        super().__init__(opens)
        self.opens = opens


class CampaignUnfit(Refusal):
    """A part of a campaign that cannot hold; `part` is its field."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a campaign takes suggestions and deals with them. 0 as a limit: none."""

    each: int = 0  # suggestions one person may file
    longest: int = LONGEST_TEXT
    voting: Voting = Voting.ON
    seconds_each: int = 0  # suggestions one person may second
    comments: bool = True
    hidden_names: bool = True  # authors may hide their name from the public
    moderated: bool = False  # others see a suggestion (and comments) only once an organiser has let it through
    days: int = 5  # working days within which an answer is due
    judges: int = JUDGES_EACH  # who mark one suggestion
    points: int = 10  # on the ledger for an adopted suggestion, half of it for a partly adopted one

    def check(self) -> None:
        """Refuse what cannot hold. Raises CampaignUnfit."""
        fits = {
            "each": 0 <= self.each <= MOST_EACH,
            "longest": 20 <= self.longest <= LONGEST_TEXT,  # noqa: PLR2004 - a sentence
            "seconds_each": 0 <= self.seconds_each <= MOST_EACH,
            "days": 1 <= self.days <= MOST_DAYS,
            "judges": JUDGES_EACH <= self.judges <= MOST_JUDGES_EACH,
            "points": 0 <= self.points <= MOST_POINTS,
        }
        for part, fit in fits.items():
            if not fit:
                raise CampaignUnfit(part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an organiser says about a campaign.

    Suggestions are taken from `opens_at` to `closes_at` (None: always), judged until `judged_at`, then results are out.
    """

    title: str
    opens_at: datetime
    closes_at: datetime | None = None
    judged_at: datetime | None = None
    theme: str = ""
    prizes: str = ""
    departments: tuple[int, ...] = ()  # whose people (with all below) may take part; empty: everybody
    leader_id: int | None = None  # hears of what is long overdue; None: the owners do
    rules: Rules = field(default_factory=Rules)

    def check(self) -> None:
        """Refuse what cannot hold. Raises CampaignUnfit."""
        closes, judged = self.closes_at, self.judged_at
        fits = {
            "title": 1 <= len(self.title) <= LONGEST_TITLE,
            "theme": len(self.theme) <= LONGEST_THEME,
            "prizes": len(self.prizes) <= LONGEST_PRIZES,
            "closes_at": closes is None or self.opens_at < closes,
            "judged_at": judged is None or (closes is not None and closes < judged),
        }
        for part, fit in fits.items():
            if not fit:
                raise CampaignUnfit(part)
        self.rules.check()


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(Plan):
    """A campaign with its counts: `filed` suggestions that others may know of, `adopted` of them, `seconds`."""

    id: int
    organiser_id: int
    cancelled: bool = False
    filed: int = 0
    adopted: int = 0
    resolved: int = 0
    revision: int = 1

    def plan(self) -> Plan:
        """Return what its organiser says about it, to be changed."""
        return Plan(**{one.name: getattr(self, one.name) for one in fields(Plan)})

    def phase(self, now: datetime) -> Phase:
        """Return where it stands at `now`."""
        if self.cancelled:
            return Phase.CANCELLED
        if now < self.opens_at:
            return Phase.AHEAD
        if self.closes_at is None or now < self.closes_at:
            return Phase.COLLECTING
        if self.judged_at is not None and now < self.judged_at:
            return Phase.JUDGING
        return Phase.PUBLISHED

    def collect(self, now: datetime) -> None:
        """Refuse a suggestion outside the time for it. Raises CampaignClosed."""
        phase = self.phase(now)
        if phase is not Phase.COLLECTING:
            raise CampaignClosed(self.opens_at if phase is Phase.AHEAD else None)

    def counts_shown(self, now: datetime) -> bool:
        """Whether everybody may see how many seconded."""
        voting = self.rules.voting
        return voting is Voting.ON or (voting is Voting.HIDDEN and self.phase(now) is Phase.PUBLISHED)


def written(rules: Rules) -> str:
    """Return `rules` as they are kept: JSON of what differs from the usual, "" when nothing does."""
    usual = asdict(Rules())
    kept = {name: value for name, value in asdict(rules).items() if value != usual[name]}
    return json.dumps(kept, ensure_ascii=False) if kept else ""


@lru_cache(maxsize=256)
def read(kept: str) -> Rules:
    """Return what `written` wrote; names that a later release no longer knows are left out."""
    known = {one.name for one in fields(Rules)}
    found: dict[str, Any] = {name: value for name, value in json.loads(kept or "{}").items() if name in known}
    if "voting" in found:
        found["voting"] = Voting(found["voting"])
    return Rules(**found)
