"""What happens within each transaction of a survey: see bot.services.surveys."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.audience_terms import check
from bot.domain.drafts import DraftKey
from bot.domain.outbox import Promised
from bot.domain.people import NoAuthority, Role
from bot.domain.surveys import (
    LEAST,
    AlreadyReminded,
    AlreadyTaken,
    AlreadyTold,
    Answers,
    NotAsked,
    NothingToTell,
    Survey,
    SurveyNews,
    SurveyPlan,
    SurveyUnknown,
    TooFewAsked,
)
from storage import audit, drafts, events, outbox
from storage import surveys as rows
from storage.db import Tx
from storage.feedback import surveys as boxes

_NEWS_USEFUL, _TOLD_USEFUL = timedelta(days=2), timedelta(days=7)


def open_survey(tx: Tx, actor_id: int, plan: SurveyPlan, draft: DraftKey | None, now: datetime) -> Survey:
    """See `Surveys.open`."""
    if draft:
        drafts.consume(tx, draft)
    organises(tx, actor_id, now)
    plan.check(now)
    asked = rows.meant(tx, actor_id, check(plan.audience), now)
    if len(asked) < LEAST:
        raise TooFewAsked
    id_ = rows.insert(tx, plan, actor_id, asked, now)
    survey = _load(tx, id_)
    outbox.promise(tx, [_news(SurveyNews.OPENED, survey, person, survey.opens_at) for person in asked], now)
    audit.note(tx, now, actor_id, "survey.open", f"survey:{id_}", survey.title)
    return survey


def to_answer(tx: Tx, person_id: int, survey_id: int, now: datetime) -> Survey:
    """See `Surveys.to_answer`."""
    survey, place = rows.load(tx, survey_id), rows.place(tx, survey_id, person_id)
    if survey is None or place is None:
        raise NotAsked
    if place[1] == "done":
        raise AlreadyTaken
    survey.expect_open(now)
    return survey


def begin(
    tx: Tx, person_id: int, survey_id: int, answers: Answers, token: str, now: datetime
) -> tuple[Survey, tuple[int, ...], int, str]:
    """Note that somebody is about to be counted; return the survey, all cells, theirs, and the token that holds.

    That is the one of an earlier attempt, if there was one: it may have been counted.
    """
    tx.lock("surveys", survey_id)
    survey, place = to_answer(tx, person_id, survey_id, now), rows.place(tx, survey_id, person_id)
    assert place is not None  # noqa: S101 - else NotAsked
    survey.check(answers)
    cell, _state, earlier = place
    rows.put(tx, survey_id, person_id, "casting", earlier or token)
    return survey, rows.cells(tx, survey_id), cell, earlier or token


def count(
    tx: Tx, survey: Survey, cells: tuple[int, ...], cell: int, token: str, answers: Answers, held: boxes.Held | None
) -> tuple[bool | None, boxes.Held | None]:
    """Count answers in the database apart, and return what is held for the next step.

    Also return whether it was for the first time; None: the box takes none any more.
    """
    takes = boxes.open_box(tx, survey.id)
    if not takes:
        return (False if token in boxes.marks(tx) else None), None
    if not boxes.mark(tx, token):
        return False, held
    return True, boxes.count(tx, survey, cell, answers, cells, held)


def remind(tx: Tx, actor_id: int, survey_id: int, now: datetime) -> Survey:
    """See `Surveys.remind`."""
    tx.lock("surveys", survey_id)
    survey = managed(tx, actor_id, survey_id, now)
    survey.expect_open(now)
    if survey.reminded:
        raise AlreadyReminded
    silent = rows.silent(tx, survey_id)
    outbox.promise(tx, [_news(SurveyNews.REMINDER, survey, person, now) for person in silent], now)
    rows.note_reminded(tx, survey_id)
    audit.note(tx, now, actor_id, "survey.remind", f"survey:{survey_id}", survey.title)
    return _load(tx, survey_id)


def settle(tx: Tx, survey: Survey, now: datetime, *, tell: bool) -> None:
    """Note that the last results of a survey are counted, and `tell` who made it."""
    rows.settle(tx, survey.id, now)
    for kind in (SurveyNews.OPENED, SurveyNews.REMINDER):
        outbox.withdraw(tx, kind, survey.id)
    news = Promised(
        survey.author_id, SurveyNews.CLOSED, survey.id, f"{SurveyNews.CLOSED}:{survey.id}", now, {}, now + _NEWS_USEFUL
    )
    outbox.promise(tx, [news] if tell else [], now)


def tell(tx: Tx, actor_id: int, survey_id: int, now: datetime) -> None:
    """See `Surveys.tell`."""
    tx.lock("surveys", survey_id)
    survey, asked = managed(tx, actor_id, survey_id, now), rows.asked(tx, survey_id)
    if survey.closed_at is None or not asked:
        raise NothingToTell
    first, *others = (_news(SurveyNews.TOLD, survey, person, now, now + _TOLD_USEFUL) for person in asked)
    if not outbox.promise_new(tx, first, now):
        raise AlreadyTold
    outbox.promise(tx, others, now)
    audit.note(tx, now, actor_id, "survey.tell", f"survey:{survey_id}", survey.title)


def managed(tx: Tx, actor_id: int, survey_id: int, now: datetime) -> Survey:
    """Return a survey to who made it, or organises for everybody. Raises SurveyUnknown."""
    survey, scopes = rows.load(tx, survey_id), events.scopes(tx, actor_id, now)
    if survey is None or not scopes or (survey.author_id != actor_id and None not in scopes):
        raise SurveyUnknown
    return survey


def organises(tx: Tx, actor_id: int, now: datetime) -> frozenset[int | None]:
    """Return for which departments the actor organises, None among them for all. Raises NoAuthority."""
    scopes = events.scopes(tx, actor_id, now)
    if not scopes:
        raise NoAuthority(Role.ORGANISER)
    return scopes


def _load(tx: Tx, survey_id: int) -> Survey:
    survey = rows.load(tx, survey_id)
    if survey is None:
        raise SurveyUnknown
    return survey


def _news(kind: SurveyNews, survey: Survey, person: int, at: datetime, until: datetime | None = None) -> Promised:
    return Promised(person, kind, survey.id, f"{kind}:{survey.id}:{person}", at, {}, until or survey.closes_at)
