"""People say what they would like to hear about; organisers see the demand and answer it."""

from datetime import timedelta

from tests.people import START

LIST = "大家想听什么\n想听的人多的排在前面，点开可以附议。"
LAST = ["提个心愿", "我的心愿"]


async def wish(someone, title, field=None):
    """Make a wish that nothing is like."""
    await someone.sends("/wishes")
    await someone.taps("提个心愿")
    await someone.sends(title)
    await (someone.sends(field) if field else someone.taps("跳过"))


async def support(someone, label):
    await someone.sends("/wishes")
    await someone.taps(label)
    await someone.taps("附议")


async def test_a_wish_stands_in_the_list_without_a_name_and_others_support_it(world):
    wang, zhang = await world.members("王敏", "张强")
    await wang.sends("/wishes")
    assert (wang.text, wang.labels) == ("大家想听什么\n还没有人提，你可以提第一个。", [LAST])
    await wang.taps("提个心愿")
    assert wang.text == "提个心愿 · 第 1 步\n\n想听什么？写个简短的题目就行。"
    await wang.sends(" 绿色  金融 ")
    assert (wang.text, wang.labels) == (
        "提个心愿 · 2/2\n\n属于哪个领域，例如金融投资？可以跳过。",
        [["‹ 上一步", "跳过", "取消"]],
    )
    await wang.sends("金融投资")
    assert wang.text == "绿色 金融\n领域：金融投资\n1 人想听\n\n这是你提的。"
    assert wang.labels == [["收回心愿"], ["‹ 返回"]]

    await zhang.sends("/wishes")
    assert (zhang.text, zhang.labels) == (LIST, [["绿色 金融 · 1 人想听"], LAST])
    await zhang.taps("绿色 金融 · 1 人想听")
    assert (zhang.text, zhang.labels) == ("绿色 金融\n领域：金融投资\n1 人想听", [["附议"], ["‹ 返回"]])
    await zhang.taps("附议")
    assert zhang.toast == "已附议，有消息告诉你"
    assert (zhang.text, zhang.labels) == (
        "绿色 金融\n领域：金融投资\n2 人想听\n\n你已附议。",
        [["取消附议"], ["‹ 返回"]],
    )
    await zhang.taps("‹ 返回")
    assert zhang.labels == [["✓ 绿色 金融 · 2 人想听"], LAST]
    await zhang.forges("wi^:1:0")
    assert zhang.text == "绿色 金融\n领域：金融投资\n2 人想听\n\n你已附议。"
    await zhang.taps("取消附议")
    assert (zhang.toast, zhang.labels) == ("已取消附议", [["附议"], ["‹ 返回"]])


async def test_what_others_wish_for_already_is_offered_first(world):
    wang, zhang = await world.members("王敏", "张强")
    await wish(wang, "金融投资")
    await wish(wang, "应急管理")
    await zhang.sends("/wishes")
    await zhang.taps("提个心愿")
    await zhang.sends("金融投资讲座")
    assert zhang.text == "提个心愿 · 第 2 步\n\n有同事提过相近的，附议其中一个好吗？人多更容易排上。"
    assert zhang.labels == [["金融投资 · 1 人想听"], ["都不是，另提一个"], ["‹ 上一步", "取消"]]
    await zhang.taps("金融投资 · 1 人想听")
    assert (zhang.toast, zhang.text) == ("已附议，有消息告诉你", "金融投资\n2 人想听\n\n你已附议。")

    await zhang.sends("/wishes")
    await zhang.taps("提个心愿")
    await zhang.sends("金融投资讲座")
    await zhang.taps("都不是，另提一个")
    await zhang.taps("跳过")
    assert zhang.text == "金融投资讲座\n1 人想听\n\n这是你提的。"


