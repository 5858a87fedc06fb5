"""First contact: the notice, two consents, name and department, and what the person came for; joining by a link."""

import pytest

from bot.callbacks import encode
from bot.domain.people import NOTICE_VERSION
from bot.services.people import People
from bot.services.roster import Roster
from bot.services.sheets import Line, Sheet
from handlers.people.consent import Agree, Consider
from storage.schema import metadata

HANDLING, ABROAD = "同意按上述告知处理我的个人信息", "单独同意消息经 Telegram 传到境外"


async def agrees(someone):
    """Three taps."""
    await someone.taps(f"☐ {HANDLING}")
    await someone.taps(f"☐ {ABROAD}")
    await someone.taps("同意")


async def rows(world, table="people", columns="*"):
    return await world.app.db.read(lambda tx: tx.all(f"SELECT {columns} FROM {table}"))


async def everything(world):
    return {table: await rows(world, table) for table in metadata.tables}


@pytest.fixture
async def departments(world):
    for path in ("经济发展局/综合科", "经济发展局/投资科", "党群部/综合科", *(f"第{n}街道" for n in range(1, 10))):
        await world.app.service(People).ensure_department(path)


async def test_before_consent_nothing_is_stored_and_declining_is_fine(world):
    wang = world.person("王敏")
    before = await everything(world)
    await wang.starts("e_1")
    notice = wang.text
    assert notice.splitlines()[0] == f"个人信息处理告知 · 第 {NOTICE_VERSION} 版"
    assert "机关党委，为开展单位的各项活动而运行本机器人" in notice
    assert wang.labels == [[f"☐ {HANDLING}"], [f"☐ {ABROAD}"], ["同意", "不同意"], ["繁體中文", "English"]]
    await wang.taps("同意")
    assert wang.alert == "请先分别点选上面两行方框：两项同意需要各自确认。"
    await wang.taps(f"☐ {HANDLING}")
    assert wang.labels[0] == [f"☑ {HANDLING}"]
    await wang.taps("同意")
    assert wang.alert == "请先分别点选上面两行方框：两项同意需要各自确认。"
    await wang.taps("不同意")
    assert wang.text.startswith("没关系，与你有关的信息一概没有保存。")
    await wang.taps("再看一遍告知")
    assert wang.text == notice
    await wang.sends("你好")
    for command in ("/events", "/me", "/mydata", "/forget", "/withdraw", "/privacy", "/language", "/roles"):
        await wang.sends(command)
    assert await everything(world) == before


async def test_three_taps_then_name_and_department_then_what_one_came_for(world, departments):
    li = await world.member("李静", role="organiser")
    event = await world.event(li)
    wang = world.person("王敏")
    await wang.starts(f"e_{event.id}")
    await agrees(wang)
    assert wang.labels == [["王敏"]]
    await wang.taps("王敏")
    await wang.taps("党群部 ›")
    await wang.taps("综合科")
    assert wang.text == "个人信息 · 请核对\n\n姓名：王敏\n部门：党群部/综合科"
    await wang.taps("保存")
    assert wang.text.splitlines()[0] == "开放型经济与开发区"
    await wang.taps("报名")
    assert wang.toast == "已报名：第 1 / 60 席"


async def test_a_command_survives_the_way_in(world, departments):
    wang = world.person("王敏")
    await wang.starts()
    await wang.sends("/agenda")
    await agrees(wang)
    await wang.sends("王小敏")
    await wang.taps("没有我的部门")
    await wang.taps("保存")
    assert wang.text.splitlines()[0] == "我的日程"
    await wang.sends("/me")
    assert wang.text.splitlines()[:3] == ["王小敏", "", "部门：未列出"]


async def test_an_intent_too_long_for_a_button_is_let_go(world):
    wang = world.person("王敏")
    await wang.starts("x" * 64)
    await agrees(wang)
    assert wang.text.splitlines()[0] == "个人信息 · 第 1 步"


