"""Who gets a seat: offers and their deadlines, seats reserved for departments, and what a change does to a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import DECIDED, TOLD, Event, Plan, Revision, SignUpState

SHORTEST_OFFER, LONGEST_OFFER = timedelta(minutes=30), timedelta(hours=12)
EVENING, MORNING = time(22), time(8, 30)

Pools = Sequence[tuple[int, int]]  # (department id, seats), see Rules.reserved


def deadline(now: datetime, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return until when a seat that is offered `now` is held.

    A quarter of the time that is left, between half an hour and twelve hours, so that at least four people can be asked
    one after another; never past the start. pretix holds every offer for the same number of hours (48 unless set
    otherwise), which is more than is left here. An offer that would end between 22:00, when the night begins by China's
    law on noise (噪声污染防治法, article 88), and 08:30 lasts until 08:30, as long as half an hour is left then.
    """
    until = now + min(max((starts_at - now) / 4, SHORTEST_OFFER), LONGEST_OFFER)
    local = until.astimezone(zone)
    if local.time() >= EVENING or local.time() < MORNING:
        day = local.date() + timedelta(days=local.time() >= EVENING)
        # Back to UTC: an offer's end is compared and kept like every other instant.
        morning = datetime.combine(day, MORNING, zone).astimezone(now.tzinfo)
        if morning + SHORTEST_OFFER <= starts_at:
            until = morning
    return min(until, starts_at)


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody with a seat, an offer, or on the waitlist; `pool`: whose reserved seat, `entitled`: to which pools."""

    person_id: int
    turn: int
    state: SignUpState
    pool: int | None
    entitled: frozenset[int]


@dataclass(frozen=True, slots=True)
class Shift:
    """How many lose an offer, lose a seat, and get one (or an offer)."""

    withdrawn: int = 0
    lost: int = 0
    raised: int = 0


@dataclass(frozen=True, slots=True)
class Moves:
    """Who moves where in a line with reserved seats: `labels` only change whose seats they are."""

    labels: tuple[InLine, ...] = ()
    withdrawn: tuple[InLine, ...] = ()
    lost: tuple[InLine, ...] = ()
    raised: tuple[InLine, ...] = ()

    def shift(self) -> Shift:
        """Return the numbers."""
        return Shift(len(self.withdrawn), len(self.lost), len(self.raised))


class Seats:
    """The free seats of an event, those of each pool apart; `held` has the pool of each seat that is not free."""

    def __init__(self, capacity: int, pools: Pools, held: Iterable[int | None]) -> None:
        taken = Counter(held)
        self._free = capacity - taken.total()
        self._pools = {pool: seats - taken[pool] for pool, seats in pools}
        elsewhere = sum(count for pool, count in taken.items() if pool not in self._pools)
        self._general = capacity - sum(seats for _pool, seats in pools) - elsewhere

    def take(self, entitled: Iterable[int]) -> tuple[bool, int | None]:
        """Take a seat for somebody, a reserved one first; return whether there was one, and of which pool."""
        if self._free <= 0:
            return False, None
        for pool in self._pools:
            if pool in entitled and self._pools[pool] > 0:
                self._pools[pool] -= 1
                self._free -= 1
                return True, pool
        if self._general <= 0:
            return False, None
        self._general -= 1
        self._free -= 1
        return True, None


def shift(event: Event) -> Shift:
    """Return what brings the line of `event` in order when no seat is reserved: offers go before seats."""
    over = 0 if event.capacity is None else max(0, event.held - event.capacity)
    withdrawn = min(over, event.offered)
    return Shift(withdrawn, over - withdrawn, event.free())


def arrange(capacity: int, pools: Pools, line: Iterable[InLine]) -> Moves:
    """Return what brings a line in order when seats are reserved.

    Seats of a pool are its people's, in order of turn; whoever is not entitled to one, or finds none, has a seat for
    everybody. Only those move back for whom there are not enough seats at all, never for a reserved seat that is free.
    """
    line = sorted(line, key=lambda one: one.turn)
    held = [one for one in line if one.state is not SignUpState.WAITING]
    labelled = _label(pools, held)
    over = max(0, len(held) - capacity)
    offers_last = sorted(
        (one for one in labelled if one.pool is None),
        key=lambda one: (one.state is SignUpState.SEATED, -one.turn),
    )
    gone = offers_last[:over]
    stay = [one for one in labelled if one not in gone]
    seats = Seats(capacity, pools, (one.pool for one in stay))
    raised = []
    for one in line:
        if one.state is SignUpState.WAITING:
            got, pool = seats.take(one.entitled)
            if got:
                raised.append(replace(one, pool=pool))
    return Moves(
        tuple(new for new, old in zip(labelled, held, strict=True) if new.pool != old.pool),
        tuple(one for one in gone if one.state is SignUpState.OFFERED),
        tuple(one for one in gone if one.state is SignUpState.SEATED),
        tuple(raised),
    )


def _label(pools: Pools, held: Iterable[InLine]) -> list[InLine]:
    left = dict(pools)
    labelled = []
    for one in held:
        pool = next((pool for pool in left if left[pool] and pool in one.entitled), None)
        if pool is not None:
            left[pool] -= 1
        labelled.append(replace(one, pool=pool))
    return labelled


def replanned(event: Event, plan: Plan) -> Event:
    """Return `event` with another plan, its line as it stands."""
    decided = {name: getattr(plan, name) for name in DECIDED}
    return replace(event, **decided, revision=event.revision + bool(event.changed(plan)))


def revised(event: Event, plan: Plan, shift: Shift, now: datetime) -> Revision:
    """Return what changing `event` to `plan` does to the people in its line, which `shift` brings in order."""
    changed = event.changed(plan)
    after = (
        replanned(event, plan)
        .moving(shift.withdrawn, SignUpState.OFFERED, SignUpState.WAITING)
        .moving(shift.lost, SignUpState.SEATED, SignUpState.WAITING)
    )
    goal = SignUpState.OFFERED if after.offering(now) else SignUpState.SEATED
    after = after.moving(shift.raised, SignUpState.WAITING, goal)
    admitted = event.asking if event.rules.approval and not plan.rules.approval else 0
    told = event.length if changed & TOLD else shift.withdrawn + shift.lost + shift.raised + admitted
    offered = shift.raised if goal is SignUpState.OFFERED else 0
    return Revision(
        after,
        changed,
        seated_lost=shift.lost,
        promoted=shift.raised - offered,
        told=told,
        withdrawn=shift.withdrawn,
        offered=offered,
        admitted=admitted,
    )
