"""Groups and channels: who comes and goes, what they may do, and the move to a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .chat import Chat, Member
from .hearing import member_change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .message import Message
    from .phone import Person
    from .wire import Json
    from .world import World

_RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
_CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
_SUPERGROUP_BASE = -1_000_000_000_000


class Group(Chat):
    """A group, a supergroup (perhaps a forum) or, as `Channel`, a channel."""

    def __init__(self, world: World, chat_id: int, kind: str, title: str, **facts: Any) -> None:
        super().__init__(world, chat_id, kind, title=title, **facts)
        self.owner: Person | None = None

    def joins(self, people: Iterable[Person], status: str = "member") -> None:
        """Take people in without a word, as they were there before the story begins."""
        for person in people:
            rights = self._rights({}) if status == "administrator" else {}
            self.members[person.id] = Member(person.user, status, rights)
            person.chats.append(self)
            if status == "creator":
                self.owner = person

    def _rights(self, given: Json) -> Json:
        own = _CHANNEL_RIGHTS if self.type == "channel" else _GROUP_RIGHTS
        known = {right: right == "can_manage_chat" for right in (*_RIGHTS, *own)}
        if unknown := given.keys() - known.keys():
            raise ValueError(f"no rights in a {self.type}: {sorted(unknown)}; there are {sorted(known)}")
        return known | given

    def _by(self) -> Json:
        """Who does it when nobody is named: the owner, else the first administrator, else anybody."""
        ranked = sorted(self.members.values(), key=lambda member: (member.status != "creator", not member.administers))
        people = [member.user for member in ranked if not member.user["is_bot"]]
        return people[0] if people else {"id": 777000, "is_bot": False, "first_name": "Telegram"}

    # The bot

    def add_bot(self, *, admin: bool | None = None, **rights: bool) -> None:
        """Take the bot in (a channel: as administrator who may post); `rights` make it an administrator."""
        channel = self.type == "channel"
        if channel:
            rights = {"can_post_messages": True, "can_edit_messages": True} | rights
        administers = channel or bool(rights) if admin is None else admin
        old = self.bot
        new = Member(self.world.bot, "administrator", self._rights(rights)) if administers else Member(self.world.bot)
        self._set_bot(old, new)
        if not channel and not old.inside:
            by = self._by()
            message = self.post({"new_chat_members": [self.world.bot]}, sender={"from": by})
            self.world.updates.push("message", message.raw, self.id)

    def remove_bot(self) -> None:
        """Throw the bot out."""
        self._set_bot(self.bot, Member(self.world.bot, "kicked"))

    def mutes_bot(self) -> None:
        """Leave the bot in the group, but let it say nothing."""
        self._set_bot(self.bot, Member(self.world.bot, "restricted", {"can_send_messages": False}))

    def _set_bot(self, old: Member, new: Member) -> None:
        self.members[self.world.bot["id"]] = new
        self.world.known.update(self.members)
        self.world.updates.push("my_chat_member", member_change(self, self._by(), old, new), self.id)
        self.world.feed.changed("members", chat_id=self.id)

    # People

    def add(self, person: Person, by: Person | None = None) -> None:
        """Take somebody in: the group shows it, an administering bot hears it."""
        self._set(person, Member(person.user), by)
        person.chats.append(self)
        self._serve({"new_chat_members": [person.user]}, by or person)

    def remove(self, person: Person, by: Person | None = None, *, banned: bool = False) -> None:
        """Let somebody leave, or throw them out."""
        self._set(person, Member(person.user, "kicked" if banned else "left"), by)
        person.chats.remove(self)
        self._serve({"left_chat_member": person.user}, by or person)

    def promote(self, person: Person, by: Person | None = None, **rights: bool) -> None:
        """Make somebody an administrator."""
        self._set(person, Member(person.user, "administrator", self._rights(rights)), by)

    def demote(self, person: Person, by: Person | None = None) -> None:
        """Make an administrator a plain member again."""
        self._set(person, Member(person.user), by)

    def _set(self, person: Person, new: Member, by: Person | None) -> None:
        old = self.members.get(person.id) or Member(person.user, "left")
        self.members[person.id] = new
        self.world.known.add(person.id)
        if self.bot.administers:
            body = member_change(self, (by or person).user, old, new)
            self.world.updates.push("chat_member", body, self.id)
        self.world.feed.changed("members", chat_id=self.id)

    def _serve(self, content: Json, by: Person) -> None:
        if self.type == "channel":
            return
        message = self.post(content, sender={"from": by.user})
        if self.bot.inside:
            self.world.updates.push("message", message.raw, self.id)

    def upgrade(self) -> Group:
        """Turn a basic group into a supergroup with a new id; return that."""
        if self.type != "group" or self.migrated_to is not None:
            raise RuntimeError(f"{self!r} cannot become a supergroup")
        new = Group(self.world, _SUPERGROUP_BASE + self.id, "supergroup", self.title)
        new.members = self.members.copy()
        self.migrated_to = new.id
        for user_id in self.members:
            person = self.world.people.get(user_id)
            if person:
                person.chats[person.chats.index(self)] = new
        by = {"from": self._by()}
        for chat, content in ((self, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": self.id})):
            message = chat.post(content, sender=by)
            if self.bot.inside:
                self.world.updates.push("message", message.raw, chat.id)
        self.world.feed.changed("upgrade", chat_id=self.id, new_chat_id=new.id)
        return new


class Channel(Group):
    """A channel: only administrators write."""

    def posts(self, text: str) -> Message:
        """Post a text as an administrator."""
        author = self.owner or next(iter(self.world.people.values()))
        return author.sends(text, self)
