"""The page for the room's screen, opened by an organiser from the chat: what it shows, changes, and does when lost."""

from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import segno
from PIL import Image

from bot.domain.check_in import code, step_of
from storage import check_in
from tests.browser.conftest import ARTEFACTS, AXE, START, missing
from tests.browser.test_accessible import grave

EVENT = "11-25 14:30 从项目签约到投产 · 余 1 席"


@asynccontextmanager
async def screen(chromium, url, **context):
    """The page in a browser whose time stands still until it is moved, and what went wrong on it."""
    known = {"viewport": {"width": 1920, "height": 1080}, "reduced_motion": "reduce"}
    browser = await chromium.new_context(**(known | context))
    browser.set_default_timeout(5_000)
    page, wrong = await browser.new_page(), []
    page.on("request", lambda asked: urlsplit(asked.url).netloc == urlsplit(url).netloc or wrong.append(asked.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    await page.clock.install()
    try:
        await page.goto(url)
        await page.locator("h1").get_by_text("从项目签约到投产").wait_for()
        yield page, wrong
    finally:
        await browser.close()


async def opened_by_the_organiser(visitor):
    """The address behind the organiser's button."""
    two = visitor.two
    await two.takes("李静")
    await two.types("/events")
    await two.taps(EVENT)
    for label in ("管理", "签到"):
        await two.taps(label)
    await two.sees("大屏页面")
    async with visitor.page.expect_popup() as popup:
        await two.taps("打开大屏")
    return (await popup.value).url


def shown(demo, url):
    digits = code(url.rpartition("/")[2], step_of(demo.stage.clock.now()))
    return f"{digits[:3]} {digits[3:]}"


def tell_the_time(demo, **by):
    demo.stage.clock.set(START + timedelta(days=2, hours=4, minutes=30) + timedelta(**by))


async def drawn(page):
    """The modules of the QR code as a camera sees them: whether the middle of each is dark."""
    with Image.open(BytesIO(await page.locator("#qr").screenshot())) as shot:
        seen = shot.convert("L")
    modules = int((await page.locator("#qr svg").get_attribute("viewBox")).split()[2])
    size = seen.width / modules
    middle = [round((module + 0.5) * size) for module in range(4, modules - 4)]
    return [[seen.getpixel((x, y)) < 128 for x in middle] for y in middle]


async def meant(demo, url):
    """The modules of the link that checks in, as the library has them."""
    secret = url.rpartition("/")[2]
    event = await demo.stage.app.db.read(check_in.by_secret, secret)
    link = f"https://t.me/faguang_bot?start=c_{event}_{code(secret, step_of(demo.stage.clock.now()))}"
    return [[bool(module) for module in row] for row in segno.make(link, error="m", micro=False).matrix]


async def test_the_screen_shows_the_code_and_who_came(demo, visitor, chromium):
    url = await opened_by_the_organiser(visitor)
    assert url.startswith(demo.url + "screen/")
    async with screen(chromium, url) as (page, wrong):
        assert await page.locator("#notice").text_content() == "11月25日周三 14:00开始签到"
        assert await page.locator("#qr").is_hidden()

        tell_the_time(demo, minutes=-5)
        await page.clock.run_for(5_100)
        await page.locator("#code").get_by_text(shown(demo, url)).wait_for()
        assert await drawn(page) == await meant(demo, url)
        assert await page.locator("#there").text_content() == "已到 0 / 24 人"
        ARTEFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTEFACTS / "screen-light.png")

        tell_the_time(demo, minutes=-4)
        await visitor.one.takes("张强")
        await visitor.one.types(shown(demo, url))
        await visitor.one.taps("报名并签到")
        await visitor.one.flashes("已签到")
        await page.clock.run_for(5_100)
        await page.locator("#there").get_by_text("已到 1 / 25 人").wait_for()
        await page.locator("#code").get_by_text(shown(demo, url)).wait_for()
        assert wrong == []


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("dark", {"color_scheme": "dark"}),
        ("narrow", {"viewport": {"width": 390, "height": 780}}),
        ("small", {"viewport": {"width": 1024, "height": 600}}),
    ],
)
async def test_it_is_legible_in_every_shape_and_light(demo, visitor, chromium, name, context):
    if not AXE.exists():
        missing("axe-core is not installed: npm ci --prefix tests/browser")
    url = await opened_by_the_organiser(visitor)
    tell_the_time(demo)
    async with screen(chromium, url, bypass_csp=True, **context) as (page, _wrong):
        await page.locator("#qr svg").wait_for()
        fits = (
            "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
        )
        assert await page.evaluate(fits)
        parts = [await page.locator(part).bounding_box() for part in ("#qr", "h1", "#code", "#there")]
        size = page.viewport_size
        assert [
            (
                part["x"] >= 0,
                part["y"] >= 0,
                part["x"] + part["width"] <= size["width"],
                part["y"] + part["height"] <= size["height"],
            )
            for part in parts
        ] == [(True, True, True, True)] * 4
        await page.screenshot(path=ARTEFACTS / f"screen-{name}.png")
        assert await drawn(page) == await meant(demo, url)
        await page.add_script_tag(path=AXE)
        assert await grave(SimpleNamespace(page=page)) == []


async def test_a_lost_connection_is_said_and_an_old_code_taken_away(demo, visitor, chromium):
    url = await opened_by_the_organiser(visitor)
    tell_the_time(demo)
    async with screen(chromium, url) as (page, _wrong):
        await page.locator("#qr svg").wait_for()
        await page.context.set_offline(True)
        await page.clock.run_for(5_100)
        await page.locator("#lost").get_by_text("连接中断，正在重试…").wait_for()
        assert await page.locator("#code").text_content() == shown(demo, url)
        await page.clock.run_for(60_000)
        await page.locator("#qr").wait_for(state="hidden")
        assert await page.locator("#code").text_content() == ""
        await page.context.set_offline(False)
        await page.clock.run_for(5_000)
        await page.locator("#code").get_by_text(shown(demo, url)).wait_for()
        assert await page.locator("#lost").text_content() == ""
