"""A person with a phone: taps, presses, reacts, votes. Every act is one update; nothing waits here for its effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .entities import utf16
from .world import Query
from .writer import Writer

if TYPE_CHECKING:
    from .chat import Chat
    from .message import Button, Message
    from .wire import Json
    from .world import World

LONGEST_QUERY = 256


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One offer below the input field while somebody types @bot."""

    result_id: str
    title: str
    description: str | None
    content: Json


class Person(Writer):
    """Somebody with Telegram. Made by `Sandbox.person`."""

    def __init__(self, world: World, user: Json) -> None:
        super().__init__(world, user)
        world.people[self.id] = self
        world.users[self.id] = user
        world.feed.changed("person", user_id=self.id)

    def taps(self, label: str, message: Message | None = None, chat: Chat | None = None) -> Button:
        """Tap the inline button `label`: of `message`, else of the newest message visible (in `chat`) that has it.

        Raises LookupError that names the labels that are there.
        """
        for candidate in [message] if message else self.visible(chat):
            for row in candidate.buttons:
                for button in row:
                    if button.label == label:
                        self._presses_inline(button, candidate)
                        return button
        raise LookupError(f"{self.name} sees no button {label!r}; there are {self.labels_in(message, chat)}")

    def taps_at(self, message: Message, row: int, column: int) -> None:
        """Tap the inline button at this place, counted from 0; raises IndexError."""
        self._presses_inline(message.buttons[row][column], message)

    def taps_data(self, data: str, message: Message) -> None:
        """Send the bot any callback data, as a hostile client can."""
        self._callback(data, message)

    def _presses_inline(self, button: Button, message: Message) -> None:
        if button.kind == "callback_data":
            self._callback(button.value, message)
        elif button.kind == "copy_text":
            self.clipboard = button.value["text"]
        elif button.kind == "switch_inline_query_current_chat":
            self.inline(button.value, message.chat)
        elif button.kind == "switch_inline_query":
            self.clipboard = f"@{self.world.bot['username']} {button.value}"
        elif button.kind == "switch_inline_query_chosen_chat":
            self.clipboard = f"@{self.world.bot['username']} {button.value.get('query', '')}"
        elif button.kind in {"web_app", "login_url"}:
            self.opened_url = button.value["url"]
        else:
            self.opened_url = str(button.value)

    def _callback(self, data: str, message: Message) -> None:
        world = self.world
        query_id = str(self.id * 1_000_000 + next(world.sequence))
        self.opened_url = None
        self._query = query = Query(query_id, world.now(), self.id, message)
        world.queries[query_id] = query
        body: Json = {"id": query_id, "from": self.user, "chat_instance": str(message.chat.id), "data": data}
        if message.inline_id:
            body["inline_message_id"] = message.inline_id
        else:
            body["message"] = message.raw
        world.flood.heard(message.chat.id)
        world.feed.changed("tap", user_id=self.id, chat_id=message.chat.id, message_id=message.id, data=data)
        self._push("callback_query", body, None)

    def presses(self, label: str, chat: Chat | None = None) -> Message:
        """Press a button of the reply keyboard; raises LookupError that names those there."""
        chat = chat or self.private
        keyboard = chat.keyboard if chat.keyboard and chat.keyboard["for"] in {None, self.id} else {}
        buttons = [button for row in (keyboard or {}).get("keyboard", ()) for button in row]
        for button in buttons:
            if button["text"] == label:
                if keyboard and keyboard.get("one_time_keyboard"):
                    chat.keyboard = None
                return self._presses_reply(button, chat)
        raise LookupError(f"{self.name} sees no key {label!r}; there are {[button['text'] for button in buttons]}")

    def _presses_reply(self, button: Json, chat: Chat) -> Message:
        if button.get("request_contact"):
            return self.sends_contact(chat=chat)
        if button.get("request_location"):
            return self.sends_location(36.0671, 120.3826, chat)
        for request in ("request_users", "request_chat", "request_poll"):
            if request in button:
                raise LookupError(f"{request} opens a dialogue: use shares_users(...) or shares_chat(...)")
        return self.sends(button["text"], chat)

    def shares_users(self, *people: Person, request_id: int) -> Message:
        """Answer a `request_users` button with these people."""
        users = [{"user_id": person.id, "first_name": person.user["first_name"]} for person in people]
        return self.sends_content({"users_shared": {"request_id": request_id, "users": users}})

    def shares_chat(self, chat: Chat, *, request_id: int) -> Message:
        """Answer a `request_chat` button with this chat."""
        shared = {"request_id": request_id, "chat_id": chat.id, "title": chat.title}
        return self.sends_content({"chat_shared": shared})

    # Inline mode, reactions, polls

    def inline(self, query: str, chat: Chat | None = None) -> str:
        """Type @bot and `query` into the input field of `chat`; return the id of the inline query.

        Raises RuntimeError while the bot's inline mode is off, ValueError for a query that no app would send.
        """
        world, chat = self.world, chat or self.private
        if not world.inline:
            raise RuntimeError("the bot has no inline mode: @BotFather's /setinline was not sent")
        if utf16(query) > LONGEST_QUERY:
            raise ValueError(f"an inline query has at most {LONGEST_QUERY} characters")
        query_id = str(self.id * 1_000_000 + next(world.sequence))
        world.inline_queries[query_id] = asked = {"at": world.now(), "from": self.id, "query": query, "chat": chat.id}
        self._inline = (query_id, asked, chat)
        kind = {"private": "sender"}.get(chat.type, chat.type)
        body = {"id": query_id, "from": self.user, "query": query, "offset": "", "chat_type": kind}
        self._push("inline_query", body, None)
        return query_id

    @property
    def inline_results(self) -> list[InlineResult] | None:
        """What the bot offers to the latest inline query, None while it waits."""
        if self._inline is None or "results" not in self._inline[1]:
            return None
        found = self._inline[1]["results"]
        return [InlineResult(one["id"], one["title"], one["description"], one["content"]) for one in found]

    def picks(self, title: str) -> Message:
        """Send the offered result `title` into the chat where it was asked for; raises LookupError."""
        for result in self.inline_results or ():
            if result.title == title and self._inline:
                return self._picked(result, self._inline[1]["query"], self._inline[2])
        raise LookupError(
            f"{self.name} is not offered {title!r}, but {[one.title for one in self.inline_results or ()]}"
        )

    def picks_id(self, result_id: str, chat: Chat) -> Message:
        """Send the offered result of that id into `chat`, if it was asked for there; raises LookupError."""
        for result in self.inline_results or ():
            if result.result_id == result_id and self._inline and self._inline[2] is chat:
                return self._picked(result, self._inline[1]["query"], chat)
        raise LookupError(f"{self.name} is not offered that here")

    def _picked(self, result: InlineResult, query: str, chat: Chat) -> Message:
        world = self.world
        inline_id = f"inline-{next(world.sequence)}" if "reply_markup" in result.content else None
        content = {**result.content, "via_bot": world.bot}
        message = chat.post(content, sender=self._sender(chat, None), by_bot=True, inline_id=inline_id)
        chosen = {"result_id": result.result_id, "from": self.user, "query": query}
        if inline_id:
            world.inline_messages[inline_id] = message
            chosen["inline_message_id"] = inline_id
        self._push("chosen_inline_result", chosen, None)
        self._show_to_bot(message)
        return message

    def reacts(self, message: Message, *emoji: str) -> None:
        """Put reactions under a message, none to take them back."""
        old = message.reactions.get(self.id, [])
        new = [{"type": "emoji", "emoji": one} for one in emoji]
        message.reactions[self.id] = new
        chat = message.chat
        body = {
            "chat": chat.raw,
            "message_id": message.id,
            "user": self.user,
            "date": int(self.world.now()),
            "old_reaction": old,
            "new_reaction": new,
        }
        self.world.feed.changed("reaction", chat_id=chat.id, message_id=message.id, user_id=self.id, reaction=new)
        if chat.type == "private" or chat.bot.administers:
            self._push("message_reaction", body, chat)

    def votes(self, message: Message, *options: str) -> None:
        """Choose these options of a poll, none to take the vote back; raises LookupError for what is not there."""
        poll: Json = message.raw["poll"]
        texts = [option["text"] for option in poll["options"]]
        if missing := [option for option in options if option not in texts]:
            raise LookupError(f"the poll has no {missing}; there are {texts}")
        if poll["is_closed"]:
            raise RuntimeError("the poll is closed")
        chosen = [texts.index(option) for option in options]
        votes: dict[int, list[int]] = message.chat.world.votes.setdefault(poll["id"], {})
        for number in votes.pop(self.id, []):
            poll["options"][number]["voter_count"] -= 1
        if chosen:
            votes[self.id] = chosen
        for number in chosen:
            poll["options"][number]["voter_count"] += 1
        poll["total_voter_count"] = len(votes)
        self.world.feed.changed("edit", chat_id=message.chat.id, message_id=message.id, message=message.raw)
        if not message.by_bot:
            return
        self._push("poll", poll, message.chat)
        if not poll["is_anonymous"]:
            persistent = [poll["options"][number]["persistent_id"] for number in chosen]
            body = {"poll_id": poll["id"], "user": self.user, "option_ids": chosen, "option_persistent_ids": persistent}
            self._push("poll_answer", body, None)
