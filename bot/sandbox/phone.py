"""A person with a phone: types, taps, sends, reacts, blocks. Every act is one update; waiting is somebody else's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING, Any, Literal

from .methods.files import described
from .text import formatted, found_in
from .world import ANONYMOUS_ADMIN, CHANNEL_SENDER, Chat, Member, Message, Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .files import File
    from .wire import Json
    from .world import Button, World

_PAYLOAD = re.compile(r"[A-Za-z0-9_\-]{1,64}")
_NAMED_LABELS = 30


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One offer below the input field while somebody types @bot."""

    result_id: str
    title: str
    description: str | None
    content: Json


class Person:
    """Somebody with Telegram. Made by `Sandbox.person`."""

    def __init__(self, world: World, user: Json) -> None:
        self.world = world
        self.user = user
        self.id: int = user["id"]
        self.started = False
        self.blocked = False
        self.deactivated = False
        self.clipboard: str | None = None
        self.opened_url: str | None = None
        self.chats: list[Chat] = []
        names = {key: user.get(key) for key in ("first_name", "last_name", "username")}
        self.private = Chat(world, self.id, "private", **names)
        self.chats.append(self.private)
        self._query: Query | None = None
        self._inline: tuple[str, Json, Chat] | None = None
        world.people[self.id] = self

    def __repr__(self) -> str:
        return f"<Person {self.name} {self.id}>"

    @property
    def name(self) -> str:
        """The name as shown."""
        return " ".join(filter(None, (self.user["first_name"], self.user.get("last_name"))))

    # What the person sees

    def messages(self, chat: Chat | None = None) -> list[Message]:
        """Return what stands in `chat` (the one with the bot when None), oldest first."""
        return list((chat or self.private).messages.values())

    @property
    def last(self) -> Message:
        """The newest message in the chat with the bot; raises LookupError while it is empty."""
        for message in self.private.newest:
            return message
        raise LookupError(f"{self.name} has no message yet")

    @property
    def spinning(self) -> bool:
        """Whether the button tapped last still waits for an answer."""
        return self._query is not None and self._query.answer is None

    @property
    def answer(self) -> Json | None:
        """The answer to the latest tap (text, alert, url), None while it waits."""
        return self._query.answer if self._query else None

    @property
    def toast(self) -> str | None:
        """What flashed up after the latest tap; "" when nothing did, None while it waits."""
        return None if self.answer is None else "" if self.answer["alert"] else self.answer["text"]

    @property
    def alert(self) -> str | None:
        """What stood in a dialogue after the latest tap; "" when nothing did, None while it waits."""
        return None if self.answer is None else self.answer["text"] if self.answer["alert"] else ""

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard below the chat with the bot."""
        return [[_label(button) for button in row] for row in (self.private.keyboard or {}).get("keyboard", ())]

    # The chat with the bot

    def starts(self, payload: str | None = None) -> Message:
        """Press Start, perhaps through a link with `payload`; a blocked bot is unblocked by it."""
        if payload is not None and not _PAYLOAD.fullmatch(payload):
            raise ValueError(f"no link can carry the payload {payload!r}: 1-64 of A-Z a-z 0-9 _ -")
        if self.blocked:
            self.unblocks_bot()
        self.started = True
        return self.sends("/start" if payload is None else f"/start {payload}")

    def opens(self, url: str) -> None:
        """Follow a link; one into the chat with the bot presses Start there."""
        self.opened_url = url
        found = re.fullmatch(r"(?:https?://)?(?:t|telegram)\.me/(\w+)\?start=([\w\-]+)", url)
        if found and found[1].lower() == self.world.bot["username"].lower():
            self.starts(found[2])

    def blocks_bot(self) -> None:
        """Block the bot."""
        self._set_blocked(to="kicked")

    def unblocks_bot(self) -> None:
        """Unblock the bot."""
        self._set_blocked(to="member")

    def _set_blocked(self, *, to: str) -> None:
        bot = self.world.bot
        old, new = Member(bot, "kicked" if self.blocked else "member"), Member(bot, to)
        self.blocked = to == "kicked"
        self._push("my_chat_member", member_change(self.private, self.user, old, new), self.private)

    def deactivates(self) -> None:
        """Delete the account."""
        self.deactivated = True
        self.user["first_name"] = ""

    # Writing

    def sends(
        self,
        text: str,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        *,
        as_chat: Chat | None = None,
        topic: int | None = None,
        html: bool = False,
    ) -> Message:
        """Send a text; `as_chat` is the group (an anonymous admin) or a channel that speaks instead of the person."""
        plain, entities = formatted(text, "HTML", None) if html else (text.strip(), found_in(text.strip()))
        content: Json = {"text": plain, "entities": entities} if entities else {"text": plain}
        return self.sends_content(content, chat, reply_to, as_chat=as_chat, topic=topic)

    def sends_content(
        self,
        content: Json,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        *,
        as_chat: Chat | None = None,
        topic: int | None = None,
    ) -> Message:
        """Send a message with `content`, fields of Message."""
        chat = chat or self.private
        if chat is self.private and not self.started:
            if not content.get("text", "").startswith("/start"):
                raise RuntimeError(f"{self.name} has to press Start first: .starts()")
            self.started = True
        if reply_to:
            content = {"reply_to_message": reply_to.quoted(), **content}
        if topic is not None:
            content = {"message_thread_id": topic, "is_topic_message": True, **content}
        message = chat.post(content, sender=self._sender(chat, as_chat))
        self._show_to_bot(message)
        return message

    def _sender(self, chat: Chat, as_chat: Chat | None) -> Json:
        if chat.type == "channel":
            return {"sender_chat": chat.raw}
        if as_chat is None:
            return {"from": self.user}
        return {"from": ANONYMOUS_ADMIN if as_chat is chat else CHANNEL_SENDER, "sender_chat": as_chat.raw}

    def _show_to_bot(self, message: Message, kind: str = "message") -> None:
        chat = message.chat
        if chat.type == "channel":
            kind = {"message": "channel_post", "edited_message": "edited_channel_post"}[kind]
        if chat.type == "private" or (chat.bot.inside and visible_to_bot(message)):
            self._push(kind, message.raw, chat)

    def _push(self, kind: str, body: Json, chat: Chat | None) -> int | None:
        """Send the bot an update; those of one chat keep their order, and so do those of one person's taps."""
        self.world.known.add(self.id)
        if chat is not None:
            self.world.flood.heard(chat.id)
        return self.world.updates.push(kind, body, chat.id if chat else ("person", self.id))

    def edits(self, message: Message, text: str) -> None:
        """Change an own message."""
        entities = found_in(text)
        message.raw.pop("entities", None)
        message.raw |= {"text": text, "edit_date": int(self.world.now())} | ({"entities": entities} if entities else {})
        self.world.feed.changed("edit", chat_id=message.chat.id, message_id=message.id, message=message.raw)
        self._show_to_bot(message, "edited_message")

    def deletes(self, message: Message) -> None:
        """Delete a message; no bot hears of that."""
        message.chat.erase(message)

    def sends_photo(
        self, content: bytes, caption: str = "", chat: Chat | None = None, name: str = "photo.jpg"
    ) -> Message:
        """Send a picture (PNG or JPEG)."""
        return self._sends_file("photo", content, name, "image/jpeg", caption, chat)

    def sends_document(
        self,
        content: bytes,
        name: str = "file.bin",
        mime: str = "application/octet-stream",
        caption: str = "",
        chat: Chat | None = None,
    ) -> Message:
        """Send a file."""
        return self._sends_file("document", content, name, mime, caption, chat)

    def sends_voice(self, content: bytes, duration: int = 3, chat: Chat | None = None) -> Message:
        """Send a voice note of `duration` seconds."""
        return self._sends_file("voice", content, "voice.ogg", "audio/ogg", "", chat, duration=duration)

    def _sends_file(
        self, kind: str, content: bytes, name: str, mime: str, caption: str, chat: Chat | None, **facts: Any
    ) -> Message:
        file: File = self.world.files.add(kind, name, mime, content, from_person=True)
        words: Json = {"caption": caption} if caption else {}
        if entities := found_in(caption):
            words["caption_entities"] = entities
        return self.sends_content({**described(file, facts), **words}, chat)

    def sends_location(self, latitude: float, longitude: float, chat: Chat | None = None) -> Message:
        """Send a point on the map."""
        return self.sends_content({"location": {"latitude": latitude, "longitude": longitude}}, chat)

    def sends_contact(self, phone: str = "+8613800000000", chat: Chat | None = None) -> Message:
        """Send the own telephone number."""
        contact = {"phone_number": phone, "first_name": self.user["first_name"], "user_id": self.id}
        return self.sends_content({"contact": contact}, chat)

    # Tapping

    def taps(self, label: str, message: Message | None = None, chat: Chat | None = None) -> Button:
        """Tap the inline button `label`: of `message`, else of the newest message visible (in `chat`) that has it.

        Raises LookupError that names the labels that are there.
        """
        for candidate in [message] if message else self._visible(chat):
            for row in candidate.buttons:
                for button in row:
                    if button.label == label:
                        self._presses_inline(button, candidate)
                        return button
        raise LookupError(f"{self.name} sees no button {label!r}; there are {self._labels(message, chat)}")

    def taps_data(self, data: str, message: Message) -> None:
        """Send the bot any callback data, as a hostile client can."""
        self._callback(data, message)

    def _visible(self, chat: Chat | None) -> Iterator[Message]:
        chats = [chat] if chat else self.chats
        return merge(*(one.newest for one in chats), key=lambda message: message.seq, reverse=True)

    def _labels(self, message: Message | None, chat: Chat | None) -> list[str]:
        labels: dict[str, None] = {}
        for candidate in [message] if message else self._visible(chat):
            labels |= dict.fromkeys(label for row in candidate.rows for label in row)
            if len(labels) >= _NAMED_LABELS:
                break
        return list(labels)

    def _presses_inline(self, button: Button, message: Message) -> None:
        if button.kind == "callback_data":
            self._callback(button.value, message)
        elif button.kind == "copy_text":
            self.clipboard = button.value["text"]
        elif button.kind == "switch_inline_query_current_chat":
            self.inline(button.value, message.chat)
        elif button.kind == "switch_inline_query":
            self.clipboard = f"@{self.world.bot['username']} {button.value}"
        elif button.kind == "web_app":
            self.opened_url = button.value["url"]
        else:
            self.opened_url = str(button.value)

    def _callback(self, data: str, message: Message) -> None:
        world = self.world
        query_id = str(self.id * 1_000_000 + next(world.sequence))
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
            if _label(button) == label:
                if keyboard and keyboard.get("one_time_keyboard"):
                    chat.keyboard = None
                return self._presses_reply({"text": button} if isinstance(button, str) else button, chat)
        raise LookupError(f"{self.name} sees no key {label!r}; there are {[_label(button) for button in buttons]}")

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
        """Type @bot and `query` into the input field of `chat`; return the id of the inline query."""
        world, chat = self.world, chat or self.private
        query_id = str(self.id * 1_000_000 + next(world.sequence))
        world.inline_queries[query_id] = asked = {"at": world.now(), "from": self.id, "query": query}
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


