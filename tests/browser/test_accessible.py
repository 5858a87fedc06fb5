"""axe finds nothing serious, in light and dark, whatever is open."""

import pytest

from tests.browser.conftest import AXE, missing

GRAVE = {"serious", "critical"}


async def grave(visitor):
    """What axe calls serious or critical: rule and places."""
    found = await visitor.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"] if one["impact"] in GRAVE
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_grave_is_found(demo, window, scheme):
    if not AXE.exists():
        missing("axe-core is not installed: npm ci --prefix tests/browser")
    # axe is injected past the page's own policy; all else is as for everybody.
    async with window(demo.url, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce") as visitor:
        await visitor.page.add_script_tag(path=AXE)
        one, two, three = visitor.one, visitor.two, visitor.three
        await one.takes("开发区干部群")
        await two.types("/events")
        await two.taps("11-25 14:30 从项目签约到投产 · 余 1 席")
        await two.taps("报名")
        await two.flashes("已报名")
        assert await grave(visitor) == [], "group, card, start"

        await three.root.locator("button.back").click()
        await one.input.fill("/")
        await one.root.locator(".offers [role=option]").first.wait_for()
        await visitor.page.locator("#backstage").click()
        await visitor.page.locator("#calls li").first.wait_for()
        assert await grave(visitor) == [], "chats, commands, drawer"

        await visitor.page.locator("#close").click()
        await visitor.page.locator(".stories summary").click()
        king = next(person for person in demo.stage.sandbox.world.people.values() if person.name == "王敏")
        rows = [[{"text": "旧按钮", "callback_data": "no:such"}]]
        await demo.stage.sandbox.server.call(
            "sendMessage", {"chat_id": king.id, "text": "旧", "reply_markup": {"inline_keyboard": rows}}
        )
        await two.taps("旧按钮")
        await two.root.get_by_role("alertdialog").wait_for()
        assert await grave(visitor) == [], "stories, alert"

        await visitor.page.locator("[data-tour=last-seat]").click()
        await visitor.page.locator("#story[data-over=true]").wait_for()
        assert await grave(visitor) == [], "the end of a story"


@pytest.mark.parametrize(("wish", "animation"), [("reduce", "none"), ("no-preference", "rise")])
async def test_who_wants_calm_gets_no_movement(demo, window, wish, animation):
    async with window(demo.url, reduced_motion=wish) as visitor:
        await visitor.two.types("/events")
        await visitor.two.taps("11-24 12:20 公文写作与智能工具 · 可报名")
        await visitor.two.taps("报名")
        await visitor.two.flashes("已报名")
        assert await visitor.two.toast.evaluate("node => getComputedStyle(node).animationName") == animation
