"""Filing a suggestion from a phone: in a minute, from several messages, from a group, without saying it twice."""

import pytest

from tests.scenario.filing import ASKED, CANTEEN, LIGHTS, SAME_LIGHTS, campaign, files, kept
from tests.scenario.test_materials import PNG


@pytest.fixture
async def li(world):
    return await world.member("李静", role="owner")


async def test_what_is_wrong_in_the_street_has_a_number_in_a_minute(world, li):
    await campaign(world, li)
    wang = await world.member("王敏")
    await wang.sends("/suggest")
    assert (wang.text, wang.labels) == (ASKED, [["取消"]])
    await wang.sends(LIGHTS)
    wang.phone.sends_location(36.0671, 120.3826)
    await world.settled()
    assert wang.text == f"金点子 · 第 1 步\n\n「{LIGHTS}」\n地点：已标注位置\n可以接着发，或点“下一步”。\n现在是：17 字"
    assert wang.labels == [["下一步", "清空重写"], ["取消"]]
    await wang.taps("下一步")
    assert wang.text == f"金点子 · 请核对\n\n营商环境金点子\n\n{LIGHTS}\n\n地点：已标注位置\n姓名：显示"
    assert wang.labels == [["✎ 内容", "✎ 地点"], ["✎ 姓名"], ["提交", "取消"]]
    await wang.taps("提交")
    assert wang.text == (
        f"已提交，编号 JDZ-2026-0001\n\n{LIGHTS}\n\n一个工作日内答复是否受理，之后每一步都会告诉你。\n"
        "15 分钟内可以修改，答复前可以撤回。"
    )
    await wang.taps("查看金点子")
    assert wang.text == f"JDZ-2026-0001 · 待受理\n营商环境金点子\n\n{LIGHTS}\n\n提出人：王敏 · 11月23日周一"
    assert wang.labels == [["评论"], ["办理记录", "看地图"], ["修改", "撤回"], ["金点子首页"]]
    await wang.taps("看地图")
    assert wang.last.raw["location"] == {"latitude": 36.0671, "longitude": 120.3826}


