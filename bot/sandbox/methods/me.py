"""The bot about itself: name, descriptions, commands per scope and language, menu button."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from bot.sandbox import rights
from bot.sandbox.entities import utf16
from bot.sandbox.wire import bad_request

from .registry import method

if TYPE_CHECKING:
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS = 100
_MOST_DESCRIPTION = 256
_PROFILE = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}


@method("getMe")
def get_me(world: World, _params: Json) -> Json:
    """Who the bot is and what BotFather let it do."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_guest_queries": False,
        "supports_inline_queries": world.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def _language(params: Json) -> str:
    code = params.get("language_code") or ""
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return str(code)


def _scope(world: World, params: Json) -> str:
    scope = params.get("scope") or {"type": "default"}
    if "chat_id" not in scope:
        return str(scope["type"])
    chat = rights.chat_of(world, scope["chat_id"])
    if scope["type"] != "chat" and chat.type not in {"group", "supergroup"}:
        raise bad_request("can't change commands in a private chat or channel for a part of its members")
    user = scope.get("user_id")
    if user is not None and user not in chat.members:
        raise bad_request("user not found")
    return ":".join(str(part) for part in (scope["type"], chat.id, user) if part is not None)


@method("setMyCommands")
def set_my_commands(world: World, params: Json) -> bool:
    """Set the command menu of one scope and language."""
    commands: list[Json] = params["commands"]
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        command["command"] = command["command"].removeprefix("/")
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16(command["description"].strip()) <= _MOST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(world, params), _language(params)] = commands
    world.feed.changed("commands")
    return True


@method("getMyCommands")
def get_my_commands(world: World, params: Json) -> list[Json]:
    """Return the command menu of one scope and language."""
    return world.commands.get((_scope(world, params), _language(params)), [])


@method("deleteMyCommands")
def delete_my_commands(world: World, params: Json) -> bool:
    """Forget the command menu of one scope and language."""
    world.commands.pop((_scope(world, params), _language(params)), None)
    world.feed.changed("commands")
    return True


def _set_profile(what: str, world: World, params: Json) -> bool:
    field, limit = _PROFILE[what]
    value = params.get(field) or ""
    if utf16(value) > limit:
        raise bad_request(f"BOT_{field.upper()}_TOO_LONG")
    world.profile[field, _language(params)] = value
    return True


def _get_profile(what: str, world: World, params: Json) -> Json:
    field, _ = _PROFILE[what]
    default = world.bot["first_name"] if field == "name" else ""
    value = world.profile.get((field, _language(params))) or world.profile.get((field, "")) or default
    return {field: value}


for _what in _PROFILE:
    method(f"setMy{_what}")(partial(_set_profile, _what))
    method(f"getMy{_what}")(partial(_get_profile, _what))


@method("setChatMenuButton")
def set_chat_menu_button(world: World, params: Json) -> bool:
    """Set what stands left of the input field, in one private chat or in all."""
    button = params.get("menu_button") or {"type": "default"}
    chat_id = params.get("chat_id")
    if chat_id is None:
        world.menu_button = button
        return True
    chat = rights.chat_of(world, chat_id)
    if chat.type != "private":
        raise bad_request("chat not found")
    chat.menu_button = button
    world.feed.changed("menu_button", chat_id=chat.id)
    return True


@method("getChatMenuButton")
def get_chat_menu_button(world: World, params: Json) -> Json:
    """Return what stands left of the input field."""
    chat_id = params.get("chat_id")
    return world.menu_button if chat_id is None else rights.chat_of(world, chat_id).menu_button
