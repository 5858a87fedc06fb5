"""A real Chromium before the real demo: visitors who look, type and tap, and find things by what stands there."""

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from bot.demo.site import page
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
# A Monday morning at 10:00 in Qingdao.
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE = 5_000  # milliseconds


def pytest_collection_modifyitems(items):
    """All browser tests share one event loop, and with it one browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def missing(reason):
    """Skip what this machine lacks; CI has to have it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class Phone:
    """One phone on a visitor's page."""

    def __init__(self, visitor, number):
        self.root = visitor.page.locator(f"#phone-{number}")
        self.log = self.root.locator(".log")
        self.input = self.root.locator("textarea")
        self.toast = self.root.locator(".toast")
        self.messages = self.log.locator("article")

    @property
    def last(self):
        return self.messages.last

    async def takes(self, name):
        """Give the phone to somebody, or to a group or channel."""
        select = self.root.locator("select")
        options = await select.locator("option").all_text_contents()
        await select.select_option(label=next(one for one in options if one.split(" · ")[0] == name))

    async def types(self, text):
        await self.input.fill(text)
        await self.input.press("Enter")

    async def starts(self):
        await self.root.locator("button.start").click()

    def key(self, label):
        """The newest inline button with this label."""
        return self.log.locator(".key").filter(has=self.root.page.locator("bdi").get_by_text(label, exact=True)).last

    async def taps(self, label):
        await self.key(label).click()

    async def sees(self, *texts):
        """Wait until one message, the newest that has the first text, has them all."""
        message = self.messages.filter(has_text=texts[0]).last
        for text in texts:
            await message.get_by_text(text).first.wait_for()

    async def flashes(self, text):
        await self.toast.get_by_text(text).wait_for()

    async def joins(self, name, department):
        """Go through consent, name and department, as everybody does the first time."""
        await self.taps("☐ 同意按上述告知处理我的个人信息")
        await self.taps("☐ 单独同意消息经 Telegram 传到境外")
        await self.key("☑ 单独同意消息经 Telegram 传到境外").wait_for()
        await self.taps("同意")
        await self.taps(name)
        await self.sees("部门")
        await self.types(department)
        await self.taps("保存")


class Visitor:
    """One browser window."""

    def __init__(self, page):
        self.page = page
        self.foreign, self.errors = [], []
        self.one, self.two, self.three = (Phone(self, number) for number in (1, 2, 3))

    async def opens(self, url):
        """Open the page; whatever it asks of another host is noted, and so is every error."""
        host = urlsplit(url).netloc
        self.page.on("request", lambda asked: urlsplit(asked.url).netloc == host or self.foreign.append(asked.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        await self.page.goto(url)
        await self.is_connected()

    async def is_connected(self):
        await self.page.locator("body[data-connected=true]").wait_for()
        await self.page.locator("#phone-1 select option").first.wait_for(state="attached")

    async def travels(self, to):
        """Press one of the time buttons and wait until it is there."""
        async with self.page.expect_response("**/demo/travel") as answer:
            await self.page.locator(f"[data-travel={to}]").click()
        return (await (await answer.value).json()).get("error")

    async def until(self, script, argument=None):
        """Wait until the function `script` is true of `argument` on the page; it is asked once per frame.

        Playwright's own `wait_for_function` evaluates its text anew in each frame, which the page's policy forbids
        from the second frame on; this text is evaluated once.
        """
        asked = f"""argument => new Promise(done => {{
            const ask = () => ({script})(argument) ? done() : requestAnimationFrame(ask);
            ask();
        }})"""
        async with asyncio.timeout(_PATIENCE / 1000):
            await self.page.evaluate(asked, argument)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium():
    if CHROMIUM is None:
        missing("chromium is not installed")
    try:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - a machine without it skips these tests
    except ImportError:
        missing("playwright is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def at_once(_seconds):
    """Readers of the tests need no time."""
    await asyncio.sleep(0)


@pytest_asyncio.fixture(loop_scope="session")
async def demo():
    """The demo on any free port, at ten o'clock on a Monday."""
    async with page(Settings(), port=0, start=START, breathe=at_once) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def window(chromium):
    """Open windows: `async with window(url, width=…) as visitor`."""

    @asynccontextmanager
    async def open_window(url, *, width=1440, height=900, **context):
        known = {"viewport": {"width": width, "height": height}, "locale": "zh-CN", "color_scheme": "light"}
        browser = await chromium.new_context(**(known | context))
        browser.set_default_timeout(_PATIENCE)
        try:
            visitor = Visitor(await browser.new_page())
            await visitor.opens(url)
            yield visitor
            assert (visitor.foreign, visitor.errors) == ([], [])
        finally:
            await browser.close()

    return open_window


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(demo, window):
    async with window(demo.url) as visitor:
        yield visitor
