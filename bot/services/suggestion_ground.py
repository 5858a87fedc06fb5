"""What every act on a suggestion stands on: who somebody is to it, whether they may, what it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.drafts import DraftKey
from bot.domain.suggestions.acts import TABLE, Action, Eyes, Need, Rule, Timer, permit, told
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.deadlines import FOLLOW_UP, NEVER_CHASED, REPLY_WITHIN, days_for, due, left, resumed
from bot.domain.suggestions.refusals import SuggestionUnfit, SuggestionUnknown
from bot.domain.suggestions.states import Relation, State
from bot.domain.suggestions.suggestion import LONGEST_WORDS, Case, FileKind, Step, Suggestion
from bot.domain.working_time import Hours
from bot.services.suggestion_news import Done, tell
from storage import campaigns, desk, drafts, merging, seconds, suggestion_steps, suggestions
from storage.db import Tx

_ORGANISERS = frozenset({Relation.OFFICER, Relation.OFFICE, Relation.LEADER})
_INSIDE = _ORGANISERS | {Relation.HANDLER}
_WRITTEN_OVER = frozenset({Action.EDIT, Action.RESUBMIT})  # their words are the suggestion's, not the step's


@dataclass(frozen=True, slots=True)
class By:
    """Who acts (None: the clock), when, in whose working hours; `draft` is used up by it."""

    actor_id: int | None
    now: datetime
    hours: Hours
    draft: DraftKey | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A suggestion in the hands of somebody who may do `action` to it now, locked until the transaction ends."""

    tx: Tx
    by: By
    action: Action
    rule: Rule
    one: Suggestion
    campaign: Campaign
    words: str

    def done(self, data: Mapping[str, object] | None = None, **changes: Any) -> Suggestion:
        """Do what the table says and `changes` besides, leave a step with `data`, and tell whom it concerns."""
        to = changes.pop("state", self.rule.to or self.one.state)
        after = replace(
            self.one,
            state=to,
            published=changes.pop("published", self.rule.shows or self.one.published),
            changed_at=self.by.now,
            **(self._timed(to) | changes),
        )
        suggestions.update(self.tx, after)
        campaigns.count(self.tx, self.campaign.id, adopted=after.adopted - self.one.adopted)
        step_id = suggestion_steps.add(
            self.tx,
            self.one.id,
            self.by.actor_id,
            self.action,
            (self.one.state, to),
            "" if self.action in _WRITTEN_OVER else self.words,
            self.by.now,
            public=self.rule.seen is Eyes.ALL,
            data=data,
        )
        tell(self.tx, Done(self.one, after, self.campaign, self.action, step_id, self.by.actor_id), self.by.now)
        return after

    def _timed(self, to: State) -> dict[str, Any]:
        """Return what becomes of the deadline."""
        match self.rule.timer:
            case Timer.START:
                days = days_for(to, self.campaign, again=self.action is Action.SEND_BACK)
                return _NO_CLOCK | {"due_at": due(self.by.now, days, self.by.hours)}
            case Timer.PAUSE:
                rest = left(self.one.due_at, self.by.now, self.by.hours) if self.one.due_at else None
                asked = {"ask_until": self.by.now + REPLY_WITHIN} if to is State.ASKED else {}
                return _NO_CLOCK | {"paused": rest} | asked
            case Timer.RESUME if self.one.paused is not None:
                until = resumed(self.one.paused, self.by.now, self.by.hours)
                return {"due_at": until, "paused": None, "ask_until": None}
            case Timer.STOP if to is State.RESOLVED:
                return _NO_CLOCK | {"ask_until": self.by.now + FOLLOW_UP}
            case Timer.STOP:
                return _NO_CLOCK
        return {}


_NO_CLOCK: dict[str, Any] = {
    **dict.fromkeys(("due_at", "paused", "ask_until", "extension_days", "extension_by")),
    "chased": NEVER_CHASED,
}


def hold(tx: Tx, by: By, suggestion_id: int, action: Action, words: str = "") -> Held:
    """Lock a suggestion for an act that the actor may do to it now.

    Raises SuggestionUnknown, ActNotYours, ActNotNow, SuggestionUnfit, DraftGone.
    """
    if by.draft:
        drafts.consume(tx, by.draft)
    tx.lock("suggestions", suggestion_id)
    one, campaign = load(tx, suggestion_id)
    clock = frozenset({Relation.CLOCK})
    who = clock if by.actor_id is None else relations(tx, one, campaign, by.actor_id, by.now)
    if not who:
        raise SuggestionUnknown
    rule = permit(action, one.state, who)
    words = words.strip()
    if len(words) > LONGEST_WORDS or (rule.words is Need.MUST and not words):
        raise SuggestionUnfit("words", LONGEST_WORDS)
    return Held(tx, by, action, rule, one, campaign, "" if rule.words is Need.NONE else words)