async def test_the_notice_in_another_language_is_the_language_from_then_on(world, departments):
    anna = world.person("Anna Schmidt")
    await anna.starts()
    await anna.taps("繁體中文")
    assert anna.text.splitlines()[0] == f"個人資料處理告知 · 第 {NOTICE_VERSION} 版"
    await anna.taps("English")
    await anna.taps("☐ I agree that my data is handled as described")
    await anna.taps("☐ I agree that Telegram carries messages abroad")
    await anna.taps("I agree")
    assert anna.text.splitlines()[2] == "What is your name? Type it, or tap it if it is right."
    assert await rows(world, columns="language, name, consent") == [("en", "", NOTICE_VERSION)]


async def test_unticking_takes_a_consent_back(world):
    wang = world.person("王敏")
    await wang.starts()
    await wang.taps(f"☐ {HANDLING}")
    await wang.taps(f"☐ {ABROAD}")
    await wang.taps(f"☑ {HANDLING}")
    await wang.taps("同意")
    assert wang.alert == "请先分别点选上面两行方框：两项同意需要各自确认。"
    assert await rows(world) == []


async def test_a_forged_language_is_out_of_date(world):
    wang = world.person("王敏")
    await wang.starts()
    for forged in (Consider(0, "xx", ""), Agree(3, "../..", "")):
        await wang.forges(encode(forged))
        assert wang.alert.startswith("这个按钮已经过期")
    assert await rows(world) == []


async def test_until_the_profile_is_filed_nothing_else_opens(world, departments):
    wang = world.person("王敏")
    await wang.starts()
    await agrees(wang)
    await wang.sends("…")
    assert wang.text.splitlines()[2] == "姓名为 1 到 40 个字，请填同事熟悉的姓名。"
    await wang.sends("/events")
    assert "个人信息" in wang.text
    await wang.sends("王敏")
    await wang.sends("综合")
    assert wang.labels[:2] == [["党群部/综合科"], ["经济发展局/综合科"]]
    await wang.taps("经济发展局/综合科")
    assert wang.text.splitlines()[2:] == ["姓名：王敏", "部门：经济发展局/综合科"]
    await wang.taps("保存")
    assert await rows(world, columns="name") == [("王敏",)]


async def test_typing_a_department(world, departments):
    wang = world.person("王敏")
    await wang.starts()
    await agrees(wang)
    await wang.taps("王敏")
    await wang.sends("没有的部门")
    assert wang.text.splitlines()[2] == "没有找到「没有的部门」，请换短一些的关键字。"
    await wang.sends("街道")
    assert wang.text.splitlines()[2] == "符合「街道」的太多，请再多输入几个字。"
    await wang.sends("第9")
    assert wang.text.splitlines()[-1] == "部门：第9街道"
    await wang.taps("✎ 部门")
    assert wang.labels[-3:] == [["›"], ["没有我的部门"], ["‹ 上一步"]]
    await wang.taps("›")
    await wang.taps("第9街道")
    assert wang.text.splitlines()[-1] == "部门：第9街道"
    await wang.taps("✎ 部门")
    await wang.sends("综合")
    await wang.taps("党群部/综合科")
    await wang.taps("✎ 部门")
    await wang.sends("综合")
    await wang.taps("经济发展局/综合科")
    assert wang.text.splitlines()[-1] == "部门：经济发展局/综合科"
    await wang.taps("✎ 部门")
    await wang.sends("投资")
    assert wang.text.splitlines()[-1] == "部门：经济发展局/投资科"


async def test_own_record_and_its_changes(world, departments):
    wang = await world.member("王敏", department="党群部/综合科", role="organiser")
    await wang.sends("/me")
    assert wang.text.splitlines() == [
        "王敏",
        "",
        "部门：党群部/综合科",
        "语言：简体中文",
        "角色：组织者 · 全部部门",
    ]
    await wang.taps("改姓名")
    await wang.sends("王大敏")
    await wang.taps("保存")
    assert wang.text.splitlines()[0] == "王大敏"
    await wang.taps("改部门")
    await wang.sends("投资")
    await wang.taps("保存")
    assert wang.text.splitlines()[:3] == ["王大敏", "", "部门：经济发展局/投资科"]


