"""Runs the real service for a test: its processes, the simulator, a Rasa process, a database."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy.orm import Session

from bot.accounts.seed import seed_demo
from bot.dialogue.process import rasa_python
from bot.settings import ROOT
from bot.simulator.config import SimulatorConfig
from bot.simulator.phone import SimulatorClient
from bot.simulator.runner import running_simulator
from bot.store.database import Store
from bot.store.migrate import migrate
from bot.store.tables import ComponentState
from tests.models import CACHE, CORE

PASSWORD = "a-password-for-tests"


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Processes:
    """The service's processes; each can be killed and started again."""

    environment: dict[str, str]
    folder: Path
    base_url: str
    socket_path: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start_service(self, roles: str = "web,engine,courier", name: str = "service") -> None:
        """Start a process with these roles."""
        self._start(name, [sys.executable, "-m", "bot.system.serve", roles], self.environment)

    def start_rasa(self) -> None:
        """Start the Rasa process; it is ready when ``wait_for_dialogue`` returns."""
        arguments = [
            str(rasa_python()), "-m", "bot.dialogue.rasa_process", "--model", str(CORE),
            "--socket", str(self.socket_path), "--texts", str(ROOT / "nlu_data"),
        ]  # fmt: skip
        self._start("rasa", arguments, {})

    def _start(self, name: str, arguments: list[str], environment: dict[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                arguments, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        """Kill a process without warning (SIGKILL)."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Stop all processes."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def log(self, name: str = "service") -> str:
        """Return the end of a process's log, for messages of failed tests."""
        path = self.folder / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace")[-4000:] if path.exists() else ""

    async def wait_for_service(self, seconds: float = 30) -> None:
        """Wait until the web role answers."""
        async with httpx.AsyncClient(trust_env=False) as client:
            await _until(lambda: _answers(client, f"{self.base_url}/healthz"), seconds, self.log)

    async def wait_for_dialogue(self, store: Store, seconds: float = 90) -> None:
        """Wait until the engine has found the Rasa process well."""

        def is_well(session: Session) -> bool:
            row = session.get(ComponentState, "dialogue")
            return row is not None and row.state == "ok"

        async def ready() -> bool:
            return await asyncio.to_thread(store.read_now, is_well)

        await _until(ready, seconds, lambda: self.log("rasa"))


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx.TransportError:
        return False


async def _until(check, seconds: float, explain) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not await check():
        if time.monotonic() > deadline:
            raise AssertionError(f"not ready in {seconds} s. Log:\n{explain()}")
        await asyncio.sleep(0.1)


@dataclass
class World:
    """Everything a test speaks to."""

    processes: Processes
    simulator: SimulatorClient
    store: Store
    base_url: str
    simulator_url: str


@asynccontextmanager
async def world(
    database_url: str, folder: Path, *, rasa: bool = True, roles: str = ""
) -> AsyncIterator[World]:
    """Start service, simulator and (where asked) Rasa over a database; stop all of it in the end."""
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    data = folder / "data"
    data.mkdir()
    (data / "models").symlink_to(CACHE, target_is_directory=True)
    store = Store(database_url)
    migrate(store)
    store.write_now(lambda session: seed_demo(session, PASSWORD))
    config = SimulatorConfig(
        service_url=base_url, telegram_webhook_preset=True, retry_scale=0.02, pacing=False
    )
    async with running_simulator(config) as simulator_url:
        environment = {
            "LINDUNG_DATABASE_URL": database_url,
            "LINDUNG_BASE_URL": base_url,
            "LINDUNG_DATA_DIR": str(data),
            "LINDUNG_RASA_SOCKET": str(folder / "rasa.sock"),
            "LINDUNG_SIMULATOR_URL": simulator_url,
            "LINDUNG_TELEGRAM_TOKEN": config.telegram_token,
            "LINDUNG_TELEGRAM_API_URL": simulator_url,
            "LINDUNG_TELEGRAM_WEBHOOK_SECRET": config.telegram_webhook_secret,
            "LINDUNG_TELEGRAM_MODE": "webhook",
            "LINDUNG_WHATSAPP_TOKEN": config.whatsapp_token,
            "LINDUNG_WHATSAPP_PHONE_NUMBER_ID": config.whatsapp_phone_number_id,
            "LINDUNG_WHATSAPP_APP_SECRET": config.whatsapp_app_secret,
            "LINDUNG_WHATSAPP_VERIFY_TOKEN": config.whatsapp_verify_token,
            "LINDUNG_WHATSAPP_API_URL": simulator_url,
            "LINDUNG_WHATSAPP_API_VERSION": config.whatsapp_api_version,
        }
        processes = Processes(environment, folder, base_url, folder / "rasa.sock")
        if rasa:
            processes.start_rasa()
        processes.start_service(*([roles] if roles else []))
        client = SimulatorClient(simulator_url)
        try:
            await processes.wait_for_service()
            if rasa and "engine" in (roles or "engine"):
                await processes.wait_for_dialogue(store)
            yield World(processes, client, store, base_url, simulator_url)
        finally:
            await client.aclose()
            processes.stop()
            store.close()