async def test_the_most_supported_come_first_and_the_own_list_says_what_became_of_them(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    await wish(wang, "应急管理")
    await wish(zhang, "公文写作")
    await support(wang, "公文写作 · 1 人想听")
    await wang.sends("/wishes")
    assert wang.labels == [["✓ 公文写作 · 2 人想听"], ["✓ 应急管理 · 1 人想听"], LAST]
    await wang.taps("我的心愿")
    assert wang.labels == [["✓ 公文写作 · 2 人想听"], ["✓ 应急管理 · 1 人想听"], ["提个心愿", "全部心愿"]]
    await li.sends("/wishes")
    await li.taps("应急管理 · 1 人想听")
    await li.taps("说明并结束")
    await li.sends("去年讲过，资料在群里")
    await li.taps("结束并通知")
    await wang.sends("/wishes")
    await wang.taps("我的心愿")
    assert wang.labels == [["✓ 公文写作 · 2 人想听"], ["✓ 应急管理 · 1 人想听 · 已结束"], ["提个心愿", "全部心愿"]]
    await wang.taps("✓ 应急管理 · 1 人想听 · 已结束")
    assert (wang.text, wang.labels) == (
        "应急管理\n1 人想听\n\n这是你提的。\n没有安排，原因：去年讲过，资料在群里",
        [["‹ 返回"]],
    )
    await wang.taps("‹ 返回")
    assert wang.text == "我的心愿\n你提的和附议的都在这里。"


async def test_an_own_wish_can_be_taken_back_until_others_support_it(world):
    wang, zhang = await world.members("王敏", "张强")
    await wish(wang, "应急管理")
    await support(zhang, "应急管理 · 1 人想听")
    await wang.taps("收回心愿")
    assert wang.alert == "已经有同事附议，心愿先留着。你可以取消自己的附议。"
    await wang.sends("/wishes")
    await wang.taps("✓ 应急管理 · 2 人想听")
    await wang.taps("取消附议")
    assert wang.text == "应急管理\n1 人想听\n\n这是你提的。"
    await zhang.taps("取消附议")
    await zhang.forges("wi-:1:0")
    assert zhang.alert == "没有这个心愿，可能已经收回。发送 /wishes 看看有哪些。"
    await wang.sends("/wishes")
    await wang.taps("应急管理 · 0 人想听")
    await wang.taps("收回心愿")
    assert (wang.toast, wang.text) == ("心愿已收回", "大家想听什么\n还没有人提，你可以提第一个。")


async def test_nobody_has_more_than_five_open_wishes(world):
    wang = await world.member("王敏")
    for title in ("应急管理", "公文写作", "绿色金融", "心理健康", "数据安全"):
        await wish(wang, title)
    await wish(wang, "消防演练")
    assert wang.alert == "你已有 5 个心愿在征集，先收回一个，或者附议别人的。"


async def test_organisers_see_who_wished_and_how_far_it_is_spread(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    zhang = await world.member("张强", department="党群工作部")
    await wish(wang, "应急管理")
    await support(zhang, "应急管理 · 1 人想听")
    await li.sends("/wishes")
    await li.taps("应急管理 · 2 人想听")
    assert li.text == "应急管理\n2 人想听 · 2 个部门\n提出人：王敏"
    assert li.labels == [["附议"], ["已有活动"], ["与别的合并", "说明并结束"], ["‹ 返回"]]


async def test_whoever_supports_a_wish_is_told_of_its_event_with_the_card(world):
    li = await world.member("李静", role="organiser")
    wang, zhang, chen = await world.members("王敏", "张强", "陈晨")
    await wish(wang, "应急管理")
    await support(zhang, "应急管理 · 1 人想听")
    await world.event(li, "公文写作")
    await world.event(li, "应急管理实务", starts=START + timedelta(days=5))
    await li.sends("/wishes")
    await li.taps("应急管理 · 2 人想听")
    await li.taps("已有活动")
    assert li.text == "应急管理\n2 人想听 · 1 个部门\n提出人：王敏\n\n是哪场活动？"
    assert li.labels == [
        ["11-28 10:00 应急管理实务 · 余 60 席"],
        ["11-25 14:30 公文写作 · 余 60 席"],
        ["‹ 返回"],
    ]
    await li.taps("11-28 10:00 应急管理实务 · 余 60 席")
    assert li.text == "应急管理\n2 人想听 · 1 个部门\n提出人：王敏\n\n活动：应急管理实务\n会通知 2 人"
    await li.taps("确认并通知")
    assert li.toast == "已标为安排，附议的同事会收到通知。"
    told = (
        "你想听的《应急管理》安排上了：\n\n应急管理实务\n知行讲堂 · 追光\n\n"
        "时间：11月28日周六 10:00–11:30\n地点：管委会一楼报告厅\n名额：0 / 60"
    )
    assert (wang.text, zhang.text) == (told, told)
    assert told not in chen.heard()
    await zhang.taps("报名")
    assert zhang.toast == "已报名：第 1 / 60 席"
    await zhang.sends("/wishes")
    await zhang.taps("我的心愿")
    await zhang.taps("✓ 应急管理 · 2 人想听 · 已安排")
    assert zhang.text == "应急管理\n2 人想听\n\n你已附议。\n已经安排了活动。"
    await zhang.taps("查看活动")
    assert zhang.text.startswith("应急管理实务\n")
    await li.forges("wip+:1:2")
    assert li.alert == "这个心愿已经有结果了。还在征集的见 /wishes。"


async def test_a_closed_wish_is_explained_once_to_its_supporters(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    await wish(wang, "应急管理")
    await li.sends("/wishes")
    await li.taps("应急管理 · 1 人想听")
    await li.taps("说明并结束")
    assert li.text == "结束心愿 · 1/1\n\n为什么没有安排？附议的同事会看到。"
    await li.sends("<b>去年</b>讲过")
    assert li.text == "结束心愿 · 请核对\n\n题目：应急管理\n原因：<b>去年</b>讲过\n会通知 1 人"
    before = len(wang.heard())
    await li.taps("结束并通知")
    assert li.toast == "已结束，附议的同事会收到说明。"
    assert wang.heard()[before:] == ["心愿《应急管理》这次没有安排上。\n原因：<b>去年</b>讲过\n其他心愿见 /wishes。"]


async def test_two_wishes_become_one_and_nobody_counts_twice(world):
    li = await world.member("李静", role="organiser")
    wang, zhang, chen = await world.members("王敏", "张强", "陈晨")
    await wish(wang, "应急管理")
    await wish(zhang, "突发事件怎么办")
    await support(zhang, "应急管理 · 1 人想听")
    await support(chen, "突发事件怎么办 · 1 人想听")
    await li.sends("/wishes")
    await li.taps("突发事件怎么办 · 2 人想听")
    await li.taps("与别的合并")
    assert li.labels == [["应急管理 · 2 人想听"], ["‹ 返回"]]
    await li.taps("应急管理 · 2 人想听")
    await li.taps("合并")
    assert li.toast == "已合并。"
    assert li.text == "应急管理\n3 人想听 · 1 个部门\n提出人：王敏\n\n已合并。"
    await chen.sends("/wishes")
    assert chen.labels == [["✓ 应急管理 · 3 人想听"], LAST]


async def test_members_cannot_do_what_organisers_do(world):
    wang = await world.member("王敏")
    li = await world.member("李静", role="organiser")
    event = await world.event(li)
    await wish(wang, "应急管理")
    await wish(wang, "公文写作")
    for data in ("wip:1:0", f"wip?:1:{event.id}", f"wip+:1:{event.id}", "wim:1:0", "wim?:1:2", "wim+:1:2", "wix:1"):
        await wang.forges(data)
        assert wang.alert == "这是组织者做的事。需要权限的话，请管理员用 /roles 添加你。", data
    for data in ("wip+:1:99", "wim+:1:1", "wim+:1:99", "wi=:99:0"):
        await li.forges(data)
        assert li.alert.startswith("没有这"), data
    await wang.forges("wi:-9")
    assert wang.text == LIST


async def test_hostile_texts_stay_texts(world):
    wang = await world.member("王敏")
    await wang.sends("/wishes")
    await wang.taps("提个心愿")
    for text in ("\u202e ", "题" * 61):
        await wang.sends(text)
        assert wang.text == "提个心愿 · 第 1 步\n\n请写 1 到 60 个字。\n\n想听什么？写个简短的题目就行。"
    await wang.sends("<a href='x'>%_{n}</a>'; --")
    await wang.sends("<i>{field}")
    assert wang.text == "<a href='x'>%_{n}</a>'; --\n领域：<i>{field}\n1 人想听\n\n这是你提的。"


async def test_in_a_group_the_way_leads_to_the_private_chat(world):
    wang = await world.member("王敏")
    group = world.sandbox.group("投资促进部", members=[wang.phone])
    group.add_bot()
    await wang.sends("/wishes", chat=group)
    assert wang.phone.messages(group)[-1].text == "这件事我们私聊里办。"
    await wang.starts("wishes")
    assert wang.labels == [LAST]
