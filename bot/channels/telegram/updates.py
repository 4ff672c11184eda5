"""``getUpdates`` with the raw JSON of each update, so that one bad update cannot spoil the others."""

from __future__ import annotations

import json

import httpx
import msgspec

from bot.channels import wire
from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.telegram.inbound import ALLOWED_UPDATES
from bot.messages.errors import MalformedBody

LIMIT = 100


class PollError(Exception):
    """Updates could not be fetched.

    Args:
        code: HTTP status, or 0 without an answer.
        text: what is wrong and what to do, for the state of the part.
        retry_after_s: seconds Telegram asks us to wait.
    """

    def __init__(self, code: int, text: str, retry_after_s: float = 0.0) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.retry_after_s = retry_after_s


class _Parameters(msgspec.Struct):
    retry_after: float = 0.0


class _Answer(msgspec.Struct):
    ok: bool = False
    result: list[msgspec.Raw] = []
    description: str = ""
    parameters: _Parameters | None = None


async def get_updates(adapter: TelegramAdapter, offset: int, timeout_s: int) -> list[bytes]:
    """Return the waiting updates from ``offset`` on, oldest first; all before it are confirmed by the call.

    Args:
        timeout_s: how long Telegram may wait for an update; the server allows 50.

    Raises:
        PollError: nothing could be fetched.
    """
    call = {"offset": offset, "limit": LIMIT, "timeout": timeout_s, "allowed_updates": ALLOWED_UPDATES}
    try:
        response = await adapter.http.post(
            f"{adapter.api_url}/bot{adapter.token}/getUpdates",
            json=call,
            timeout=httpx.Timeout(timeout_s + 10.0, connect=5.0),
        )
    except httpx.HTTPError as error:
        raise PollError(
            0, f"Telegram cannot be reached ({type(error).__name__}). It is tried again."
        ) from error
    try:
        answer = _read(response.content)
    except (msgspec.MsgspecError, MalformedBody) as error:
        raise PollError(
            response.status_code, f"Telegram's answer could not be read (HTTP {response.status_code})."
        ) from error
    if not answer.ok:
        wait = answer.parameters.retry_after if answer.parameters else 0.0
        raise PollError(response.status_code, _explain(response.status_code, answer.description), wait)
    return [bytes(update) for update in answer.result]


def _read(content: bytes) -> _Answer:
    """Read an answer; the fast reader refuses all of it for one broken character in one update.

    Raises:
        MalformedBody, MsgspecError: it cannot be read at all.
    """
    try:
        return msgspec.json.decode(content, type=_Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        answer = wire.obj(wire.decode(content))
    updates = answer.pop("result", [])
    if not isinstance(updates, list):
        raise MalformedBody("The answer's result is not a list.")
    result = [msgspec.Raw(json.dumps(update).encode()) for update in updates]
    return msgspec.structs.replace(msgspec.convert(answer, _Answer), result=result)


def next_offset(updates: list[bytes]) -> int | None:
    """Return the offset that confirms these updates; None when none of them has a number."""
    numbers = [number for number in map(_number_of, updates) if number is not None]
    return max(numbers) + 1 if numbers else None


def _number_of(update: bytes) -> int | None:
    try:
        number = wire.obj(wire.decode(update)).get("update_id")
    except MalformedBody:
        return None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _explain(status: int, description: str) -> str:
    if status == 409 and "webhook" in description:
        return (
            "Telegram delivers to a webhook, so polling gets nothing. Restart the service to remove it, "
            "or set LINDUNG_TELEGRAM_MODE=webhook."
        )
    if status == 409:
        return "Another program fetches this bot's messages. Stop it, or give it a token of its own."
    if status in (401, 404):
        return "Telegram refuses the bot's token. Set LINDUNG_TELEGRAM_TOKEN and restart."
    return f"Telegram answered {status}: {description}. It is tried again."
