"""Outgoing → arguments."""

from __future__ import annotations

import pytest

from bot.channels.telegram.outbound import to_call
from bot.messages.errors import SendError
from bot.messages.types import Button, Outgoing, Position


def test_text_has_no_markup() -> None:
    method, arguments = to_call(Outgoing("5550001234", "<b>a_b</b>"))
    assert (method, arguments["chat_id"], arguments["text"]) == ("send_message", 5550001234, "<b>a_b</b>")
    assert "parse_mode" not in arguments


def test_one_button_a_row() -> None:
    _, arguments = to_call(Outgoing("1", "x", (Button("甲", "p" * 64), Button("B", "b"))))
    assert arguments["reply_markup"].to_dict() == {
        "inline_keyboard": [
            [{"text": "甲", "callback_data": "p" * 64}],
            [{"text": "B", "callback_data": "b"}],
        ]
    }


@pytest.mark.parametrize("payload", ["p" * 65, "字" * 22, ""])
def test_payload_is_counted_in_bytes(payload: str) -> None:
    with pytest.raises(SendError):
        to_call(Outgoing("1", "x", (Button("A", payload),)))


@pytest.mark.parametrize(("title", "caption"), [("", "📍"), ("Kirim posisi", "Kirim posisi")])
def test_position_button(title: str, caption: str) -> None:
    _, arguments = to_call(Outgoing("1", "Di mana?", ask_position=True, list_title=title))
    keyboard = arguments["reply_markup"].to_dict()
    assert keyboard["one_time_keyboard"] is True
    assert keyboard["keyboard"] == [[{"text": caption, "request_location": True}]]


@pytest.mark.parametrize(
    ("place", "method"),
    [(Position(1, 2), "send_location"), (Position(1, 2, name="Monas"), "send_venue")],
)
def test_position_alone(place: Position, method: str) -> None:
    found, arguments = to_call(Outgoing("1", "", position=place))
    assert (found, arguments["latitude"], arguments["longitude"]) == (method, 1, 2)


def test_a_chat_of_another_platform_is_refused() -> None:
    with pytest.raises(SendError):
        to_call(Outgoing("CN.13491", "x"))
