"""An organiser says something to the right people, sees it arrive, and who has acknowledged it."""

import pytest


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


async def test_an_organiser_writes_and_people_confirm_with_one_tap(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await li.sends("/notice")
    await li.sends("周五停水，请提前备水。")
    await li.taps("全员")
    print(li.text, li.labels)
    await li.taps("完成 ✓")
    print(li.heard()[-2:], li.labels)
    await li.taps("发送")
    print(li.text, li.labels, wang.text, wang.labels)
    await wang.taps("收到")
    print(wang.toast, wang.labels, li.text)
    assert 0
