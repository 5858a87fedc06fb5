"""Anonymous surveys: opened, taken part in, reminded of, closed, and read.

Taking part is two facts in two databases that have nothing in common: that somebody took part (main), and what was
answered (apart). A crash may come between any two commits, so there are four, and each can be repeated:

1. main: the person's row gets a random token ("casting");
2. apart: the token is left as a mark in the transaction that counts the answers; if it is there, nothing is counted;
3. main: the row says "done", the token goes;
4. apart: the mark goes.

Before 2 nothing was counted: the person may begin anew, as the answers were only in memory. From 2 on they are counted,
and the mark keeps them from being counted again until `tidy` has done what is left. So nobody answers twice, and
no answer is noted that was lost. The token leads from the person to the fact that they took part, never to what they
answered: counters and texts do not know it.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.audience_terms import Expression, check
from bot.domain.drafts import DraftKey
from bot.domain.outbox import Promised
from bot.domain.people import NoAuthority, Role
from bot.domain.retention import KEPT, Kind
from bot.domain.surveys import (
    LEAST,
    AlreadyReminded,
    AlreadyTaken,
    Answers,
    NotAsked,
    Results,
    Survey,
    SurveyNews,
    SurveyNotOpen,
    SurveyPlan,
    SurveyUnknown,
    TooFewAsked,
)
from bot.services.outbox import Outbox
from storage import audit, departments, drafts, events, outbox
from storage import surveys as rows
from storage.db import Database, Tx
from storage.feedback import surveys as boxes

_NEWS_USEFUL = timedelta(days=2)


class Surveys:
    """Surveys; `apart` is the database of what leads to nobody, `zone` the workplace's."""

    def __init__(self, db: Database, apart: Database, clock: Clock, zone: ZoneInfo, owed: Outbox) -> None:
        self._db, self._apart, self._clock, self._zone, self._owed = db, apart, clock, zone, owed

    async def reach(self, actor_id: int, audience: Expression) -> int:
        """Return how many people would be asked. Raises NoAuthority, AudienceUnfit."""

        def reach(tx: Tx, now: datetime) -> int:
            _organises(tx, actor_id, now)
            return len(rows.meant(tx, actor_id, check(audience), now))

        return await self._db.read(reach, self._clock.now())

    async def open(self, actor_id: int, plan: SurveyPlan, draft: DraftKey | None = None) -> Survey:
        """Fix who is asked and promise to tell them when it opens; `draft` is used up by it.

        Raises NoAuthority, SurveyUnfit, TooFewAsked, AudienceUnfit, DraftGone.
        """
        survey = await self._db.write(open_survey, actor_id, plan, draft, self._clock.now())
        self._owed.poke()
        return survey

    async def mine(self, actor_id: int, page: int, size: int) -> tuple[Survey, ...]:
        """Return a page (from 0) of the actor's surveys, the newest first; of all to who organises for everybody."""

        def mine(tx: Tx, now: datetime) -> tuple[Survey, ...]:
            everything = None in _organises(tx, actor_id, now)
            return rows.listed(tx, None if everything else actor_id, size, page * size)

        return await self._db.read(mine, self._clock.now())

    async def to_answer(self, person_id: int, survey_id: int) -> Survey:
        """Return a survey that the person can answer now. Raises NotAsked, SurveyNotOpen, AlreadyTaken."""
        return await self._db.read(to_answer, person_id, survey_id, self._clock.now())

    async def take_part(self, person_id: int, survey_id: int, answers: Answers) -> None:
        """Count somebody's answers, once. Raises NotAsked, SurveyNotOpen, AlreadyTaken, AnswersUnfit."""
        token = secrets.token_hex(16)
        now = self._clock.now()
        survey, cells, cell, token = await self._db.write(begin, person_id, survey_id, answers, token, now)
        counted = await self._apart.write(count, survey, cells, cell, token, answers)
        state = "asked" if counted is None else "done"
        await self._db.write(rows.put, survey_id, person_id, state)
        if counted is None:
            raise SurveyNotOpen(survey)
        await self._apart.write(boxes.unmark, (token,))
        if not counted:
            raise AlreadyTaken

    async def remind(self, actor_id: int, survey_id: int) -> Survey:
        """Promise a reminder to those who have not taken part, once.

        Raises SurveyUnknown, SurveyNotOpen, AlreadyReminded.
        """
        survey = await self._db.write(remind, actor_id, survey_id, self._clock.now())
        self._owed.poke()
        return survey

    async def close(self, actor_id: int, survey_id: int) -> None:
        """Take no more answers and count the last results. Raises SurveyUnknown."""

        def close(tx: Tx, now: datetime) -> Survey:
            survey = managed(tx, actor_id, survey_id, now)
            if survey.closes_at > now:
                rows.end(tx, survey_id, now)
                audit.note(tx, now, actor_id, "survey.close", f"survey:{survey_id}", survey.title)
            return survey

        survey = await self._db.write(close, self._clock.now())
        await self._settle(survey, tell=actor_id != survey.author_id)

    async def results(self, actor_id: int, survey_id: int) -> tuple[Survey, Results]:
        """Return what may be shown of a survey to who made it, or organises for everybody. Raises SurveyUnknown."""
        survey = await self._db.read(managed, actor_id, survey_id, self._clock.now())
        return survey, await self._apart.read(boxes.results, survey_id)

    async def names(self, cells: tuple[int, ...]) -> dict[int, str]:
        """Return what departments are called."""

        def names(tx: Tx) -> dict[int, str]:
            return {cell: departments.get(tx, cell).name for cell in cells}

        return await self._db.read(names)

    async def run_due(self) -> None:
        """Close what is over, do what a crash left undone, and delete what was kept long enough."""
        for survey in await self._db.read(rows.over, self._clock.now()):
            await self._settle(survey, tell=True)
        await self.tidy()
        await self._apart.write(boxes.sweep, self._today() - KEPT[Kind.SURVEY])

    async def tidy(self) -> None:
        """Note for whom a mark says that they took part, and take all marks away that nobody waits for."""
        marks = await self._apart.read(boxes.marks)
        if not marks:
            return
        # A mark is made after its token was noted and is needed until it is not: so none is taken away too early.
        await self._db.write(rows.done, marks)
        await self._apart.write(boxes.unmark, marks)

    async def _settle(self, survey: Survey, *, tell: bool) -> None:
        await self._apart.write(boxes.finish, survey.id, survey.questions, self._today())
        await self._db.write(settle, survey, self._clock.now(), tell=tell)
        self._owed.poke()

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def open_survey(tx: Tx, actor_id: int, plan: SurveyPlan, draft: DraftKey | None, now: datetime) -> Survey:
    """See `Surveys.open`."""
    if draft:
        drafts.consume(tx, draft)
    _organises(tx, actor_id, now)
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


