"""A running simulator, a service that only listens, and clients that others wrote."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
import telegram
import uvicorn

from bot.simulator import SimulatorClient, SimulatorConfig, create_simulator, running_simulator
from bot.simulator.runner import listen_on


@dataclass
class Hit:
    """One request the listening service got."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """A service that notes every request; ``answer`` decides status and body."""

    url: str = ""
    hits: list[Hit] = field(default_factory=list)
    answer: Callable[[Hit], tuple[int, bytes]] = lambda hit: (200, b"")
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {key.decode().lower(): value.decode() for key, value in scope["headers"]}
        query = dict(httpx.QueryParams(scope["query_string"]).items())
        hit = Hit(scope["method"], scope["path"], query, headers, body)
        self.hits.append(hit)
        status, content = self.answer(hit)
        self.arrived.set()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": content})

    async def wait(self, count: int) -> list[Hit]:
        """Wait until ``count`` requests came."""
        async with asyncio.timeout(10):
            while len(self.hits) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.hits


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


@pytest_asyncio.fixture
async def receiver(in_process: bool) -> AsyncIterator[Receiver]:
    """The listening service; when all runs in process nobody listens."""
    app = Receiver()
    if in_process:
        app.url = "http://127.0.0.1:9"
        yield app
        return
    listener = listen_on("127.0.0.1", 0)
    app.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = _Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.005)
    yield app
    server.should_exit = True
    await task
    listener.close()


@pytest.fixture
def in_process() -> bool:
    """Whether the stand-ins run without a server of their own: faster, but nothing is delivered."""
    return False


@pytest.fixture
def options() -> dict[str, Any]:
    """Settings a test module or test may override by parametrizing ``options``."""
    return {}


@pytest.fixture
def config(receiver: Receiver, options: dict[str, Any]) -> SimulatorConfig:
    return replace(SimulatorConfig(service_url=receiver.url, pacing=False, retry_scale=0.004), **options)


@pytest_asyncio.fixture
async def transport(config: SimulatorConfig, in_process: bool) -> AsyncIterator[httpx.ASGITransport | None]:
    """The way into the application when it runs in process."""
    if not in_process:
        yield None
        return
    app = create_simulator(config)
    yield httpx.ASGITransport(app)
    await app.state.simulator.close()


@pytest_asyncio.fixture
async def base_url(config: SimulatorConfig, in_process: bool) -> AsyncIterator[str]:
    if in_process:
        yield "http://simulator"
        return
    async with running_simulator(config) as url:
        yield url


@pytest_asyncio.fixture
async def simulator(base_url: str, transport: httpx.ASGITransport | None) -> AsyncIterator[SimulatorClient]:
    async with SimulatorClient(base_url, transport=transport) as client:
        yield client


@pytest_asyncio.fixture
async def http(base_url: str, transport: httpx.ASGITransport | None) -> AsyncIterator[httpx.AsyncClient]:
    """A plain client of the stand-ins."""
    settings: dict[str, Any] = {"base_url": base_url, "trust_env": False, "timeout": 20}
    async with httpx.AsyncClient(transport=transport, **settings) as client:
        yield client


@pytest_asyncio.fixture
async def bot(base_url: str, config: SimulatorConfig) -> AsyncIterator[telegram.Bot]:
    """python-telegram-bot's own client."""
    client = telegram.Bot(
        config.telegram_token, base_url=f"{base_url}/bot", base_file_url=f"{base_url}/file/bot"
    )
    async with client:
        yield client


@pytest.fixture
def api(http: httpx.AsyncClient, config: SimulatorConfig) -> Callable[..., Any]:
    """Call a Telegram method with a form: ``await api("sendMessage", chat_id=1, text="x")``."""

    async def call(method: str, **values: Any) -> dict[str, Any]:
        data = {key: v if isinstance(v, str) else json.dumps(v) for key, v in values.items()}
        return (await http.post(f"/bot{config.telegram_token}/{method}", data=data)).json()

    return call


@pytest.fixture
def graph(http: httpx.AsyncClient, config: SimulatorConfig) -> Callable[..., Any]:
    """Send a WhatsApp message body; returns the response."""

    async def call(body: Any, **headers: str) -> httpx.Response:
        path = f"/{config.whatsapp_api_version}/{config.whatsapp_phone_number_id}/messages"
        return await http.post(
            path, json=body, headers={"Authorization": f"Bearer {config.whatsapp_token}", **headers}
        )

    return call
