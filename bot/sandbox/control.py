"""Steering a sandbox from another process: JSON over POST on the loopback, below `/sandbox/`.

| path | takes | answers |
|---|---|---|
| people | `count`, `started` (false), `name` | `ids` |
| group | `title`, `members` (ids), `admin` (is the bot one?), `supergroup` | `id` |
| acts | `people` (ids), `act` (starts, sends, taps, taps_data), `text` (typed or tapped), `chat`, `message` | `made` |
| message | `chat`, `message` (the newest when missing) | the raw Message |
| people/answers | `people` (ids) | `answers`: one of null (spinning) or `{text, alert, url}` per person |
| counters | | `calls` by method, `refused`, `made`, `pending`, `expired` |
| calls | `since` (0) | `calls` from that number on: method, params, ok, error, duration, size |
| confirmed | `timeout` (10) | `pending` once all is confirmed; 504 when it takes longer |
| fail | as `Sandbox.fail_next`: `method`, `status`, `retry_after`, `chat`, `after`, `times` | |
| redeliver | `update_ids` (all when missing) | |

A mistake is a 400 with `error`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

    from .chat import Chat
    from .message import Message
    from .phone import Person
    from .sandbox import Sandbox
    from .wire import Json


class Control:
    """Serves the endpoints for one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._acts: dict[str, Callable[[Person, str, Chat | None, Message | None], object]] = {
            "starts": lambda person, text, _chat, _message: person.starts(text or None),
            "sends": lambda person, text, chat, _message: person.sends(text, chat),
            "taps": lambda person, text, chat, message: person.taps(text, message, chat),
            "taps_data": _taps_data,
        }
        self._paths: dict[str, Callable[[Json], Any]] = {
            "people": self._people,
            "people/answers": self._answers,
            "group": self._group,
            "acts": self._act,
            "message": self._message,
            "counters": self._counters,
            "calls": self._calls,
            "fail": lambda asked: sandbox.fail_next(**asked),
            "redeliver": lambda asked: sandbox.redeliver(asked.get("update_ids")),
        }

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request."""
        path = request.path.removeprefix("/sandbox/")
        try:
            asked: Json = json.loads(await request.read() or b"{}")
            if path == "confirmed":
                return await self._confirmed(asked)
            answer = self._paths[path](asked)
        except (ValueError, TypeError, LookupError, RuntimeError) as mistake:
            return _json({"error": f"{type(mistake).__name__}: {mistake}"}, 400)
        return _json({} if answer is None else answer)

    def _people(self, asked: Json) -> Json:
        number = int(asked.get("count", 1))
        people = [self.sandbox.person(asked.get("name") or f"同事{index + 1}") for index in range(number)]
        for person in people:
            person.started = bool(asked.get("started"))
        return {"ids": [person.id for person in people]}

    def _named(self, asked: Json) -> list[Person]:
        return [self.sandbox.world.people[person_id] for person_id in asked["people"]]

    def _answers(self, asked: Json) -> Json:
        return {"answers": [person.answer for person in self._named(asked)]}

    def _group(self, asked: Json) -> Json:
        members = [self.sandbox.world.people[person_id] for person_id in asked.get("members", ())]
        group = self.sandbox.group(asked["title"], members=members, supergroup=bool(asked.get("supergroup")))
        group.add_bot(admin=bool(asked.get("admin")))
        return {"id": group.id}

    def _act(self, asked: Json) -> Json:
        act = self._acts[asked["act"]]
        chat = self.sandbox.chat(asked["chat"]) if "chat" in asked else None
        message = chat.messages[asked["message"]] if chat and "message" in asked else None
        people = self._named(asked)
        for person in people:
            act(person, asked.get("text", ""), chat, message)
        return {"made": len(people)}

    def _message(self, asked: Json) -> Json:
        chat = self.sandbox.chat(asked["chat"])
        number = asked.get("message")
        return (next(chat.newest) if number is None else chat.messages[number]).raw

    def _counters(self, _asked: Json) -> Json:
        server, updates = self.sandbox.server, self.sandbox.world.updates
        return {
            "calls": dict(server.counts),
            "refused": server.refused_count,
            "made": updates.made,
            "pending": len(updates.outstanding),
            "expired": len(updates.expired),
        }

    def _calls(self, asked: Json) -> Json:
        return {"calls": [asdict(call) for call in self.sandbox.calls[int(asked.get("since", 0)) :]]}

    async def _confirmed(self, asked: Json) -> web.Response:
        try:
            await self.sandbox.confirmed(float(asked.get("timeout", 10)))
        except TimeoutError as late:
            return _json({"error": str(late)}, 504)
        return _json({"pending": len(self.sandbox.world.updates.outstanding)})


def _taps_data(person: Person, data: str, chat: Chat | None, message: Message | None) -> None:
    found = message or next((chat or person.private).newest)
    person.taps_data(data, found)


def _json(answer: Json, status: int = 200) -> web.Response:
    return web.Response(
        status=status, text=json.dumps(answer, ensure_ascii=False, default=repr), content_type="application/json"
    )
