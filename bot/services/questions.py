"""Sign-up questions: organisers write them and read the answers, members change theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.domain.answers import fitting
from bot.domain.drafts import DraftKey
from bot.domain.events import NotSignedUp, SignUpClosed
from bot.domain.questions import AnswerPage, Tally, answers_it, find, placed, tally, without
from bot.domain.rules import Question
from bot.services.audience import Audiences
from bot.services.organising import managed
from storage import drafts, questions, sign_ups
from storage.db import Database, Tx


class Questions:
    """What an event asks at sign-up."""

    def __init__(self, db: Database, clock: Clock, audiences: Audiences) -> None:
        self._db, self._clock, self._audiences = db, clock, audiences

    async def put(
        self, actor_id: int, event_id: int, question: Question, key: str = "", draft: DraftKey | None = None
    ) -> None:
        """Ask a question, in place of the one with `key` if there is one; `draft` is used up by it.

        Raises QuestionGone, RulesUnfit and what else `Events.revise` raises.
        """
        await self._audiences.rule(
            actor_id,
            event_id,
            lambda tx, event: placed(event.rules, question, key, event.revision, questions.answered(tx, event_id)),
            draft,
        )

    async def drop(self, actor_id: int, event_id: int, key: str) -> None:
        """Do not ask a question any more; what was answered stays. Raises what `put` raises."""
        await self._audiences.rule(actor_id, event_id, lambda _tx, event: without(event.rules, key))

    async def own(self, event_id: int, person_id: int) -> dict[str, Any]:
        """Return what a person answered, by the questions' keys; also what was answered before leaving."""
        return await self._db.read(questions.own, event_id, person_id)

    async def change(
        self, event_id: int, person_id: int, answers: Mapping[str, Any], draft: DraftKey | None = None
    ) -> None:
        """Change the answers of somebody in the line, until sign-up closes; `draft` is used up by it.

        Raises EventUnknown, NotSignedUp, EventCancelled, EventOver, SignUpClosed, AnswersMissing, AnswerUnfit,
        DraftGone.
        """
        await self._db.write(change, event_id, person_id, answers, draft, self._clock.now())

    async def tallies(self, actor_id: int, event_id: int) -> tuple[Tally, ...]:
        """Return what the answers of those in the line add up to. Raises EventUnknown, NotYours."""
        return await self._db.read(tallies, actor_id, event_id, self._clock.now())

    async def page(self, actor_id: int, event_id: int, key: str, number: int, size: int) -> AnswerPage:
        """Return a page of the answers to one question, with names. Raises EventUnknown, NotYours, QuestionGone."""
        return await self._db.read(page, actor_id, event_id, key, number, size, self._clock.now())


def change(
    tx: Tx, event_id: int, person_id: int, answers: Mapping[str, Any], draft: DraftKey | None, now: datetime
) -> None:
    """See `Questions.change`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    place = sign_ups.place(tx, event_id, person_id)
    place.event.expect(now)
    if not place.taken:
        raise NotSignedUp
    if now >= place.event.closes_at:
        raise SignUpClosed(place.event.closes_at)
    sign_ups.answer(tx, event_id, person_id, fitting(place.event, answers, {}))


def tallies(tx: Tx, actor_id: int, event_id: int, now: datetime) -> tuple[Tally, ...]:
    """See `Questions.tallies`."""
    event = managed(tx, actor_id, event_id, now)
    given = questions.given(tx, event_id)
    return tuple(tally(question, given) for question in event.rules.questions)


def page(tx: Tx, actor_id: int, event_id: int, key: str, number: int, size: int, now: datetime) -> AnswerPage:
    """See `Questions.page`."""
    question = find(managed(tx, actor_id, event_id, now).rules, key)
    given = [one for one in questions.given(tx, event_id) if answers_it(question, one)]
    pages = max(1, -(-len(given) // size))
    number = min(max(number, 0), pages - 1)
    return AnswerPage(question, tuple(given[number * size : (number + 1) * size]), number, pages)
