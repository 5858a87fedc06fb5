"""Desks: who may do what at them, four eyes, handing on, publishing, figures."""

import pytest

from bot.domain.desks import (
    MOST_TEMPLATES,
    DeskNameUnfit,
    DeskUnknown,
    DeskUnstaffed,
    DeskWordsUnfit,
    NotReader,
    PublicationGone,
    TooManyTemplates,
)
from bot.domain.feedback import FeedbackNews, ThreadGone, ThreadSealed
from bot.domain.people import NoAuthority, NotJoined
from tests.unit.feedback_desk import Desk

TEXT = "科长拿了企业的购物卡"


@pytest.fixture
async def desk(db, feedback_db, tmp_path):
    return await Desk(db, feedback_db, tmp_path).begin()


@pytest.fixture
async def sealed(desk):
    """A sensitive desk, read by 李静, 王敏 and 张强, and the tag of a thread there."""
    id_ = await desk.add("作风效能", desk.li, desk.wang, desk.zhang, sensitive=True)
    receipt = await desk.arrives(TEXT, desk_id=id_)
    return id_, receipt.tag


async def test_owners_set_desks_up_and_nobody_else(desk):
    acts = (
        desk.desks.all,
        lambda who: desk.desks.add(who, "恳谈会", "议题", sensitive=False),
        lambda who: desk.desks.change(who, desk.id, closed=True),
        lambda who: desk.desks.admit(who, desk.id, desk.zhang.id),
        lambda who: desk.desks.dismiss(who, desk.id, desk.li.id),
    )
    for act in acts:
        with pytest.raises(NoAuthority):
            await act(desk.li.id)
    for act in acts:
        await act(desk.owner.id)
    names = [(one.name, one.closed, [name for _, name in one.readers]) for one in await desk.desks.all(desk.owner.id)]
    assert names == [("吐槽建议", True, ["王敏", "张强"]), ("恳谈会", False, [])]
    assert await desk.office.rows("SELECT action, details FROM audit WHERE action LIKE 'desk.%' ORDER BY id") == [
        ("desk.add", "吐槽建议"),
        ("desk.admit", "吐槽建议"),
        ("desk.admit", "吐槽建议"),
        ("desk.add", "恳谈会"),
        ("desk.change", "吐槽建议: closed"),
        ("desk.admit", "吐槽建议"),
        ("desk.dismiss", "吐槽建议"),
    ]


async def test_what_changes_nothing_is_not_noted(desk):
    before = await desk.office.rows("SELECT COUNT(*) FROM audit")
    await desk.desks.change(desk.owner.id, desk.id, name="吐槽建议")
    await desk.desks.admit(desk.owner.id, desk.id, desk.li.id)
    await desk.desks.dismiss(desk.owner.id, desk.id, desk.zhang.id)
    assert await desk.office.rows("SELECT COUNT(*) FROM audit") == before


@pytest.mark.parametrize("name", ["", "  ", "字" * 21, "吐槽建议"])
async def test_a_desk_s_name(desk, name):
    with pytest.raises(DeskNameUnfit):
        await desk.desks.add(desk.owner.id, name, "说明", sensitive=False)


async def test_readers_have_joined(desk):
    listed = await desk.office.listed("0012", "孙悦")
    with pytest.raises(NotJoined):
        await desk.desks.admit(desk.owner.id, desk.id, listed)


async def test_only_readers_do_anything_with_a_thread(desk):
    """The owner does not read it either."""
    tag, other = (await desk.arrives("太吵")).tag, await desk.add("恳谈会", desk.li, desk.wang)
    for who in (desk.zhang.id, desk.owner.id):
        for act in (
            lambda who: desk.room.open(who, tag),
            lambda who: desk.room.look(who, tag),
            lambda who: desk.room.reply(who, tag, "好"),
            lambda who: desk.room.close(who, tag, "好"),
            lambda who: desk.room.hand(who, tag, other),
            lambda who: desk.room.publish(who, tag, "问", "答"),
            lambda who: desk.room.set_theme(who, tag, "环境"),
            lambda who: desk.room.mute(who, tag),
        ):
            with pytest.raises(ThreadGone):
                await act(who)
        for act in (
            lambda who: desk.room.threads(who, desk.id),
            lambda who: desk.room.themes(who, desk.id),
            lambda who: desk.room.figures(who, desk.id, "2026-11"),
            lambda who: desk.desks.templates(who, desk.id),
            lambda who: desk.desks.add_template(who, desk.id, "好"),
            lambda who: desk.desks.drop_template(who, desk.id, 1),
        ):
            with pytest.raises(NotReader):
                await act(who)
    assert [one.name for one in await desk.room.desks(desk.li.id)] == ["吐槽建议", "恳谈会"]
    assert await desk.room.desks(desk.owner.id) == ()


