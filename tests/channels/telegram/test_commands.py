"""Slash commands."""

from __future__ import annotations

import pytest

from bot.channels.telegram.commands import greeting, read_command


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("id", "Halo"),
        ("en-GB", "Hello"),
        ("zh-hant", "你好"),
        ("FR", "Bonjour"),
        ("de", "Hello"),
        ("", "Halo"),
    ],
)
def test_greeting(code: str, words: str) -> None:
    assert greeting(code) == words


@pytest.mark.parametrize(
    ("words", "kind", "text", "payload"),
    [
        ("/person", "button", "/person", "menu:human"),
        ("/NUMBERS@lindung_bot", "button", "/NUMBERS@lindung_bot", "menu:numbers"),
        ("/danger ada api", "text", "danger ada api", ""),
        ("/help", "text", "help", ""),
        ("/ada_api", "text", "ada api", ""),
        ("/start\nhelp", "text", "Halo", ""),
    ],
)
def test_command(words: str, kind: str, text: str, payload: str) -> None:
    found = read_command(words, "id")
    assert (found["kind"], found["text"], found.get("payload", "")) == (kind, text, payload)
