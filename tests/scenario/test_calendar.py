"""People take events into the calendars of their phones; the files are read back by two other programs."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import icalendar
import vobject

from bot.services.events import Events
from bot.services.reminders import Reminders
from tests.people import START

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ODD = "党课；风险, 安全\\“与”\n第二行 🎓👨‍👩‍👧 " + "很长的题目" * 14


def events(message):
    """The events of a file, by icalendar."""
    return icalendar.Calendar.from_ical(message.document).walk("VEVENT")


def alarms(event):
    return [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]


async def seated(world, title="开放型经济与开发区", **more):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await world.event(li, title, **more)
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    return li, wang, event


async def test_those_with_a_seat_take_the_event_into_their_calendar(world):
    _li, wang, event = await seated(world, speaker="周教授")
    await wang.taps("加入日历")
    assert wang.text == "打开文件，《开放型经济与开发区》就进日历了；以后有变动，新文件会替换旧的。"
    assert wang.last.file_name == "开放型经济与开发区.ics"
    (one,) = events(wang.last)
    assert (one["UID"], one["SEQUENCE"], one["STATUS"]) == (f"event-{event.id}@faguang", 1, "CONFIRMED")
    assert (one["SUMMARY"], one["LOCATION"]) == ("开放型经济与开发区", "管委会一楼报告厅")
    assert one["DTSTART"].dt == event.starts_at.astimezone(SHANGHAI)
    assert one["DTEND"].dt == event.ends_at.astimezone(SHANGHAI)
    assert one["DTSTART"].params["TZID"] == one["DTEND"].params["TZID"] == "Asia/Shanghai"
    assert one["DTSTAMP"].dt == one["LAST-MODIFIED"].dt == START
    link = f"https://t.me/faguang_bot?start=e_{event.id}"
    assert one["URL"] == link
    assert one["DESCRIPTION"] == f"知行讲堂 · 追光\n主讲：周教授\n最新安排和操作：{link}"
    # 14:30 the day after tomorrow: one hour before, and 18:00 the evening before.
    assert alarms(one) == [-timedelta(hours=1), -timedelta(hours=20, minutes=30)]


async def test_the_zone_is_written_out_for_readers_elsewhere(world):
    _li, wang, event = await seated(world)
    await wang.taps("加入日历")
    calendar = icalendar.Calendar.from_ical(wang.last.document)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    read = vobject.readOne(wang.last.document.decode())
    assert read.vevent.dtstart.value.astimezone(ZoneInfo("Europe/Berlin")) == event.starts_at
    assert read.vevent.dtstart.value.utcoffset() == timedelta(hours=8)


async def test_alarms_are_the_persons_own_leads(world):
    _li, wang, _event = await seated(world)
    reminders = world.app.service(Reminders)
    await reminders.choose(wang.person_id, ["30m", "1d"])
    await wang.taps("加入日历")
    (one,) = events(wang.last)
    assert alarms(one) == [-timedelta(minutes=30), -DAY]
    await reminders.choose(wang.person_id, [])
    await wang.taps("加入日历")
    (one,) = events(wang.last)
    assert alarms(one) == []


async def test_the_link_to_join_is_never_in_the_file(world):
    _li, wang, event = await seated(world, place="", link="https://meeting.example/secret-42")
    await wang.taps("加入日历")
    assert b"secret-42" not in wang.last.document.replace(b"\r\n ", b"")
    (one,) = events(wang.last)
    assert one["LOCATION"] == "线上"
    assert one["DESCRIPTION"].splitlines()[-1] == "参加链接开始前在那里显示。"
    assert one["URL"] == f"https://t.me/faguang_bot?start=e_{event.id}"


async def test_hostile_and_long_texts_are_read_back_as_they_were_by_both(world):
    _li, wang, _event = await seated(world, ODD, place="一楼;二楼,三楼\\四楼\nBEGIN:VALARM", speaker="甲,乙;丙")
    await wang.taps("加入日历")
    content = wang.last.document
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    for line in lines:
        line.decode()  # no character is cut in two
    (one,) = events(wang.last)
    read = vobject.readOne(content.decode()).vevent
    assert one["SUMMARY"] == read.summary.value == ODD
    assert one["LOCATION"] == read.location.value == "一楼;二楼,三楼\\四楼\nBEGIN:VALARM"
    assert one["DESCRIPTION"] == read.description.value
    assert len(one.walk("VALARM")) == len(read.valarm_list) == 2


async def test_names_of_files_fit_every_system(world):
    _li, wang, _event = await seated(world, '..\\党课: "三/四"<讲>?*|' + "很长" * 40)
    await wang.taps("加入日历")
    assert wang.last.file_name == "党课 三 四 讲 " + "很长" * 15 + "….ics"


async def test_a_changed_event_keeps_its_uid_and_the_news_offers_the_new_file(world):
    li, wang, event = await seated(world)
    chen = await world.member("陈晨")
    await chen.starts(f"e_{event.id}")
    await chen.taps("报名")
    await wang.taps("加入日历")
    later = replace(event.plan(), starts_at=event.starts_at + DAY, ends_at=event.ends_at + DAY)
    world.clock.advance(minutes=5)
    await world.app.service(Events).revise(li.person_id, event.id, later)
    await world.settled()
    assert wang.labels[-1] == ["更新日历"]
    assert ["更新日历"] not in chen.labels
    await wang.taps("更新日历")
    (one,) = events(wang.last)
    assert (one["UID"], one["SEQUENCE"], one["STATUS"]) == (f"event-{event.id}@faguang", 2, "CONFIRMED")
    assert one["DTSTART"].dt == event.starts_at + DAY
    assert one["LAST-MODIFIED"].dt == START + 5 * MINUTE


async def test_a_cancelled_event_is_taken_out_of_the_calendar(world):
    li, wang, event = await seated(world)
    await wang.taps("加入日历")
    await world.app.service(Events).cancel(li.person_id, event.id, "主讲出差")
    await world.settled()
    assert wang.labels == [["更新日历"]]
    await wang.taps("更新日历")
    (one,) = events(wang.last)
    assert (one["UID"], one["SEQUENCE"], one["STATUS"]) == (f"event-{event.id}@faguang", 2, "CANCELLED")
    assert (one["TRANSP"], alarms(one)) == ("TRANSPARENT", [])


async def test_only_those_with_a_seat_are_offered_the_file(world):
    li, _wang, event = await seated(world, capacity=1)
    zhang = await world.member("张强")
    await zhang.starts(f"e_{event.id}")
    assert ["加入日历"] not in zhang.labels
    await zhang.taps("报名候补")
    assert ["加入日历"] not in zhang.labels
    for data in (f"ics:{event.id}", "ics:99"):
        await zhang.forges(data)
    assert zhang.alert == "没有这场活动，可能已经撤下。发送 /events 看看有什么活动。"
    await zhang.forges(f"ics:{event.id}")
    assert zhang.alert == "你没有报名这场活动。"
    await li.forges(f"ics:{event.id}")
    assert li.alert == "你没有报名这场活动。"


async def test_who_gave_the_seat_up_gets_a_file_that_takes_the_event_out_again(world):
    _li, wang, event = await seated(world)
    await wang.taps("加入日历")
    await wang.starts(f"e_{event.id}")
    await world.app.service(Events).leave(event.id, wang.person_id)
    await wang.forges(f"ics:{event.id}")
    (one,) = events(wang.last)
    assert one["STATUS"] == "CANCELLED"


async def test_the_agenda_is_one_file_with_what_is_certain_and_what_is_not(world):
    li, wang, event = await seated(world)
    full = await world.event(li, "应急管理", starts=START + 5 * DAY, capacity=1)
    service = world.app.service(Events)
    await service.sign_up(full.id, li.person_id)
    await service.sign_up(full.id, wang.person_id)
    await wang.sends("/agenda")
    await wang.taps("加入日历")
    assert wang.last.file_name == "我的日程.ics"
    calendar = icalendar.Calendar.from_ical(wang.last.document)
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert [(one["UID"], one["STATUS"]) for one in calendar.walk("VEVENT")] == [
        (f"event-{event.id}@faguang", "CONFIRMED"),
        (f"event-{full.id}@faguang", "TENTATIVE"),
    ]
    assert len(list(vobject.readOne(wang.last.document.decode()).vevent_list)) == 2


async def test_an_empty_agenda_makes_no_file(world):
    wang = await world.member("王敏")
    await wang.sends("/agenda")
    assert ["加入日历"] not in wang.labels
    await wang.forges("icsa")
    assert wang.alert == "日程里现在没有活动。"
