"""People: consent, the cache, languages, departments, and joining by link."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.people import (
    NOTICE_VERSION,
    AlreadyJoined,
    DepartmentUnknown,
    Grant,
    InvitationGone,
    NameUnfit,
    NotGroupAdmin,
    PersonUnknown,
    Role,
    TooManyGuesses,
    check_name,
)
from bot.ids import fingerprint
from bot.services.guesses import GUESSES, WINDOW
from bot.services.people import INVITATION_LIFETIME
from tests.unit.people_office import GROUP, GROUP_ADMIN, NOW, OWNER, Office


@pytest.fixture
def office(db):
    return Office(db)


async def test_a_stranger_is_unknown_and_leaves_nothing_behind(office):
    before = await office.counts()
    assert await office.people.known(7) is None
    await office.people.set_reachable(7, reachable=True)
    assert await office.counts() == before


async def test_agreeing_makes_a_person_who_may_do_nothing_special(office):
    person = await office.people.agree(7, NOTICE_VERSION, "zh_Hant")
    assert await office.people.known(7) == person
    assert (person.telegram_id, person.name, person.language, person.consent) == (7, "", "zh_Hant", NOTICE_VERSION)
    assert person.grants == ()
    assert await office.rows("SELECT reachable FROM people") == [(1,)]


async def test_agreeing_twice_is_one_person_and_keeps_what_is_known(office):
    first = await office.member(7, "王敏")
    again = await office.people.agree(7, NOTICE_VERSION, None, "Telegram name")
    assert (again.id, again.name, again.department_id) == (first.id, "王敏", first.department_id)


async def test_an_owner_of_the_setting_owns_the_bot_from_consent_on_and_it_is_noted(office):
    person = await office.people.agree(OWNER, NOTICE_VERSION)
    await office.people.agree(OWNER, NOTICE_VERSION)
    assert person.grants == (Grant(Role.OWNER),)
    assert await office.rows("SELECT actor_id, action, subject FROM audit") == [
        (None, "role.grant", f"person:{person.id}")
    ]


async def test_the_owners_setting_is_followed_at_start_but_granted_owners_stay(office):
    first, second = await office.member(OWNER, "刘主任"), await office.member(1002, "陈主任")
    third = await office.member(1003, "赵主任")
    await office.roles.grant(first.id, third.id, Grant(Role.OWNER))
    people = office.people_of({1002})
    await people.seat_owners()
    now = office.clock.now()
    owners = {person.name: person.is_owner(now) for person in [await people.known(t) for t in (OWNER, 1002, 1003)]}
    assert owners == {"刘主任": False, "陈主任": True, "赵主任": True}
    assert (second.is_owner(now), (await people.known(OWNER)).is_organiser(now)) == (False, False)
    await people.seat_owners()
    assert await office.rows("SELECT COUNT(*) FROM roles") == [(3,)]


async def test_an_owner_of_the_setting_who_has_not_agreed_gets_nothing(office):
    await office.people.seat_owners()
    assert await office.rows("SELECT COUNT(*) FROM roles") == [(0,)]


async def test_the_cache_is_at_most_thirty_seconds_old(office):
    person = await office.member(7, "王敏")
    await office.people.known(7)
    await office.db.write(lambda tx: tx.run("UPDATE people SET name = '王明' WHERE id = :id", id=person.id))
    office.seconds += 29.9
    assert (await office.people.known(7)).name == "王敏"
    office.seconds += 0.2
    assert (await office.people.known(7)).name == "王明"


async def test_own_writes_are_seen_at_once(office):
    person = await office.member(7, "王敏")
    assert (await office.people.known(7)).name == "王敏"
    await office.people.introduce(person.id, " 王  明 ", None)
    assert ((await office.people.known(7)).name, (await office.people.known(7)).department_id) == ("王 明", None)
    await office.people.set_language(person.id, "en")
    assert (await office.people.known(7)).language == "en"


@pytest.mark.parametrize("name", ["", "  ", "…", "😀", "王" * 41])
async def test_a_name_that_is_none_is_refused_and_the_old_one_stays(office, name):
    person = await office.member(7, "王敏")
    with pytest.raises(NameUnfit):
        await office.people.introduce(person.id, name, None)
    assert (await office.people.known(7)).name == "王敏"


def test_a_name_gets_single_spaces():
    assert check_name("  Anna \n Maria  ") == "Anna Maria"


async def test_a_department_that_does_not_exist_is_refused(office):
    person = await office.member(7, "王敏")
    with pytest.raises(DepartmentUnknown):
        await office.people.introduce(person.id, "王敏", 999)


async def test_departments_are_a_tree_that_is_found_by_typing(office):
    for path in ("经发部/综合科", "经发部/投资科", "党群部/综合科", "100%_部"):
        await office.people.ensure_department(path)
    again = await office.people.ensure_department("经发部/综合科")
    top = await office.people.departments(None)
    assert [(one.name, one.branches) for one in top] == [("经发部", True), ("党群部", True), ("100%_部", False)]
    assert [one.path for one in await office.people.departments(top[0].id)] == ["经发部/综合科", "经发部/投资科"]
    found = {text: [one.path for one in await office.people.find_departments(text, 9)] for text in FOUND}
    assert found == FOUND
    assert (await office.people.department(again)).path == "经发部/综合科"


FOUND = {
    "综合": ["经发部/综合科", "党群部/综合科"],
    "综合科": ["经发部/综合科", "党群部/综合科"],
    "经发 综合": ["经发部/综合科"],
    "经发部": ["经发部"],
    "%": ["100%_部"],
    "_": ["100%_部"],
    "无": [],
    " ": [],
}


async def test_languages_are_ours_only(office):
    person = await office.member(7, "王敏")
    with pytest.raises(ValueError, match="no language"):
        await office.people.set_language(person.id, "fr")
    with pytest.raises(PersonUnknown):
        await office.people.set_language(0, "en")


async def test_a_groups_language_is_its_administrators(office):
    member, admin = await office.member(7, "王敏"), await office.member(GROUP_ADMIN, "李强")
    owner = await office.owner()
    for other in (member, owner):
        with pytest.raises(NotGroupAdmin):
            await office.people.set_group_language(other, GROUP, "en")
    with pytest.raises(NotGroupAdmin):
        await office.people.set_group_language(admin, GROUP - 1, "en")
    assert await office.people.group_language(GROUP) is None
    await office.people.set_group_language(admin, GROUP, "en")
    assert await office.people.group_language(GROUP) == "en"
    assert await office.people.group_language(GROUP - 1) is None


async def test_reachability_is_kept(office):
    await office.member(7, "王敏")
    await office.people.set_reachable(7, reachable=False)
    assert await office.rows("SELECT reachable FROM people") == [(0,)]


async def test_a_link_binds_an_account_to_the_roster_once(office):
    owner = await office.owner()
    listed = await office.listed("0012", "张强")
    token = await office.people.invite(owner.id, listed)
    joined = await office.people.join(token, 7, NOTICE_VERSION, "en")
    assert (joined.id, joined.name, joined.post, joined.staff_number) == (listed, "张强", "科员", "0012")
    assert (joined.telegram_id, joined.consent, joined.language, joined.grants) == (7, NOTICE_VERSION, "en", ())
    with pytest.raises(InvitationGone):
        await office.people.join(token, 8, NOTICE_VERSION)
    assert await office.people.known(8) is None


async def test_only_the_links_fingerprint_is_stored(office):
    owner = await office.owner()
    token = await office.people.invite(owner.id, await office.listed("0012", "张强"))
    assert await office.rows("SELECT token_hash FROM invitations") == [(fingerprint(token),)]
    assert len(token) == 22


async def test_somebody_who_came_before_the_link_keeps_their_row(office):
    owner, listed = await office.owner(), await office.listed("0012", "张强")
    early = await office.member(7, "小张")
    await office.roles.grant(owner.id, early.id, Grant(Role.ORGANISER))
    joined = await office.people.join(await office.people.invite(owner.id, listed), 7)
    assert (joined.id, joined.name, joined.staff_number) == (early.id, "张强", "0012")
    assert [grant.role for grant in joined.grants] == [Role.ORGANISER]
    assert await office.rows("SELECT name, staff_number, telegram_id FROM people WHERE id = :id", id=listed) == [
        ("", None, None)
    ]


async def test_who_is_on_the_roster_already_does_not_become_somebody_else(office):
    owner = await office.owner()
    first, second = await office.listed("0012", "张强"), await office.listed("0013", "李娜")
    await office.people.join(await office.people.invite(owner.id, first), 7, NOTICE_VERSION)
    token = await office.people.invite(owner.id, second)
    with pytest.raises(AlreadyJoined):
        await office.people.join(token, 7)
    assert (await office.people.join(token, 8, NOTICE_VERSION)).name == "李娜"


async def test_a_new_link_ends_the_old_one_and_all_links_end_in_time(office):
    owner, listed = await office.owner(), await office.listed("0012", "张强")
    old = await office.people.invite(owner.id, listed)
    new = await office.people.invite(owner.id, listed)
    with pytest.raises(InvitationGone):
        await office.people.join(old, 7, NOTICE_VERSION)
    office.clock.set(NOW + INVITATION_LIFETIME)
    with pytest.raises(InvitationGone):
        await office.people.join(new, 7, NOTICE_VERSION)
    assert await office.people.known(7) is None


async def test_guessing_links_is_stopped_without_a_row(office):
    owner, listed = await office.owner(), await office.listed("0012", "张强")
    token = await office.people.invite(owner.id, listed)
    before = await office.counts()
    for _ in range(GUESSES):
        with pytest.raises(InvitationGone):
            await office.people.join("A" * 22, 7)
    with pytest.raises(TooManyGuesses) as refused:
        await office.people.join(token, 7)
    assert (refused.value.until, await office.counts()) == (NOW + WINDOW, before)
    assert (await office.people.join(token, 8, NOTICE_VERSION)).name == "张强"
    office.clock.advance(hours=1)
    with pytest.raises(InvitationGone):
        await office.people.join("A" * 22, 7)


async def test_who_has_joined_needs_no_link(office):
    owner, member = await office.owner(), await office.member(7, "王敏")
    with pytest.raises(AlreadyJoined):
        await office.people.invite(owner.id, member.id)
    with pytest.raises(PersonUnknown):
        await office.people.invite(owner.id, await office.listed("0012", ""))


async def test_links_are_kept_for_their_lifetime(office):
    owner, listed = await office.owner(), await office.listed("0012", "张强")
    token = await office.people.invite(owner.id, listed)
    office.clock.set(NOW + INVITATION_LIFETIME - timedelta(microseconds=1))
    assert (await office.people.join(token, 7, NOTICE_VERSION)).id == listed
