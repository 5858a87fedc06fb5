"""Who takes turns to speak in a series: organisers keep the list, people volunteer. One method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock, micros
from bot.domain.drafts import DraftKey
from bot.domain.events import LONGEST, NotYours, TextTooLong
from bot.domain.outbox import Promised
from bot.domain.people import PersonUnknown
from bot.domain.rota import (
    KindInUse,
    Member,
    MemberGone,
    MemberState,
    Own,
    Rota,
    RotaNews,
    RotaUnknown,
    check_kinds,
    propose,
    renamed,
)
from bot.domain.series import SeriesUnknown
from bot.services.outbox import Outbox
from storage import audit, drafts, events, outbox, people, roles, rota, series
from storage.db import Database, Tx

_STILL_NEWS = timedelta(days=30)  # for how long it is worth telling what became of an offer to speak


class Rotas:
    """The rotas of series."""

    def __init__(self, db: Database, clock: Clock, owed: Outbox) -> None:
        self._db, self._clock, self._owed = db, clock, owed
        self._every: tuple[tuple[int, str], ...] | None = None

    async def every(self) -> tuple[tuple[int, str], ...]:
        """Return the series with a rota, id and name: from memory, for cards ask at every sign-up."""
        if self._every is None:
            self._every = await self._db.read(rota.every)
        return self._every

    async def get(self, actor_id: int, series_id: int) -> Rota:
        """Return a rota with what it proposes. Raises NotYours, RotaUnknown, SeriesUnknown."""
        return await self._db.read(view, actor_id, series_id, self._clock.now())

    async def own(self, person_id: int, series_id: int) -> Own:
        """Return a rota as somebody sees it who may take part. Raises RotaUnknown."""
        return await self._db.read(own, person_id, series_id, self._clock.now())

    async def keep(self, actor_id: int, series_id: int, names: Sequence[str], draft: DraftKey | None = None) -> None:
        """Say which kinds of people take turns, in this order; `draft` is used up by it.

        Kinds keep their people by name, the others by their place. Who says so hears of volunteers from now on.
        Raises NotYours, SeriesUnknown, KindsUnfit, KindInUse, DraftGone.
        """
        await self._db.write(keep, actor_id, series_id, tuple(names), draft, self._clock.now())
        self._every = await self._db.read(rota.every)

    async def enlist(
        self, actor_id: int, series_id: int, kind_id: int, person_id: int, draft: DraftKey | None = None
    ) -> None:
        """Let a person take turns, in that kind; `draft` is used up by it.

        Raises NotYours, RotaUnknown, MemberGone for a kind of another rota, PersonUnknown, DraftGone.
        """
        await self._db.write(enlist, actor_id, series_id, kind_id, person_id, draft, self._clock.now())
        self._owed.poke()

    async def pause(self, actor_id: int, series_id: int, person_id: int, until: datetime | None) -> None:
        """Do not propose a person before then; None: any time. Raises NotYours, MemberGone."""
        await self._db.write(pause, actor_id, series_id, person_id, until, self._clock.now())

    async def remove(self, actor_id: int, series_id: int, person_id: int) -> None:
        """Take a person off the rota, if they are on it; a volunteer is told. Raises NotYours."""
        await self._db.write(remove, actor_id, series_id, person_id, self._clock.now())
        self._owed.poke()

    async def volunteer(
        self, person_id: int, series_id: int, kind_id: int, topic: str, draft: DraftKey | None = None
    ) -> Own:
        """Offer to speak; the organiser is told. Who takes turns already stays where they are.

        `draft` is used up by it. Raises RotaUnknown, MemberGone for a kind of another rota, TextTooLong, DraftGone.
        """
        found = await self._db.write(volunteer, person_id, series_id, kind_id, topic.strip(), draft, self._clock.now())
        self._owed.poke()
        return found

    async def leave(self, person_id: int, series_id: int) -> None:
        """Take no turns any more; those accepted stay."""
        await self._db.write(rota.remove, series_id, person_id)


def view(tx: Tx, actor_id: int, series_id: int, now: datetime) -> Rota:
    """See `Rotas.get`."""
    _organises(tx, actor_id, now)
    return load(tx, series_id, now)


def load(tx: Tx, series_id: int, now: datetime) -> Rota:
    """Return a rota with what it proposes. Raises RotaUnknown."""
    if rota.keeper(tx, series_id) is None:
        raise RotaUnknown
    found = series.load(tx, series_id)
    turns = rota.given(tx, series_id, now)
    everybody = rota.with_turns(rota.members(tx, series_id), turns, now)
    members = tuple(sorted((one for one in everybody if one.state is MemberState.MEMBER), key=Member.waits))
    kind_of = {one.person_id: one.kind_id for one in members}
    kinds = rota.kinds(tx, series_id)
    coming = rota.coming(tx, series_id, kind_of, now)
    past = [kind_of[one.person_id] for one in turns if one.starts_at <= now and one.person_id in kind_of]
    return Rota(
        series_id,
        found.name if found else "",
        kinds,
        members,
        tuple(one for one in everybody if one.state is MemberState.VOLUNTEER),
        coming,
        propose(kinds, members, coming, past[-1] if past else None),
    )


def own(tx: Tx, person_id: int, series_id: int, now: datetime) -> Own:
    """See `Rotas.own`."""
    found = load(tx, series_id, now)
    try:
        member: Member | None = found.person(person_id)
    except MemberGone:
        member = None
    line = [one.person_id for one in found.of(member.kind_id)] if member else []
    place = line.index(person_id) + 1 if person_id in line else 0
    return Own(series_id, found.series, found.kinds, member, place)


def keep(tx: Tx, actor_id: int, series_id: int, names: tuple[str, ...], draft: DraftKey | None, now: datetime) -> None:
    """See `Rotas.keep`."""
    if draft:
        drafts.consume(tx, draft)
    _organises(tx, actor_id, now)
    tx.lock("series", series_id)
    if series.load(tx, series_id) is None:
        raise SeriesUnknown
    check_kinds(names)
    rota.keep(tx, series_id, actor_id)
    before = rota.kinds(tx, series_id)
    after = renamed(before, names)
    for kind in before:
        if kind.id not in after:
            if rota.used(tx, kind.id):
                raise KindInUse(kind.name)
            rota.drop_kind(tx, kind.id)
    for place, (kind_id, name) in enumerate(zip(after, names, strict=True)):
        rota.put_kind(tx, series_id, kind_id, name, place)
    audit.note(tx, now, actor_id, "rota.keep", f"series:{series_id}", "、".join(names))


def enlist(
    tx: Tx, actor_id: int, series_id: int, kind_id: int, person_id: int, draft: DraftKey | None, now: datetime
) -> None:
    """See `Rotas.enlist`."""
    if draft:
        drafts.consume(tx, draft)
    _organises(tx, actor_id, now)
    _kind(tx, series_id, kind_id)
    before = rota.member(tx, series_id, person_id)
    volunteered = before is not None and before.state is MemberState.VOLUNTEER
    if not people.get(tx, person_id).name or not (before or roles.manages(tx, actor_id, person_id, now)):
        raise PersonUnknown
    joined_at = before.joined_at if before and not volunteered else now
    rota.put(tx, series_id, person_id, kind_id, MemberState.MEMBER, before.topic if before else "", joined_at)
    audit.note(tx, now, actor_id, "rota.enlist", f"series:{series_id}", f"person:{person_id}")
    if volunteered:
        _answer(tx, series_id, person_id, now, listed=True)


def pause(tx: Tx, actor_id: int, series_id: int, person_id: int, until: datetime | None, now: datetime) -> None:
    """See `Rotas.pause`."""
    _organises(tx, actor_id, now)
    if not rota.pause(tx, series_id, person_id, until):
        raise MemberGone
    audit.note(
        tx, now, actor_id, "rota.pause" if until else "rota.resume", f"series:{series_id}", f"person:{person_id}"
    )


def remove(tx: Tx, actor_id: int, series_id: int, person_id: int, now: datetime) -> None:
    """See `Rotas.remove`."""
    _organises(tx, actor_id, now)
    before = rota.member(tx, series_id, person_id)
    if before is None:
        return
    rota.remove(tx, series_id, person_id)
    audit.note(tx, now, actor_id, "rota.remove", f"series:{series_id}", f"person:{person_id}")
    if before.state is MemberState.VOLUNTEER:
        _answer(tx, series_id, person_id, now, listed=False)


def volunteer(
    tx: Tx, person_id: int, series_id: int, kind_id: int, topic: str, draft: DraftKey | None, now: datetime
) -> Own:
    """See `Rotas.volunteer`."""
    if draft:
        drafts.consume(tx, draft)
    keeper = rota.keeper(tx, series_id)
    if keeper is None:
        raise RotaUnknown
    _kind(tx, series_id, kind_id)
    if len(topic) > LONGEST["title"]:
        raise TextTooLong("title", LONGEST["title"])
    before = rota.member(tx, series_id, person_id)
    if before is None or before.state is MemberState.VOLUNTEER:
        rota.put(tx, series_id, person_id, kind_id, MemberState.VOLUNTEER, topic, before.joined_at if before else now)
    if before is None:
        key = f"{RotaNews.VOLUNTEERED}:{series_id}:{person_id}:{micros(now)}"
        promise = Promised(keeper, RotaNews.VOLUNTEERED, series_id, key, now, {"person": person_id}, now + _STILL_NEWS)
        outbox.promise(tx, [promise], now)
    return own(tx, person_id, series_id, now)


def _answer(tx: Tx, series_id: int, person_id: int, now: datetime, *, listed: bool) -> None:
    """Promise a volunteer what became of the offer."""
    key = f"{RotaNews.LISTED}:{series_id}:{person_id}:{micros(now)}"
    promise = Promised(person_id, RotaNews.LISTED, series_id, key, now, {"listed": listed}, now + _STILL_NEWS)
    outbox.promise(tx, [promise], now)


def _organises(tx: Tx, actor_id: int, now: datetime) -> None:
    if not events.scopes(tx, actor_id, now):
        raise NotYours


def _kind(tx: Tx, series_id: int, kind_id: int) -> None:
    if rota.keeper(tx, series_id) is None:
        raise RotaUnknown
    if kind_id not in {kind.id for kind in rota.kinds(tx, series_id)}:
        raise MemberGone
