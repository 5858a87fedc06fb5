"""Somebody new tries the bot: consent, the last seat, the waitlist, the reminder; and the bot in the group."""

LAST_SEAT = "11-25 14:30 从项目签约到投产 · 余 1 席"
FULL = "11-25 14:30 从项目签约到投产 · 已满，可候补"


async def test_the_last_seat_the_waitlist_and_the_reminder(visitor, demo):
    one, two, three = visitor.one, visitor.two, visitor.three
    await two.types("/events")
    await two.taps(LAST_SEAT)
    await two.sees("名额：24 / 25")

    await one.takes("何苗")
    await one.starts()
    await one.joins("何苗", "行政审批服务局")
    await one.types("/events")
    await one.taps(LAST_SEAT)
    await one.taps("报名")
    await one.flashes("已报名：第 25 / 25 席")

    # The card on the other phone is as old as its last answer; opened again, it has the new count.
    await two.types("/events")
    await two.taps(FULL)
    await two.sees("名额：25 / 25")
    await two.key("报名候补").wait_for()

    await three.takes("张强")
    await three.types("/events")
    await three.taps(FULL)
    await three.taps("报名候补")
    await three.flashes("名额已满，已列入候补第 1 位")

    assert await visitor.page.locator("#clock").text_content() == "11月23日周一 10:00"
    assert await visitor.travels("day") is None
    assert await visitor.travels("day") is None
    await visitor.page.locator("#clock").get_by_text("11月25日周三 10:00").wait_for()
    await one.sees("⏰ 明天 14:30《从项目签约到投产》", "18:00")
    await three.taps("退出候补")
    await one.taps("取消报名")
    await one.taps("确认取消")
    await one.flashes("已取消报名")
    assert demo.stage.sandbox.refused == []


async def test_the_card_in_the_group_follows_a_sign_up(visitor, demo):
    one, two = visitor.one, visitor.two
    await two.takes("开发区干部群")
    await two.sees("从项目签约到投产", "名额：24 / 25", "余 1 席")
    await one.takes("何苗")
    await one.starts()
    await one.joins("何苗", "行政审批服务局")
    await one.types("/events")
    await one.taps(LAST_SEAT)
    await one.taps("报名")
    await one.flashes("已报名：第 25 / 25 席")
    await two.sees("从项目签约到投产", "名额：25 / 25")
    await two.key("报名候补").wait_for()
    assert demo.stage.sandbox.refused == []


async def test_time_goes_to_what_is_next(visitor):
    await visitor.two.types("/events")
    await visitor.two.taps("11-24 12:20 公文写作与智能工具 · 可报名")
    await visitor.two.taps("报名")
    assert await visitor.travels("next") is None
    await visitor.page.locator("#clock").get_by_text("11月23日周一 10:05").wait_for()
    await visitor.one.sees("走进企业：智能工厂现场教学", "6 人")
    assert await visitor.travels("next") is None
    await visitor.page.locator("#clock").get_by_text("11月23日周一 18:00").wait_for()
    await visitor.two.sees("⏰ 明天 12:20《公文写作与智能工具》")


async def test_the_group_shows_the_way_to_the_private_chat(visitor):
    one = visitor.one
    await one.takes("开发区干部群")
    await one.types("/help@faguang_bot")
    await one.sees("我管活动安排")
    await one.types("/events@faguang_bot")
    await one.taps("打开私聊")
    await one.root.locator(".under").get_by_text("机器人").wait_for()
    await one.starts()
    await one.sees("可报名")


async def test_a_link_in_the_group_leads_to_the_event(visitor):
    await visitor.two.root.locator("button.back").click()
    await visitor.two.root.locator(".chats button").filter(has_text="开发区干部群").click()
    await visitor.two.log.locator("article a").last.click()
    await visitor.two.starts()
    await visitor.two.sees("从项目签约到投产", "名额：24 / 25")


async def test_only_administrators_write_in_the_channel(visitor):
    await visitor.two.root.locator("button.back").click()
    await visitor.two.root.locator(".chats button").filter(has_text="通知公告").click()
    await visitor.two.root.get_by_text("只有管理员能在频道里发言").wait_for()
    assert await visitor.two.input.is_hidden()


async def test_a_narrow_screen_shows_one_phone_at_a_time(demo, window):
    async with window(demo.url, width=390, height=780) as visitor:
        shown = [await phone.root.is_visible() for phone in (visitor.one, visitor.two, visitor.three)]
        assert shown == [True, False, False]
        await visitor.page.get_by_role("tab", name="王敏").click()
        shown = [await phone.root.is_visible() for phone in (visitor.one, visitor.two, visitor.three)]
        assert shown == [False, True, False]
        assert await visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_page_speaks_english_too(visitor):
    await visitor.page.get_by_role("button", name="English").click()
    await visitor.page.get_by_role("button", name="Behind the scenes").wait_for()
    assert await visitor.page.title() == "Faguang · three phones"
    assert await visitor.page.locator("html").get_attribute("lang") == "en"
    await visitor.one.root.locator(".under").get_by_text("bot").wait_for()


async def test_what_is_said_without_a_name_finds_a_desk_and_a_receipt(visitor, demo):
    await visitor.two.takes("王敏")
    await visitor.two.taps("匿名反馈")
    await visitor.two.sees("匿名反馈", "阅读人：李静、孙悦", "阅读人：胡晓、唐薇", "阅读人：李静、曾敏")
    await visitor.two.taps("吐槽建议")
    await visitor.two.sees("请用一条消息写下来")
    await visitor.two.types("食堂晚上六点半就没有热菜了。")
    await visitor.two.taps("提交")
    await visitor.two.sees("已交给“吐槽建议”")
    assert demo.stage.sandbox.refused == []
