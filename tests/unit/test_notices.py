"""Notices as rows: whom they reach, what a crash leaves, who may steer them."""

from datetime import date, timedelta

import pytest

from bot.domain.deliveries import DeliveryState, Reach
from bot.domain.notice_parts import NoticeUnfit, Part
from bot.domain.notices import (
    Importance,
    NobodyMeant,
    NoticeNews,
    NoticeSettled,
    NoticeState,
    NoticeUnknown,
    NotRecipient,
    NotSecond,
)
from bot.domain.people import NoAuthority
from bot.domain.recurrence import Every, OffDay, Repetition
from tests.unit.notices_desk import Desk


@pytest.fixture
def desk(db):
    return Desk(db)


async def test_everybody_meant_is_counted_before_and_listed_after(desk):
    li = await desk.member("李静", organises=None)
    await desk.member("王敏")
    await desk.member("张强", reachable=False)
    muted = await desk.member("赵磊")
    await desk.sql("UPDATE people SET muted = 1 WHERE id = :p", p=muted)
    assert await desk.notices.preview_count(li, ["all"]) == Reach(4, 2, 1, 1, 0)
    assert await desk.notices.preview_count(li, ["all"], Importance.IMPORTANT) == Reach(4, 3, 1, 0, 0)
    notice = await desk.confirm(li)
    assert await desk.send() == [1001, 1002]
    progress = await desk.notices.progress(li, notice.id)
    assert (progress.notice.state, progress.states, progress.reasons) == (
        NoticeState.DONE,
        {"sent": 2, "failed": 1, "skipped": 1},
        {"blocked": 1, "muted": 1},
    )


async def test_an_organiser_of_a_department_reaches_it_and_what_is_below_and_nobody_else(desk):
    li = await desk.member("李静", "经发部", organises="经发部")
    await desk.member("王敏", "经发部/综合科")
    zhang = await desk.member("张强", "招商部")
    notice = await desk.confirm(li)
    assert await desk.send() == [1001, 1002]
    with pytest.raises(NobodyMeant):
        await desk.confirm(li, audience=["people", [zhang]])
    with pytest.raises(NoAuthority):
        await desk.confirm(zhang)
    with pytest.raises(NotRecipient):
        await desk.notices.acknowledge(zhang, notice.id)


@pytest.mark.parametrize("act", ["pause", "stop", "withdraw", "nudge", "again"])
async def test_nobody_steers_the_notice_of_another_department(desk, act):
    li = await desk.member("李静", organises=None)
    other = await desk.member("张强", "招商部", organises="招商部")
    member = await desk.member("王敏")
    notice = await desk.confirm(li)
    await desk.mailings.tick()
    for actor in (other, member):
        with pytest.raises(NoticeUnknown):
            await desk.notices.progress(actor, notice.id)
        with pytest.raises(NoticeUnknown):
            await getattr(desk.steering, act)(actor, notice.id)


async def test_what_was_in_hand_of_a_dead_process_is_in_doubt_until_the_organisers_word(desk):
    li = await desk.member("李静", organises=None)
    await desk.member("王敏")
    notice = await desk.confirm(li)
    await desk.mailings.tick()
    held = await desk.mailings.claim(1)
    assert [one.chat_id for one in held.mailings] == [1001]
    second = desk.process("second")
    assert not (await second.claim(4)).held
    desk.clock.advance(seconds=30)
    assert await desk.send(second) == [1002]
    assert not (await desk.mailings.claim(4)).held
    doubtful = await desk.notices.recipients(li, notice.id, DeliveryState.DOUBT, 0)
    assert [(one.name, one.reason) for one in doubtful.recipients] == [("李静", "crash")]
    assert await desk.send(second) == []
    assert await desk.steering.again(li, notice.id) == 1
    assert await desk.send(second) == [1001]
    # The first process wakes up and tells what became of its try: that was another one.
    await desk.mailings.settle(held.mailings[0], DeliveryState.FAILED, "refused")
    assert (await desk.notices.progress(li, notice.id)).states == {"sent": 2}


async def test_who_was_only_slow_ends_the_doubt_about_what_it_sent(desk):
    li = await desk.member("李静", organises=None)
    notice = await desk.confirm(li)
    await desk.mailings.tick()
    held = await desk.mailings.claim(1)
    desk.clock.advance(seconds=30)
    await desk.send(desk.process("second"))
    assert (await desk.notices.progress(li, notice.id)).states == {"doubt": 1}
    await desk.mailings.settle(held.mailings[0], DeliveryState.SENT, "", (5,), 1)
    assert (await desk.notices.progress(li, notice.id)).states == {"sent": 1}


async def test_a_lease_that_was_given_back_is_free_at_once_and_one_from_the_future_counts_nothing(desk):
    await desk.confirm(await desk.member("李静", organises=None))
    await desk.mailings.tick()
    assert (await desk.mailings.claim(1)).held
    await desk.mailings.release()
    assert (await desk.process("second").claim(1)).held
    desk.clock.advance(days=-1)
    assert (await desk.process("third").claim(1)).held


async def test_pause_and_stop_hold_at_once(desk):
    li = await desk.member("李静", organises=None)
    await desk.member("王敏")
    notice = await desk.confirm(li)
    await desk.mailings.tick()
    (one,) = (await desk.mailings.claim(1)).mailings
    await desk.steering.pause(li, notice.id)
    assert (await desk.mailings.claim(4)).mailings == ()
    await desk.mailings.put_back(one)
    await desk.steering.resume(li, notice.id)
    assert await desk.send() == [1001, 1002]
    with pytest.raises(NoticeSettled):
        await desk.steering.pause(li, notice.id)


