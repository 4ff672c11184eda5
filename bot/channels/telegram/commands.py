"""Slash commands. Telegram offers them in its menu; to us they are words or choices like any other."""

from __future__ import annotations

import re
from typing import Any

GREETINGS = {"id": "Halo", "ms": "Halo", "en": "Hello", "zh": "你好", "fr": "Bonjour"}
"""What pressing *Start* says, in the language of the sender's app."""
NO_LANGUAGE = "Halo"
OTHER_LANGUAGE = "Hello"
CHOICES = {"danger": "menu:danger", "person": "menu:human", "numbers": "menu:numbers"}
"""Commands of the menu that are choices, with their payloads."""
_COMMAND = re.compile(r"^/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+|$)(.*)$", re.DOTALL)


def read_command(words: str, language_code: str) -> dict[str, Any]:
    """Return a message that begins with a slash as fields of an ``Inbound``.

    Start becomes a greeting, its deep-link payload stays in ``detail``. A command that nobody defined is
    taken as the words it is made of: somebody who writes "/tolong" wants help.
    """
    match = _COMMAND.match(words)
    if match is None:
        return {"kind": "text", "text": words}
    command, rest = match.group(1).lower(), match.group(2).strip()
    if command == "start":
        detail: dict[str, Any] = {"command": "start"}
        if rest:
            detail["payload"] = rest[:64]
        return {"kind": "text", "text": greeting(language_code), "detail": detail}
    detail = {"command": command}
    if command in CHOICES and not rest:
        return {"kind": "button", "text": words.strip(), "payload": CHOICES[command], "detail": detail}
    said = " ".join(part for part in (command.replace("_", " "), rest) if part)
    return {"kind": "text", "text": said, "detail": detail}


def greeting(language_code: str) -> str:
    """A greeting in the language of an IETF tag."""
    if not language_code:
        return NO_LANGUAGE
    return GREETINGS.get(language_code.split("-")[0].lower(), OTHER_LANGUAGE)
