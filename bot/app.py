"""Puts everything together; reads like a list. What is opened first is closed last."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import NamedTuple, TypeVar

import structlog
from aiohttp import web

from bot.broadcast import Broadcast
from bot.cards import Cards
from bot.clock import Clock, SystemClock
from bot.delivery import Delivery
from bot.doors import ingress
from bot.gauges import database_check, outbox_check, timed, watch
from bot.group_counts import GroupCounts
from bot.live import Live
from bot.mail import GroupMail
from bot.metrics import Metrics
from bot.mirror import Mirror
from bot.ops import add_routes
from bot.screen import PATH, Screens
from bot.services.campaign_posts import CampaignPosts
from bot.services.check_in import CheckIns
from bot.services.group_acknowledgements import GroupAcknowledgements
from bot.services.groups import Groups
from bot.services.mailings import Mailings
from bot.services.mirroring import Mirroring
from bot.services.notices import Notices
from bot.services.outbox import Outbox
from bot.services.people import People
from bot.services.posts import Posts
from bot.services.subscriptions import Subscriptions
from bot.services.watching import Watching
from bot.settings import Settings
from bot.telegram.edgebot import build_bot
from bot.telegram.lanes import Lanes
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Sender
from bot.telegram.tidy import Tidy
from bot.telegram.timer import LoopTimer, Timer
from bot.texts import Reader
from bot.ticks import ticking
from bot.wiring import services
from handlers import FEATURES
from handlers.adapter import Adapter
from handlers.desk import Desk, Reply
from handlers.kit import deep_link
from handlers.menus import Menus
from storage.db import Database, open_database
from storage.feedback.place import open_feedback

S = TypeVar("S")
log = structlog.get_logger(__name__)

_PATIENCE_AT_STOP = 5.0  # seconds that waiting calls get when the bot stops: ten in all, systemd would wait 90


class InGroups(NamedTuple):
    """What the bot sees to in groups by itself."""

    cards: Cards
    tidy: Tidy


class Rails(NamedTuple):
    """What carries messages that nobody waits for."""

    delivery: Delivery
    broadcast: Broadcast
    live: Live
    counts: GroupCounts
    mirror: Mirror


class App:
    """The running bot, as tests and the demo see it: its services, and ways to wait until it is done."""

    def __init__(
        self, db: Database, desk: Desk, lanes: Lanes, out: Outbound, rails: Rails, menus: Menus, groups: InGroups
    ) -> None:
        self.db, self.desk = db, desk
        self._lanes, self._out, self._rails, self._menus, self._groups = lanes, out, rails, menus, groups

    def service(self, kind: type[S]) -> S:
        """Return the running service of class `kind`."""
        return self.desk.service(kind)

    async def settle(self) -> None:
        """Wait until every update in hand is answered, what is due is delivered and nothing is on its way."""
        await self._lanes.drain()
        await self._rails.delivery.drain()
        await self._rails.broadcast.settle()  # whose end is told through the outbox
        await self._rails.delivery.drain()
        await self._rails.live.settle()
        await self._rails.counts.settle()
        await self._rails.mirror.settle()
        await self._groups.cards.settle()
        await self._groups.tidy.sweep()
        await self._menus.settle()
        await self._out.settle()


async def serve(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT, then stop within seconds: what is in hand is finished, nothing is lost."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings):
        _spare_the_collector()
        await stop.wait()
        log.info("stopping")


@asynccontextmanager
async def running(
    settings: Settings, *, clock: Clock | None = None, timer: Timer | None = None, by_itself: bool = True
) -> AsyncIterator[App]:
    """Run the bot on a database that is migrated, for as long as the context lasts.

    `clock` tells the time to features, `timer` paces what is sent; both are the machine's unless given. Unless
    `by_itself`, the features' jobs are left to the caller. Raises PTB's errors when Telegram cannot be reached or does
    not know the token.
    """
    clock, timer, metrics = clock or SystemClock(), timer or LoopTimer(), Metrics()
    assert settings.token is not None  # noqa: S101 - the command line sees to it
    async with AsyncExitStack() as stack:
        db = await open_database(settings.database)
        stack.push_async_callback(db.close)
        feedback = await open_feedback(settings.database)
        stack.push_async_callback(feedback.close)
        sender = Sender(timer=timer)
        bot = build_bot(
            settings.token.get_secret_value(), sender=sender, api_base=settings.api_base, proxy=settings.proxy
        )
        await bot.initialize()
        stack.push_async_callback(bot.shutdown)
        out = Outbound(bot, sender, timer=timer)

        reader = Reader(settings.language, settings.timezone)
        desk = Desk(
            FEATURES,
            services(settings, db, feedback, clock, out),
            username=bot.username,
            clock=clock,
            reader=reader,
        )
        outbox, people, groups = desk.service(Outbox), desk.service(People), desk.service(Groups)
        boards = (desk.service(Posts), desk.service(CampaignPosts))
        menus = Menus(out, desk.commands, reader)
        tidy = Tidy(out, clock, bot.id)
        adapter = Adapter(
            desk,
            out,
            bot,
            groups=groups,
            tidy=tidy,
            on_reach=people.set_reachable,
            on_reply=_following(metrics, menus, clock),
        )
        delivery = Delivery(outbox, people, desk, adapter, GroupMail(groups, boards, desk, adapter), settings.timezone)
        cards = Cards(boards, groups, desk, adapter, timer)
        # One process per SQLite file is certain: what another held before is its own.
        holder = "sqlite" if db.dialect == "sqlite" else ""
        mailings = Mailings(db, clock, settings.timezone, outbox, holder)
        broadcast = Broadcast(mailings, out, people, groups, reader, partial(deep_link, bot.username), timer)
        live = Live(desk.service(Watching), desk.service(Notices), desk, adapter, clock)
        link = partial(deep_link, bot.username)
        counts = GroupCounts(desk.service(GroupAcknowledgements), groups, out, reader, link)
        mirror = _mirror(settings, desk, reader)
        await _prepare(desk)

        lanes = Lanes(timed(adapter.handle, metrics), timer=timer)
        watch(metrics, bot, db, lanes, delivery, broadcast, mirror)
        stack.push_async_callback(out.settle)
        stack.push_async_callback(cards.stop)
        await stack.enter_async_context(_delivering(mirror))
        await stack.enter_async_context(_delivering(broadcast))
        stack.callback(sender.wind_down, _PATIENCE_AT_STOP)
        stack.push_async_callback(lanes.drain)
        await stack.enter_async_context(_delivering(delivery))
        await stack.enter_async_context(_meanwhile(menus.publish()))
        stack.enter_context(
            ticking(
                desk,
                clock,
                desk.features if by_itself else (),
                (outbox.poke, cards.tick, tidy.sweep, broadcast.tick, live.tick, counts.tick, mirror.tick),
            )
        )
        screens = Screens(desk.service(CheckIns), clock, reader, bot.username)
        site = web.Application()
        site.router.add_get(PATH, screens.answer)
        add_routes(site, metrics, {"database": database_check(db), "outbox": outbox_check(outbox, clock)})
        await stack.enter_async_context(ingress(settings, bot, lanes, timer, site))
        outbox.poke()
        log.info("running", bot=bot.username, database=db.dialect)
        yield App(db, desk, lanes, out, Rails(delivery, broadcast, live, counts, mirror), menus, InGroups(cards, tidy))


async def _prepare(desk: Desk) -> None:
    """Take up what the settings say and where the bot before left off."""
    await desk.service(People).seat_owners()
    await desk.service(Subscriptions).prepare()
    await desk.service(Outbox).recover()
    await desk.service(Groups).plan()


def _mirror(settings: Settings, desk: Desk, reader: Reader) -> Mirror:
    urls = {name: url.get_secret_value() for name, url in settings.mirrors.items()}
    return Mirror(desk.service(Mirroring), urls, reader)


def _spare_the_collector() -> None:
    """Look for garbage rarely: handling makes next to no cycles, and looking took a quarter of a sign-up's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def _following(metrics: Metrics, menus: Menus, clock: Clock) -> Callable[[Reply], None]:
    def follow(reply: Reply) -> None:
        if reply.refusal:
            metrics.refused(reply.refusal)
        if reply.failure:
            metrics.failed("handler")
        menus.keep(reply.person, organiser=reply.person.is_organiser(clock.now()))

    return follow


@asynccontextmanager
async def _delivering(delivery: Delivery | Broadcast | Mirror) -> AsyncIterator[None]:
    task = asyncio.create_task(delivery.run())
    try:
        yield
    finally:
        delivery.stop()
        await task


@asynccontextmanager
async def _meanwhile(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
