"""The organiser's side of check-in: the page's link, the picture in the chat, the list that is ticked off."""

from io import BytesIO

import pytest
from PIL import Image

from bot.services.check_in import CheckIns
from bot.services.events import Events
from handlers.check_in.base import qr_png
from tests.people import open_world
from tests.scenario.at_the_door import half_past_two, li, opened, present, scans, shown, signed_up

__all__ = ["li"]

DESK = "签到 · 开放型经济与开发区\n已到 {there} 人 · 报名 {seated} 人\n签到时间：11月25日周三 14:00–16:30"
LIST = "到场名单 · 开放型经济与开发区\n已到 {there} 人 · 有席位未到 {missing} 人"


async def to_the_desk(li, event):
    await li.starts(f"e_{event.id}")
    for label in ("管理", "签到"):
        await li.taps(label)


async def to_the_list(li, event):
    await to_the_desk(li, event)
    await li.taps("到场名单")


async def audited(world):
    return await world.app.db.read(
        lambda tx: tx.all("SELECT action, details FROM audit WHERE action LIKE 'check_in%' ORDER BY id")
    )


async def test_without_an_address_the_organiser_is_told_how_and_shows_the_code_in_the_chat(world, li):
    event, secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await to_the_desk(li, event)
    assert li.text == DESK.format(there=0, seated=1) + (
        "\n口令：未设（线上活动可以由主讲说一个）\n\n"
        "还没有大屏页面：请管理员填好 LISTEN 和 PUBLIC_URL 两项设置。现在可以在聊天中显示签到码。"
    )
    assert li.labels == [["在聊天中显示", "口令"], ["到场名单"], ["‹ 返回"]]
    await li.taps("在聊天中显示")
    assert li.alert == "还没到签到时间：11月25日周三 14:00开始，到时再扫码。"

    await half_past_two(world, event, seconds=10)
    await li.taps("在聊天中显示")
    digits = shown(world, secret)
    assert li.text == (
        f"开放型经济与开发区\n签到码：{digits[:3]} {digits[3:]}\n"
        "扫码签到，或把 6 位数字发给机器人。\n14:31:00 前有效，过后请换新码。"
    )
    assert li.labels == [["换新码"]]
    await wang.sends(digits)
    assert wang.text.startswith("✅ 已签到 14:30")

    await world.later(minutes=1)
    await li.taps("换新码")
    assert shown(world, secret)[:3] in li.text
    await to_the_desk(li, event)
    assert li.text.startswith(DESK.format(there=1, seated=1))


async def test_the_page_has_a_link_that_can_be_changed_once_per_tap(database_url):
    async with open_world(database_url, public_url="https://bot.example.org/", listen="127.0.0.1:0") as world:
        li = await world.member("李静", role="organiser")
        event, secret = await opened(world, li)
        await to_the_desk(li, event)
        assert li.text.splitlines()[-2:] == [
            f"大屏页面：https://bot.example.org/screen/{secret}",
            "拿到链接就能看到签到码，只给放大屏的同事。",
        ]
        assert li.labels == [["打开大屏", "复制链接"], ["在聊天中显示", "口令"], ["到场名单", "换一个链接"], ["‹ 返回"]]
        change = li.last.raw["reply_markup"]["inline_keyboard"][2][1]["callback_data"]
        await li.taps("换一个链接")
        assert li.toast == "已换新链接，旧的不能用了"
        address = li.text.splitlines()[-2].rpartition("/")[2]
        await li.forges(change)  # the same update again
        assert li.text.splitlines()[-2].rpartition("/")[2] == address
        pages = world.app.service(CheckIns)
        assert [address == secret, await pages.shown(secret)] == [False, None]
        assert (await pages.shown(address)).event.id == event.id

        (wang,) = await signed_up(world, event, "王敏")
        await half_past_two(world, event)
        await scans(wang, world, event, secret)
        assert wang.text == "签到码不对。请再看一眼大屏，或者直接扫二维码。"
        await scans(wang, world, event, address)
        assert wang.text.startswith("✅ 已签到 14:30")


