"""The one order of promised messages: which goes first, and which one quiet hours hold until they end.

Answers, replies and cards go before all of these, notices after them (bot.telegram.sender); see bot/decisions/0007.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from bot.domain.events import News, OrganiserNews
from bot.domain.feedback import FeedbackNews
from bot.domain.groups import GroupNews, Quiet, quiet_until
from bot.domain.hours import AfterNews
from bot.domain.materials import MaterialNews
from bot.domain.notices import NoticeNews
from bot.domain.nudges import NudgeNews
from bot.domain.outbox import PromiseKind
from bot.domain.people import RoleNews
from bot.domain.reminders import Lead
from bot.domain.rota import RotaNews
from bot.domain.strikes import StrikeNews
from bot.domain.suggestions.comments import CommentNews
from bot.domain.suggestions.news import CampaignNews, LeaderNews, SuggestionNews
from bot.domain.surveys import SurveyNews
from bot.domain.wishes import WishNews


class Urgency(IntEnum):
    """How pressing a message is. What is due goes out in this order; rows keep the number."""

    AT_ONCE = 1  # an answer to what they just did, or of use only now: no quiet hours hold it
    PLANS = 2  # it changes what somebody has planned
    OWN = 3  # what became of their own matters
    ANY_DAY = 4  # for many, and as good tomorrow


ORDER: Mapping[Urgency, tuple[PromiseKind, ...]] = {
    Urgency.AT_ONCE: (
        *(News.OFFERED, News.LINK, News.REMINDER, GroupNews.ADDED, GroupNews.UNPOSTED, CampaignNews.UNPOSTED),
    ),
    Urgency.PLANS: (
        *(News.CANCELLED, News.CHANGED, News.PROMOTED, News.DEMOTED, News.WITHDRAWN, News.ADMITTED),
        *(RotaNews.MOVED, RotaNews.OFF),
    ),
    Urgency.OWN: (
        *(News.LAPSED, News.DECLINED, OrganiserNews.ASKED, NoticeNews.ASKED, NoticeNews.DECIDED),
        *(StrikeNews.NOTED, StrikeNews.OBJECTED, StrikeNews.DECIDED, RoleNews.GRANTED, RoleNews.REVOKED),
        *(RotaNews.INVITED, RotaNews.REMINDER, RotaNews.ANSWERED, RotaNews.HANDED_IN),
        *(RotaNews.VOLUNTEERED, RotaNews.LISTED, FeedbackNews.HANDED, FeedbackNews.SECOND),
        *(SuggestionNews.STEP, SuggestionNews.TURN, SuggestionNews.OVERDUE, CommentNews.NEW),
        *(CommentNews.WAITING, CommentNews.HIDDEN),
    ),
    Urgency.ANY_DAY: (
        *(NoticeNews.NUDGE, NoticeNews.DONE, NudgeNews.NUDGE, AfterNews.THANKS, MaterialNews.NEW, RotaNews.FEEDBACK),
        *(WishNews.PLANNED, WishNews.CLOSED, GroupNews.CARD, GroupNews.DIGEST, GroupNews.REMINDER),
        *(FeedbackNews.DESK, FeedbackNews.WEEKLY, SurveyNews.OPENED, SurveyNews.REMINDER, SurveyNews.CLOSED),
        *(SurveyNews.TOLD, SuggestionNews.SECONDED, SuggestionNews.FOLLOW_UP, LeaderNews.LATE),
        *(CampaignNews.CARD, CampaignNews.JUDGE, CampaignNews.JUDGED, CampaignNews.HONOURED),
    ),
}
_OF = {kind.value: urgency for urgency, kinds in ORDER.items() for kind in kinds}
# Who asked for half an hour's notice wants just that; the reminders that come earlier can wait for the morning.
_EARLY = {Lead.EVE: Urgency.OWN, Lead.DAY: Urgency.OWN, Lead.MORNING: Urgency.PLANS}
# What would be of use only so long after the quiet hours comes during them: who sleeps until seven wants to know in
# the evening that the nine o'clock event is off. An ordinary matter has to be all but lost for that.
_TOO_SHORT = {Urgency.PLANS: timedelta(hours=4), Urgency.OWN: timedelta(hours=1)}


def of(kind: str, data: Mapping[str, object]) -> Urgency:
    """Return how pressing a promised message is; what somebody asked for (`by` in its data) they wait for."""
    if data.get("by") is not None:
        return Urgency.AT_ONCE
    if kind == News.REMINDER:
        return _EARLY.get(Lead(str(data["lead"])), Urgency.AT_ONCE)
    return _OF[kind]


def of_notice(*, important: bool) -> Urgency:
    """Return how pressing a notice is: one that is not important waits for the end of quiet hours."""
    return Urgency.AT_ONCE if important else Urgency.ANY_DAY


def held_until(
    urgency: Urgency, useful_until: datetime | None, quiet: Quiet | None, now: datetime, zone: ZoneInfo
) -> datetime | None:
    """Return until when somebody's quiet hours hold a message that is due; None when it goes out now."""
    end = quiet_until(quiet, now, zone)
    if end is None or urgency is Urgency.AT_ONCE:
        return None
    enough = _TOO_SHORT.get(urgency)
    needed = enough is not None and useful_until is not None and useful_until <= end + enough
    return None if needed else end
