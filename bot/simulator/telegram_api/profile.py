"""What the bot says of itself: commands, name, descriptions."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.simulator.telegram_api.call import Call, Method
from bot.simulator.telegram_api.errors import bad_request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)


def _language(call: Call) -> str:
    code = call.params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(call: Call) -> str:
    scope = call.params.json("scope", "Can't parse BotCommandScope JSON object")
    if scope is None:
        return "default"
    if not isinstance(scope, dict):
        raise bad_request("Can't parse BotCommandScope: BotCommandScope must be an Object")
    if scope.get("type") not in _SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    return scope["type"] if len(scope) == 1 else json.dumps(scope, sort_keys=True)


async def set_my_commands(call: Call) -> bool:
    """Up to 100 commands for a scope and a language."""
    commands = call.params.json("commands", "Can't parse commands JSON object")
    if commands is None:
        commands = []
    if not isinstance(commands, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict):
            raise bad_request("Can't parse BotCommand: expected an Object")
        for name in ("command", "description"):
            if not isinstance(command.get(name), str):
                raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.backend.profile.commands[(_scope(call), _language(call))] = commands
    return True


async def get_my_commands(call: Call) -> list[dict[str, str]]:
    """Commands set for exactly this scope and language."""
    return call.backend.profile.commands.get((_scope(call), _language(call)), [])


async def delete_my_commands(call: Call) -> bool:
    """Take them back."""
    call.backend.profile.commands.pop((_scope(call), _language(call)), None)
    return True


def _text(field: str, limit: int, error: str) -> tuple[Method, Method]:
    async def setter(call: Call) -> bool:
        value = call.params.text(field)
        if len(value) > limit:
            raise bad_request(error)
        call.backend.profile.texts[(field, _language(call))] = value
        return True

    async def getter(call: Call) -> dict[str, Any]:
        texts, language = call.backend.profile.texts, _language(call)
        usual = call.backend.config.contact_name if field == "name" else ""
        return {field: texts.get((field, language)) or texts.get((field, "")) or usual}

    return setter, getter


set_my_name, get_my_name = _text("name", 64, "BOT_TITLE_INVALID")
set_my_description, get_my_description = _text("description", 512, "USER_BOT_DESCRIPTION_INVALID")
set_my_short_description, get_my_short_description = _text("short_description", 120, "ABOUT_TOO_LONG")
