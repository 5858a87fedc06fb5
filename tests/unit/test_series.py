"""What a series knows: kept and read again, saved by organisers only; the fields that are used most."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import micros
from bot.domain.events import CapacityTooSmall, NotYours, Pillar, TextTooLong
from bot.domain.recurrence import Every, Repetition
from bot.domain.rules import Rules, RulesUnfit
from bot.domain.series import Defaults, Series, SeriesUnknown, read
from bot.services.repetitions import Repetitions
from bot.services.series import AllSeries

from .events_desk import BUREAU, LI, NOW, OWNER, WANG, ZONE, plan

FULL = Defaults(
    speaker="王主任",
    place="一楼",
    link="https://a.example",
    capacity=0,
    weekday=2,
    starts=870,
    lasts=90,
    departments=(4, 9),
    opens="7d",
    closes="eve",
    hours=3.0,
    rules=Rules(approval=True, reserved=((4, 2),)),
)


@pytest.mark.parametrize("defaults", [Defaults(), FULL])
def test_what_was_written_is_read(defaults):
    assert read(defaults.written()) == defaults


def test_nothing_was_said():
    assert read("") is None


def test_what_a_later_release_no_longer_knows_is_left_out():
    assert read('{"capacity": 3, "colour": "red", "rules": ""}') == Defaults(capacity=3)


@pytest.fixture
def series(db, clock):
    return AllSeries(db, clock)


async def test_a_series_is_kept_and_named(events, series):
    id_ = await events.ensure_series("知行讲堂", Pillar.LEARN)
    plain = Series(id=id_, name="知行讲堂", pillar=Pillar.LEARN)
    assert (await series.get(id_), await series.named("知行讲堂"), await series.named("青年论坛")) == (
        plain,
        plain,
        None,
    )
    changed = replace(plain, pillar=Pillar.SHINE, field="应急管理", defaults=FULL)
    # Reserved seats need a limit.
    with pytest.raises(RulesUnfit):
        await series.save(OWNER, changed)
    changed = replace(changed, defaults=replace(FULL, capacity=30))
    await series.save(OWNER, replace(changed, field=" 应急管理 "))
    assert await series.all() == (changed,)


async def test_only_organisers_save_what_exists_and_fits(events, series):
    plain = await series.get(await events.ensure_series("知行讲堂", Pillar.LEARN))
    with pytest.raises(NotYours):
        await series.save(WANG, plain)
    with pytest.raises(SeriesUnknown):
        await series.save(OWNER, replace(plain, id=99))
    with pytest.raises(TextTooLong):
        await series.save(OWNER, replace(plain, field="长" * 31))
    with pytest.raises(SeriesUnknown):
        await series.get(99)


async def test_the_last_event_is_the_newest_that_takes_place(events, series):
    first = await events.publish(OWNER, plan(series="知行讲堂", after=72))
    second = await events.publish(OWNER, plan(series="知行讲堂"))
    assert await series.last_event(OWNER, first.series_id) == second
    await events.cancel(OWNER, second.id, "")
    assert await series.last_event(OWNER, first.series_id) == first
    assert await series.last_event(OWNER, 99) is None


async def test_nobody_begins_like_an_event_they_do_not_manage(events, series):
    own = await events.publish(BUREAU, plan(series="知行讲堂"))
    await events.publish(OWNER, plan(series="知行讲堂", link="https://meet.example/1"))
    assert await series.last_event(BUREAU, own.series_id) == own
    assert await series.last_event(WANG, own.series_id) is None


async def test_the_fields_used_most_come_first(events, series):
    for field in ("主导产业", "应急管理", "应急管理", ""):
        await events.publish(OWNER, plan(field=field))
    assert await series.fields() == ("应急管理", "主导产业")


async def test_the_series_with_the_newest_event_comes_first(events, series):
    for name in ("知行讲堂", "青年论坛", "知行讲堂"):
        await events.publish(OWNER, plan(series=name))
    assert [one.name for one in await series.all()] == ["知行讲堂", "青年论坛"]


async def test_a_repetition_has_the_guests_of_its_first(db, events, clock, outbox):
    event = await events.publish(OWNER, plan(rules=Rules(closed=True)))
    await db.write(
        lambda tx: tx.run("INSERT INTO event_guests (event_id, person_id) VALUES (:e, :p)", e=event.id, p=LI)
    )
    repetitions = Repetitions(db, clock, ZONE, outbox)
    assert await repetitions.repeat(OWNER, event.id, Repetition(every=Every.WEEK, times=3)) == 2
    rows = await db.read(lambda tx: tx.all("SELECT event_id, person_id FROM event_guests ORDER BY event_id"))
    assert rows == [(event.id, LI), (event.id + 1, LI), (event.id + 2, LI)]
    assert [one.id for one in await repetitions.following(event)] == []
    first = (await events.card(event.id, OWNER)).event
    assert [one.id for one in await repetitions.following(first)] == [event.id + 1, event.id + 2]


async def test_one_transaction_makes_all_or_none(db, events, clock, outbox):
    event = await events.publish(OWNER, plan())
    repetitions = Repetitions(db, clock, ZONE, outbox)
    for actor in (WANG, BUREAU):
        with pytest.raises(NotYours):
            await repetitions.repeat(actor, event.id, Repetition(every=Every.WEEK, times=3))
    await repetitions.repeat(OWNER, event.id, Repetition(every=Every.WEEK, times=3))
    changed = replace(event.plan(), title="新题目", capacity=0)
    with pytest.raises(CapacityTooSmall):
        await repetitions.revise(OWNER, event.id, changed)
    titles = await db.read(lambda tx: tx.all("SELECT title FROM events ORDER BY id"))
    assert titles == [(event.title,)] * 3


async def test_groups_hear_of_each_repetition_only_when_it_comes_near(db, events, clock, outbox):
    insert = "INSERT INTO groups (id, title, bound_by, bound_at) VALUES (-100, '投资促进部', :by, 0)"
    await db.write(lambda tx: tx.run(insert, by=OWNER))
    event = await events.publish(OWNER, plan())
    await Repetitions(db, clock, ZONE, outbox).repeat(OWNER, event.id, Repetition(every=Every.FORTNIGHT, times=4))
    due = "SELECT subject, due_at FROM outbox WHERE group_id = -100 ORDER BY subject"
    rows = await db.read(lambda tx: tx.all(due))
    near = [NOW, *(event.starts_at + timedelta(weeks=2 * n) for n in range(3))]
    assert rows == [(event.id + n, micros(at)) for n, at in enumerate(near)]
