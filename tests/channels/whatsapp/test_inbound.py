"""Whole webhook bodies in, events out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.whatsapp.inbound import parse_body
from bot.messages.errors import MalformedBody
from bot.messages.types import MESSAGE_KINDS, Inbound, Media, Position, Sender
from tests.channels.payloads import has_nul, json_with_keys, load, names

ACCOUNT = "106540352242922"
OTHER_ACCOUNT = "206540352242999"
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
BSUID = "CN.13491208655302741918"
NEW_BSUID = "CN.99999999999999999999"
LI = Sender(BSUID, "Li Wei", "liwei88", "8613800138000")
DEWI = Sender("ID.22222222222222222222", "Dewi", phone="6281234567890")


def wamid(number: int) -> str:
    return f"wamid.HBgNODYxMzgwMDEzODAwMBUCABIYFDNBMDAwMDAwMDAwMDAwMDA{number:02d}"


def message(number: int, **fields: Any) -> Inbound:
    frame: dict[str, Any] = {"sent_at": AT, "sender": LI, "chat_id": BSUID, "message_id": wamid(number)}
    return Inbound("whatsapp", ACCOUNT, wamid(number), "message", **{**frame, **fields})


def receipt(number: int, word: str, **fields: Any) -> Inbound:
    frame: dict[str, Any] = {
        "sent_at": AT, "chat_id": wamid(number), "message_id": wamid(number), "status": word,
    }  # fmt: skip
    return Inbound("whatsapp", ACCOUNT, f"{wamid(number)}:{word}", "receipt", **{**frame, **fields})


def moved(number: int, old: str, detail: dict[str, str], suffix: str = "") -> Inbound:
    phone = old if old.isdigit() else None
    sender = Sender(old, phone=None) if phone is None else Sender(old)
    return Inbound(
        "whatsapp", ACCOUNT, wamid(number) + suffix, "identity",
        sent_at=AT, sender=sender, chat_id=old, detail=detail,
    )  # fmt: skip


NEW_BOTH = {"new_user_id": NEW_BSUID, "new_phone": "8613900139000"}
QUOTED = {"reply_to": wamid(90)}
OLD_SHAPE = Sender("8613800138000", "Li Wei", "liwei88", "8613800138000")
NO_PHONE = Sender(BSUID, "Li Wei", "liwei88")

EXPECTED: dict[str, list[Inbound]] = {
    "text": [message(1, text="我的护照丢了，在雅加达机场")],
    "text_before_user_ids": [message(2, text="help", sender=OLD_SHAPE, chat_id="8613800138000")],
    "text_username_only": [message(3, text="help", sender=NO_PHONE)],
    "text_empty_phone": [message(4, text="help", sender=NO_PHONE)],
    "text_reply_forwarded": [message(5, text="看这个", detail={"forwarded": True}, **QUOTED)],
    "button_reply": [message(6, kind="button", text="没有呼吸", payload="812:breathing:no", **QUOTED)],
    "list_reply": [message(7, kind="button", text="印度尼西亚", payload="country:ID", **QUOTED)],
    "flow_reply": [message(8, text="city: Jakarta\npeople: 2", detail={"form": "flow"}, **QUOTED)],
    "template_button": [message(9, kind="button", text="找工作人员", payload="menu:human", **QUOTED)],
    "location": [
        message(
            10,
            kind="location",
            position=Position(-6.1256, 106.6559, name="Soekarno-Hatta", address="Tangerang"),
            **QUOTED,
        )
    ],
    "image": [
        message(
            11,
            kind="photo",
            text="伤口",
            media=Media(
                "photo",
                "1093726155209874",
                "image/jpeg",
                sha256="jZ8zDd0lVqBk1Y2l0x0c7Yp3r6b8kq9s1t2u3v4w5x8=",
            ),
        )
    ],
    "video": [message(12, kind="video", media=Media("video", "1093726155209875", "video/mp4", sha256="aa"))],
    "voice": [
        message(
            13, kind="voice", media=Media("voice", "1093726155209876", "audio/ogg; codecs=opus", sha256="bb")
        )
    ],
    "audio": [message(14, kind="audio", media=Media("audio", "1093726155209877", "audio/mpeg", sha256="cc"))],
    "document": [
        message(
            15,
            kind="document",
            text="护照复印件",
            media=Media("document", "1093726155209878", "application/pdf", "护照.pdf", sha256="dd"),
        )
    ],
    "sticker": [
        message(16, kind="sticker", media=Media("sticker", "1093726155209879", "image/webp", sha256="ee"))
    ],
    "contacts": [
        message(
            17,
            kind="contact",
            contact={
                "name": "Budi Santoso",
                "phone": "+62 812-3456-7890",
                "own": False,
                "others": [{"name": "Ibu", "phone": "6281111111111", "own": False}],
            },
        )
    ],
    "contact_request": [
        message(
            18, kind="contact", contact={"name": "Li Wei", "phone": "+8613800138000", "own": True}, **QUOTED
        )
    ],
    "reaction": [message(19, kind="reaction", text="👍", **QUOTED)],
    "reaction_removed": [message(20, kind="reaction", **QUOTED)],
    "unsupported": [
        message(21, kind="unknown", detail={"type": "poll", "error": "131051: Message type unknown"})
    ],
    "kind_of_tomorrow": [message(22, kind="unknown", text="救命", detail={"type": "hologram"})],
    "order": [message(23, kind="unknown", text="tolong", detail={"type": "order", "items": 1})],
    "edit": [
        msgspec.structs.replace(message(24, text="我的护照和钱包丢了"), type="edit", message_id=wamid(1))
    ],
    "revoke": [
        msgspec.structs.replace(message(25), type="edit", message_id=wamid(1), detail={"deleted": True})
    ],
    "changed_number": [moved(26, BSUID, NEW_BOTH), moved(26, "8613800138000", NEW_BOTH, ":1")],
    "changed_number_without_ids": [
        moved(27, "8613800138000", {"new_user_id": "8613900139000", "new_phone": "8613900139000"})
    ],
    "changed_user_id": [moved(28, BSUID, {"new_user_id": NEW_BSUID})],
    "group_text": [message(29, text="halo semua", is_private=False)],
    "status_sent": [receipt(99, "sent", tracking="4711")],
    "status_delivered": [receipt(99, "delivered", tracking="4711")],
    "status_read": [receipt(99, "read", tracking="4711")],
    "status_played": [
        msgspec.structs.replace(receipt(99, "read", tracking="4711"), external_id=f"{wamid(99)}:played")
    ],
    "status_failed": [
        receipt(
            99,
            "failed",
            tracking="4711",
            error_code="131047",
            error_text="More than 24 hours have passed since the person last wrote, so WhatsApp takes no "
            "free text. Wait for the person to write, or reach them another way.",
        )
    ],
    "status_bare": [receipt(98, "delivered")],
    "account_error": [
        Inbound(
            "whatsapp",
            ACCOUNT,
            "error:2026112406:273fd8c6a621bf39a74065093e9b254c",
            "account",
            error_code="130429",
            error_text="Our number sends too much at once. The message is sent a little later.",
        )
    ],
    "other_field": [
        Inbound(
            "whatsapp",
            ACCOUNT,
            "ignored:5f065c46975161873a7e27bdb360bf91",
            "ignored",
            kind="unknown",
            detail={"field": "account_update"},
        )
    ],
}


def parse(body: bytes) -> list[Inbound]:
    return parse_body(body, ACCOUNT, "2026112406")


def test_every_payload_has_an_expectation() -> None:
    assert names("whatsapp") == sorted([*EXPECTED, "batch", "batch_with_rubbish"])


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_payload(name: str) -> None:
    assert parse(load("whatsapp", name)) == EXPECTED[name]


def test_a_batch_loses_nothing_and_keeps_its_order() -> None:
    events = parse(load("whatsapp", "batch"))
    assert [(e.account, e.external_id, e.type, e.text or e.status) for e in events[:7]] == [
        (ACCOUNT, wamid(30), "message", "一"),
        (ACCOUNT, wamid(31), "message", "dua"),
        (ACCOUNT, wamid(32), "message", "三"),
        (ACCOUNT, f"{wamid(97)}:sent", "receipt", "sent"),
        (ACCOUNT, f"{wamid(97)}:delivered", "receipt", "delivered"),
        (OTHER_ACCOUNT, wamid(33), "message", "empat"),
        (OTHER_ACCOUNT, f"{wamid(96)}:read", "receipt", "read"),
    ]
    assert [(e.type, e.account, e.error_code) for e in events[7:]] == [("account", OTHER_ACCOUNT, "131031")]
    assert [e.sender for e in events[:3]] == [LI, DEWI, LI]


def test_rubbish_in_a_batch_costs_nobody_else() -> None:
    events = parse(load("whatsapp", "batch_with_rubbish"))
    assert [e.error_code for e in events] == ["unreadable", "", "", "unreadable"]
    assert (events[1].text, events[1].sender) == ("who?", LI)  # The only contact of the value wrote it.
    assert events[2] == message(34, text="救命")
    assert [events[n].detail for n in (0, 3)] == [{"item": '"?"'}, {"item": '{"status": "sent"}'}]


def test_among_several_contacts_a_message_without_sender_is_nobodys() -> None:
    envelope = json.loads(load("whatsapp", "batch_with_rubbish"))
    value = envelope["entry"][0]["changes"][0]["value"]
    value["contacts"].append({"wa_id": "6281", "user_id": "ID.1"})
    events = parse(json.dumps(envelope).encode())
    assert [e.error_code for e in events] == ["unreadable", "unreadable", "", "unreadable"]


def test_the_same_content_in_other_bytes_has_the_same_ids() -> None:
    body = load("whatsapp", "batch")
    shuffled = json.dumps(_reversed(json.loads(body)), ensure_ascii=True).encode()
    assert shuffled != body
    assert {e.external_id for e in parse(shuffled)} == {e.external_id for e in parse(body)}


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def test_a_phone_of_another_spelling_still_finds_the_only_contact() -> None:
    """Brazilian and Mexican numbers may differ between ``from`` and ``wa_id``."""
    envelope = json.loads(load("whatsapp", "text_before_user_ids"))
    envelope["entry"][0]["changes"][0]["value"]["contacts"][0]["wa_id"] = "86138001380009"
    (event,) = parse(json.dumps(envelope).encode())
    assert event.sender == OLD_SHAPE


def test_a_contact_of_somebody_else_is_not_taken() -> None:
    envelope = json.loads(load("whatsapp", "text"))
    contact = envelope["entry"][0]["changes"][0]["value"]["contacts"][0]
    contact.update(user_id="ID.1", wa_id="6281", profile={"name": "Somebody else"})
    (event,) = parse(json.dumps(envelope).encode())
    assert event.sender == Sender(BSUID, phone="8613800138000")


@pytest.mark.parametrize("word", ["deleted", "warning", "held_for_review"])
def test_unknown_statuses_are_ignored(word: str) -> None:
    body = load("whatsapp", "status_bare").replace(b"delivered", word.encode())
    (event,) = parse(body)
    assert (event.type, event.status) == ("ignored", word)


def test_a_message_without_id_is_kept_under_its_content() -> None:
    envelope = json.loads(load("whatsapp", "text"))
    del envelope["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    body = json.dumps(envelope).encode()
    (event,), (again,) = parse(body), parse(body)
    assert (event.type, event.text) == ("message", "我的护照丢了，在雅加达机场")
    assert event.external_id == again.external_id != ""


def test_the_same_account_error_counts_once_an_hour() -> None:
    body = load("whatsapp", "account_error")
    ids = {parse_body(body, ACCOUNT, stamp)[0].external_id for stamp in ("2026112406", "2026112407")}
    assert len(ids) == 2
    assert parse(body)[0].external_id in ids


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"object":"whatsapp_business_account","entry":[]}',
        b'{"object":"page","entry":[{"changes":[]}]}',
        b'{"entry":{}}',
        b"\xff",
        b"{" * 100_000,
    ],
)
def test_what_is_no_webhook_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        parse(body)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "text", "text": "not an object"},
        {"type": "text"},
        {"type": "image", "image": {"caption": "no id"}},
        {"type": "location", "location": {"latitude": 200, "longitude": 0}},
        {"type": "interactive", "interactive": {"type": "button_reply"}},
        {"type": "contacts", "contacts": [{}]},
        {"type": 7},
        {},
    ],
)
def test_a_message_of_the_wrong_shape_is_an_unknown_kind(fields: dict[str, Any]) -> None:
    value = {"messages": [{"from": "628111", "id": "wamid.1", "timestamp": "x", **fields}]}
    body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()
    (event,) = parse(body)
    assert (event.type, event.kind, event.chat_id, event.sent_at) == ("message", "unknown", "628111", None)


WORDS = """
entry changes value field metadata phone_number_id contacts wa_id user_id profile name username
messages from from_user_id id timestamp type text body interactive button_reply list_reply nfm_reply
response_json image audio voice caption location latitude longitude reaction message_id emoji system
previous_user_id errors code title error_data details statuses status recipient_id
biz_opaque_callback_data context edit revoke original_message_id message phones phone formatted_name
"""
KEYS = WORDS.split()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        json_with_keys(KEYS),
        st.builds(
            lambda value: {"entry": [{"changes": [{"field": "messages", "value": value}]}]},
            st.dictionaries(
                st.sampled_from(["messages", "statuses", "errors", "contacts", "metadata"]),
                st.lists(json_with_keys(KEYS), max_size=3),
                max_size=4,
            ),
        ),
        st.builds(
            lambda item: {"entry": [{"changes": [{"value": {"messages": [{"from": "628111", **item}]}}]}]},
            st.dictionaries(st.sampled_from(KEYS), json_with_keys(KEYS), max_size=8),
        ),
    )
)
def test_any_json_is_read_or_malformed(value: object) -> None:
    try:
        events = parse(json.dumps(value).encode())
    except MalformedBody:
        return
    assert events
    for event in events:
        assert event.kind in MESSAGE_KINDS
        stored = msgspec.json.encode(event)
        assert not has_nul(msgspec.to_builtins(event))
        assert msgspec.json.decode(stored, type=Inbound) == event
        assert event.external_id
        assert len(event.external_id) <= 255
        assert len(event.chat_id) <= 160


def test_times_are_aware() -> None:
    (event,) = parse(load("whatsapp", "text"))
    assert event.sent_at is not None
    assert event.sent_at.utcoffset() == timedelta(0)
