"""What people do about suggestions of their own and of others: each method is one transaction."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.suggestions.acts import Action, ActNotNow
from bot.domain.suggestions.campaign import Campaign, CampaignUnknown, Voting
from bot.domain.suggestions.deadlines import ACCEPT_DAYS, due
from bot.domain.suggestions.refusals import (
    MergedElsewhere,
    NotReopened,
    OthersMerged,
    ReopenedBefore,
    SuggestionUnfit,
    TooLateToEdit,
    TooManySeconds,
    TooManySuggestions,
    VotingOff,
)
from bot.domain.suggestions.states import State
from bot.domain.suggestions.suggestion import Case, Filing, Step, Suggestion
from bot.domain.working_time import Hours
from bot.services.office_acts import unmerge
from bot.services.outbox import Outbox
from bot.services.suggestion_ground import By, Held, case, history, hold, load, step
from bot.services.suggestion_news import filed
from storage import campaigns, desk, drafts, likeness, merging, seconds, suggestion_steps, suggestions
from storage.db import Database, Tx


class Suggestions:
    """The person's side of 金点子. `hours` are those in which offices work."""

    def __init__(self, db: Database, clock: Clock, hours: Hours, owed: Outbox) -> None:
        self._db, self._clock, self._hours, self._owed = db, clock, hours, owed

    async def collecting(self, person_id: int) -> tuple[Campaign, ...]:
        """Return the campaigns that take suggestions of that person now, those that end first first."""
        return await self._db.read(campaigns.collecting, person_id, self._clock.now())

    async def case(self, person_id: int, suggestion_id: int) -> Case:
        """Return a suggestion as that person sees it. Raises SuggestionUnknown."""
        return await self._db.read(case, person_id, suggestion_id, self._clock.now())

    async def history(self, person_id: int, suggestion_id: int) -> tuple[Step, ...]:
        """Return what was done to it, as far as that person may know, in order. Raises SuggestionUnknown."""
        return await self._db.read(history, person_id, suggestion_id, self._clock.now())

    async def step(self, person_id: int, suggestion_id: int, step_id: int) -> tuple[Case, Step | None]:
        """Return a suggestion and one step of it, None when the person may not know of it. Raises SuggestionUnknown."""
        return await self._db.read(step, person_id, suggestion_id, step_id, self._clock.now())

    async def file(self, person_id: int, filing: Filing, draft: DraftKey | None = None) -> Case:
        """File a suggestion; it has its number when this returns.

        Raises CampaignUnknown, CampaignClosed, SuggestionUnfit, NamesOnly, TooManySuggestions, DraftGone.
        """
        found = await self._db.write(file, person_id, filing, draft, self._clock.now(), self._hours)
        self._owed.poke()
        return found

    async def edit(self, person_id: int, suggestion_id: int, text: str, draft: DraftKey | None = None) -> Case:
        """Say it otherwise, soon after it was filed.

        Raises SuggestionUnknown, ActNotYours, ActNotNow, TooLateToEdit, SuggestionUnfit, DraftGone.
        """
        return await self._act(person_id, suggestion_id, Action.EDIT, text, draft)

    async def resubmit(self, person_id: int, suggestion_id: int, text: str, draft: DraftKey | None = None) -> Case:
        """File anew what was returned. Raises SuggestionUnknown, ActNotYours, ActNotNow, SuggestionUnfit, DraftGone."""
        return await self._act(person_id, suggestion_id, Action.RESUBMIT, text, draft)

    async def withdraw(self, person_id: int, suggestion_id: int) -> Case:
        """Take it back. Raises SuggestionUnknown, ActNotYours, ActNotNow, OthersMerged."""
        return await self._act(person_id, suggestion_id, Action.WITHDRAW)

    async def reply(self, person_id: int, suggestion_id: int, words: str, draft: DraftKey | None = None) -> Case:
        """Answer the office's question, late, too, when the office went on without.

        Raises SuggestionUnknown, ActNotYours, ActNotNow, SuggestionUnfit, DraftGone.
        """
        return await self._act(person_id, suggestion_id, Action.REPLY, words, draft)

    async def confirm(self, person_id: int, suggestion_id: int, words: str = "") -> Case:
        """Say that it helped. Raises SuggestionUnknown, ActNotYours, ActNotNow, SuggestionUnfit."""
        return await self._act(person_id, suggestion_id, Action.CONFIRM, words)

    async def reopen(self, person_id: int, suggestion_id: int, words: str, draft: DraftKey | None = None) -> Case:
        """Say why it did not help; the office works on it again.

        Raises SuggestionUnknown, ActNotYours, ActNotNow, ReopenedBefore, SuggestionUnfit, DraftGone.
        """
        return await self._act(person_id, suggestion_id, Action.REOPEN, words, draft)

    async def dissent(self, person_id: int, suggestion_id: int, words: str, draft: DraftKey | None = None) -> Case:
        """Say why it did not help, after it was opened again once: that is written down, and it is closed.

        Raises SuggestionUnknown, ActNotYours, ActNotNow, NotReopened, SuggestionUnfit, DraftGone.
        """
        return await self._act(person_id, suggestion_id, Action.DISSENT, words, draft)

    async def second(self, person_id: int, suggestion_id: int) -> Case:
        """Second a suggestion, once.

        Raises SuggestionUnknown, ActNotYours, ActNotNow, MergedElsewhere, VotingOff, TooManySeconds.
        """
        return await self._db.write(second, person_id, suggestion_id, self._clock.now(), self._hours)

    async def unsecond(self, person_id: int, suggestion_id: int) -> Case:
        """Second it no more. Raises as `second` does, but for TooManySeconds."""
        return await self._db.write(unsecond, person_id, suggestion_id, self._clock.now(), self._hours)

    async def _act(
        self, person_id: int, suggestion_id: int, action: Action, words: str = "", draft: DraftKey | None = None
    ) -> Case:
        by = By(person_id, self._clock.now(), self._hours, draft)
        found = await self._db.write(act, by, suggestion_id, action, words)
        self._owed.poke()
        return found