def _label(button: Json | str) -> str:
    return button if isinstance(button, str) else str(button["text"])


def member_change(chat: Chat, by: Json, old: Member, new: Member) -> Json:
    """Return a ChatMemberUpdated object."""
    return {
        "chat": chat.raw,
        "from": by,
        "date": int(chat.world.now()),
        "old_chat_member": old.raw(),
        "new_chat_member": new.raw(),
    }


def visible_to_bot(message: Message) -> bool:
    """Whether a bot in this chat gets the message: with privacy mode only what is meant for it."""
    chat, raw = message.chat, message.raw
    world = chat.world
    if not world.privacy or chat.bot.administers or chat.type == "channel" or "via_bot" in raw:
        return True
    if not raw.keys() & _SPOKEN:
        return True
    if raw.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"]:
        return True
    text, name = message.text, world.bot["username"].lower()
    for entity in message.entities:
        word = text.encode("utf-16-le")[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode(
            "utf-16-le"
        )
        if entity["type"] == "bot_command" and entity["offset"] == 0 and word.lower().partition("@")[2] in {"", name}:
            return True
        if entity["type"] == "mention" and word.lower() == f"@{name}":
            return True
    return False


_SPOKEN = {"text", "photo", "document", "voice", "video", "audio", "animation", "location", "contact", "dice", "poll"}
Status = Literal["member", "administrator", "creator", "restricted", "left", "kicked"]
