"""Signatures over raw bytes, and the challenge."""

from __future__ import annotations

import pytest

from bot.channels.whatsapp.signature import challenge, is_signed, sign

BODY = b'{"text":"\\u4f60\\u597d"}'


def test_known_value() -> None:
    # RFC 4231, test case 2.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert sign(b"what do ya want for nothing?", "Jefe") == f"sha256={expected}"


@pytest.mark.parametrize("name", ["X-Hub-Signature-256", "x-hub-signature-256", "X-HUB-SIGNATURE-256"])
def test_header_of_any_case(name: str) -> None:
    assert is_signed({name: sign(BODY, "secret")}, BODY, "secret")


@pytest.mark.parametrize(
    ("headers", "body", "secret"),
    [
        ({}, BODY, "secret"),
        ({"x-hub-signature-256": ""}, BODY, "secret"),
        ({"x-hub-signature-256": "sha256="}, BODY, "secret"),
        ({"x-hub-signature-256": sign(BODY, "secret")[7:]}, BODY, "secret"),
        ({"x-hub-signature-256": sign(BODY, "other")}, BODY, "secret"),
        ({"x-hub-signature-256": sign(BODY, "secret")}, '{"text":"你好"}'.encode(), "secret"),
        ({"x-hub-signature-256": sign(BODY, "secret")}, BODY + b" ", "secret"),
        ({"x-hub-signature-256": sign(BODY, "")}, BODY, ""),
        ({"x-hub-signature-256": "sha256=é"}, BODY, "secret"),
    ],
)
def test_not_signed(headers: dict[str, str], body: bytes, secret: str) -> None:
    assert not is_signed(headers, body, secret)


def _query(**values: str) -> dict[str, str]:
    return {f"hub.{key}": value for key, value in values.items()}


def test_challenge() -> None:
    asked = _query(mode="subscribe", verify_token="ours", challenge="1158201444")
    assert challenge(asked, "ours") == "1158201444"


@pytest.mark.parametrize(
    ("query", "token"),
    [
        (_query(mode="subscribe", verify_token="theirs", challenge="1"), "ours"),
        (_query(mode="unsubscribe", verify_token="ours", challenge="1"), "ours"),
        (_query(mode="subscribe", verify_token="ours"), "ours"),
        (_query(mode="subscribe", verify_token="", challenge="1"), ""),
        ({}, "ours"),
    ],
)
def test_challenge_refused(query: dict[str, str], token: str) -> None:
    assert challenge(query, token) is None
