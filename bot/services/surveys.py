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

import asyncio
import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.audience_terms import Expression, check
from bot.domain.drafts import DraftKey
from bot.domain.retention import KEPT, Kind
from bot.domain.surveys import (
    AlreadyTaken,
    Answers,
    NotAsked,
    NothingToTell,
    Results,
    Survey,
    SurveyNotOpen,
    SurveyPlan,
)
from bot.services import survey_acts as acts
from bot.services.outbox import Outbox
from storage import audit, departments
from storage import surveys as rows
from storage.db import Database, Tx
from storage.feedback import surveys as boxes


class Surveys:
    """Surveys; `apart` is the database of what leads to nobody, `zone` the workplace's."""

    def __init__(self, db: Database, apart: Database, clock: Clock, zone: ZoneInfo, owed: Outbox) -> None:
        self._db, self._apart, self._clock, self._zone, self._owed = db, apart, clock, zone, owed
        self._held = dict[int, boxes.Held]()
        self._counting = asyncio.Lock()

    async def reach(self, actor_id: int, audience: Expression) -> int:
        """Return how many people would be asked. Raises NoAuthority, AudienceUnfit."""

        def reach(tx: Tx, now: datetime) -> int:
            acts.organises(tx, actor_id, now)
            return len(rows.meant(tx, actor_id, check(audience), now))

        return await self._db.read(reach, self._clock.now())

    async def open(self, actor_id: int, plan: SurveyPlan, draft: DraftKey | None = None) -> Survey:
        """Fix who is asked and promise to tell them when it opens; `draft` is used up by it.

        Raises NoAuthority, SurveyUnfit, TooFewAsked, AudienceUnfit, DraftGone.
        """
        survey = await self._db.write(acts.open_survey, actor_id, plan, draft, self._clock.now())
        self._owed.poke()
        return survey

    async def mine(self, actor_id: int, page: int, size: int) -> tuple[Survey, ...]:
        """Return a page (from 0) of the actor's surveys, the newest first; of all to who organises for everybody."""

        def mine(tx: Tx, now: datetime) -> tuple[Survey, ...]:
            everything = None in acts.organises(tx, actor_id, now)
            return rows.listed(tx, None if everything else actor_id, size, page * size)

        return await self._db.read(mine, self._clock.now())

    async def to_answer(self, person_id: int, survey_id: int) -> Survey:
        """Return a survey that the person can answer now. Raises NotAsked, SurveyNotOpen, AlreadyTaken."""
        return await self._db.read(acts.to_answer, person_id, survey_id, self._clock.now())

    async def take_part(self, person_id: int, survey_id: int, answers: Answers) -> None:
        """Count somebody's answers, once. Raises NotAsked, SurveyNotOpen, AlreadyTaken, AnswersUnfit."""
        token = secrets.token_hex(16)
        now = self._clock.now()
        survey, cells, cell, token = await self._db.write(acts.begin, person_id, survey_id, answers, token, now)
        async with self._counting:  # what is held is only known here; gone when a commit fails, it is found anew
            held = self._held.pop(survey_id, None)
            counted, held = await self._apart.write(acts.count, survey, cells, cell, token, answers, held)
            self._held |= {survey_id: held} if held else {}
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
        survey = await self._db.write(acts.remind, actor_id, survey_id, self._clock.now())
        self._owed.poke()
        return survey

    async def close(self, actor_id: int, survey_id: int) -> None:
        """Take no more answers and count the last results. Raises SurveyUnknown."""

        def close(tx: Tx, now: datetime) -> Survey:
            survey = acts.managed(tx, actor_id, survey_id, now)
            if survey.closes_at > now:
                rows.end(tx, survey_id, now)
                audit.note(tx, now, actor_id, "survey.close", f"survey:{survey_id}", survey.title)
            return survey

        survey = await self._db.write(close, self._clock.now())
        await self._settle(survey, tell=actor_id != survey.author_id)

    async def tell(self, actor_id: int, survey_id: int) -> None:
        """Promise the last sums to everybody who was asked, once.

        Raises SurveyUnknown, NothingToTell, AlreadyTold.
        """
        _survey, found = await self.results(actor_id, survey_id)
        if not (found.final and found.total):
            raise NothingToTell
        await self._db.write(acts.tell, actor_id, survey_id, self._clock.now())
        self._owed.poke()

    async def told(self, person_id: int, survey_id: int) -> tuple[Survey, Results]:
        """Return the last results to somebody who was asked, without what was written. Raises NotAsked."""

        def asked(tx: Tx) -> Survey:
            survey = rows.load(tx, survey_id)
            if survey is None or rows.place(tx, survey_id, person_id) is None:
                raise NotAsked
            return survey

        survey, found = await self._db.read(asked), await self._apart.read(boxes.results, survey_id)
        return survey, Results(found.final, found.people, found.counts)

    async def waiting(self, person_id: int) -> tuple[Survey, ...]:
        """Return the surveys that the person can answer now."""
        return await self._db.read(rows.waiting, person_id, self._clock.now())

    async def results(self, actor_id: int, survey_id: int) -> tuple[Survey, Results]:
        """Return what may be shown of a survey to who made it, or organises for everybody. Raises SurveyUnknown."""
        survey = await self._db.read(acts.managed, actor_id, survey_id, self._clock.now())
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
        self._held.pop(survey.id, None)
        await self._db.write(acts.settle, survey, self._clock.now(), tell=tell)
        self._owed.poke()

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()
