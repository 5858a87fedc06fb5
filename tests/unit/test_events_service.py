"""Events on a real database: who may do what, who sees what, and what is written besides."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from bot.clock import micros
from bot.domain.drafts import Draft, DraftGone, DraftKey
from bot.domain.events import (
    Attendee,
    EventCancelled,
    EventOver,
    EventState,
    EventUnknown,
    Names,
    News,
    NotInvited,
    NotSignedUp,
    NotYours,
    Page,
    Pillar,
    Shelf,
    SignUpState,
    Standing,
    StartsInPast,
    TextTooLong,
)
from bot.domain.outbox import PromiseState
from bot.services.drafts import Drafts
from bot.services.events import LONGEST_REASON, leave_all
from storage.outbox import resolve_doubt
from tests.unit.events_desk import ALL, BUREAU, FORMER, HOUR, LI, NOW, OWNER, WANG, ZHANG, ZONE, plan, titles


async def owed(db):
    """Waiting messages: kind, person, data."""

    def read(tx):
        return tx.all("SELECT kind, person_id, data FROM outbox WHERE state = 'waiting' ORDER BY kind, person_id, id")

    return await db.read(read)


async def test_what_is_published_is_what_was_planned(events):
    full = plan(
        series=" 知行讲堂 ",
        speaker="周老师",
        place="一楼报告厅",
        link="https://example.org/live",
        capacity=None,
        hours=1.5,
        departments=(4, 2, 4),
    )
    event = await events.publish(OWNER, full)
    assert event.plan() == replace(full, series="知行讲堂", departments=(2, 4))
    assert (event.organiser_id, event.state, event.revision) == (OWNER, EventState.PUBLISHED, 1)
    assert (await events.card(event.id, OWNER)).event == event


async def test_a_series_is_made_once(events):
    first = await events.publish(OWNER, plan(series="知行讲堂"))
    second = await events.publish(OWNER, plan(series="知行讲堂", after=72))
    other = await events.publish(OWNER, plan(series="青年论坛"))
    assert await events.ensure_series("知行讲堂", Pillar.SHINE) == first.series_id == second.series_id
    assert await events.run_series() == ((first.series_id, "知行讲堂"), (other.series_id, "青年论坛"))
    assert await events.series(WANG) == ((first.series_id, "知行讲堂", 2), (other.series_id, "青年论坛", 1))


async def test_a_plan_is_checked_by_the_engine_too(events):
    with pytest.raises(StartsInPast):
        await events.publish(OWNER, plan(after=0))


async def test_filing_a_form_again_publishes_nothing(events, db, clock):
    key = DraftKey(OWNER, 77, "newevent")
    await Drafts(db, clock).put(OWNER, 77, Draft("newevent", "", {}, 0), NOW + HOUR)
    await events.publish(OWNER, plan(), key)
    with pytest.raises(DraftGone):
        await events.publish(OWNER, plan(), key)
    assert len((await events.browse(OWNER, Shelf.ON, None, 0, 9)).cards) == 1


@pytest.mark.parametrize("actor", [FORMER, WANG, LI, 99])
async def test_only_organisers_publish(events, actor):
    with pytest.raises(NotYours):
        await events.publish(actor, plan())


async def manageable_by(events, actor, ids):
    """Of the events those that the actor sees and really can manage, by card, list of names, change and cancelling."""
    allowed = []
    for event_id in ids:
        card = await events.card(event_id, actor)
        tries = [
            events.names(actor, event_id),
            events.foresee(actor, event_id, card.event.plan()),
            events.revise(actor, event_id, card.event.plan()),
        ]
        answers = await asyncio.gather(*tries, return_exceptions=True)
        refused = {type(answer) for answer in answers} == {NotYours}
        assert card.may_manage is not refused
        if refused:
            with pytest.raises(NotYours):
                await events.cancel(actor, event_id, "台风")
        else:
            allowed.append(event_id)
    return allowed


async def test_organisers_manage_what_is_theirs(events, clock):
    everyone = (await events.publish(OWNER, plan())).id
    bureau = (await events.publish(OWNER, plan(departments=(2,)))).id
    section = (await events.publish(OWNER, plan(departments=(3,)))).id
    mixed = (await events.publish(OWNER, plan(departments=(3, 4)))).id
    own = (await events.publish(BUREAU, plan())).id
    ids = [everyone, bureau, section, mixed, own]
    assert await manageable_by(events, OWNER, ids) == ids
    assert await manageable_by(events, ALL, ids) == ids
    assert await manageable_by(events, BUREAU, ids) == [bureau, section, own]
    assert await manageable_by(events, FORMER, ids) == []
    assert await manageable_by(events, WANG, ids) == []
    clock.advance(hours=1)
    assert await manageable_by(events, ALL, ids) == []


async def test_people_see_what_they_may_come_to(events):
    await events.publish(OWNER, plan("所有人"))
    await events.publish(OWNER, plan("投资促进部", departments=(2,)))
    await events.publish(OWNER, plan("党群工作部", departments=(4,)))
    seen = {person: titles(await events.browse(person, Shelf.ON, None, 0, 9)) for person in (WANG, ZHANG, LI, BUREAU)}
    assert seen == {
        WANG: ["所有人", "投资促进部"],
        ZHANG: ["所有人", "党群工作部"],
        LI: ["所有人"],
        BUREAU: ["所有人", "投资促进部", "党群工作部"],
    }


async def test_who_is_not_meant_cannot_come_even_with_the_button(events):
    event = await events.publish(OWNER, plan(departments=(2,)))
    for person in (ZHANG, LI):
        with pytest.raises(NotInvited):
            await events.sign_up(event.id, person)
    assert (await events.sign_up(event.id, WANG)).standing == Standing(SignUpState.SEATED, 1)


async def test_who_has_a_seat_keeps_it_and_sees_it_when_others_are_meant_now(events):
    event = await events.publish(OWNER, plan())
    await events.sign_up(event.id, ZHANG)
    await events.revise(OWNER, event.id, replace(event.plan(), departments=(2,)))
    assert titles(await events.browse(ZHANG, Shelf.ON, None, 0, 9)) == ["知行讲堂"]
    assert (await events.sign_up(event.id, ZHANG)).already


async def test_shelves(events, clock):
    opens = NOW + 5 * HOUR
    now_on = await events.publish(OWNER, plan("先", after=1))
    await events.publish(OWNER, plan("未开放", after=50, opens_at=opens))
    mine = await events.publish(OWNER, plan("我的", after=49))
    await events.publish(OWNER, plan("已截止", after=51, closes_at=NOW))
    gone = await events.publish(OWNER, plan("取消", after=52))
    for event in (now_on, mine, gone):
        await events.sign_up(event.id, WANG)
    await events.cancel(OWNER, gone.id, "")

    async def shelves():
        return {shelf: titles(await events.browse(WANG, shelf, None, 0, 9)) for shelf in Shelf}

    assert await shelves() == {
        Shelf.ON: ["先", "我的", "未开放", "已截止"],
        Shelf.OPEN: ["先", "我的"],
        Shelf.MINE: ["先", "我的"],
        Shelf.PAST: [],
    }
    clock.set(now_on.starts_at)
    assert await shelves() == {
        Shelf.ON: ["我的", "未开放", "已截止"],
        Shelf.OPEN: ["我的"],
        Shelf.MINE: ["先", "我的"],
        Shelf.PAST: [],
    }
    clock.set(now_on.ends_at + 100 * HOUR)
    assert await shelves() == {Shelf.ON: [], Shelf.OPEN: [], Shelf.MINE: [], Shelf.PAST: ["我的", "先"]}


async def test_pages_are_clamped(events):
    for number in range(5):
        await events.publish(OWNER, plan(f"第{number}讲", after=48 + number))
    pages = [await events.browse(WANG, Shelf.ON, None, page, 2) for page in (-1, 0, 1, 2, 9)]
    assert [(titles(page), page.page, page.pages) for page in pages] == [
        (["第0讲", "第1讲"], 0, 3),
        (["第0讲", "第1讲"], 0, 3),
        (["第2讲", "第3讲"], 1, 3),
        (["第4讲"], 2, 3),
        (["第4讲"], 2, 3),
    ]
    assert await events.browse(WANG, Shelf.MINE, None, 3, 2) == Page((), 0, 1)


async def test_one_series_can_be_looked_through(events):
    event = await events.publish(OWNER, plan("讲堂", series="知行讲堂"))
    await events.publish(OWNER, plan("论坛", series="青年论坛"))
    assert titles(await events.browse(WANG, Shelf.ON, event.series_id, 0, 9)) == ["讲堂"]


async def test_the_agenda_shows_where_i_stand(events):
    event = await events.publish(OWNER, plan(capacity=1))
    for person in (ZHANG, WANG):
        await events.sign_up(event.id, person)
    (card,) = await events.agenda(WANG)
    assert (card.event.seated, card.event.waiting, card.standing) == (1, 1, Standing(SignUpState.WAITING, 1))


async def test_clashes_are_pointed_out_not_forbidden(events):
    lecture = await events.publish(OWNER, plan("讲堂", after=48))
    forum = await events.publish(OWNER, plan("论坛", after=49))
    after = await events.publish(OWNER, plan("竞赛", after=50))
    assert [(await events.sign_up(event.id, WANG)).clashes for event in (lecture, after)] == [(), ()]
    outcome = await events.sign_up(forum.id, WANG)
    assert [clash.title for clash in outcome.clashes] == ["讲堂", "竞赛"]
    assert outcome.standing == Standing(SignUpState.SEATED, 1)


async def test_the_list_of_names_is_in_the_order_of_the_line(events):
    event = await events.publish(OWNER, plan())
    for person in (ZHANG, WANG, LI):
        await events.sign_up(event.id, person)
    assert await events.names(OWNER, event.id) == Names(
        (Attendee("张强", "path/党群工作部", "科员"), Attendee("王敏", "path/一科", "科员")),
        (Attendee("李静", "", "科员"),),
    )


async def test_what_is_not_there_cannot_be_used(events):
    for attempt in (
        events.sign_up(99, WANG),
        events.leave(99, WANG),
        events.card(99, WANG),
        events.names(OWNER, 99),
        events.cancel(OWNER, 99, ""),
    ):
        with pytest.raises(EventUnknown):
            await attempt


async def test_nobody_leaves_where_they_never_were(events):
    event = await events.publish(OWNER, plan())
    with pytest.raises(NotSignedUp):
        await events.leave(event.id, WANG)


async def test_nobody_leaves_what_has_begun(events, clock):
    event = await events.publish(OWNER, plan())
    await events.sign_up(event.id, WANG)
    clock.set(event.starts_at)
    with pytest.raises(EventOver):
        await events.leave(event.id, WANG)


async def test_what_organisers_do_is_audited(events, db):
    event = await events.publish(OWNER, plan())
    await events.revise(OWNER, event.id, replace(event.plan(), place="党群活动中心", capacity=9))
    await events.revise(OWNER, event.id, replace(event.plan(), place="党群活动中心", capacity=9))
    await events.cancel(OWNER, event.id, "台风")
    rows = await db.read(lambda tx: tx.all("SELECT actor_id, action, subject, details FROM audit ORDER BY id"))
    assert rows == [
        (OWNER, "publish", f"event:{event.id}", ""),
        (OWNER, "revise", f"event:{event.id}", "capacity place"),
        (OWNER, "cancel", f"event:{event.id}", ""),
    ]


async def test_foreseeing_changes_nothing(events):
    event = await events.publish(OWNER, plan(capacity=3))
    for person in (WANG, ZHANG, LI):
        await events.sign_up(event.id, person)
    fewer = replace(event.plan(), capacity=1)
    foreseen = await events.foresee(OWNER, event.id, fewer)
    assert (foreseen.seated_lost, foreseen.told) == (2, 2)
    assert (await events.card(event.id, LI)).standing == Standing(SignUpState.SEATED, 3)
    assert await events.revise(OWNER, event.id, fewer) == foreseen
    assert (await events.card(event.id, LI)).standing == Standing(SignUpState.WAITING, 2)


async def test_a_reason_is_not_a_novel(events):
    event = await events.publish(OWNER, plan())
    with pytest.raises(TextTooLong):
        await events.cancel(OWNER, event.id, "字" * (LONGEST_REASON + 1))
    await events.cancel(OWNER, event.id, "字" * LONGEST_REASON)
    with pytest.raises(EventCancelled):
        await events.cancel(OWNER, event.id, "台风")


async def test_whoever_may_be_waiting_to_hear_makes_the_sender_look(events, outbox):
    event = await events.publish(OWNER, plan())
    await events.sign_up(event.id, WANG)
    pokes = [outbox.poked.is_set()]
    for act in (
        events.leave(event.id, WANG),
        events.revise(OWNER, event.id, replace(event.plan(), place="党群活动中心")),
        events.cancel(OWNER, event.id, ""),
    ):
        outbox.poked.clear()
        await act
        pokes.append(outbox.poked.is_set())
    assert pokes == [False, True, True, True]


async def test_changes_before_delivery_are_one_message_from_what_each_person_knew(events, db):
    event = await events.publish(OWNER, plan(place="一楼", capacity=9))
    later = {"starts_at": event.starts_at + HOUR, "ends_at": event.ends_at + HOUR}
    await events.sign_up(event.id, WANG)
    await events.revise(OWNER, event.id, replace(event.plan(), place="二楼"))
    await events.sign_up(event.id, ZHANG)
    await events.revise(OWNER, event.id, replace(event.plan(), place="二楼", **later))
    await events.revise(OWNER, event.id, replace(event.plan(), **later))
    times = {"starts_at": micros(event.starts_at), "ends_at": micros(event.ends_at)}
    told = {person: json.loads(data) for kind, person, data in await owed(db) if kind == "event.changed"}
    assert told == {
        WANG: {"was": times, "revision": 4},
        ZHANG: {"was": times | {"place": "二楼"}, "revision": 4},
    }


async def delivered(outbox):
    """Send what is due; return its kinds and to whom."""
    claimed = (await outbox.claim(99, ZONE)).claimed
    for one in claimed:
        await outbox.leave(one)
        await outbox.settle(one.id, PromiseState.SENT)
    return [(one.kind, one.person_id) for one in claimed]


async def test_a_seat_won_again_after_coming_back_is_told_again(events, outbox):
    event = await events.publish(OWNER, plan(capacity=1))
    for _ in range(2):
        await events.sign_up(event.id, ZHANG)
        await events.sign_up(event.id, WANG)
        await events.leave(event.id, ZHANG)
        assert await delivered(outbox) == [(News.PROMOTED, WANG)]
        await events.leave(event.id, WANG)


async def test_a_seat_won_and_lost_is_told_each_time(events, outbox):
    event = await events.publish(OWNER, plan(capacity=1))
    await events.sign_up(event.id, WANG)
    await events.sign_up(event.id, ZHANG)
    for _ in range(2):
        await events.revise(OWNER, event.id, replace(event.plan(), capacity=2))
        assert await delivered(outbox) == [(News.PROMOTED, ZHANG)]
        await events.revise(OWNER, event.id, event.plan())
        assert await delivered(outbox) == [(News.DEMOTED, ZHANG)]


async def test_of_what_is_cancelled_nothing_else_is_told(events, db):
    event = await events.publish(OWNER, plan(capacity=1))
    await events.sign_up(event.id, WANG)
    await events.sign_up(event.id, ZHANG)
    await events.revise(OWNER, event.id, replace(event.plan(), capacity=2, place="党群活动中心"))
    await events.cancel(OWNER, event.id, " 台风 ")
    assert await owed(db) == [
        (News.CANCELLED, WANG, '{"reason": "台风"}'),
        (News.CANCELLED, ZHANG, '{"reason": "台风"}'),
    ]


async def crash_while_sending(outbox, db):
    """Somebody may have received what is due; the bot does not know."""
    claimed = (await outbox.claim(99, ZONE)).claimed
    for one in claimed:
        await outbox.leave(one)
    assert await db.write(resolve_doubt, NOW) == len(claimed)


async def test_a_seat_that_may_have_been_announced_is_taken_back_aloud(events, db, outbox):
    event = await events.publish(OWNER, plan(capacity=1))
    await events.sign_up(event.id, WANG)
    await events.sign_up(event.id, ZHANG)
    await events.revise(OWNER, event.id, replace(event.plan(), capacity=2))
    await crash_while_sending(outbox, db)
    await events.revise(OWNER, event.id, replace(event.plan(), capacity=1))
    assert [row for row in await owed(db) if row[0] != "event.reminder"] == [("event.demoted", ZHANG, "{}")]


async def test_a_change_that_may_have_been_announced_is_not_taken_back_in_silence(events, db, outbox):
    event = await events.publish(OWNER, plan(place="一楼"))
    await events.sign_up(event.id, WANG)
    await events.revise(OWNER, event.id, replace(event.plan(), place="二楼"))
    await crash_while_sending(outbox, db)
    await events.revise(OWNER, event.id, event.plan())
    assert [row for row in await owed(db) if row[0] != "event.reminder"] == [
        ("event.changed", WANG, '{"was": {"place": "二楼"}, "revision": 3}')
    ]


async def test_forgetting_somebody_lets_the_next_in(events, db, clock):
    lecture = await events.publish(OWNER, plan(capacity=1))
    forum = await events.publish(OWNER, plan("论坛", capacity=1))
    for event in (lecture, forum):
        await events.sign_up(event.id, WANG)
        await events.sign_up(event.id, ZHANG)
    assert await db.write(leave_all, WANG, clock.now(), ZONE) == 2
    assert await events.agenda(WANG) == ()
    assert [card.standing for card in await events.agenda(ZHANG)] == [Standing(SignUpState.SEATED, 1)] * 2
    assert {person for _, person, _ in await owed(db)} == {ZHANG}


async def test_a_rush_fills_the_seats_in_the_order_of_arrival(events, db):
    crowd = range(100, 400)
    await db.write(
        lambda tx: tx.many("INSERT INTO people (id, created_at) VALUES (:id, 0)", [{"id": id_} for id_ in crowd])
    )
    event = await events.publish(OWNER, plan(capacity=40))
    outcomes = await asyncio.gather(*(events.sign_up(event.id, person) for person in crowd for _ in range(2)))
    assert [outcome.standing for outcome in outcomes[::2]] == [
        *(Standing(SignUpState.SEATED, place) for place in range(1, 41)),
        *(Standing(SignUpState.WAITING, place) for place in range(1, 261)),
    ]
    assert [outcome.already for outcome in outcomes] == [False, True] * 300
    assert [outcome.standing for outcome in outcomes[1::2]] == [outcome.standing for outcome in outcomes[::2]]


async def test_thousands_are_told_and_reminded_each_by_their_leads(events, db):
    choices = [None, '["30m"]', "[]", '["eve", "1h"]', '["1d", "30m"]']
    crowd = range(100, 3100)

    def come(tx):
        tx.many(
            "INSERT INTO people (id, leads, created_at) VALUES (:id, :leads, 0)",
            [{"id": id_, "leads": choices[id_ % 5]} for id_ in crowd],
        )
        tx.many(
            "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) VALUES (:e, :id, 'waiting', :id, 0)",
            [{"e": event.id, "id": id_} for id_ in crowd],
        )
        tx.run("UPDATE events SET waiting = 2999, seated = 1, last_turn = 9999")
        tx.run("UPDATE sign_ups SET state = 'seated' WHERE person_id = 100")

    event = await events.publish(OWNER, plan(capacity=1))
    await db.write(come)
    after = await events.revise(OWNER, event.id, replace(plan("知行讲堂", after=72), capacity=None))
    assert (after.promoted, after.told, after.event.seated, after.event.waiting) == (2999, 3000, 3000, 0)

    def count(tx):
        return tx.all(
            "SELECT person_id % 5, kind, data, count(*) FROM outbox WHERE kind = 'event.reminder' "
            "GROUP BY person_id % 5, kind, data ORDER BY 1, 3"
        )

    assert await db.read(count) == [
        (0, "event.reminder", '{"lead": "1h"}', 600),
        (0, "event.reminder", '{"lead": "eve"}', 600),
        (1, "event.reminder", '{"lead": "30m"}', 600),
        (3, "event.reminder", '{"lead": "1h"}', 600),
        (3, "event.reminder", '{"lead": "eve"}', 600),
        (4, "event.reminder", '{"lead": "1d"}', 600),
        (4, "event.reminder", '{"lead": "30m"}', 600),
    ]
    kinds = [kind for kind, _, _ in await owed(db)]
    assert (kinds.count("event.changed"), kinds.count("event.promoted")) == (3000, 2999)
