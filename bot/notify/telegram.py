"""Calls by Telegram, from the service's own bot. The person must have written to it once."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import httpx

from bot.notify.notifier import Notice, NotifyError

TIMEOUT_S = 10.0
FIRST_WRITE = "Telegram does not let the bot write to this person: write /start to the bot from that account."


class TelegramNotifier:
    """Sends to chats with people of the desk; the address is the chat's number."""

    def __init__(self, token: str, api_url: str, timeout_s: float = TIMEOUT_S) -> None:
        self._url = f"{api_url}/bot{token}/sendMessage"
        # A stand-in on this machine is reached directly, whatever proxy the environment names.
        outside = not _is_loopback(httpx.URL(api_url).host)
        self._client = httpx.AsyncClient(timeout=timeout_s, trust_env=outside, follow_redirects=False)

    async def send(self, address: str, notice: Notice) -> None:
        """Send one message.

        Raises:
            NotifyError: Telegram could not be reached, or refused it.
        """
        try:
            answer = await self._client.post(self._url, json={"chat_id": address, "text": notice.text})
        except httpx.HTTPError as error:
            # Its words may hold the address, and that the token: only its kind goes on.
            name = type(error).__name__
            raise NotifyError(
                f"Telegram does not answer ({name}). It is tried again.", retryable=True
            ) from None
        body = _object(answer)
        if answer.status_code != 200 or body.get("ok") is not True:
            raise _refusal(answer.status_code, body)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _refusal(status: int, body: dict[str, Any]) -> NotifyError:
    if status == 429:
        parameters = body.get("parameters")
        wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
        seconds = float(wait) if isinstance(wait, int | float) and not isinstance(wait, bool) else None
        return NotifyError("Telegram asks to wait.", retryable=True, retry_after_s=seconds)
    if status in (401, 404):
        return NotifyError("Telegram refuses the bot's token. Set LINDUNG_TELEGRAM_TOKEN and restart.")
    if status == 403 or (status == 400 and "chat not found" in str(body.get("description")).lower()):
        return NotifyError(FIRST_WRITE)
    if 400 <= status < 500:
        return NotifyError(f"Telegram refused the call ({status}). Look at the person's chat number.")
    return NotifyError(f"Telegram has a fault of its own ({status}). It is tried again.", retryable=True)


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
