"""The page with phones, and what only the demo can do there: time travel and stories. What is shown is the real bot."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web

from bot.clock import ManualClock, SystemClock
from bot.demo import world
from bot.demo.clock import RunningClock
from bot.demo.projector import Breathe, Projector
from bot.demo.stage import Stage, opened
from bot.demo.tours import TOURS
from bot.demo.tours.cast import Cast, Tour, cast, next_morning
from bot.keyring import Keyring
from bot.sandbox import Site
from bot.screen import PATH, Screens
from bot.sealing import PEPPER_BYTES
from bot.services.check_in import CheckIns
from bot.services.outbox import Outbox
from bot.settings import Settings
from bot.texts import Reader

log = structlog.get_logger(__name__)

_HOPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
_STUCK = {
    "zh": "故事演不下去了：机器人没有像剧本里那样回答。",
    "en": "The story is stuck: the bot did not answer as the script has it.",
}
_LANGUAGE = "zh_Hans"  # of the demo's bot, see bot_settings
DEFAULT_OPERATOR = "开发区机关党委"


def bot_settings(settings: Settings, folder: Path) -> dict[str, Any]:
    """Return what the demo's bot takes over from the operator's settings, with keys of its own in `folder`."""
    keys = Keyring(folder / "keys")
    if not keys.ready:
        keys.begin(secrets.token_bytes(PEPPER_BYTES))
    return {"timezone": settings.timezone, "operator": settings.operator or DEFAULT_OPERATOR, "keys": keys.folder}


class Show:
    """Directs what the page shows: the world people play in, or a story in a world of its own.

    `address` is where the page is found, without a slash at the end; "": where no button can lead.
    """

    def __init__(self, site: Site, home: Stage, settings: Settings, breathe: Breathe, address: str) -> None:
        self._site, self._home, self._settings, self._breathe = site, home, settings, breathe
        self._stage, self._address = home, address
        self._story: asyncio.Task[None] | None = None
        self._moving = asyncio.Lock()
        site.app.router.add_post("/demo/travel", self._travel)
        site.app.router.add_post("/demo/play", self._play)
        site.app.router.add_get(PATH, self._screen)
        self._go_home()

    async def close(self) -> None:
        """End the story that plays, if any."""
        if self._story:
            self._story.cancel()
            await asyncio.gather(self._story, return_exceptions=True)
            self._story = None

    def _go_home(self) -> None:
        sandbox = self._home.sandbox
        everybody = {person.name: person.id for person in sandbox.world.people.values()}
        phones = [[everybody[name]] for name in world.ON_STAGE]
        self._present(self._home, "home", phones, about=world.about(sandbox))

    def _present(self, stage: Stage, place: str, phones: list[list[int]], **facts: object) -> None:
        self._stage, self._site.locked = stage, False
        stage.app.service(CheckIns).screens = self._address
        tours = [{"name": one.name, "title": one.title, "about": one.about} for one in TOURS]
        zone = self._settings.timezone.key
        self._site.show(stage.sandbox, place=place, zone=zone, phones=phones, tours=tours, **facts)
        self._tell_time()

    def _tell_time(self) -> None:
        clock = self._stage.clock
        self._site.tell(kind="clock", now=clock.now().timestamp(), running=isinstance(clock, RunningClock))

    async def _screen(self, request: web.Request) -> web.Response:
        """Show the bot's own page for the room's screen."""
        app = self._stage.app
        reader = Reader(_LANGUAGE, self._settings.timezone)
        return await Screens(app.service(CheckIns), self._stage.clock, reader, app.desk.username).answer(request)

    # Time travel

    async def _travel(self, request: web.Request) -> web.Response:
        to = await _asked(request, "to")
        if to not in {*_HOPS, "next"}:
            raise web.HTTPBadRequest
        if self._site.locked or self._moving.locked():
            return web.json_response({"error": "busy"}, status=409)
        async with self._moving:
            try:
                moved = await self._move(to)
            except TimeoutError:
                return web.json_response({"error": "silent"}, status=400)
        return web.json_response({} if moved else {"error": "nothing"}, status=200 if moved else 400)

    async def _move(self, to: object) -> bool:
        """Move the clock, stopping at everything that is due on the way; False when there is nowhere to go."""
        stage = self._stage
        outbox = stage.app.service(Outbox)
        due = await outbox.next_due()
        hop = _HOPS.get(str(to))
        goal = stage.clock.now() + hop if hop else due
        if goal is None:
            return False
        while due is not None and due <= goal:
            await self._arrive(max(due, stage.clock.now()))
            following = await outbox.next_due()
            if following == due:
                break  # it cannot be sent now: not a reason to stand still
            due = following
        if goal > stage.clock.now():
            await self._arrive(goal)
        await stage.chores()
        return True

    async def _arrive(self, moment: datetime) -> None:
        self._stage.clock.set(moment)
        self._tell_time()
        await self._stage.settled()

    # Stories

    async def _play(self, request: web.Request) -> web.Response:
        name = await _asked(request, "tour")
        tour = next((one for one in TOURS if one.name == name), None)
        await self.close()
        if tour:
            self._story = asyncio.create_task(self._tell_story(tour))
        return web.json_response({})

    async def _tell_story(self, tour: Tour) -> None:
        """Play a story in a world of its own, which stays until somebody goes home."""
        zone = self._settings.timezone
        start = next_morning(SystemClock().now(), zone)
        try:
            with tempfile.TemporaryDirectory() as folder:
                async with opened(
                    Path(folder) / "story.db", ManualClock(start), **bot_settings(self._settings, Path(folder))
                ) as stage:
                    play = await cast(stage, zone)
                    phones = [[player.id] for player in (play.organiser, *play.members[:2])]
                    self._present(stage, tour.name, phones)
                    await self._perform(tour, play)
                    await asyncio.Event().wait()  # until somebody goes home
        except Exception as error:
            log.exception("story failed", tour=tour.name, error=type(error).__name__)
        finally:
            self._go_home()

    async def _perform(self, tour: Tour, play: Cast) -> None:
        projector = Projector(self._site, play.stage, tour.name, self._tell_time, self._breathe)
        self._site.locked, play.stage.audience = True, projector
        try:
            await tour.play(play, projector.tell)
        except (LookupError, TimeoutError) as lost:
            log.warning("story stuck", tour=tour.name, error=type(lost).__name__)
            await projector.tell(_STUCK["zh"], _STUCK["en"])
        finally:
            self._site.locked, play.stage.audience = False, None
        projector.end()


async def _asked(request: web.Request, field: str) -> object:
    """Return one field of a JSON object that was posted."""
    try:
        asked = await request.json()
        return asked[field]
    except (ValueError, TypeError, LookupError):
        raise web.HTTPBadRequest from None