async def test_people_are_ticked_off_in_place_and_it_is_kept_by_whom(world, li):
    event, _secret = await opened(world, li, capacity=2)
    wang, _zhang, _chen = await signed_up(world, event, "王敏", "张强", "陈晨")
    await to_the_list(li, event)
    await li.taps("⬜ 王敏")
    assert li.alert == "到场名单从11月25日周三 14:00起可以改，到12月9日周三 16:00为止。"
    await half_past_two(world, event)
    await li.taps("⬜ 王敏")
    assert li.toast == "王敏：已到"
    assert li.text == LIST.format(there=1, missing=1) + "\n点名字，改已到或未到。"
    assert li.labels == [["✅ 王敏", "⬜ 张强"], ["⬜ 陈晨 （候补）"], ["按姓名找", "全部到场"], ["‹ 返回"]]
    await li.taps("⬜ 陈晨 （候补）")
    assert await present(world, event) == [("王敏", "list", "李静"), ("陈晨", "list", "李静")]
    await li.taps("✅ 王敏")
    assert (li.toast, await present(world, event)) == ("王敏：未到", [("陈晨", "list", "李静")])
    assert await audited(world) == [
        ("check_in.open", ""),
        ("check_in.tick", f"person:{wang.person_id}"),
        ("check_in.tick", f"person:{_chen.person_id}"),
        ("check_in.untick", f"person:{wang.person_id}"),
    ]


async def test_the_same_tap_again_changes_nothing(world, li):
    event, _secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    for there in (1, 1, 0, 0):
        await li.forges(f"ct:{event.id}:{wang.person_id}:0:{there}")
    assert [action for action, _who in await audited(world)] == ["check_in.open", "check_in.tick", "check_in.untick"]


async def test_who_checked_in_alone_stays_so_when_ticked_again(world, li):
    event, secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await scans(wang, world, event, secret)
    await li.forges(f"ct:{event.id}:{wang.person_id}:0:1")
    assert await present(world, event) == [("王敏", "code", "")]


async def test_the_list_can_be_corrected_for_two_weeks(world, li):
    event, _secret = await opened(world, li)
    wang, _zhang = await signed_up(world, event, "王敏", "张强")
    await half_past_two(world, event, days=14, hours=1, minutes=29)
    await to_the_list(li, event)
    await li.taps("⬜ 王敏")
    assert li.toast == "王敏：已到"
    await world.later(minutes=1)
    await li.taps("⬜ 张强")
    assert li.alert == "到场名单从11月25日周三 14:00起可以改，到12月9日周三 16:00为止。"
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    assert "签到" not in [label for row in li.labels for label in row]
    await wang.starts(f"e_{event.id}")
    assert wang.text.splitlines()[-1] == "✅ 已签到 15:59"


async def test_all_at_once_is_asked_and_can_be_taken_back(world, li):
    event, secret = await opened(world, li)
    wang, _zhang, _chen = await signed_up(world, event, "王敏", "张强", "陈晨")
    await half_past_two(world, event)
    await scans(wang, world, event, secret)
    await to_the_list(li, event)
    await li.taps("全部到场")
    assert li.text == "开放型经济与开发区\n\n把 2 位有席位、还没签到的人都记为已到吗？"
    await li.taps("确认全部到场")
    assert (li.toast, li.labels[0]) == ("已记 2 人到场", ["撤销"])
    assert li.text.startswith(LIST.format(there=3, missing=0))
    await li.taps("撤销")
    assert li.toast == "已撤销 2 人"
    assert await present(world, event) == [("王敏", "code", "")]
    assert [one for one in await audited(world) if one[1]] == [("check_in.all", "2"), ("check_in.undo", "2")]


async def test_undo_does_not_reach_what_somebody_else_noted(world, li):
    event, _secret = await opened(world, li)
    await signed_up(world, event, "王敏")
    zhao = await world.member("赵刚", role="organiser")
    await half_past_two(world, event)
    await to_the_list(li, event)
    for label in ("全部到场", "确认全部到场"):
        await li.taps(label)
    undo = li.last.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await zhao.forges(undo)
    assert await present(world, event) == [("王敏", "all", "李静")]
    await li.forges(f"ca-:{event.id}:{10**18 - 1}")
    assert li.alert == "这个按钮已经过期了。发送 /start 重新开始。"


