"""The sandbox: one local Bot API with the people, groups and channels behind it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from .groups import Channel, Group
from .phone import Person
from .server import Call, Fault, Server
from .webhook import Webhook
from .world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.clock import Clock

    from .chat import Chat
    from .wire import Json

# Ids beyond 32 bits, as Telegram gives them out today.
_FIRST_PERSON = 5_000_000_001
_FIRST_GROUP = 4_000_000_001
_PATIENCE = 10.0
_Kind = TypeVar("_Kind", bound=Group)


class Sandbox:
    """Telegram on 127.0.0.1. `latency` is added to each answer (seconds); `flood` counts in real time.

    `inline` says whether BotFather's /setinline was sent for the bot.
    `record=False` keeps no calls and no updates, `strict=False` trusts the bot's parameters: both for benchmarks.
    """

    def __init__(  # noqa: PLR0913 - each is a switch of its own
        self,
        *,
        clock: Clock,
        token: str = "1000:sandbox",  # noqa: S107 - opens nothing but the sandbox
        username: str = "faguang_bot",
        name: str = "发光",
        inline: bool = True,
        flood: bool = True,
        latency: float = 0.0,
        record: bool = True,
        strict: bool = True,
    ) -> None:
        bot: Json = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": name, "username": username}
        self.token = token
        self.world = World(clock, bot, flood=flood, record=record, strict=strict)
        self.world.inline = inline
        self.server = Server(self.world, token, latency)
        self.world.webhook = Webhook(self.world.updates, self.server.call)
        self._people = count(_FIRST_PERSON)
        self._groups = count(_FIRST_GROUP)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen on `port`, any free one by default."""
        await self.server.start(host, port)

    async def stop(self) -> None:
        """Close everything."""
        await self.world.webhook.close()
        await self.server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    def count_on(self) -> None:
        """Give new people and groups ids beyond those that are there."""
        world = self.world
        self._people = count(max((_FIRST_PERSON - 1, *world.people)) + 1)
        groups = (-chat_id % 1_000_000_000_000 for chat_id in world.chats if chat_id < 0)
        self._groups = count(max((_FIRST_GROUP - 1, *groups)) + 1)

    @property
    def url(self) -> str:
        """What the bot takes as API_BASE."""
        return self.server.url

    # Who is there

    def person(
        self,
        name: str,
        *,
        username: str | None = None,
        language_code: str | None = "zh-hans",
        id: int | None = None,  # noqa: A002 - Telegram's own word for it
        last_name: str | None = None,
    ) -> Person:
        """Create somebody with a phone."""
        user: Json = {"id": next(self._people) if id is None else id, "is_bot": False, "first_name": name}
        more = {"last_name": last_name, "username": username, "language_code": language_code}
        return Person(self.world, user | {key: value for key, value in more.items() if value})

    def group(
        self,
        title: str,
        *,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        owner: Person | None = None,
        supergroup: bool = False,
        forum: bool = False,
        username: str | None = None,
    ) -> Group:
        """Create a group; the bot is not in it until `add_bot`."""
        kind = "supergroup" if supergroup or forum or username else "group"
        return self._gathered(Group, kind, title, owner, admins, members, is_forum=forum, username=username)

    def channel(
        self,
        title: str,
        *,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        owner: Person | None = None,
        username: str | None = None,
    ) -> Channel:
        """Create a channel; the bot is not in it until `add_bot`."""
        return self._gathered(Channel, "channel", title, owner, admins, members, username=username)

    def _gathered(
        self,
        cls: type[_Kind],
        kind: str,
        title: str,
        owner: Person | None,
        admins: Iterable[Person],
        members: Iterable[Person],
        **facts: object,
    ) -> _Kind:
        number = -next(self._groups)
        chat = cls(self.world, number if kind == "group" else number - 1_000_000_000_000, kind, title, **facts)
        chat.joins([owner] if owner else [], "creator")
        chat.joins(admins, "administrator")
        chat.joins(members)
        return chat

    def chat(self, chat_id: int) -> Chat:
        """Return the chat with this id."""
        return self.world.chats[chat_id]

    # What happened

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot except polls that went well, oldest first."""
        return self.server.calls

    @property
    def refused(self) -> list[Call]:
        """The calls that Telegram would have refused; faults on order are not among them."""
        return [call for call in self.calls if not call.ok and not call.injected]

    def watch(self, callback: Callable[[Json], object]) -> Callable[[], None]:
        """Call `callback` with every change (a small dict with its `kind`); return what ends it."""
        return self.world.feed.watch(callback)

    async def confirmed(self, timeout: float = _PATIENCE) -> None:  # noqa: ASYNC109
        """Wait until the bot confirmed every update made so far."""
        await self.world.feed.until(self.world.updates.confirmed(), timeout, self._waiting)

    def _waiting(self) -> str:
        waiting = [entry.kind for entry in self.world.updates.outstanding.values()]
        return f"the bot has not confirmed {len(waiting)} updates: {waiting[:5]}"

    async def wait_for(
        self,
        predicate: Callable[[], object],
        what: str | None = None,
        timeout: float = _PATIENCE,  # noqa: ASYNC109
    ) -> None:
        """Wait until `predicate()` is true; it is asked again whenever something changed. TimeoutError names `what`."""
        await self.world.feed.until(predicate, timeout, lambda: f"{what or predicate}; last calls: {self._tail()}")

    def _tail(self) -> list[tuple[str, str | None]]:
        return [(call.method, call.error) for call in self.calls[-5:]]

    # Trouble on order

    def fail_next(
        self,
        method: str,
        *,
        status: int | Literal["timeout", "drop"] = 500,
        retry_after: int | None = None,
        chat: int | None = None,
        after: bool = False,
        times: int = 1,
    ) -> None:
        """Let the next `times` calls of `method` (into `chat`) fail; `after`: it is executed, the answer is lost."""
        self.server.faults += [Fault(method, status, retry_after, chat, after) for _ in range(times)]

    def replay(self, update_id: int | None = None) -> None:
        """Deliver an update once more, the newest by default."""
        self.redeliver([update_id if update_id is not None else max(self.world.updates.history)])

    def redeliver(self, update_ids: Iterable[int] | None = None) -> None:
        """Deliver updates once more in this order, all of them by default."""
        self.world.updates.redeliver(tuple(self.world.updates.history) if update_ids is None else update_ids)

    @property
    def update_ids(self) -> list[int]:
        """The ids of all updates made so far."""
        return list(self.world.updates.history)
