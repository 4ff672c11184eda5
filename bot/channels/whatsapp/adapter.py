"""Speaks the WhatsApp Cloud API. Parsing, building and error mapping are pure modules beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import structlog

from bot.channels import wire
from bot.channels.http import download, too_large, transport_error, uses_proxy
from bot.channels.whatsapp.errors import PAIR_LIMIT, send_error
from bot.channels.whatsapp.inbound import CHANNEL, parse_body
from bot.channels.whatsapp.media import check_url
from bot.channels.whatsapp.outbound import read_and_typing, to_body
from bot.channels.whatsapp.signature import is_signed
from bot.messages.capabilities import WHATSAPP
from bot.messages.errors import FileRefused, MalformedBody, SendError
from bot.messages.types import Inbound, Outgoing, SendResult

log = structlog.get_logger(__name__)
CONNECTIONS = 64
REMEMBERED_LIMITS = 10_000
GONE = ("100", "131052")
"""Codes for a file that is no longer there."""


class WhatsAppAdapter:
    """One business number.

    Args:
        token: access token; goes to the API and to Meta's file hosts only.
        phone_number_id: our number's id.
        app_secret: key of the webhook signatures; without one no webhook is believed.
        api_url: address of the Graph API, without a slash at the end.
        api_version: such as ``v25.0``.
        read_timeout_s: seconds to wait for an answer.
    """

    name = CHANNEL
    capabilities = WHATSAPP

    def __init__(
        self,
        token: str,
        phone_number_id: str,
        app_secret: str,
        api_url: str,
        api_version: str,
        *,
        read_timeout_s: float = 15.0,
    ) -> None:
        self.account = phone_number_id
        self._app_secret = app_secret
        self._api_url = api_url
        self._base = f"{api_url}/{api_version}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._pair_limits: dict[str, int] = {}
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(read_timeout_s, connect=5.0, pool=2.0),
            limits=httpx.Limits(max_connections=CONNECTIONS),
            trust_env=uses_proxy(api_url),
        )

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the raw bytes carry Meta's signature."""
        return is_signed(headers, body, self._app_secret)

    def split(self, body: bytes) -> list[Inbound]:
        """Read a webhook body.

        Raises:
            MalformedBody: it is none.
        """
        return parse_body(body, self.account, datetime.now(UTC).strftime("%Y%m%d%H"))

    async def send(self, message: Outgoing) -> SendResult:
        """Send one message.

        Raises:
            SendError: it was refused, or nobody knows.
        """
        answer = await self._post(to_body(message), message.chat_id)
        messages = wire.array(wire.obj(answer).get("messages"))
        wamid = wire.ident(wire.obj(messages[0] if messages else None).get("id"), 255)
        if not wamid:
            raise SendError(
                "no_id",
                "WhatsApp's answer names no message. Nobody can tell whether it arrived: see its receipt.",
                certain=False,
            )
        return SendResult(wamid)

    async def acknowledge_tap(self, tap_id: str) -> None:
        """Buttons on WhatsApp do not wait for an answer."""

    async def show_typing(self, chat_id: str, message_id: str) -> None:
        """Mark the message as read and show "typing…"."""
        if not message_id:
            return
        try:
            await self._post(read_and_typing(message_id), "")
        except SendError as error:
            log.info("typing_not_shown", code=error.code)

    async def fetch_media(self, file_id: str, max_bytes: int) -> tuple[bytes, str]:
        """Return a file's content and MIME type; a dead address (they live five minutes) is asked for anew.

        Raises:
            FileRefused: too large, no longer there, or at an address that is not Meta's.
            SendError: a passing failure.
        """
        for _ in range(2):
            described = await self._describe(file_id)
            if (wire.whole(described.get("file_size")) or 0) > max_bytes:
                raise too_large(max_bytes)
            url = wire.text(described.get("url"), 4096)
            check_url(url, self._api_url)
            try:
                status, content, claimed = await download(self._http, url, max_bytes, self._headers)
            except httpx.HTTPError as error:
                raise transport_error("WhatsApp", error) from error
            if 200 <= status < 300:
                return content, wire.text(
                    described.get("mime_type"), 120
                ) or claimed or "application/octet-stream"
            if status != 404:
                raise SendError(
                    str(status), "WhatsApp did not hand out the file. It is tried again.", retryable=True
                )
        raise FileRefused("WhatsApp no longer has this file. Ask for it again.")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _describe(self, file_id: str) -> dict[str, Any]:
        if not file_id.isascii() or not file_id.replace("-", "").replace("_", "").isalnum():
            raise FileRefused(
                "WhatsApp gave this file an id that cannot be asked for. Ask for the file again."
            )
        try:
            answer = await self._call("GET", f"/{file_id}", params={"phone_number_id": self.account})
        except SendError as error:
            if error.code in GONE:
                raise FileRefused("WhatsApp no longer has this file. Ask for it again.") from error
            raise
        return wire.obj(answer)

    async def _post(self, body: dict[str, Any], chat_id: str) -> Any:
        hits = self._pair_limits.get(chat_id, 0)
        try:
            answer = await self._call(
                "POST", f"/{self.account}/messages", json=body, earlier_pair_limits=hits
            )
        except SendError as error:
            if error.code == PAIR_LIMIT and chat_id:
                if len(self._pair_limits) >= REMEMBERED_LIMITS:
                    self._pair_limits.pop(next(iter(self._pair_limits)))
                self._pair_limits[chat_id] = hits + 1
            raise
        self._pair_limits.pop(chat_id, None)
        return answer

    async def _call(self, method: str, path: str, *, earlier_pair_limits: int = 0, **arguments: Any) -> Any:
        """Call the API and return its JSON.

        Raises:
            SendError: no success.
        """
        try:
            response = await self._http.request(method, self._base + path, headers=self._headers, **arguments)
        except httpx.HTTPError as error:
            raise transport_error("WhatsApp", error) from error
        try:
            answer = wire.decode(response.content)
        except MalformedBody:
            answer = None
        if response.is_success and not wire.obj(answer).get("error"):
            return answer
        raise send_error(response.status_code, answer, earlier_pair_limits)