async def test_one_reader_alone_reads_nothing(desk):
    tag = (await desk.arrives("太吵")).tag
    await desk.desks.dismiss(desk.owner.id, desk.id, desk.wang.id)
    with pytest.raises(DeskUnstaffed):
        await desk.room.threads(desk.li.id, desk.id)
    with pytest.raises(DeskUnstaffed):
        await desk.room.open(desk.li.id, tag)


async def test_four_eyes(desk, sealed):
    desk_id, tag = sealed
    (thread,) = await desk.room.threads(desk.li.id, desk_id)
    assert (thread.sealed, (await desk.room.look(desk.li.id, tag)).notes) == (True, ())
    for _ in range(3):
        assert (await desk.room.open(desk.li.id, tag)).notes == ()
    for act in (
        lambda: desk.room.reply(desk.li.id, tag, "好"),
        lambda: desk.room.close(desk.li.id, tag, "好"),
        lambda: desk.room.hand(desk.li.id, tag, desk.id),
        lambda: desk.room.publish(desk.li.id, tag, "问", "答"),
        lambda: desk.room.mute(desk.li.id, tag),
        lambda: desk.room.set_theme(desk.li.id, tag, "廉洁"),
    ):
        with pytest.raises(ThreadSealed):
            await act()
    second = "SELECT person_id FROM outbox WHERE kind = :kind ORDER BY person_id"
    asked = await desk.office.rows(second, kind=FeedbackNews.SECOND)
    assert asked == [(desk.wang.id,), (desk.zhang.id,)]
    assert [note.text for note in (await desk.room.open(desk.zhang.id, tag)).notes] == [TEXT]
    assert [note.text for note in (await desk.room.look(desk.li.id, tag)).notes] == [TEXT]
    noted = "SELECT actor_id, details FROM audit WHERE action = 'desk.open' ORDER BY id"
    assert await desk.office.rows(noted) == [(one.id, f"作风效能: {tag}") for one in (desk.li, desk.zhang)]


async def test_an_eye_that_left_does_not_count(desk, sealed):
    desk_id, tag = sealed
    await desk.room.open(desk.zhang.id, tag)
    await desk.desks.dismiss(desk.owner.id, desk_id, desk.zhang.id)
    assert (await desk.room.open(desk.li.id, tag)).notes == ()


async def test_handing_on(desk):
    other = await desk.add("恳谈会", desk.zhang, desk.wang)
    receipt = await desk.arrives("开会太多")
    await desk.feedback.open(7001, str(receipt))
    await desk.feedback.write(7001, "每周五次")
    assert (await desk.room.hand(desk.li.id, receipt.tag, other)).name == "恳谈会"
    with pytest.raises(ThreadGone):
        await desk.room.open(desk.li.id, receipt.tag)
    assert [note.text for note in (await desk.room.open(desk.zhang.id, receipt.tag)).notes] == ["开会太多"]
    month = {key for (key,) in await desk.feedback_db.read(lambda tx: tx.all("SELECT DISTINCT key_id FROM messages"))}
    assert month == {(await desk.keys.current(other, desk.clock.now().date())).id}
    told = "SELECT subject, person_id FROM outbox WHERE kind = :kind ORDER BY person_id"
    assert await desk.office.rows(told, kind=FeedbackNews.HANDED) == [(other, desk.wang.id), (other, desk.zhang.id)]
    assert (await desk.feedback.open(7001, str(receipt))).desk == "恳谈会"


