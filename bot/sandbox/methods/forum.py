"""Topics of a forum: create, rename, close, open again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import rights
from bot.sandbox.entities import utf16
from bot.sandbox.wire import bad_request

from .registry import method
from .sending import author

if TYPE_CHECKING:
    from bot.sandbox.chat import Chat
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_MOST_NAME = 128
_COLOUR = 7322096


def _forum(world: World, params: Json) -> Chat:
    chat = rights.writable(world, params.get("chat_id"))
    if not chat.raw.get("is_forum"):
        raise bad_request("the chat is not a forum")
    rights.need(chat, "can_manage_topics", "not enough rights to create a topic")
    return chat


def _topic(world: World, params: Json) -> tuple[Chat, Json]:
    chat = _forum(world, params)
    topic = chat.topics.get(params["message_thread_id"])
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def _name(params: Json) -> str:
    name = str(params.get("name") or "").strip()
    if not 1 <= utf16(name) <= _MOST_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    return name


def _tell(chat: Chat, number: int, service: Json) -> None:
    place = {"message_thread_id": number, "is_topic_message": True}
    chat.post({**place, **service}, sender=author(chat), by_bot=True)


@method("createForumTopic")
def create_forum_topic(world: World, params: Json) -> Json:
    """Open a topic; its number is that of the service message that tells of it."""
    chat = _forum(world, params)
    name, colour = _name(params), params.get("icon_color") or _COLOUR
    started = chat.post(
        {"forum_topic_created": {"name": name, "icon_color": colour}, "is_topic_message": True},
        sender=author(chat),
        by_bot=True,
    )
    started.raw["message_thread_id"] = started.id
    chat.topics[started.id] = {"message_thread_id": started.id, "name": name, "icon_color": colour}
    return dict(chat.topics[started.id])


@method("editForumTopic")
def edit_forum_topic(world: World, params: Json) -> bool:
    """Rename a topic."""
    chat, topic = _topic(world, params)
    if "name" in params:
        name = _name(params)
        if name == topic["name"]:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic["name"] = name
        _tell(chat, topic["message_thread_id"], {"forum_topic_edited": {"name": name}})
    return True


@method("closeForumTopic")
def close_forum_topic(world: World, params: Json) -> bool:
    """Let nobody but administrators write in a topic."""
    chat, topic = _topic(world, params)
    if topic.get("closed"):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic["closed"] = True
    _tell(chat, topic["message_thread_id"], {"forum_topic_closed": {}})
    return True


@method("reopenForumTopic")
def reopen_forum_topic(world: World, params: Json) -> bool:
    """Let all write in a topic again."""
    chat, topic = _topic(world, params)
    if not topic.pop("closed", False):
        raise bad_request("TOPIC_NOT_MODIFIED")
    _tell(chat, topic["message_thread_id"], {"forum_topic_reopened": {}})
    return True


@method("deleteForumTopic")
def delete_forum_topic(world: World, params: Json) -> bool:
    """Delete a topic with all that was written in it."""
    chat, topic = _topic(world, params)
    number = topic["message_thread_id"]
    for message in [one for one in chat.messages.values() if one.raw.get("message_thread_id") == number]:
        chat.erase(message)
    del chat.topics[number]
    return True
