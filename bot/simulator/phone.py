"""A traveller's phone for tests: ``await phone.send_text("…")``, ``await phone.wait_for(…)``."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Any

import httpx

Message = dict[str, Any]
Predicate = Callable[[Message], bool]


class SimulatorError(AssertionError):
    """The simulator refused, or what a test waited for did not come; the message says what was there."""


class SimulatorClient:
    """Client of the control API. Use it as an async context manager, or call ``aclose``."""

    def __init__(self, base_url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.base_url = base_url
        self._http = httpx.AsyncClient(
            base_url=base_url + "/control", timeout=60.0, trust_env=False, transport=transport
        )

    async def __aenter__(self) -> SimulatorClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def call(
        self, verb: str, path: str, json: dict[str, Any] | None = None, params: dict[str, Any] | None = None
    ) -> Any:
        """One call of the control API. Raises ``SimulatorError`` with the simulator's own words."""
        body = {} if json is None and verb == "POST" else json
        query = {key: value for key, value in (params or {}).items() if value is not None}
        answer = await self._http.request(verb, path, json=body, params=query)
        if answer.is_error:
            raise SimulatorError(f"{verb} {path}: {answer.text}")
        return answer.json()

    async def new_phone(self, platform: str = "telegram", name: str = "Sari", **options: Any) -> Phone:
        """A new phone; options as ``POST /control/phones`` takes them (language_code, number, username,
        share_number, share_user_id, receipts, window_report)."""
        record = await self.call("POST", "/phones", {"platform": platform, "name": name, **options})
        return Phone(self, record)

    async def fail(self, platform: str, kind: str = "error", **options: Any) -> dict[str, Any]:
        """Plan a fault: count, method, phone, seconds, error={"code": …}."""
        return dict(await self.call("POST", "/faults", {"platform": platform, "kind": kind, **options}))

    async def webhooks(self, platform: str, **options: Any) -> dict[str, Any]:
        """Make the next webhooks special: hold, batch, shuffle, duplicate, shape."""
        return dict(await self.call("POST", "/webhooks", {"platform": platform, **options}))

    async def flush(self, platform: str) -> int:
        """Send what is held back. Returns how many items."""
        return int((await self.call("POST", "/webhooks/flush", {"platform": platform}))["released"])

    async def outgoing(
        self,
        *,
        platform: str | None = None,
        phone: str | None = None,
        method: str | None = None,
        after: int = 0,
    ) -> list[dict[str, Any]]:
        """Every call of the bot, oldest first."""
        query = {"platform": platform, "phone": phone, "method": method, "after": after}
        return list(await self.call("GET", "/outgoing", None, query))

    async def reset(self) -> None:
        """Begin anew."""
        await self.call("POST", "/reset")

    async def set_pacing(self, on: bool) -> None:
        """Switch the sending limits."""
        await self.call("POST", "/pacing", {"on": on})

    async def verify_whatsapp_webhook(self) -> tuple[bool, str]:
        """The challenge of the app dashboard. Returns success and an explanation."""
        answer = await self.call("POST", "/whatsapp/verify")
        return bool(answer["ok"]), str(answer["explanation"])

    async def add_template(self, name: str, language: str, body: str) -> None:
        """An approved WhatsApp template."""
        await self.call("POST", "/whatsapp/templates", {"name": name, "language": language, "body": body})


class Phone:
    """One phone. Messages are plain dictionaries: side, kind, text, rows, sheet, location, media, ticks …"""

    def __init__(self, client: SimulatorClient, record: dict[str, Any]) -> None:
        self.client = client
        self.id: str = record["id"]
        self.telegram_id: int = record["telegram_id"]
        self.number: str = record["number"]
        self.bsuid: str = record["bsuid"]
        self.seen = 0

    async def send(self, kind: str, **data: Any) -> Message:
        """Any action of the control API. Returns the bubble."""
        return dict(await self.client.call("POST", f"/phones/{self.id}/send", {"kind": kind, **data}))

    async def send_text(self, text: str, **data: Any) -> Message:
        """Write a text. Options: reply_to, age_seconds, group."""
        return await self.send("text", text=text, **data)

    async def tap(self, title: str = "", **data: Any) -> Message:
        """Tap the newest button (inline, reply, list row, keyboard) with this title, or with ``data=``."""
        return await self.send("tap", title=title, **data)

    async def send_location(self, latitude: float, longitude: float, **data: Any) -> Message:
        """Share a position."""
        return await self.send("location", latitude=latitude, longitude=longitude, **data)

    async def send_media(self, kind: str, data: bytes | None = None, **options: Any) -> Message:
        """Send a photo, voice, audio, video, document, sticker; without ``data`` a generated sample."""
        if data is not None:
            options["data_base64"] = base64.b64encode(data).decode()
        return await self.send(kind, **options)

    async def send_photo(self, data: bytes | None = None, caption: str = "", **options: Any) -> Message:
        """Send a photo."""
        return await self.send_media("photo", data, caption=caption, **options)

    async def record(self) -> dict[str, Any]:
        """The phone itself: keyboard, typing, notice, window_open, blocked, and its bubbles."""
        return dict(await self.client.call("GET", f"/phones/{self.id}"))

    async def change(self, **fields: Any) -> dict[str, Any]:
        """Change fields, for instance ``platform="whatsapp"``."""
        return dict(await self.client.call("PATCH", f"/phones/{self.id}", fields))

    async def block(self, blocked: bool = True) -> None:
        """Block or unblock the bot."""
        await self.client.call("POST", f"/phones/{self.id}/block", {"blocked": blocked})

    async def read(self) -> int:
        """Look at the chat (WhatsApp: read statuses). Returns how many statuses."""
        return int((await self.client.call("POST", f"/phones/{self.id}/read"))["statuses"])

    async def close_window(self, report: str = "error") -> None:
        """End WhatsApp's 24-hour window; ``report`` is error or status."""
        await self.client.call("POST", f"/phones/{self.id}/window", {"open": False, "report": report})

    async def messages(
        self, *, side: str | None = "bot", after: int = 0, platform: str | None = None, wait: float = 0.0
    ) -> list[Message]:
        """What is on the screen, oldest first; by default only the bot's messages."""
        query = {"side": side, "after": after, "platform": platform, "wait": wait}
        return list(await self.client.call("GET", f"/phones/{self.id}/messages", None, query))

    async def wait_for(
        self,
        predicate: Predicate | str,
        timeout: float = 10.0,  # noqa: ASYNC109 (it bounds a chain of calls)
        *,
        after: int | None = None,
        platform: str | None = None,
    ) -> Message:
        """The first bot message after the last one returned here that fits (a text: contains it).

        Raises ``SimulatorError`` with everything on the screen when none comes within ``timeout`` seconds.
        """
        fits = (lambda message: predicate in message["text"]) if isinstance(predicate, str) else predicate
        start = self.seen if after is None else after
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        newest = start
        while True:
            # Everything since the start is looked at each time: the bot may have edited an older message.
            for message in await self.messages(after=start, platform=platform):
                newest = max(newest, message["id"])
                if fits(message):
                    self.seen = max(self.seen, message["id"])
                    return message
            left = deadline - loop.time()
            if left <= 0:
                shown = [
                    (m["side"], m["kind"], m["text"])
                    for m in await self.messages(side=None, platform=platform)
                ]
                raise SimulatorError(f"Nothing fitting came within {timeout} s. On the screen: {shown}")
            await self.messages(after=newest, platform=platform, wait=min(left, 1.0))