@pytest.mark.parametrize("how", ["itself", "unstaffed", "closed", "unknown"])
async def test_handing_on_to_where_nobody_listens(desk, how):
    tag = (await desk.arrives("开会太多")).tag
    other = await desk.add("恳谈会", desk.zhang, *(() if how == "unstaffed" else (desk.wang,)))
    if how == "closed":
        await desk.desks.change(desk.owner.id, other, closed=True)
    with pytest.raises(DeskUnknown):
        await desk.room.hand(desk.li.id, tag, {"itself": desk.id, "unknown": 99}.get(how, other))


async def test_publishing_keeps_no_way_back_to_the_thread(desk):
    tag = (await desk.arrives("我是食堂隔壁三楼的，菜太咸")).tag
    await desk.room.publish(desk.li.id, tag, "菜太咸", "下周起减盐")
    (one,), count = await desk.desks.publications(0, 10)
    assert (one.desk, one.question, one.answer, count) == ("吐槽建议", "菜太咸", "下周起减盐", 1)
    rows = await desk.office.rows("SELECT * FROM publications")
    noted = await desk.office.rows("SELECT subject, details FROM audit WHERE action = 'desk.publish'")
    assert ([tag in str(row) for row in (*rows, *noted)], len(noted)) == ([False, False], 1)
    with pytest.raises(NotReader):
        await desk.desks.withdraw(desk.zhang.id, one.id)
    await desk.desks.withdraw(desk.wang.id, one.id)
    with pytest.raises(PublicationGone):
        await desk.desks.withdraw(desk.wang.id, one.id)
    assert await desk.desks.publications(0, 10) == ([], 0)


async def test_templates(desk):
    for number in (1, 2, 1):
        await desk.desks.add_template(desk.li.id, desk.id, f" 收到，{number} 日内答复 ")
    kept = await desk.desks.templates(desk.wang.id, desk.id)
    assert [text for _, text in kept] == ["收到，1 日内答复", "收到，2 日内答复"]
    await desk.desks.drop_template(desk.wang.id, desk.id, kept[0][0])
    assert await desk.desks.templates(desk.li.id, desk.id) == kept[1:]
    with pytest.raises(DeskWordsUnfit):
        await desk.desks.add_template(desk.li.id, desk.id, " ")
    for number in range(MOST_TEMPLATES - 1):
        await desk.desks.add_template(desk.li.id, desk.id, f"第{number}条")
    with pytest.raises(TooManyTemplates):
        await desk.desks.add_template(desk.li.id, desk.id, "再来一条")


async def test_a_month_of_a_desk(desk):
    receipts = [await desk.says(f"第{number}件", account=7000 + number) for number in range(5)]
    await desk.two_slots()
    for receipt in receipts[:4]:
        await desk.room.set_theme(desk.li.id, receipt.tag, "食堂")
        await desk.room.reply(desk.li.id, receipt.tag, "收到")
    few = await desk.room.figures(desk.wang.id, desk.id, "2026-11")
    assert (few.threads, few.answered, few.days, few.themes) == (5, None, None, ())
    await desk.room.set_theme(desk.li.id, receipts[4].tag, "食堂")
    await desk.room.reply(desk.li.id, receipts[4].tag, "收到")
    all_ = await desk.room.figures(desk.wang.id, desk.id, "2026-11")
    assert (all_.threads, all_.answered, all_.days, all_.themes) == (5, 5, 1.0, (("食堂", 5),))
    assert (await desk.room.figures(desk.wang.id, desk.id, "2026-10")).threads is None
    assert await desk.room.themes(desk.li.id, desk.id) == ("食堂",)


async def test_threads_stand_in_no_order_of_arrival(desk):
    """Waiting ones first, then by day, then by their random tags."""
    for number in range(9):
        await desk.says(f"第{number}件", account=7000 + number)
    await desk.two_slots()
    tags = [one.tag for one in await desk.room.threads(desk.li.id, desk.id)]
    assert tags == sorted(tags)
    await desk.room.reply(desk.li.id, tags[0], "收到")
    await desk.room.close(desk.li.id, tags[1], "完")
    now = [one.tag for one in await desk.room.threads(desk.li.id, desk.id)]
    assert now == [*tags[2:], tags[0], tags[1]]