async def test_acknowledging_counts_once_and_ends_doubt(desk):
    li = await desk.member("李静", organises=None)
    notice = await desk.confirm(li)
    await desk.send(state=DeliveryState.DOUBT)
    assert await desk.notices.acknowledge(li, notice.id)
    assert not await desk.notices.acknowledge(li, notice.id)
    progress = await desk.notices.progress(li, notice.id)
    assert (progress.states, progress.acknowledged) == ({"sent": 1}, 1)
    assert (await desk.notices.unacknowledged(li, notice.id, 0)).total == 0


async def test_quiet_hours_hold_back_all_but_important_notices(desk):
    li = await desk.member("李静", organises=None)
    await desk.sql("UPDATE people SET quiet_from = 480, quiet_to = 600")
    await desk.confirm(li)
    assert await desk.send() == []
    await desk.confirm(li, importance=Importance.IMPORTANT)
    assert await desk.send() == [1001]
    desk.clock.advance(hours=1)
    assert await desk.send() == [1001]


async def test_important_notices_are_repeated_on_work_days_at_ten_and_three_times_at_most(desk):
    li = await desk.member("李静", organises=None)
    wang = await desk.member("王敏")
    notice = await desk.confirm(li, importance=Importance.IMPORTANT)
    await desk.send()
    await desk.notices.acknowledge(li, notice.id)
    nudged = []
    for _hour in range(24 * 10):
        desk.clock.advance(hours=1)
        await desk.mailings.tick()
        nudged = await desk.rows(
            "SELECT person_id, due_at FROM outbox WHERE kind = :kind ORDER BY due_at", kind=NoticeNews.NUDGE
        )
    assert [person for person, _at in nudged] == [wang] * 3
    hour = 3_600_000_000
    start = nudged[0][1]
    assert [(at - start) // hour for _person, at in nudged] == [0, 24, 48]  # Tuesday to Thursday at 10:00


async def test_a_nudge_by_hand_goes_to_those_who_have_not_acknowledged_once(desk):
    li = await desk.member("李静", organises=None)
    await desk.member("王敏")
    notice = await desk.confirm(li)
    await desk.send()
    await desk.notices.acknowledge(li, notice.id)
    desk.clock.advance(hours=1)
    assert await desk.steering.nudge(li, notice.id) == 1
    assert await desk.steering.nudge(li, notice.id) == 0


async def test_a_repeated_notice_goes_to_whoever_is_meant_by_then(desk):
    li = await desk.member("李静", organises=None)
    rule = Repetition(every=Every.WEEK, until=date(2026, 12, 7), off_day=OffDay.NEXT)
    await desk.confirm(li, repetition=rule)
    assert await desk.send() == [1001]
    await desk.member("王敏")
    desk.clock.advance(days=6, hours=23)
    assert await desk.send() == []
    desk.clock.advance(hours=1)
    assert await desk.send() == [1001, 1002]
    desk.clock.advance(days=7)
    assert await desk.send() == [1001, 1002]
    desk.clock.advance(days=7)
    assert await desk.send() == []


async def test_a_notice_waits_for_its_time(desk):
    li = await desk.member("李静", organises=None)
    notice = await desk.confirm(li, send_at=desk.clock.now() + timedelta(hours=2))
    assert await desk.send() == []
    desk.clock.advance(hours=26)  # an outage
    assert await desk.send() == [1001]
    assert (await desk.notices.progress(li, notice.id)).notice.state is NoticeState.DONE


async def test_above_a_size_a_second_organiser_decides(db):
    desk = Desk(db, second_above=2)
    li = await desk.member("李静", organises=None)
    wang = await desk.member("王敏", organises=None)
    part = await desk.member("张强", "招商部", organises="招商部")
    notice = await desk.confirm(li, audience=["department", 1])
    assert notice.state is NoticeState.ASKED
    assert [person for (person,) in await desk.rows("SELECT person_id FROM outbox")] == [wang]
    assert [await desk.seconding.asked(one) for one in (li, wang, part)] == [(), (notice,), ()]
    for nobody in (li, part):
        with pytest.raises(NotSecond):
            await desk.seconding.approve(nobody, notice.id)
    assert await desk.send() == []
    await desk.seconding.approve(wang, notice.id)
    assert await desk.send() == [1001, 1002]
    with pytest.raises(NoticeSettled):
        await desk.seconding.refuse(wang, notice.id, "太晚了")


async def test_all_staff_need_a_second_organiser_whatever_their_number(db):
    desk = Desk(db, second_above=100)
    li = await desk.member("李静", organises=None)
    wang = await desk.member("王敏", organises=None)
    notice = await desk.confirm(li)
    refused = await desk.seconding.refuse(wang, notice.id, "请改日期")
    assert (notice.state, refused.state) == (NoticeState.ASKED, NoticeState.STOPPED)
    assert await desk.send() == []
    assert (await desk.confirm(li, audience=["people", [wang]])).state is NoticeState.SCHEDULED


async def test_an_edit_keeps_the_shape_and_is_owed_to_whoever_has_the_old_text(desk):
    li = await desk.member("李静", organises=None)
    notice = await desk.confirm(li)
    await desk.send()
    edited = await desk.notices.edit(li, notice.id, {"": (Part(html="今晚不值班"),)})
    batch = await desk.mailings.stale(0, 8)
    assert (batch.notice, [one.message_ids for one in batch.mailings]) == (edited, [(1,)])
    await desk.mailings.changed(batch.mailings[0], edited.revision)
    assert (await desk.mailings.stale(0, 8)).mailings == ()
    with pytest.raises(NoticeUnfit):
        await desk.notices.edit(li, notice.id, {"": (Part(html="一"), Part(html="二"))})
