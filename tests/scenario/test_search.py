"""Members look for events by words and by field."""

from datetime import timedelta

from tests.people import START

DAY = timedelta(days=1)
WAYS = [["找过去的", "换个词"], ["可报名"]]
ASK = "搜索 · 1/1\n\n想找什么？发几个字就行：题目、讲堂、主讲、领域、地点都可以。"
TABS = [["可报名", "我的", "全部"], ["按系列", "按领域"], ["搜索", "参加过的"]]


async def programme(world):
    li = await world.member("李静", role="organiser")
    await world.event(li, "金融投资专题", starts=START + 2 * DAY, field="金融投资")
    await world.event(li, "应急管理实务", starts=START + 3 * DAY, field="应急管理", speaker="金融办 周主任")
    await world.event(li, "绿色金融", starts=START + 4 * DAY, field="金融投资")
    return await world.member("王敏")


async def test_words_after_the_command_find_events_titles_first(world):
    wang = await programme(world)
    await wang.sends("/events 金融")
    assert wang.text == "找“金融”\n点活动看详情。"
    assert wang.labels == [
        ["11-25 10:00 金融投资专题 · 余 60 席"],
        ["11-27 10:00 绿色金融 · 余 60 席"],
        ["11-26 10:00 应急管理实务 · 余 60 席"],
        *WAYS,
    ]


async def test_the_button_asks_for_words_and_the_next_message_is_looked_for(world):
    wang = await programme(world)
    await wang.sends("/events")
    await wang.taps("搜索")
    assert (wang.text, wang.labels) == (ASK, [["取消"]])
    await wang.sends("周主任")
    assert (wang.text, wang.labels) == ("找“周主任”\n点活动看详情。", [["11-26 10:00 应急管理实务 · 余 60 席"], *WAYS])
    await wang.taps("换个词")
    await wang.sends("　")
    assert wang.text == ASK.replace("\n\n", "\n\n请至少写一个词。\n\n")
    await wang.sends("绿色")
    assert wang.labels == [["11-27 10:00 绿色金融 · 余 60 席"], *WAYS]


async def test_a_card_leads_back_to_what_was_found(world):
    wang = await programme(world)
    await wang.sends("/events 金融")
    await wang.taps("11-27 10:00 绿色金融 · 余 60 席")
    await wang.taps("报名")
    await wang.taps("‹ 返回")
    assert wang.text == "找“金融”\n点活动看详情。"
    assert wang.labels[1] == ["11-27 10:00 绿色金融 · 已报名"]


async def test_nothing_to_come_leads_to_the_past_and_to_a_wish(world):
    wang = await programme(world)
    await world.later(days=2, hours=12)
    await wang.sends("/events 投资专题")
    assert wang.text == "找“投资专题”\n没有找到要举办的活动。可以少写几个字，或者换个词。"
    assert wang.labels == [["许愿：想听这个"], *WAYS]
    await wang.taps("找过去的")
    assert wang.text == "过去的“投资专题”\n点活动看详情。"
    assert wang.labels == [["11-25 10:00 金融投资专题 · 已结束"], ["找要举办的", "换个词"], ["可报名"]]
    await wang.taps("11-25 10:00 金融投资专题 · 已结束")
    await wang.taps("‹ 返回")
    assert wang.text == "过去的“投资专题”\n点活动看详情。"
    await wang.sends("/events 消防")
    await wang.taps("找过去的")
    assert wang.text == "过去的“消防”\n过去的活动里也没有找到。"


async def test_what_is_not_found_can_be_wished_for(world):
    wang = await programme(world)
    await wang.sends("/events 消防")
    await wang.taps("许愿：想听这个")
    await wang.taps("提个心愿")
    await wang.sends("消防")
    await wang.taps("跳过")
    assert wang.text == "消防\n1 人想听\n\n这是你提的。"


async def test_many_finds_come_page_by_page(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    for number in range(9):
        await world.event(li, f"金融{number}", starts=START + (number + 1) * DAY)
    await wang.sends("/events 金融")
    assert (wang.text, len(wang.labels)) == ("找“金融”\n点活动看详情。\n第 1 / 2 页", 8 + 1 + 2)
    await wang.taps("下一页 ›")
    assert wang.labels == [["12-02 10:00 金融8 · 余 60 席"], ["‹ 上一页"], *WAYS]
    await wang.taps("12-02 10:00 金融8 · 余 60 席")
    await wang.taps("‹ 返回")
    assert wang.text == "找“金融”\n点活动看详情。\n第 2 / 2 页"


async def test_a_field_shows_what_is_to_come_in_it(world):
    wang = await programme(world)
    await wang.sends("/events")
    await wang.taps("按领域")
    assert (wang.text, wang.labels) == ("按领域\n看哪个领域？", [["金融投资 · 2"], ["应急管理 · 1"], *TABS])
    await wang.taps("金融投资 · 2")
    assert wang.text == "金融投资\n点活动看详情。"
    assert wang.labels == [["11-25 10:00 金融投资专题 · 余 60 席"], ["11-27 10:00 绿色金融 · 余 60 席"], *TABS]
    await wang.taps("11-27 10:00 绿色金融 · 余 60 席")
    await wang.taps("‹ 返回")
    assert wang.text == "金融投资\n点活动看详情。"


async def test_without_fields_that_is_said(world):
    wang = await world.member("王敏")
    await wang.sends("/events")
    await wang.taps("按领域")
    assert (wang.text, wang.labels) == ("按领域\n目前各领域都没有安排。", TABS)


async def test_what_is_typed_cannot_break_the_answer(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    title = "<b>100%_:</b>&amp;\u202e"
    await world.event(li, title)
    await wang.sends(f"/events {title}")
    assert wang.text == "找“<b>100%_:</b>&amp;”\n点活动看详情。"
    assert len(wang.labels) == 3
    await wang.taps(wang.labels[0][0])
    await wang.taps("‹ 返回")
    assert wang.text == "找“<b>100%_:</b>&amp;”\n点活动看详情。"
    for words in ("%" * 60, "：:" * 40, "金融投资" * 60, "'; DROP TABLE events; --", "😀" * 40):
        await wang.sends(f"/events {words}")
        assert wang.text.endswith("没有找到要举办的活动。可以少写几个字，或者换个词。")


async def test_forged_pages_and_words_are_answered(world):
    wang = await programme(world)
    await wang.sends("/events 金融")
    for data in (
        "evq:" + "金融" * 9 + ":0:0",
        "evq:金融:999999999999999999:0",
        "evq::-5:1",
        "evf:99999",
        "evg:1:-7",
    ):
        await wang.forges(data)
        assert wang.alert == ""
    await wang.forges("evg:77:0")
    assert wang.alert == "没有这场活动，可能已经撤下。发送 /events 看看有什么活动。"


async def test_in_a_group_the_way_leads_to_the_private_chat(world):
    wang = await programme(world)
    group = world.sandbox.group("投资促进部", members=[wang.phone])
    group.add_bot()
    await wang.sends("/events 金融", chat=group)
    assert wang.phone.messages(group)[-1].text == "这件事我们私聊里办。"
