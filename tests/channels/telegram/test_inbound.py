"""Whole Updates in, events out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import telegram
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import wire
from bot.channels.telegram.inbound import parse_update
from bot.messages.errors import MalformedBody
from bot.messages.types import MESSAGE_KINDS, Inbound, Media, Position, Sender
from tests.channels.payloads import has_nul, json_with_keys, load, names

ACCOUNT = "6200000001"
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DEWI = Sender("5550001234", "Dewi Lestari", "dewi_l", language_code="id")
WRITTEN: dict[str, Any] = {"type": "message", "sent_at": AT, "sender": DEWI, "chat_id": "5550001234"}
TAPPED: dict[str, Any] = {"type": "message", "sender": DEWI, "chat_id": "5550001234", "kind": "button"}
EDITED: dict[str, Any] = {**WRITTEN, "type": "edit"}
FILE = "CAACAgQAAxkBAAIB"

EXPECTED: dict[str, dict[str, Any]] = {
    "text": {**WRITTEN, "message_id": "101", "text": "Tolong 🙏 paspor saya hilang di Beijing"},
    "reply_forwarded": {
        **WRITTEN,
        "message_id": "102",
        "text": "Ini dari teman saya",
        "reply_to": "90",
        "detail": {"forwarded": True},
    },
    "start": {**WRITTEN, "message_id": "103", "text": "Halo", "detail": {"command": "start"}},
    "start_deep_link": {
        **WRITTEN,
        "sender": msgspec.structs.replace(DEWI, language_code="zh-hans"),
        "message_id": "104",
        "text": "你好",
        "detail": {"command": "start", "payload": "airport-CGK"},
    },
    "command_danger": {
        **WRITTEN,
        "message_id": "105",
        "kind": "button",
        "text": "/danger@lindung_bot",
        "payload": "menu:danger",
        "detail": {"command": "danger"},
    },
    "command_undefined": {
        **WRITTEN,
        "message_id": "106",
        "text": "tolong rumah saya kebakaran",
        "detail": {"command": "tolong"},
    },
    "callback_query": {
        **TAPPED,
        "text": "China 中国",
        "payload": "country:CN",
        "tap_id": "4382bfdwdsb323b2d9",
        "reply_to": "90",
    },
    "callback_inaccessible": {**TAPPED, "payload": "1201:breathing:no", "tap_id": "77", "reply_to": "12"},
    "callback_inline": {**TAPPED, "payload": "menu:human", "tap_id": "78"},
    "callback_game": {**TAPPED, "type": "ignored", "tap_id": "79", "reply_to": "90"},
    "location": {
        **WRITTEN,
        "message_id": "107",
        "kind": "location",
        "position": Position(-6.17511, 106.865036, 12.5),
    },
    "live_location": {
        **WRITTEN,
        "message_id": "108",
        "kind": "live_location",
        "position": Position(39.9042, 116.4074, 30.0, live=True),
    },
    "live_location_moves": {
        **EDITED,
        "sent_at": AT + timedelta(seconds=60),
        "message_id": "108",
        "kind": "live_location",
        "position": Position(39.905, 116.408, live=True),
    },
    "live_location_ends": {
        **EDITED,
        "sent_at": AT + timedelta(seconds=900),
        "message_id": "108",
        "kind": "location",
        "position": Position(39.906, 116.409),
    },
    "venue": {
        **WRITTEN,
        "message_id": "109",
        "kind": "venue",
        "position": Position(-6.1754, 106.8272, name="Monas", address="Gambir, Jakarta Pusat"),
    },
    "photo_album": {
        **WRITTEN,
        "message_id": "110",
        "kind": "photo",
        "text": "Lukanya seperti ini",
        "media": Media("photo", "L" + FILE, "image/jpeg", size=180000),
        "detail": {"album": "13412345678901234"},
    },
    "voice": {
        **WRITTEN,
        "message_id": "111",
        "kind": "voice",
        "media": Media("voice", "V" + FILE, "audio/ogg", size=14000, duration_s=7),
    },
    "audio": {
        **WRITTEN,
        "message_id": "112",
        "kind": "audio",
        "media": Media("audio", "A" + FILE, "audio/mpeg", "rekaman.mp3", 4000000, duration_s=180),
    },
    "video": {
        **WRITTEN,
        "message_id": "113",
        "kind": "video",
        "text": "Lihat",
        "media": Media("video", "D" + FILE, "video/mp4", size=2000000, duration_s=12),
    },
    "video_note": {
        **WRITTEN,
        "message_id": "114",
        "kind": "video",
        "media": Media("video", "N" + FILE, size=300000, duration_s=5),
    },
    "document": {
        **WRITTEN,
        "message_id": "115",
        "kind": "document",
        "media": Media("document", "P" + FILE, "application/pdf", "paspor.pdf", 52000),
    },
    "animation": {
        **WRITTEN,
        "message_id": "116",
        "kind": "video",
        "media": Media("video", "G" + FILE, "video/mp4", size=90000, duration_s=3),
    },
    "contact_own": {
        **WRITTEN,
        "message_id": "117",
        "kind": "contact",
        "contact": {"name": "Dewi Lestari", "phone": "6281234567890", "own": True},
    },
    "contact_other": {
        **WRITTEN,
        "message_id": "118",
        "kind": "contact",
        "contact": {"name": "李伟", "phone": "+8613800138000", "own": False},
    },
    "sticker": {**WRITTEN, "message_id": "119", "kind": "sticker", "text": "😱"},
    "reaction": {**WRITTEN, "kind": "reaction", "text": "👍", "reply_to": "90"},
    "reaction_removed": {**WRITTEN, "kind": "reaction", "reply_to": "90"},
    "reaction_of_group": {"type": "ignored", "sent_at": AT, "kind": "reaction"},
    "edited_text": {
        **EDITED,
        "sent_at": AT + timedelta(seconds=20),
        "message_id": "101",
        "text": "Tolong, paspor dan dompet saya hilang di Beijing",
    },
    "edited_caption": {
        **EDITED,
        "sent_at": AT + timedelta(seconds=25),
        "message_id": "110",
        "kind": "photo",
        "text": "Lukanya berdarah",
        "media": Media("photo", "L" + FILE, "image/jpeg", size=180000),
    },
    "blocked": {**WRITTEN, "type": "reachability", "status": "blocked"},
    "unblocked": {**WRITTEN, "type": "reachability", "status": "reachable"},
    "added_to_group": {"type": "ignored", "sent_at": AT, "kind": "unknown"},
    "group_message": {
        **WRITTEN,
        "is_private": False,
        "message_id": "-1001234567890:55",
        "text": "tolong, ada yang pingsan",
    },
    "group_tap": {
        **TAPPED,
        "is_private": False,
        "text": "Indonesia",
        "payload": "country:ID",
        "tap_id": "80",
        "reply_to": "-1001234567890:90",
    },
    "group_anonymous_admin": {
        "type": "ignored",
        "sent_at": AT,
        "sender": Sender("1087968824", "Group", "GroupAnonymousBot"),
        "kind": "unknown",
    },
    "group_joined": {"type": "ignored", "sent_at": AT, "sender": DEWI, "kind": "unknown"},
    "channel_post": {"type": "ignored", "kind": "unknown", "detail": {"update": ["channel_post"]}},
    "poll": {"type": "ignored", "kind": "unknown", "detail": {"update": ["poll"]}},
    "rich_message": {
        **WRITTEN,
        "message_id": "120",
        "kind": "unknown",
        "text": "Rumah saya kebakaran\ntolong",
        "detail": {"fields": ["rich_message"]},
    },
    "dice": {**WRITTEN, "message_id": "121", "kind": "unknown", "detail": {"fields": ["dice"]}},
    "old_shape": {
        "type": "message",
        "sender": Sender("5550001234", "Dewi"),
        "chat_id": "5550001234",
        "message_id": "122",
        "text": "tolong",
    },
    "no_sender": {
        **WRITTEN,
        "sender": Sender("5550001234", "Dewi Lestari", "dewi_l"),
        "message_id": "123",
        "text": "help",
    },
}


def parse(body: bytes) -> list[Inbound]:
    return parse_update(wire.decode(body), ACCOUNT)


def test_every_payload_has_an_expectation() -> None:
    assert names("telegram") == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_payload(name: str) -> None:
    body = load("telegram", name)
    update_id = str(json.loads(body)["update_id"])
    assert parse(body) == [Inbound("telegram", ACCOUNT, update_id, **EXPECTED[name])]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_agrees_with_an_independent_reader(name: str) -> None:
    """python-telegram-bot reads the same sender, words and ids, where it can read the update at all."""
    body = load("telegram", name)
    try:
        update = telegram.Update.de_json(json.loads(body), None)
    except (TypeError, KeyError):
        assert name == "old_shape"
        return
    (event,) = parse(body)
    message = update.message or update.edited_message
    if event.type in ("message", "edit") and message is not None and name != "no_sender":
        assert event.sender is not None
        assert message.from_user is not None
        assert event.sender.user_id == str(message.from_user.id)
        assert event.sent_at == (message.edit_date or message.date)
        assert event.message_id.split(":")[-1] == str(message.message_id)
        if message.text and not message.text.startswith("/"):
            assert event.text == message.text


def _message(**fields: Any) -> bytes:
    person = {"id": 7, "is_bot": False, "first_name": "A"}
    chat = {"id": 7, "type": "private", "first_name": "A"}
    return json.dumps(
        {
            "update_id": 1,
            "message": {"message_id": 1, "date": 1795500000, "from": person, "chat": chat, **fields},
        }
    ).encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"text": 112},
        {"text": None},
        {"location": {"latitude": "6", "longitude": 106}},
        {"location": {"latitude": 91, "longitude": 0}},
        {"location": {"latitude": True, "longitude": 0}},
        {"photo": []},
        {"photo": [{"file_id": 3.5}]},
        {"voice": {"duration": 4}},
        {"contact": {"first_name": "no number"}},
        {"venue": {"title": "x", "location": {}}},
    ],
)
def test_a_field_of_the_wrong_shape_is_an_unknown_kind(fields: dict[str, Any]) -> None:
    (event,) = parse(_message(**fields))
    assert (event.type, event.kind, event.chat_id) == ("message", "unknown", "7")
    assert event.position is None
    assert event.media is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"NaN",
        b'{"update_id": true, "message": {}}',
        b'{"update_id": 1, "message": {}}',
        b'{"update_id": 1, "message": "x"}',
        b'{"update_id": 1, "message": null}',
        b'{"update_id": 1, "callback_query": {"id": "1", "data": "x"}}',
        b"[" * 100_000,
        b'{"update_id":1,"message":{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
    ],
)
def test_what_is_no_update_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        parse(body)


def test_text_is_clean_enough_for_every_database() -> None:
    (event,) = parse(_message(text="to\x00long \ud800! \ud83d\ude4f"))
    assert event.text == "tolong �! 🙏"


def test_impossible_times_are_no_times() -> None:
    for value in (0, -5, 10**18, "later", 1e300, True):
        assert parse(_message(date=value, text="x"))[0].sent_at is None


def test_deep_link_payload_is_cut() -> None:
    (event,) = parse(_message(text="/start " + "x" * 500))
    assert event.detail == {"command": "start", "payload": "x" * 64}


@pytest.mark.parametrize("text", ["/", "/ ", "/tidak-ada", "//", "/" + "a" * 40])
def test_a_slash_alone_is_text(text: str) -> None:
    (event,) = parse(_message(text=text))
    assert event.text.replace("-", " ").startswith(("/", "tidak"))
    assert event.kind == "text"


WORDS = """
update_id message edited_message callback_query my_chat_member message_reaction from chat id type
date text caption location latitude longitude live_period photo file_id voice document contact
phone_number sticker emoji venue reply_to_message message_id data reply_markup inline_keyboard
callback_data new_chat_member status user new_reaction media_group_id edit_date first_name
"""
KEYS = WORDS.split()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        json_with_keys(KEYS),
        st.builds(
            lambda kind, inner: {"update_id": 1, kind: inner},
            st.sampled_from(KEYS[1:6]),
            json_with_keys(KEYS),
        ),
        st.builds(
            lambda inner: {"update_id": 1, "message": {"from": {"id": 7}, "chat": {"id": 7}, **inner}},
            st.dictionaries(st.sampled_from(KEYS), json_with_keys(KEYS), max_size=8),
        ),
    )
)
def test_any_json_is_read_or_malformed(value: object) -> None:
    try:
        events = parse_update(value, ACCOUNT)
    except MalformedBody:
        return
    for event in events:
        assert event.kind in MESSAGE_KINDS
        stored = msgspec.json.encode(event)
        assert not has_nul(msgspec.to_builtins(event))
        assert msgspec.json.decode(stored, type=Inbound) == event
        assert len(event.external_id) <= 255
        assert len(event.chat_id) <= 160


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_malformed(body: bytes) -> None:
    try:
        parse(body)
    except MalformedBody:
        return
