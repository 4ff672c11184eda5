"""Speaks the Telegram Bot API. Parsing, building and error mapping are pure modules beside this one."""

from __future__ import annotations

import hmac
import mimetypes
from collections.abc import Mapping

import httpx
import structlog
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.request import HTTPXRequest

from bot.channels import wire
from bot.channels.http import download, header, too_large, transport_error, uses_proxy
from bot.channels.telegram.errors import send_error
from bot.channels.telegram.inbound import CHANNEL, parse_update
from bot.channels.telegram.outbound import to_call
from bot.messages.capabilities import TELEGRAM
from bot.messages.errors import FileRefused, SendError
from bot.messages.types import Inbound, Outgoing, SendResult

log = structlog.get_logger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
CONNECTIONS = 64


class TelegramAdapter:
    """One bot. No rate limiter of the library: one waiting chat would stop all others; the courier paces.

    Args:
        token: the bot's token.
        api_url: address of the Bot API server, without a slash at the end.
        webhook_secret: what Telegram repeats with every webhook; without one no webhook is believed.
        read_timeout_s: seconds to wait for an answer.
    """

    name = CHANNEL
    capabilities = TELEGRAM

    def __init__(
        self, token: str, api_url: str, webhook_secret: str = "", *, read_timeout_s: float = 10.0
    ) -> None:
        self.account = token.split(":", 1)[0]
        self.token = token
        self.api_url = api_url
        self.webhook_secret = webhook_secret
        self._calls = HTTPXRequest(
            CONNECTIONS,
            read_timeout=read_timeout_s,
            httpx_kwargs={"trust_env": uses_proxy(api_url)},
        )
        self.bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._calls,
            get_updates_request=self._calls,
        )
        self.http = httpx.AsyncClient(timeout=httpx.Timeout(30.0, connect=5.0), trust_env=uses_proxy(api_url))

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the body carries our secret."""
        given = header(headers, SECRET_HEADER).encode("utf-8", "replace")
        return bool(self.webhook_secret) and hmac.compare_digest(given, self.webhook_secret.encode())

    def split(self, body: bytes) -> list[Inbound]:
        """Read one Update.

        Raises:
            MalformedBody: it is none.
        """
        return parse_update(wire.decode(body), self.account)

    async def send(self, message: Outgoing) -> SendResult:
        """Send one message.

        Raises:
            SendError: it was refused, or nobody knows.
        """
        method, arguments = to_call(message)
        try:
            try:
                sent = await getattr(self.bot, method)(**arguments)
            except ChatMigrated as moved:
                sent = await getattr(self.bot, method)(**{**arguments, "chat_id": moved.new_chat_id})
        except TelegramError as error:
            raise send_error(error) from error
        except (TypeError, KeyError, ValueError) as error:
            # Telegram took it and answered in a form that the library does not know.
            raise send_error(TelegramError(f"unreadable answer: {type(error).__name__}")) from error
        return SendResult(str(sent.message_id))

    async def acknowledge_tap(self, tap_id: str) -> None:
        """Stop the spinner on a tapped button; one that is too old is nobody's loss."""
        if not tap_id:
            return
        try:
            await self.bot.answer_callback_query(tap_id)
        except TelegramError as error:
            log.info("tap_not_acknowledged", reason=error.message)

    async def show_typing(self, chat_id: str, message_id: str) -> None:
        """Show "typing…" for some seconds."""
        try:
            await self.bot.send_chat_action(int(chat_id), "typing")
        except (TelegramError, ValueError) as error:
            log.info("typing_not_shown", reason=str(error))

    async def fetch_media(self, file_id: str, max_bytes: int) -> tuple[bytes, str]:
        """Return a file's content and the type that its name suggests.

        Raises:
            FileRefused: too large (Telegram gives bots 20 MB), or no longer there.
            SendError: a passing failure.
        """
        try:
            file = await self.bot.get_file(file_id)
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise FileRefused(
                    "The file is larger than the 20 MB that Telegram lets a bot fetch."
                ) from error
            raise FileRefused(
                f"Telegram no longer has this file ({error.message}). Ask for it again."
            ) from error
        except TelegramError as error:
            raise send_error(error) from error
        except (TypeError, KeyError, ValueError) as error:
            raise FileRefused("Telegram described this file in a form that could not be read.") from error
        if (file.file_size or 0) > max_bytes:
            raise too_large(max_bytes)
        path = file.file_path or ""
        try:
            status, content, _ = await download(self.http, path, max_bytes)
        except httpx.HTTPError as error:
            raise transport_error("Telegram", error) from error
        if status == 404:
            raise FileRefused("Telegram no longer has this file. Ask for it again.")
        if not 200 <= status < 300:
            raise SendError(
                str(status), "Telegram did not hand out the file. It is tried again.", retryable=True
            )
        return content, mimetypes.guess_type(path)[0] or "application/octet-stream"

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.shutdown()
        await self.http.aclose()