async def test_a_long_one_comes_in_several_messages_with_files_that_others_see(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await wang.sends("/suggest")
    wang.phone.sends_photo(PNG, "北门")
    wang.phone.sends_voice(b"OggS")
    wang.phone.sends_document(b"#!/bin/sh\nrm -rf /", "../../etc/\u202egpj.sh")
    await world.settled()
    await wang.sends("人车混行，很危险")
    assert (
        wang.text
        == "金点子 · 第 1 步\n\n「北门\n人车混行，很危险」\n可以接着发，或点“下一步”。\n现在是：11 字 · 3 个附件"
    )
    await wang.taps("下一步")
    await wang.taps("提交")
    assert await kept(world, "SELECT kind, name, size FROM suggestion_files ORDER BY id") == [
        ("photo", "", len(PNG)),
        ("voice", "", 4),
        ("document", "../../etc/gpj.sh", 18),
    ]
    await zhang.starts("i_1")
    await zhang.taps("3 个附件")
    photo, voice, document = zhang.phone.messages()[-3:]
    assert (photo.document, document.document) == (PNG, b"#!/bin/sh\nrm -rf /")
    assert [one.text for one in (photo, voice, document)] == [f"JDZ-2026-0001 附件 {n}/3" for n in (1, 2, 3)]


async def test_what_is_too_much_is_left_out_and_said_at_once(world, li):
    await campaign(world, li, longest=20)
    wang = await world.member("王敏")
    await wang.sends("/suggest")
    wang.phone.sends_content({"document": {"file_id": "x", "file_unique_id": "x", "file_size": 20 * 1024 * 1024 + 1}})
    await world.settled()
    assert wang.text.splitlines()[2] == "单个文件不超过 20 MB，请换个小一点的。"
    wang.phone.sends_contact()
    await world.settled()
    assert wang.text.splitlines()[2] == "可以发文字、图片、语音、视频、文件和位置。"
    await wang.sends(LIGHTS)
    await wang.sends("请维修")
    assert wang.text.splitlines()[2] == "一共最多 20 字，加上这条有 21 字，这条没有收进来。"
    wang.phone.sends_voice(b"OggS")
    await world.settled()
    for _ in range(9):
        wang.phone.sends_photo(PNG)
    await world.settled()
    assert wang.text.splitlines()[2] == "最多带 9 个附件，这一个没有收进来。"
    await wang.taps("清空重写")
    wang.phone.sends_voice(b"OggS")
    await world.settled()
    await wang.taps("下一步")
    assert wang.text.splitlines()[2] == "请再用一两句话写明是什么事，语音和图片会一并提交。"
    assert await kept(world) == []


async def test_whoever_finds_the_same_matter_seconds_it_instead(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    await files(wang, CANTEEN)
    await zhang.sends("/suggest")
    await zhang.sends(SAME_LIGHTS)
    await zhang.taps("下一步")
    assert zhang.text == (
        f"金点子 · 2/2\n\n是不是下面这些事？同一件事附议比重复提更有力。\n\n1. JDZ-2026-0001 · 待受理\n{LIGHTS}"
    )
    assert zhang.labels == [["附议第 1 条"], ["都不是，继续提交"], ["‹ 上一步", "取消"]]
    await zhang.taps("附议第 1 条")
    assert (zhang.toast, zhang.text.splitlines()[-1]) == ("已附议，有结果会告诉你", "1 人附议 · 你已附议")
    await zhang.sends("/suggest")
    assert zhang.text == ASKED
    assert [number for number, _text in await kept(world)] == ["JDZ-2026-0001", "JDZ-2026-0002"]


async def test_a_text_that_was_changed_is_looked_for_anew(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    await zhang.sends("/suggest")
    await zhang.sends(CANTEEN)
    await zhang.taps("下一步")
    await zhang.taps("✎ 内容")
    await zhang.taps("清空重写")
    await zhang.sends(SAME_LIGHTS)
    await zhang.taps("下一步")
    await zhang.taps("都不是，继续提交")
    assert zhang.text == f"金点子 · 请核对\n\n营商环境金点子\n\n{SAME_LIGHTS}\n\n姓名：显示"


async def test_with_several_campaigns_it_is_said_for_which(world, li):
    await campaign(world, li)
    await campaign(world, li, "后勤金点子", hidden_names=False)
    wang = await world.member("王敏")
    await wang.sends("/suggest")
    assert (wang.text, wang.labels) == (
        "金点子 · 第 1 步\n\n提给哪个征集？",
        [["营商环境金点子"], ["后勤金点子"], ["取消"]],
    )
    await wang.taps("后勤金点子")
    await wang.sends(CANTEEN)
    await wang.taps("下一步")
    assert (wang.text, wang.labels) == (
        f"金点子 · 请核对\n\n后勤金点子\n\n{CANTEEN}",
        [["✎ 征集", "✎ 内容"], ["✎ 地点"], ["提交", "取消"]],
    )
    await wang.taps("提交")
    assert await kept(world, "SELECT campaign_id FROM suggestions") == [(2,)]


async def test_a_name_is_hidden_from_others_and_known_to_organisers(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await wang.sends("/suggest")
    await wang.sends(LIGHTS)
    await wang.taps("下一步")
    await wang.taps("✎ 姓名")
    await wang.taps("不显示姓名")
    assert wang.text.splitlines()[-1] == "姓名：不显示，组织者可见"
    await wang.taps("✎ 地点")
    await wang.sends("团结路 12 号")
    assert wang.text.splitlines()[-2] == "地点：团结路 12 号"
    await wang.taps("提交")
    for one, said in (
        (zhang, "提出人：职工 · 11月23日周一"),
        (li, "提出人：王敏（对外不显示姓名） · 11月23日周一"),
    ):
        await one.starts("i_1")
        assert one.text.splitlines()[-2:] == [said, "地点：团结路 12 号"]


async def test_one_person_files_so_many_and_none_when_it_is_over(world, li):
    await campaign(world, li, each=1, days=1)
    wang, zhang = await world.members("王敏", "张强")
    await files(wang, LIGHTS)
    await files(wang, CANTEEN)
    assert wang.alert == "本次征集每人限提 1 条，你已提满。可以修改或撤回自己的。"
    await zhang.sends("/suggest")
    await zhang.sends(CANTEEN)
    await zhang.taps("下一步")
    await world.later(days=2)
    await zhang.taps("提交")
    assert zhang.alert == "这项征集已经结束。还在征集的见 /campaigns 。"
    await zhang.taps("取消")
    await zhang.sends("/suggest")
    assert zhang.text == "目前没有开放的征集，可以先看看大家提过的。"
    assert len(await kept(world)) == 1
