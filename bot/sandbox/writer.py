"""What a person writes: Start, texts, files; and blocking the bot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .chat import ANONYMOUS_ADMIN, CHANNEL_SENDER, Member
from .hearing import member_change, visible_to_bot
from .methods.files import described
from .text import formatted, found_in
from .viewer import Viewer

if TYPE_CHECKING:
    from .chat import Chat
    from .files import File
    from .message import Message
    from .wire import Json

_PAYLOAD = re.compile(r"[A-Za-z0-9_\-]{1,64}")


class Writer(Viewer):
    """A person who starts the bot and writes."""

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
