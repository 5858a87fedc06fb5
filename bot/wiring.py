"""Every service, put together once; what a feature asks for by its class is looked up here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from telegram.error import BadRequest, Forbidden

from bot.clock import Clock
from bot.domain.people import Notice
from bot.domain.working_time import Hours as WorkingHours
from bot.domain.working_time import spans
from bot.keyring import Keyring
from bot.services.approvals import Approvals
from bot.services.audience import Audiences
from bot.services.audit import Audit
from bot.services.calendars import Calendars
from bot.services.campaign_posts import CampaignPosts
from bot.services.campaign_report import CampaignReports
from bot.services.campaigns import Campaigns
from bot.services.catalogue import Catalogue
from bot.services.check_in import CheckIns
from bot.services.check_in_desk import CheckInDesks
from bot.services.deadlines import Deadlines
from bot.services.desk_keys import DeskKeys
from bot.services.desk_room import DeskRoom
from bot.services.desks import Desks
from bot.services.drafts import Drafts
from bot.services.evaluation import Evaluations
from bot.services.events import Events, leave_all
from bot.services.feedback import Feedback
from bot.services.feedback_limits import FeedbackLimits
from bot.services.feedback_upkeep import FeedbackUpkeep
from bot.services.group_acknowledgements import GroupAcknowledgements
from bot.services.groups import Groups
from bot.services.guests import Guests
from bot.services.hours import Hours
from bot.services.lists import Lists
from bot.services.materials import Materials
from bot.services.mirroring import Mirroring
from bot.services.name_lists import Fetch, NameLists
from bot.services.notice_reports import NoticeReports
from bot.services.notice_steering import NoticeSteering
from bot.services.notice_templates import NoticeTemplates
from bot.services.notices import Notices
from bot.services.nudges import Nudges
from bot.services.office import Office
from bot.services.outbox import Outbox
from bot.services.people import People
from bot.services.posts import Posts
from bot.services.questions import Questions
from bot.services.ratings import Ratings
from bot.services.reminders import Reminders
from bot.services.repetitions import Repetitions
from bot.services.rights import Rights
from bot.services.roles import Roles
from bot.services.rota import Rotas
from bot.services.rota_acts import resign_all
from bot.services.rota_turns import Turns
from bot.services.saved_audiences import SavedAudiences
from bot.services.seconding import Seconding
from bot.services.series import AllSeries
from bot.services.speakers import Speakers
from bot.services.strikes import Strikes
from bot.services.subscriptions import Subscriptions
from bot.services.suggestion_comments import SuggestionComments
from bot.services.suggestion_ground import By
from bot.services.suggestion_lists import SuggestionLists
from bot.services.suggestions import Suggestions, part_with
from bot.services.surveys import Surveys
from bot.services.task_forces import TaskForces
from bot.services.watching import Watching
from bot.services.wishes import Wishes
from bot.settings import Settings
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from storage.db import Database, Tx


def services(settings: Settings, db: Database, feedback: Database, clock: Clock, out: Outbound) -> tuple[object, ...]:
    """Return the services, one of each class, on open databases; `out` asks Telegram who administers a group.

    `feedback` is the database apart, see storage.feedback.
    """
    outbox = Outbox(db, clock)
    people = People(db, clock, frozenset(settings.owners), _administers(out))
    groups = Groups(db, clock, settings.timezone, people, outbox, _administers(out))
    posts = Posts(db, clock, outbox)
    audiences = Audiences(db, clock, settings.timezone, outbox)
    watching = Watching(db, clock)
    subscriptions = Subscriptions(db, clock)
    mirroring = Mirroring(db, clock, settings.mirrors)
    notices = Notices(db, clock, settings.timezone, outbox, settings.notice_second_above, mirroring.names)
    hours = WorkingHours(settings.timezone, spans(settings.working_hours))
    check_ins = CheckIns(db, clock, settings.timezone, settings.screens)
    keys, limits = DeskKeys(feedback, Keyring(settings.keys)), FeedbackLimits(clock, settings.timezone)
    return (
        Notice(settings.operator, settings.contact),
        outbox,
        people,
        groups,
        posts,
        Drafts(db, clock),
        Roles(db, clock, people, outbox),
        Events(db, clock, settings.timezone, outbox),
        Approvals(db, clock, settings.timezone, outbox),
        Calendars(db, clock),
        Catalogue(db, clock),
        Wishes(db, clock, outbox),
        Lists(db, clock),
        Audit(db, clock, settings.timezone, outbox),
        check_ins,
        CheckInDesks(db, clock),
        Reminders(db, clock, settings.timezone),
        Strikes(db, clock, settings.timezone, outbox),
        Hours(db, clock, settings.timezone, outbox),
        Speakers(db, clock),
        Rotas(db, clock, outbox),
        Turns(db, clock, settings.timezone, outbox),
        Ratings(db, clock),
        Materials(db, clock, settings.timezone, outbox),
        AllSeries(db, clock),
        Repetitions(db, clock, settings.timezone, outbox),
        audiences,
        Questions(db, clock, audiences),
        Guests(db, clock),
        Nudges(db, clock, outbox),
        notices,
        NoticeReports(db, clock),
        GroupAcknowledgements(db, clock),
        NoticeSteering(db, clock, outbox),
        Seconding(db, clock, outbox),
        watching,
        subscriptions,
        SavedAudiences(db, clock),
        NameLists(db, clock, _fetching(out)),
        TaskForces(db, clock),
        NoticeTemplates(db, clock),
        mirroring,
        Surveys(db, feedback, clock, settings.timezone, outbox),
        Desks(db, clock),
        DeskRoom(db, feedback, clock, settings.timezone, outbox, keys=keys, limits=limits),
        Feedback(db, feedback, clock, settings.timezone, keys=keys, limits=limits),
        FeedbackUpkeep(db, feedback, clock, settings.timezone, outbox, keys),
        Suggestions(db, clock, hours, outbox),
        SuggestionLists(db, clock, hours),
        SuggestionComments(db, clock, hours, outbox),
        Office(db, clock, hours, outbox),
        Deadlines(db, clock, hours, outbox),
        Campaigns(db, clock, hours, outbox),
        Evaluations(db, clock, hours, outbox),
        CampaignPosts(db, clock, outbox),
        CampaignReports(db, clock, hours),
        Rights(db, clock, people, outbox, partial(_sign_off, hours=hours)),
    )


def _sign_off(tx: Tx, person_id: int, now: datetime, hours: WorkingHours) -> None:
    """Take somebody who is to be forgotten out of lines, turns to speak, and what is worked on."""
    leave_all(tx, person_id, now, hours.zone)
    resign_all(tx, person_id, now)
    part_with(tx, By(person_id, now, hours))


def _fetching(out: Outbound) -> Fetch:
    async def fetch(file_id: str) -> bytes | None:
        try:
            return await out.download(file_id)
        except (BadRequest, Forbidden):  # larger than bots may have, or gone
            return None

    return fetch


def _administers(out: Outbound) -> Callable[[int, int], Awaitable[bool]]:
    async def administers(chat_id: int, telegram_id: int) -> bool:
        params: dict[str, object] = {"chat_id": chat_id, "user_id": telegram_id}
        try:
            member = await out.call("getChatMember", params, priority=Priority.REPLY)
        except (BadRequest, Forbidden):  # the bot is not there, or they never were
            return False
        return isinstance(member, dict) and member.get("status") in {"creator", "administrator"}

    return administers
