"""Errors of the library → what the courier does."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.errors import seconds_to_wait, send_error


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


POOL = TimedOut("Pool timeout: All connections in the connection pool are occupied.")

TABLE = [
    (RetryAfter(7), "429", True, True, 7.0, False),
    (Forbidden("Forbidden: bot was blocked by the user"), "403", False, True, None, True),
    (Forbidden("Forbidden: user is deactivated"), "403", False, True, None, True),
    (BadRequest("Chat not found"), "400", False, True, None, True),
    (BadRequest("Message is too long"), "400", False, True, None, False),
    (InvalidToken("Unauthorized"), "401", False, True, None, False),
    (ChatMigrated(-100), "migrated", False, True, None, False),
    (Conflict("x"), "409", True, True, None, False),
    (POOL, "not_connected", True, True, None, False),
    (caused(TimedOut(), httpx.ConnectTimeout("x")), "not_connected", True, True, None, False),
    (caused(TimedOut(), httpx.ReadTimeout("x")), "no_answer", True, False, None, False),
    (TimedOut(), "no_answer", True, False, None, False),
    (caused(NetworkError("x"), httpx.ConnectError("x")), "not_connected", True, True, None, False),
    (caused(NetworkError("x"), httpx.ReadError("x")), "no_answer", True, False, None, False),
    (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), "no_answer", True, False, None, False),
    (NetworkError("Bad Gateway"), "5xx", True, True, None, False),
    (caused(NetworkError("Bad Gateway (502)"), TelegramError("not JSON")), "5xx", True, True, None, False),
    (TelegramError("Invalid server response"), "unclear", True, False, None, False),
]


@pytest.mark.parametrize(("error", "code", "retryable", "certain", "wait", "unreachable"), TABLE)
def test_map(
    error: TelegramError, code: str, retryable: bool, certain: bool, wait: float | None, unreachable: bool
) -> None:
    mapped = send_error(error)
    found = (mapped.code, mapped.retryable, mapped.certain, mapped.retry_after_s, mapped.unreachable)
    assert found == (code, retryable, certain, wait, unreachable)
    assert len(mapped.text) > 20


def test_newer_libraries_give_a_duration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    assert seconds_to_wait(RetryAfter(timedelta(seconds=3))) == 3.0
