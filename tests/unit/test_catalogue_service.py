"""Looking for events on a real database: what is found, in which order, and for whom."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ManualClock
from bot.domain.events import EventUnknown, Pillar, Plan
from bot.services.catalogue import Catalogue, Field
from bot.services.events import Events
from bot.services.outbox import Outbox

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LI, WANG, ZHANG = 1, 2, 3


class Hall:
    """A programme: 李静 organises, 王敏 is of the bureau 1, 张强 of the bureau 2."""

    def __init__(self, db):
        self.db, self.clock = db, ManualClock(NOW)
        self.catalogue = Catalogue(db, self.clock)
        self.events = Events(db, self.clock, ZONE, Outbox(db, self.clock))

    async def publish(self, title, days=1, **more):
        starts = self.clock.now() + days * DAY
        plan = Plan(
            title=title,
            pillar=Pillar.LEARN,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            opens_at=self.clock.now(),
            closes_at=starts,
            **more,
        )
        return (await self.events.publish(LI, plan)).id

    async def finds(self, text, person=WANG, **how):
        return [card.event.title for card in await self.catalogue.find(person, text, 20, **how)]


@pytest.fixture
async def hall(db):
    def fill(tx):
        for id_, name in ((1, "投资促进部"), (2, "党群工作部")):
            tx.run("INSERT INTO departments (id, name, path) VALUES (:id, :name, :name)", id=id_, name=name)
        for id_, department in ((LI, 1), (WANG, 1), (ZHANG, 2)):
            tx.run(
                "INSERT INTO people (id, telegram_id, name, department_id, created_at) VALUES (:id, :id, '', :d, 0)",
                id=id_,
                d=department,
            )
        tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (:id, 'organiser', 0)", id=LI)

    await db.write(fill)
    return Hall(db)


async def test_a_word_is_found_inside_title_series_speaker_field_and_place(hall):
    for title, more in (
        ("金融投资专题", {}),
        ("甲", {"series": "金融课堂"}),
        ("乙", {"speaker": "王金融"}),
        ("丙", {"field": "产业金融"}),
        ("丁", {"place": "金融大厦"}),
        ("应急管理", {"series": "知行讲堂"}),
    ):
        await hall.publish(title, **more)
    assert await hall.finds("金融") == ["金融投资专题", "甲", "乙", "丙", "丁"]
    assert await hall.finds("") == ["金融投资专题", "甲", "乙", "丙", "丁", "应急管理"]


async def test_every_word_has_to_be_there_in_whatever_place(hall):
    await hall.publish("金融投资", speaker="王教授")
    await hall.publish("金融风险", speaker="李教授")
    assert await hall.finds("王教授 金融") == ["金融投资"]
    assert await hall.finds("王教授 消防") == []


async def test_titles_come_first_then_the_nearest(hall):
    await hall.publish("产业升级", 1, speaker="金融办 周主任")
    await hall.publish("绿色金融", 3)
    await hall.publish("金融科技", 2)
    assert await hall.finds("金融") == ["金融科技", "绿色金融", "产业升级"]


async def test_case_and_width_do_not_matter(hall):
    await hall.publish("ＡＩ与 ChatGPT 入门")
    assert await hall.finds("ai CHATGPT") == await hall.finds("ＡＩ　ｃｈａｔｇｐｔ") == ["ＡＩ与 ChatGPT 入门"]


@pytest.mark.parametrize(
    ("text", "found"), [("100%", ["让100%满意"]), ("a_b", ["a_b"]), ("\\", ["c:\\d"]), ("%", ["让100%满意"])]
)
async def test_signs_stand_for_themselves(hall, text, found):
    for title in ("让100%满意", "让1000人满意", "a_b", "axb", "c:\\d"):
        await hall.publish(title)
    assert await hall.finds(text) == found


async def test_a_long_run_that_is_nowhere_finds_what_shares_half_of_its_pairs(hall):
    await hall.publish("知行讲堂：金融投资")
    await hall.publish("金融讲堂第一讲", series="另一个")
    await hall.publish("应急管理讲座")
    assert await hall.finds("金融讲堂第二讲") == ["金融讲堂第一讲"]
    assert await hall.finds("金融投资知行讲堂") == ["知行讲堂：金融投资"]
    assert await hall.finds("消防安全") == []
    assert await hall.finds("？！？！") == []


async def test_what_has_begun_is_found_on_request_the_latest_first(hall):
    await hall.publish("金融一", 1)
    await hall.publish("金融二", 2)
    await hall.publish("金融三", 9)
    hall.clock.advance(days=3)
    assert await hall.finds("金融") == ["金融三"]
    assert await hall.finds("金融", past=True) == ["金融二", "金融一"]


async def test_what_is_cancelled_or_for_others_is_not_found(hall):
    gone = await hall.publish("金融一")
    await hall.publish("金融二", departments=(2,), field="金融")
    await hall.publish("金融三", field="金融")
    await hall.events.cancel(LI, gone, "")
    assert await hall.finds("金融") == ["金融三"]
    assert await hall.finds("金融", ZHANG) == await hall.finds("金融", LI) == ["金融二", "金融三"]
    assert [field.count for field in await hall.catalogue.fields(WANG)] == [1]
    assert [field.count for field in await hall.catalogue.fields(ZHANG)] == [2]


async def test_changes_of_an_event_are_found_and_what_it_was_is_not(hall):
    event = await hall.events.card(await hall.publish("金融一"), LI)
    await hall.events.revise(LI, event.event.id, Plan(**{**_plan(event.event), "title": "消防"}))
    assert (await hall.finds("金融"), await hall.finds("消防")) == ([], ["消防"])


def _plan(event):
    plan = event.plan()
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


async def test_pages_go_to_the_end_and_not_beyond(hall):
    for number in range(5):
        await hall.publish(f"金融{number}", number + 1)
    page = await hall.catalogue.search(WANG, "金融", 9, 2)
    assert ([card.event.title for card in page.cards], page.page, page.pages) == (["金融4"], 2, 3)


async def test_fields_come_with_how_much_is_on_and_open_to_their_events(hall):
    first = await hall.publish("一", 3, field="金融投资")
    await hall.publish("二", 1, field="金融投资")
    other = await hall.publish("三", 1, field="应急管理")
    await hall.publish("四", 1)
    assert await hall.catalogue.fields(WANG) == (Field("金融投资", first, 2), Field("应急管理", other, 1))
    name, page = await hall.catalogue.of_field(WANG, first, 0, 8)
    assert (name, [card.event.title for card in page.cards]) == ("金融投资", ["二", "一"])
    with pytest.raises(EventUnknown):
        await hall.catalogue.of_field(WANG, 99, 0, 8)


async def test_what_an_older_release_published_can_be_found_after_its_words_are_noted(hall):
    await hall.publish("金融一")
    await hall.db.write(lambda tx: tx.run("UPDATE events SET words = ''"))
    assert await hall.finds("金融") == []
    await hall.catalogue.note_words()
    assert await hall.finds("金融") == ["金融一"]