def count(tx: Tx, survey: Survey, cells: tuple[int, ...], cell: int, token: str, answers: Answers) -> bool | None:
    """Count answers in the database apart; return whether for the first time, None: the box takes none any more."""
    takes = boxes.open_box(tx, survey.id)
    if not takes:
        return False if token in boxes.marks(tx) else None
    if not boxes.mark(tx, token):
        return False
    boxes.count(tx, survey, cell, answers, cells)
    return True


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


def managed(tx: Tx, actor_id: int, survey_id: int, now: datetime) -> Survey:
    """Return a survey to who made it, or organises for everybody. Raises SurveyUnknown."""
    survey, scopes = rows.load(tx, survey_id), events.scopes(tx, actor_id, now)
    if survey is None or not scopes or (survey.author_id != actor_id and None not in scopes):
        raise SurveyUnknown
    return survey


def _organises(tx: Tx, actor_id: int, now: datetime) -> frozenset[int | None]:
    scopes = events.scopes(tx, actor_id, now)
    if not scopes:
        raise NoAuthority(Role.ORGANISER)
    return scopes


def _load(tx: Tx, survey_id: int) -> Survey:
    survey = rows.load(tx, survey_id)
    if survey is None:
        raise SurveyUnknown
    return survey


def _news(kind: SurveyNews, survey: Survey, person: int, at: datetime) -> Promised:
    return Promised(person, kind, survey.id, f"{kind}:{survey.id}:{person}", at, {}, survey.closes_at)
