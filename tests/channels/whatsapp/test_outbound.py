"""Outgoing → JSON."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.whatsapp.outbound import to_body
from bot.messages.errors import SendError
from bot.messages.types import Button, Outgoing, Position

BASE = {"messaging_product": "whatsapp", "recipient_type": "individual"}
TWO = (Button("Ya", "yes"), Button("Tidak", "no"))


@pytest.mark.parametrize(
    ("message", "body"),
    [
        (
            Outgoing("6281234567890", "halo", tracking="7"),
            {
                "to": "+6281234567890",
                "biz_opaque_callback_data": "7",
                "type": "text",
                "text": {"body": "halo", "preview_url": False},
            },
        ),
        (
            Outgoing("CN.134912", "你好"),
            {"recipient": "CN.134912", "type": "text", "text": {"body": "你好", "preview_url": False}},
        ),
        (
            Outgoing("6281", "Sadar?", TWO),
            {
                "to": "+6281",
                "type": "interactive",
                "interactive": {
                    "type": "button",
                    "body": {"text": "Sadar?"},
                    "action": {
                        "buttons": [
                            {"type": "reply", "reply": {"id": "yes", "title": "Ya"}},
                            {"type": "reply", "reply": {"id": "no", "title": "Tidak"}},
                        ]
                    },
                },
            },
        ),
        (
            Outgoing("6281", "Sadar?", (Button("Ya", "yes", "Bernapas"), TWO[1]), list_title="Lihat"),
            {
                "to": "+6281",
                "type": "interactive",
                "interactive": {
                    "type": "list",
                    "body": {"text": "Sadar?"},
                    "action": {
                        "button": "Lihat",
                        "sections": [
                            {
                                "title": "≡",
                                "rows": [
                                    {"id": "yes", "title": "Ya", "description": "Bernapas"},
                                    {"id": "no", "title": "Tidak"},
                                ],
                            }
                        ],
                    },
                },
            },
        ),
        (
            Outgoing("6281", "Di mana?", ask_position=True),
            {
                "to": "+6281",
                "type": "interactive",
                "interactive": {
                    "type": "location_request_message",
                    "body": {"text": "Di mana?"},
                    "action": {"name": "send_location"},
                },
            },
        ),
        (
            Outgoing("6281", "", position=Position(1.5, 2.5, name="Monas")),
            {
                "to": "+6281",
                "type": "location",
                "location": {"latitude": 1.5, "longitude": 2.5, "name": "Monas", "address": "Monas"},
            },
        ),
    ],
)
def test_body(message: Outgoing, body: dict[str, Any]) -> None:
    assert to_body(message) == {**BASE, **body}


@pytest.mark.parametrize(
    "buttons",
    [
        tuple(Button(f"{n}", f"{n}") for n in range(11)),
        (Button("same", "1"), Button("same", "2")),
        (Button("one", "1"), Button("two", "1")),
    ],
)
def test_choices_that_whatsapp_refuses(buttons: tuple[Button, ...]) -> None:
    with pytest.raises(SendError):
        to_body(Outgoing("6281", "x", buttons))