def file(tx: Tx, person_id: int, filing: Filing, draft: DraftKey | None, now: datetime, hours: Hours) -> Case:
    """See `Suggestions.file`."""
    if draft:
        drafts.consume(tx, draft)
    tx.lock("people", person_id)
    campaign = campaigns.load(tx, filing.campaign_id)
    if campaign is None or not campaigns.meant(tx, campaign.id, person_id):
        raise CampaignUnknown
    campaign.collect(now)
    filing.check(campaign)
    each = campaign.rules.each
    if each and suggestions.count_of_author(tx, person_id, campaign.id) >= each:
        raise TooManySuggestions(each)
    number = suggestions.next_number(tx, now.astimezone(hours.zone).year)
    until = due(now, ACCEPT_DAYS, hours)
    id_ = suggestions.insert(tx, filing, person_id, number, until, now, public=not campaign.rules.moderated)
    likeness.add(tx, id_, filing.text.strip())
    step_id = suggestion_steps.add(tx, id_, person_id, None, (None, State.SUBMITTED), "", now, public=False)
    one, _campaign = load(tx, id_)
    filed(tx, one, campaign, step_id, now)
    campaigns.count(tx, campaign.id, filed=1)
    return case(tx, person_id, id_, now)


def act(tx: Tx, by: By, suggestion_id: int, action: Action, words: str) -> Case:
    """Do what an author may do to a suggestion: see the methods of `Suggestions`."""
    held = hold(tx, by, suggestion_id, action, words)
    after = _author_acts(held)
    assert by.actor_id is not None  # noqa: S101 - the clock has no case to look at
    return case(tx, by.actor_id, after.id, by.now)