async def test_somebody_is_found_by_name_also_without_a_sign_up(world, li):
    event, _secret = await opened(world, li)
    await signed_up(world, event, "王敏", "王小敏", "张强")
    await world.member("陈晨")
    await half_past_two(world, event)
    await to_the_list(li, event)
    await li.taps("按姓名找")
    await li.sends("王")
    assert li.text == "“王”找到 2 人，点名字改已到或未到。"
    assert li.labels == [["⬜ 王敏", "⬜ 王小敏"], ["按姓名找", "‹ 返回"]]
    await li.taps("按姓名找")
    await li.sends("陈")
    assert li.text == "没有找到“陈”。没报名的人，要输全名才找得到。"
    await li.taps("按姓名找")
    await li.sends("%")
    assert li.text.startswith("没有找到“%”")
    await li.taps("按姓名找")
    await li.sends("陈晨")
    await li.taps("⬜ 陈晨 （未报名）")
    assert li.toast == "陈晨：已到"
    assert li.labels[1] == ["⬜ 张强", "✅ 陈晨 （未报名）"]
    assert await present(world, event) == [("陈晨", "list", "李静")]


async def test_namesakes_are_told_apart_and_pages_turned(world, li):
    event, _secret = await opened(world, li, capacity=None)
    twins = [
        await world.member("王敏", department="开发区管委会/党群工作部"),
        await world.member("王敏", department="开发区管委会/应急管理部"),
    ]
    for one in twins:
        await world.app.service(Events).sign_up(event.id, one.person_id)
    await signed_up(world, event, *(f"同事{number}" for number in range(15)))
    await half_past_two(world, event)
    await to_the_list(li, event)
    assert li.labels[0] == ["⬜ 王敏 党群工作部", "⬜ 王敏 应急管理部"]
    assert li.text.splitlines()[-1] == "第 1 / 2 页"
    await li.taps("下一页 ›")
    assert li.labels == [["⬜ 同事14"], ["‹ 上一页"], ["按姓名找", "全部到场"], ["‹ 返回"]]
    await li.taps("⬜ 同事14")
    assert li.labels[0] == ["✅ 同事14"]


@pytest.mark.parametrize(
    "data",
    ["co:{e}", "cp:{e}", "cr:{e}:x", "cw:{e}", "cl:{e}:0", "ct:{e}:1:0:1", "ca:{e}", "ca+:{e}", "ca-:{e}:1", "cs:{e}"],
)
async def test_whoever_does_not_organise_it_is_refused(world, li, data):
    event, _secret = await opened(world, li)
    wang, _zhang = await signed_up(world, event, "王敏", "张强")
    await half_past_two(world, event)
    await wang.starts()
    await wang.forges(data.format(e=event.id))
    assert wang.alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
    assert await present(world, event) == []


async def test_a_cancelled_event_has_no_desk(world, li):
    event, _secret = await opened(world, li)
    await to_the_desk(li, event)
    await world.app.service(Events).cancel(li.person_id, event.id, "")
    await li.taps("在聊天中显示")
    assert li.alert == "这场活动已取消。发送 /events 看看别的活动。"


async def test_the_picture_is_the_link_that_checks_in(world, li):
    event, secret = await opened(world, li)
    await half_past_two(world, event)
    await to_the_desk(li, event)
    await li.taps("在聊天中显示")
    photo = world.sandbox.world.files.get(li.last.raw["photo"][-1]["file_id"])
    assert photo.content == qr_png(f"https://t.me/faguang_bot?start=c_{event.id}_{shown(world, secret)}")
    with Image.open(BytesIO(photo.content)) as drawn:
        assert (drawn.format, drawn.size[0] == drawn.size[1] > 400) == ("PNG", True)
