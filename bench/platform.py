"""The smallest platform: delivers Telegram updates to the service and notes when it answers.

Not the strict simulator: here only the time between the two counts.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
import uvicorn

TOKEN = "700100:BENCH-TOKEN-FOR-LOOPBACK-ONLY-0000"
SECRET = "bench-secret"


@dataclass
class Arrival:
    """One message that the service handed over."""

    at: float
    text: str


@dataclass
class Platform:
    """Receives what the bot sends, and sends what travellers write."""

    service_url: str
    arrivals: dict[str, list[Arrival]] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer every Bot API call as Telegram would (ASGI)."""
        if scope["type"] != "http":
            return
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        result: Any = True
        if scope["path"].endswith("/sendMessage"):
            values = parse_qs(body.decode())
            chat = values["chat_id"][0]
            self.arrivals.setdefault(chat, []).append(Arrival(time.perf_counter(), values["text"][0]))
            self._changed.set()
            result = {
                "message_id": next(self._ids), "date": int(time.time()),
                "chat": {"id": int(chat), "type": "private"}, "text": values["text"][0],
            }  # fmt: skip
        elif scope["path"].endswith("/getMe"):
            result = {"id": 700100, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        answer = json.dumps({"ok": True, "result": result}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def write(self, client: httpx.AsyncClient, chat: int, text: str) -> tuple[float, float]:
        """Deliver one message; return when it was handed over and how long the acknowledgement took (s)."""
        number = next(self._ids)
        sender = {"id": chat, "is_bot": False, "first_name": "Bench", "language_code": "en"}
        update = {
            "update_id": number,
            "message": {
                "message_id": number, "date": int(time.time()), "from": sender,
                "chat": {"id": chat, "type": "private"}, "text": text,
            },
        }  # fmt: skip
        started = time.perf_counter()
        answer = await client.post(
            f"{self.service_url}/telegram/webhook",
            json=update,
            headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
        )
        answer.raise_for_status()
        return started, time.perf_counter() - started

    async def next_arrival(self, chat: int, have: int, seconds: float = 10.0) -> Arrival | None:
        """Return the arrival after the first ``have`` ones of a chat; None when none comes in time."""
        deadline = time.perf_counter() + seconds
        while len(self.arrivals.get(str(chat), [])) <= have:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), deadline - time.perf_counter())
            except TimeoutError:
                return None
        return self.arrivals[str(chat)][have]

    def count(self, chat: int) -> int:
        """Return how many messages a chat has received."""
        return len(self.arrivals.get(str(chat), []))

    @asynccontextmanager
    async def serving(self, port: int) -> AsyncIterator[None]:
        """Listen on loopback."""
        config = uvicorn.Config(self, host="127.0.0.1", port=port, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield
        finally:
            server.should_exit = True
            await task