def part_with(tx: Tx, by: By) -> None:
    """Let suggestions do without somebody.

    What was returned to them is withdrawn, and what was merged into it stands on its own; what waits for their answer
    goes on, what they handle is the office's.
    """
    assert by.actor_id is not None  # noqa: S101 - somebody
    clock = By(None, by.now, by.hours)
    for id_ in suggestions.returned_to(tx, by.actor_id):
        for part in merging.parts(tx, id_):
            unmerge(tx, clock, part)
        _withdrawn(hold(tx, by, id_, Action.WITHDRAW))
    for id_ in suggestions.asked_of(tx, by.actor_id):
        hold(tx, clock, id_, Action.RESUME).done()
    desk.let_go(tx, by.actor_id)


def _author_acts(held: Held) -> Suggestion:
    match held.action:
        case Action.EDIT | Action.RESUBMIT:
            return _rewritten(held)
        case Action.WITHDRAW:
            if merging.merged(held.tx, held.one.id):
                raise OthersMerged
            return _withdrawn(held)
        case Action.REPLY if not suggestion_steps.unanswered(held.tx, held.one.id):
            raise ActNotNow(held.action, held.one.state)
        case Action.CONFIRM:
            return held.done(helped=True)
        case Action.REOPEN:
            if held.one.reopened:
                raise ReopenedBefore
            campaigns.count(held.tx, held.campaign.id, resolved=-1)
            return held.done(reopened=True)
        case Action.DISSENT:
            if not held.one.reopened:
                raise NotReopened
            return held.done(helped=False)
    return held.done()


def _withdrawn(held: Held) -> Suggestion:
    campaigns.count(held.tx, held.campaign.id, filed=-1)
    # What many withdrawn ones are like would stand before what there is.
    likeness.remove(held.tx, held.one.id, held.one.text)
    return held.done(public=False)


def _rewritten(held: Held) -> Suggestion:
    one, rules = held.one, held.campaign.rules
    if held.action is Action.EDIT and not one.editable(held.by.now):
        raise TooLateToEdit
    if len(held.words) > rules.longest:
        raise SuggestionUnfit("text", rules.longest)
    likeness.remove(held.tx, one.id, one.text)
    likeness.add(held.tx, one.id, held.words)
    public = one.public if held.action is Action.EDIT else not rules.moderated
    return held.done(text=held.words, public=public)


def second(tx: Tx, person_id: int, suggestion_id: int, now: datetime, hours: Hours) -> Case:
    """See `Suggestions.second`."""
    one, campaign = _votable(tx, person_id, suggestion_id, now, hours)
    if seconds.given(tx, one.id, person_id):
        return case(tx, person_id, one.id, now)
    most = campaign.rules.seconds_each
    if most and seconds.count_of_person(tx, person_id, campaign.id) >= most:
        raise TooManySeconds(most)
    seconds.give(tx, one.id, person_id, now)
    seconds.add(tx, one.id, 1)
    return case(tx, person_id, one.id, now)


def unsecond(tx: Tx, person_id: int, suggestion_id: int, now: datetime, hours: Hours) -> Case:
    """See `Suggestions.unsecond`."""
    one, _campaign = _votable(tx, person_id, suggestion_id, now, hours)
    if seconds.given(tx, one.id, person_id):
        seconds.take_back(tx, one.id, person_id)
        seconds.add(tx, one.id, -1)
    return case(tx, person_id, one.id, now)


def _votable(tx: Tx, person_id: int, suggestion_id: int, now: datetime, hours: Hours) -> tuple[Suggestion, Campaign]:
    # The person's row, too: what one person may second is counted over a campaign.
    tx.lock("people", person_id)
    tx.lock("suggestions", suggestion_id)
    seen = case(tx, person_id, suggestion_id, now)
    if seen.suggestion.merged_into is not None:
        raise MergedElsewhere(seen.into, seen.suggestion.merged_into)
    held = hold(tx, By(person_id, now, hours), suggestion_id, Action.SECOND)
    if held.campaign.rules.voting is Voting.OFF:
        raise VotingOff
    return held.one, held.campaign