def load(tx: Tx, suggestion_id: int) -> tuple[Suggestion, Campaign]:
    """Return a suggestion and its campaign, whoever asks. Raises SuggestionUnknown."""
    one = suggestions.load(tx, suggestion_id)
    campaign = campaigns.load(tx, one.campaign_id) if one else None
    if one is None or campaign is None:
        raise SuggestionUnknown
    return one, campaign


def relations(tx: Tx, one: Suggestion, campaign: Campaign, person_id: int, now: datetime) -> frozenset[Relation]:
    """Return who a person is to a suggestion; nothing: they may not know of it."""
    found = {
        Relation.AUTHOR: one.author_id == person_id,
        Relation.CO_AUTHOR: one.author_id != person_id and person_id in seconds.authors(tx, one.id),
        Relation.OFFICER: desk.is_officer(tx, campaign, person_id, now),
        Relation.OFFICE: one.office_id is not None and desk.heads(tx, one.office_id, person_id, now),
        Relation.HANDLER: one.handler_id == person_id,
        Relation.LEADER: person_id in desk.leaders(tx, campaign, now),
        Relation.EVALUATOR: desk.evaluates(tx, one.id, person_id),
        Relation.READER: one.public and campaigns.meant(tx, campaign.id, person_id),
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def case(tx: Tx, person_id: int, suggestion_id: int, now: datetime) -> Case:
    """Return a suggestion as that person sees it. Raises SuggestionUnknown."""
    one, campaign = load(tx, suggestion_id)
    who = relations(tx, one, campaign, person_id, now)
    if not who:
        raise SuggestionUnknown
    names = desk.names(tx, one)
    inside = not who.isdisjoint(_INSIDE)
    knows = person_id == one.author_id or not who.isdisjoint(_ORGANISERS)
    judges = who <= {Relation.EVALUATOR, Relation.READER} and Relation.EVALUATOR in who
    files = suggestions.files(tx, one.id)
    return Case(
        suggestion=one,
        campaign=campaign,
        relations=who,
        author=names.author if knows or not (one.hidden or judges) else "",
        office=names.office,
        handler=names.handler if inside or names.handler_shown else "",
        seconded=seconds.given(tx, one.root_id, person_id),
        # Other files tell a judge by their name or sound whose they are.
        files=tuple(file for file in files if file.kind is FileKind.PHOTO) if judges else files,
        merged=tuple(number for _id, number in merging.merged(tx, one.id)),
        into=names.into,
        veiled=frozenset() if not who.isdisjoint(_ORGANISERS) else seconds.hidden_authors(tx, one.id) - {person_id},
    )


def history(tx: Tx, person_id: int, suggestion_id: int, now: datetime) -> tuple[Step, ...]:
    """Return what was done to a suggestion, as far as that person may know, in order. Raises SuggestionUnknown."""
    seen = case(tx, person_id, suggestion_id, now)
    found = (as_seen(step, actor_id, seen, person_id) for step, actor_id in suggestion_steps.of(tx, suggestion_id))
    return tuple(step for step in found if step)


def step(tx: Tx, person_id: int, suggestion_id: int, step_id: int, now: datetime) -> tuple[Case, Step | None]:
    """Return a suggestion and one step of it, None when the person may not know of it. Raises SuggestionUnknown."""
    seen = case(tx, person_id, suggestion_id, now)
    found = suggestion_steps.one(tx, suggestion_id, step_id)
    return seen, as_seen(*found, seen, person_id) if found else None


def as_seen(one: Step, actor_id: int | None, seen: Case, person_id: int) -> Step | None:
    """Return a step as that person may know of it, None: not at all."""
    if seen.inside or (actor_id == person_id and actor_id is not None):
        return one if _named(one, actor_id, seen) else replace(one, actor="")
    rule = TABLE[one.action] if one.action else None
    if rule and one.action and not told(one.action):
        return None
    own = not seen.relations.isdisjoint({Relation.AUTHOR, Relation.CO_AUTHOR})
    reads = rule is not None and (rule.seen is Eyes.ALL or (own and rule.seen is Eyes.AUTHOR))
    return replace(one, actor="", words=one.words if reads else "", data={})


def _named(one: Step, actor_id: int | None, seen: Case) -> bool:
    """Whether the name of who took the step may be said: not when they hide it from the reader."""
    return bool(one.actor) and actor_id not in seen.veiled