async def test_a_new_notice_is_asked_for_again(world):
    wang = await world.member("王敏")
    await world.app.db.write(lambda tx: tx.run("UPDATE people SET consent = :v", v=NOTICE_VERSION - 1))
    world.app.service(People).forget_cached()
    await wang.sends("/me")
    assert wang.text.splitlines()[0] == f"个人信息处理告知 · 第 {NOTICE_VERSION} 版"
    await wang.taps("不同意")
    assert "以前保存的内容不变" in wang.text
    await wang.taps("再看一遍告知")
    await agrees(wang)
    assert wang.text.splitlines()[0] == "王敏"


async def test_what_is_ones_own_is_not_shown_in_a_group(world):
    wang, li = await world.member("王敏"), await world.member("李静", role="owner")
    group = world.sandbox.group("读书群", members=[wang.phone, li.phone])
    group.add_bot()
    for command in ("/me", "/mydata", "/forget", "/withdraw", "/privacy"):
        await wang.sends(f"{command}@faguang_bot", chat=group)
    for command in ("/roles", "/invite"):
        await li.sends(f"{command}@faguang_bot", chat=group)
    assert [message.text for message in wang.phone.messages(group) if message.by_bot] == ["这件事请私聊我。"] * 7


@pytest.fixture
async def roster(world, departments):
    sheet = Sheet((Line(2, "0012", "张强", ("党群部", "综合科"), "科员"), Line(3, "0013", "李娜", None, None)), ())
    await Roster(world.app.db, world.clock).apply(sheet)
    return sheet


async def links(world, sheet):
    return {link.name: link.payload for link in await Roster(world.app.db, world.clock).links(sheet)}


async def test_a_personal_link_leads_in_without_questions_once(world, roster):
    zhang, other = world.person("小张"), world.person("别人")
    payload = (await links(world, roster))["张强"]
    await zhang.starts(payload)
    await agrees(zhang)
    assert zhang.text.splitlines()[0] == "张强，欢迎。名册里已有你的信息，不用再填。"
    await zhang.sends("/me")
    assert zhang.text.splitlines() == ["张强", "", "部门：党群部/综合科", "职务：科员", "工号：0012", "语言：简体中文"]
    await other.starts(payload)
    await agrees(other)
    assert other.text.splitlines()[0] == "个人信息 · 第 1 步"
    assert sorted(await rows(world, columns="name")) == [("",), ("张强",), ("李娜",)]


async def test_who_has_a_row_already_is_joined_to_the_roster(world, roster):
    zhang, li = await world.members("小张", "小李")
    payloads = await links(world, roster)
    await zhang.starts(payloads["张强"])
    assert zhang.text.splitlines()[0] == "张强，欢迎。名册里已有你的信息，不用再填。"
    await zhang.starts(payloads["李娜"])
    assert zhang.text == "不用再加入：已经登记过了。"
    await li.starts(payloads["张强"])
    assert li.text == "这个加入链接已用过、已更换或已过期，请向组织者要一个新的。"
    await li.starts("j_" + "A" * 22)
    for _ in range(4):
        await li.starts("j_guess")
    assert li.text == "无效的链接试得太多了，请在 11:00 之后再试。"


async def test_every_update_three_times_makes_the_same_people(world, roster):
    world.may_be_refused = frozenset({"answerCallbackQuery"})
    payload = (await links(world, roster))["张强"]
    wang, zhang = world.person("王敏"), world.person("小张")

    async def thrice(doing):
        await doing
        for _ in range(2):
            world.sandbox.replay()
            await world.settled()

    for someone, intent in ((wang, "e_1"), (zhang, payload)):
        await thrice(someone.starts(intent))
        for label in (f"☐ {HANDLING}", f"☐ {ABROAD}", "同意"):
            await thrice(someone.taps(label))
    for label in ("王敏", "没有我的部门", "保存"):
        await thrice(wang.taps(label))
    people = await rows(world, columns="telegram_id, name, staff_number, consent")
    assert sorted(people, key=str) == sorted(
        [
            (wang.id, "王敏", None, NOTICE_VERSION),
            (zhang.id, "张强", "0012", NOTICE_VERSION),
            (None, "李娜", "0013", 0),
        ],
        key=str,
    )
    assert await rows(world, "drafts") == []
