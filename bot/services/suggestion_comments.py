"""What people say about suggestions: each method is one transaction, with the messages it promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.outbox import Promised
from bot.domain.suggestions.acts import Action, ActNotYours
from bot.domain.suggestions.comments import Comment, CommentNews, CommentState, CommentUnknown, Talk
from bot.domain.suggestions.refusals import CommentsOff, SuggestionUnfit
from bot.domain.suggestions.states import Relation
from bot.domain.suggestions.suggestion import LONGEST_COMMENT, Case
from bot.domain.working_time import Hours
from bot.services.outbox import Outbox
from bot.services.suggestion_ground import By, case, hold
from storage import audit, desk, drafts, outbox, seconds
from storage import suggestion_comments as rows
from storage.db import Database, Tx


class SuggestionComments:
    """Comments on suggestions. `hours` are those in which offices work."""

    def __init__(self, db: Database, clock: Clock, hours: Hours, owed: Outbox) -> None:
        self._db, self._clock, self._hours, self._owed = db, clock, hours, owed

    async def of(self, person_id: int, suggestion_id: int, page: int, size: int) -> Talk:
        """Return a page of what that person may read, and of what they wrote. Raises SuggestionUnknown."""
        return await self._db.read(_talk, person_id, suggestion_id, (page, size), self._clock.now())

    async def one(self, person_id: int, comment_id: int) -> tuple[Comment, Case]:
        """Return a comment and what it is about, for whoever may read it. Raises CommentUnknown, SuggestionUnknown."""
        return await self._db.read(_one, person_id, comment_id, self._clock.now())

    async def add(self, person_id: int, suggestion_id: int, text: str, draft: DraftKey | None = None) -> Comment:
        """Say something; where comments are moderated it waits, but for those who answer for the suggestion.

        Raises SuggestionUnknown, ActNotYours, ActNotNow, CommentsOff, SuggestionUnfit, DraftGone.
        """
        by = By(person_id, self._clock.now(), self._hours, draft)
        comment = await self._db.write(add, by, suggestion_id, text)
        self._owed.poke()
        return comment

    async def show(self, actor_id: int, comment_id: int) -> Comment:
        """Let a comment be read. Raises CommentUnknown, ActNotYours."""
        comment = await self._db.write(_settle, actor_id, comment_id, CommentState.SHOWN, "", None, self._clock.now())
        self._owed.poke()
        return comment

    async def hide(self, actor_id: int, comment_id: int, reason: str, draft: DraftKey | None = None) -> Comment:
        """Let a comment be read by its author only, who is told why.

        Raises CommentUnknown, ActNotYours, SuggestionUnfit, DraftGone.
        """
        now = self._clock.now()
        comment = await self._db.write(_settle, actor_id, comment_id, CommentState.HIDDEN, reason.strip(), draft, now)
        self._owed.poke()
        return comment


def add(tx: Tx, by: By, suggestion_id: int, text: str) -> Comment:
    """See `SuggestionComments.add`."""
    held = hold(tx, by, suggestion_id, Action.COMMENT, text)
    person_id = by.actor_id or 0
    seen = case(tx, person_id, suggestion_id, by.now)
    if not (held.campaign.rules.comments or seen.inside):
        raise CommentsOff
    if len(held.words) > LONGEST_COMMENT:
        raise SuggestionUnfit("words", LONGEST_COMMENT)
    waits = held.campaign.rules.moderated and not seen.inside
    state = CommentState.WAITING if waits else CommentState.SHOWN
    id_ = rows.insert(tx, suggestion_id, person_id, held.words, state, by.now)
    comment = Comment(id_, suggestion_id, person_id, "", held.words, state, "", by.now)
    if waits:
        _promise(tx, CommentNews.WAITING, comment, desk.officers(tx, held.campaign, by.now), by.now)
    else:
        rows.count(tx, suggestion_id, 1)
        _promise(tx, CommentNews.NEW, comment, seconds.authors(tx, suggestion_id), by.now)
    return comment


def _settle(
    tx: Tx, actor_id: int, comment_id: int, state: CommentState, reason: str, draft: DraftKey | None, now: datetime
) -> Comment:
    if draft:
        drafts.consume(tx, draft)
    comment, seen = _one(tx, actor_id, comment_id, now)
    tx.lock("suggestions", comment.suggestion_id)
    comment, seen = _one(tx, actor_id, comment_id, now)
    if Relation.OFFICER not in seen.relations:
        raise ActNotYours(Action.COMMENT)
    hides = state is CommentState.HIDDEN
    if len(reason) > LONGEST_COMMENT or (hides and not reason):
        raise SuggestionUnfit("words", LONGEST_COMMENT)
    if comment.state is state:
        return comment
    rows.settle(tx, comment, state, reason)
    subject = f"suggestion:{comment.suggestion_id}"
    if hides:
        audit.note(tx, now, actor_id, "comment.hide", subject)
        _promise(tx, CommentNews.HIDDEN, comment, [comment.author_id], now)
    else:
        audit.note(tx, now, actor_id, "comment.show", subject)
        _promise(tx, CommentNews.NEW, comment, seconds.authors(tx, comment.suggestion_id), now)
    return replace(comment, state=state, reason=reason)


def _talk(tx: Tx, person_id: int, suggestion_id: int, place: tuple[int, int], now: datetime) -> Talk:
    seen = case(tx, person_id, suggestion_id, now)
    page, size = max(0, place[0]), place[1]
    moderates = Relation.OFFICER in seen.relations
    found = rows.of(tx, suggestion_id, person_id, every=moderates, limit=size + 1, skip=page * size)
    shown = tuple(_as_seen(one, seen, person_id) for one in found[:size])
    return Talk(shown, page, len(found) > size, moderates)


def _one(tx: Tx, person_id: int, comment_id: int, now: datetime) -> tuple[Comment, Case]:
    comment = rows.load(tx, comment_id)
    if comment is None:
        raise CommentUnknown
    seen = case(tx, person_id, comment.suggestion_id, now)
    if not (
        comment.state is CommentState.SHOWN or comment.author_id == person_id or Relation.OFFICER in seen.relations
    ):
        raise CommentUnknown
    return _as_seen(comment, seen, person_id), seen


def _as_seen(comment: Comment, seen: Case, person_id: int) -> Comment:
    """Return a comment without the name of an author of the suggestion who hides it from the reader."""
    hidden = comment.author_id == seen.suggestion.author_id and not seen.author and comment.author_id != person_id
    return replace(comment, author="") if hidden else comment


def _promise(tx: Tx, kind: CommentNews, comment: Comment, to: Iterable[int], now: datetime) -> None:
    others = [person for person in dict.fromkeys(to) if person != comment.author_id or kind is CommentNews.HIDDEN]
    outbox.promise(
        tx, [Promised(person, kind, comment.id, f"{kind}:{comment.id}:{person}", now, {}) for person in others], now
    )
