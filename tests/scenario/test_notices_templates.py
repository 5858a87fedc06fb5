"""What is written every month is kept as a template, and written again with a few taps."""

import pytest

from bot.callbacks import encode
from handlers.notices.base import DropTemplate, KeepTemplate, RenameTemplate, ShowTemplate, UseTemplate
from tests.scenario.test_notices import screen


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


async def kept(li, name="周报提醒"):
    await li.sends("/notice")
    await li.sends("请交周报。")
    await li.sends("投资促进部")
    await li.taps("完成 ✓")
    await li.taps("✎ 重要程度")
    await li.taps("重要")
    await li.taps("发送")
    await li.taps("存为模板", screen(li, "▓"))
    await li.sends(name)


async def test_a_notice_is_kept_as_a_template_and_written_again(world, li):
    wang = await world.member("王敏")
    await kept(li)
    assert (li.text, li.labels) == ("已存为模板“周报提醒”。", [["看通知", "模板"]])
    await li.sends("/notice")
    await li.taps("模板")
    await li.taps("周报提醒")
    assert li.heard()[-2:] == [
        "请交周报。\n\n重要通知，免打扰时段也会送达。",
        "模板“周报提醒”\n发给谁：投资促进部",
    ]
    await li.taps("用它写")
    assert li.text.startswith("通知 · 请核对\n\n发给谁：投资促进部\n重要程度：重要\n")
    await li.taps("发送")
    assert wang.heard()[-2:] == ["请交周报。\n\n重要通知，免打扰时段也会送达。"] * 2


async def test_a_template_takes_the_title_as_its_name_is_renamed_and_deleted(world, li):
    await world.member("王敏")
    await kept(li, "旧名")
    await li.taps("看通知")
    await li.taps("存为模板")
    await li.taps("请交周报。")
    await li.sends("/notices")
    await li.taps("模板")
    assert li.labels == [["旧名"], ["请交周报。"], ["‹ 我的通知"]]
    await li.taps("请交周报。")
    await li.taps("改名")
    await li.sends("旧名")
    assert "名称请不超过 30 个字，也不能与别的模板重名。" in li.text
    await li.sends("月报")
    assert (li.labels[:2]) == [["旧名"], ["月报"]]
    await li.taps("旧名")
    await li.taps("删除")
    assert (li.toast, li.labels) == ("已删除", [["月报"], ["‹ 我的通知"]])


async def test_nobody_else_has_the_template(world, li):
    wang = await world.member("王敏")
    chen = await world.member("陈晨", role="organiser")
    await kept(li)
    for tap in (ShowTemplate(1), UseTemplate(1), RenameTemplate(1), DropTemplate(1)):
        await chen.forges(encode(tap))
        assert chen.alert == "这个模板已经没有了。请看 /notices。"
    await wang.forges(encode(KeepTemplate(1)))
    assert wang.alert == "没有这条通知，或不是你发的。请看 /notices。"
