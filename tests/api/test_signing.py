"""Signatures: made and checked with one scheme; anything else is refused."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.signing import BadSignature, sign, verify

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_the_scheme_is_the_one_that_is_documented() -> None:
    moment = int(NOW.timestamp())
    expected = hmac.new(b"s", f"{moment}.".encode() + b'{"a":1}', hashlib.sha256).hexdigest()
    assert sign("s", b'{"a":1}', NOW) == f"t={moment},v1={expected}"
    assert verify("s", b'{"a":1}', f"t={moment},v1={expected}", NOW) == expected


@given(secret=st.text(), body=st.binary(), shift=st.integers(-300, 300))
def test_what_we_sign_is_accepted_for_five_minutes(secret: str, body: bytes, shift: int) -> None:
    assert verify(secret, body, sign(secret, body, NOW), NOW + timedelta(seconds=shift))


@pytest.mark.parametrize("shift", [301, -301, 86400])
def test_old_and_future_calls(shift: int) -> None:
    with pytest.raises(BadSignature, match="five minutes"):
        verify("s", b"x", sign("s", b"x", NOW), NOW + timedelta(seconds=shift))


@given(secret=st.text(), body=st.binary(), other=st.binary())
def test_another_body_or_secret(secret: str, body: bytes, other: bytes) -> None:
    header = sign(secret, body, NOW)
    with pytest.raises(BadSignature):
        verify(secret + "x", body, header, NOW)
    if other != body:
        with pytest.raises(BadSignature):
            verify(secret, other, header, NOW)


@given(header=st.text(max_size=120))
def test_rubbish(header: str) -> None:
    with pytest.raises(BadSignature):
        verify("s", b"x", header, NOW)


def test_the_time_is_signed_too() -> None:
    header = sign("s", b"x", NOW).replace(f"t={int(NOW.timestamp())}", f"t={int(NOW.timestamp()) + 1}")
    with pytest.raises(BadSignature, match="does not fit"):
        verify("s", b"x", header, NOW)
