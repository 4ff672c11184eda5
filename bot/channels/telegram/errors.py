"""What a failed Telegram call means for the courier, with a sentence for the operator."""

from __future__ import annotations

from datetime import timedelta

import httpx
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

from bot.channels.http import transport_error
from bot.messages.errors import SendError

BAD_TOKEN = "Telegram refuses the bot's token. Nothing can be sent: set LINDUNG_TELEGRAM_TOKEN and restart."


def send_error(error: TelegramError) -> SendError:
    """Map an error. The order counts: BadRequest and TimedOut are kinds of NetworkError."""
    if isinstance(error, RetryAfter):
        seconds = seconds_to_wait(error)
        return SendError(
            "429",
            f"Telegram asks to wait {seconds:g} s in this chat. The message is sent then.",
            retryable=True,
            retry_after_s=seconds,
        )
    if isinstance(error, ChatMigrated):
        return SendError(
            "migrated", f"Telegram moved this chat to {error.new_chat_id}. Write to the person anew."
        )
    if isinstance(error, InvalidToken):
        return SendError("401", BAD_TOKEN)
    if isinstance(error, Forbidden):
        return _forbidden(error)
    if isinstance(error, BadRequest):
        return _bad_request(error)
    if isinstance(error, TimedOut):
        # PTB raises the pool's time-out before anything is sent; it is the only safe one of its own.
        if error.message.startswith("Pool timeout"):
            return transport_error("Telegram", httpx.PoolTimeout(error.message))
        return transport_error("Telegram", _cause(error))
    if isinstance(error, NetworkError):
        return _network(error)
    if isinstance(error, Conflict):
        return SendError(
            "409", "Telegram reports a conflict of two programs. It is tried again.", retryable=True
        )
    return SendError(
        "unclear",
        "Telegram's answer could not be read. Nobody can tell whether it arrived: ask, or send it again.",
        retryable=True,
        certain=False,
    )


def seconds_to_wait(error: RetryAfter) -> float:
    """Seconds of a RetryAfter; newer releases of the library give a ``timedelta``."""
    wait: int | timedelta = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _forbidden(error: Forbidden) -> SendError:
    words = error.message.lower()
    if "blocked" in words:
        text = "The person has blocked the bot. Try to reach them another way."
    elif "deactivated" in words:
        text = "The person's Telegram account no longer exists. Try to reach them another way."
    else:
        text = f"Telegram does not let us write to this person: {error.message}"
    return SendError("403", text, unreachable=True)


def _bad_request(error: BadRequest) -> SendError:
    words = error.message.lower()
    if "chat not found" in words or "peer_id_invalid" in words:
        return SendError(
            "400",
            "Telegram does not know this chat. The person must write to the bot first.",
            unreachable=True,
        )
    return SendError("400", f"Telegram refused the message: {error.message}. Change it, or tell the team.")


def _network(error: NetworkError) -> SendError:
    cause = _cause(error)
    if cause is None or isinstance(cause, TelegramError):
        # The server answered with an error, so it did not take the message.
        return SendError(
            "5xx",
            f"Telegram has a fault of its own ({error.message[:120]}). It is tried again.",
            retryable=True,
        )
    return transport_error("Telegram", cause)


def _cause(error: BaseException) -> Exception | None:
    return error.__cause__ if isinstance(error.__cause__, Exception) else None
