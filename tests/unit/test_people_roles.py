"""Who may do what: every role against every action, and the last owner."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.people import (
    DepartmentUnknown,
    ExpiryPassed,
    Grant,
    LastOwner,
    NoAuthority,
    NotJoined,
    PersonUnknown,
    Role,
    RoleGone,
    RoleIsFixed,
)
from tests.unit.people_office import OWNER, Office


@pytest.fixture
async def office(db):
    """An owner, organisers of all sorts, and people about whom something could leak."""
    office = Office(db)
    await office.owner()
    office.actors = {
        "stranger": 0,
        "nobody": 99_999,
        "member": (await office.member(11, "普通人")).id,
        "organiser": (await office.organiser(12, "组织者")).id,
        "of department": (await office.organiser(13, "经发组织者", "经发部")).id,
        "of other department": (await office.organiser(14, "党群组织者", "党群部")).id,
        "expired organiser": (await office.organiser(15, "旧组织者", days=1)).id,
        "expired owner": (await office.member(16, "旧主任")).id,
        "forgotten": (await office.organiser(17, "走的人")).id,
        "owner": (await office.people.known(OWNER)).id,
    }
    expiry = office.clock.now() + timedelta(days=1)
    await office.roles.grant(office.actors["owner"], office.actors["expired owner"], Grant(Role.OWNER, None, expiry))
    await office.rights.forget(office.actors["forgotten"])
    office.clock.advance(days=1)
    office.target = await office.listed("0012", "张强", "经发部/综合科")
    office.subject = await office.member(31, "李娜", "经发部/综合科")
    owner = office.actors["owner"]
    office.role = (await office.roles.grant(owner, office.subject.id, Grant(Role.ORGANISER))).id
    return office


ACTIONS = {
    "find joined": lambda office, actor: office.roles.find(actor, "李娜", 9, joined=True),
    "find listed": lambda office, actor: office.roles.find(actor, "张强", 9, joined=False),
    "look": lambda office, actor: office.roles.may_look(actor),
    "invite": lambda office, actor: office.people.invite(actor, office.target),
    "list": lambda office, actor: office.roles.seats(actor),
    "see": lambda office, actor: office.roles.seat(actor, office.role),
    "revoke": lambda office, actor: office.roles.revoke(actor, office.role),
    "grant organiser": lambda office, actor: office.roles.grant(actor, office.subject.id, Grant(Role.ORGANISER)),
    "grant owner to oneself": lambda office, actor: office.roles.grant(actor, actor, Grant(Role.OWNER)),
}
OWNERS_ONLY = {"list", "see", "grant organiser", "grant owner to oneself", "revoke"}
MAY = {
    "stranger": set(),
    "nobody": set(),
    "member": set(),
    "organiser": set(ACTIONS) - OWNERS_ONLY,
    "of department": set(ACTIONS) - OWNERS_ONLY,
    "of other department": {"find joined", "find listed", "look"},  # but finds nobody, see below
    "expired organiser": set(),
    "expired owner": set(),
    "forgotten": set(),
    "owner": set(ACTIONS),
}


async def test_every_role_may_do_what_it_may_and_nothing_else(office):
    async def state():
        return [await office.rows(f"SELECT * FROM {table}") for table in ("roles", "invitations", "audit")]

    before = await state()
    for role, may in MAY.items():
        for action in set(ACTIONS) - may:
            with pytest.raises(NoAuthority):
                await ACTIONS[action](office, office.actors[role])
    assert await state() == before
    for role, may in MAY.items():
        for action, act in ACTIONS.items():
            if action in may:
                await act(office, office.actors[role])


@pytest.mark.parametrize(
    ("role", "seen"),
    [("owner", ["李娜"]), ("organiser", ["李娜"]), ("of department", ["李娜"]), ("of other department", [])],
)
async def test_people_are_found_only_by_those_who_manage_them(office, role, seen):
    actor = office.actors[role]
    assert [one.name for one in await office.roles.find(actor, "李娜", 9, joined=True)] == seen
    assert [one.name for one in await office.roles.find(actor, "0012", 9, joined=False)] == ["张强"] * len(seen)


async def test_a_department_whose_name_begins_alike_is_another_one(office):
    await office.member(41, "远方", "经发部二/综合科")
    actor = office.actors["of department"]
    assert await office.roles.find(actor, "远方", 9, joined=True) == ()


async def test_people_are_found_by_all_words_in_name_department_and_number(office):
    owner = office.actors["owner"]
    await office.listed("0013", "张强", "党群部")
    found = {
        text: len(await office.roles.find(owner, text, 9, joined=False)) for text in ("张强", "张强 党群", "0013 张")
    }
    assert found == {"张强": 2, "张强 党群": 1, "0013 张": 1}
    assert [one.department for one in await office.roles.find(owner, "张强 综合", 9, joined=False)] == ["经发部/综合科"]
    assert await office.roles.find(owner, " ", 9, joined=False) == ()
    assert len(await office.roles.find(owner, "张强", 1, joined=False)) == 1


async def test_a_role_counts_until_it_ends(office):
    person = await office.organiser(51, "临时", days=2)
    assert person.is_organiser(office.clock.now())
    assert not person.is_organiser(office.clock.now() + timedelta(days=2))
    names = [seat.name for seat in await office.roles.seats(office.actors["owner"])]
    office.clock.advance(days=2)
    assert [
        name for name in names if name not in [s.name for s in await office.roles.seats(office.actors["owner"])]
    ] == ["临时"]


async def test_granting_again_replaces_and_both_are_noted(office):
    owner, person = office.actors["owner"], office.actors["member"]
    until = office.clock.now() + timedelta(days=30)
    await office.roles.grant(owner, person, Grant(Role.ORGANISER))
    seat = await office.roles.grant(owner, person, Grant(Role.ORGANISER, None, until))
    counting = [one for one in await office.roles.seats(owner) if one.person_id == person]
    assert counting == [seat]
    assert seat.grant == Grant(Role.ORGANISER, None, until)
    noted = await office.rows(
        "SELECT actor_id, action, details FROM audit WHERE subject = :s AND action LIKE 'role%' ORDER BY id",
        s=f"person:{person}",
    )
    assert noted == [
        (owner, "role.granted", "organiser, all, until revoked"),
        (owner, "role.granted", "organiser, all, 2026-12-24T02:00:00+00:00"),
    ]


async def test_the_person_is_known_with_the_role_at_once_and_owed_word_of_it(office):
    owner, person = office.actors["owner"], office.actors["member"]
    assert not (await office.people.known(11)).is_organiser(office.clock.now())
    seat = await office.roles.grant(owner, person, Grant(Role.ORGANISER))
    assert (await office.people.known(11)).is_organiser(office.clock.now())
    await office.roles.revoke(owner, seat.id)
    assert not (await office.people.known(11)).is_organiser(office.clock.now())
    owed = await office.rows("SELECT kind, subject FROM outbox WHERE person_id = :p ORDER BY id", p=person)
    assert owed == [("role.granted", seat.id), ("role.revoked", seat.id)]
    assert office.outbox.poked.is_set()


async def test_what_cannot_be_granted(office):
    owner, person = office.actors["owner"], office.actors["member"]
    now = office.clock.now()
    for target, grant, refusal in (
        (office.target, Grant(Role.ORGANISER), NotJoined),
        (office.actors["forgotten"], Grant(Role.ORGANISER), NotJoined),
        (99_999, Grant(Role.ORGANISER), PersonUnknown),
        (person, Grant(Role.ORGANISER, 99_999), DepartmentUnknown),
        (person, Grant(Role.ORGANISER, None, now), ExpiryPassed),
    ):
        with pytest.raises(refusal):
            await office.roles.grant(owner, target, grant)
    assert await office.rows("SELECT COUNT(*) FROM roles WHERE person_id = :p", p=person) == [(0,)]


async def test_a_role_is_revoked_once(office):
    owner = office.actors["owner"]
    await office.roles.revoke(owner, office.role)
    with pytest.raises(RoleGone):
        await office.roles.revoke(owner, office.role)
    with pytest.raises(RoleGone):
        await office.roles.seat(owner, 99_999)


async def test_an_owner_of_the_setting_cannot_be_revoked_in_the_chat(office):
    owner = office.actors["owner"]
    (fixed,) = [seat.id for seat in await office.roles.seats(owner) if seat.fixed]
    with pytest.raises(RoleIsFixed):
        await office.roles.revoke(owner, fixed)


async def test_the_last_owner_stays(office):
    """The setting names nobody any more; two owners by grant are left and then one."""
    owner = office.actors["owner"]
    first, second = await office.member(61, "甲"), await office.member(62, "乙")
    seats = {one.id: (await office.roles.grant(owner, one.id, Grant(Role.OWNER))).id for one in (first, second)}
    await office.people_of(set()).seat_owners()
    await office.roles.revoke(first.id, seats[second.id])
    with pytest.raises(LastOwner):
        await office.roles.revoke(first.id, seats[first.id])
    until = office.clock.now() + timedelta(days=1)
    with pytest.raises(LastOwner):
        await office.roles.grant(first.id, first.id, Grant(Role.OWNER, None, until))
    assert [seat.name for seat in await office.roles.seats(first.id) if seat.grant.role is Role.OWNER] == ["甲"]


async def test_owners_who_revoke_each_other_at_once_leave_one(office):
    owner = office.actors["owner"]
    first, second = await office.member(61, "甲"), await office.member(62, "乙")
    seats = {one.id: (await office.roles.grant(owner, one.id, Grant(Role.OWNER))).id for one in (first, second)}
    await office.people_of(set()).seat_owners()
    done = await asyncio.gather(
        office.roles.revoke(first.id, seats[second.id]),
        office.roles.revoke(second.id, seats[first.id]),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["NoAuthority", "Seat"]
    assert await office.rows("SELECT COUNT(*) FROM roles WHERE role = 'owner' AND expires_at IS NULL") == [(1,)]


async def test_nobody_is_told_what_they_did_themselves(office):
    owner = office.actors["owner"]
    await office.roles.grant(owner, owner, Grant(Role.ORGANISER))
    assert await office.rows("SELECT kind FROM outbox WHERE person_id = :p", p=owner) == []


async def test_links_never_grant_roles(office):
    token = await office.people.invite(office.actors["owner"], office.target)
    joined = await office.people.join(token, 71, 1)
    assert joined.grants == ()
    assert await office.rows("SELECT COUNT(*) FROM roles WHERE person_id = :p", p=joined.id) == [(0,)]
