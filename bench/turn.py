"""``python -m bench.turn``: acknowledgement, first answer, ring, ordinary turn, start, memory.

Starts the real service (SQLite in a temporary folder unless LINDUNG_BENCH_DATABASE_URL names a
PostgreSQL database) with the real Rasa process, and measures from outside. Needs trained models.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from bench.figures import line, single
from bench.platform import SECRET, TOKEN, Platform
from bot.accounts.seed import seed_demo
from bot.dialogue.process import rasa_python
from bot.settings import ROOT, load_settings
from bot.store.database import Store
from bot.store.migrate import migrate

PASSWORD = "bench-password"
CRITICAL = (
    "help my father is not breathing", "tolong ada kebakaran di rumah saya", "救命 有人拿刀追我",
    "au secours ma femme ne respire plus", "there is a fire in our building we are trapped",
    "suami saya tidak sadar", "我朋友被车撞了 流了很多血", "il y a le feu dans l'immeuble",
)  # fmt: skip
ORDINARY = (
    "hello", "how do I renew my passport", "what can you do", "terima kasih", "bonjour",
    "where is the nearest hospital", "你好", "apakah jakarta aman", "merci beaucoup", "谢谢",
)  # fmt: skip


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Bench:
    """The processes and the clients of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.platform_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.platform = Platform(self.url)
        self.client = httpx.AsyncClient(trust_env=False, timeout=30)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.database = os.environ.get("LINDUNG_BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.db'}")
        (folder / "models").symlink_to(load_settings().models_dir, target_is_directory=True)

    def start(self, name: str, arguments: list[str], environment: dict[str, str]) -> float:
        """Start a process and return the time of its start."""
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            arguments, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        return time.perf_counter()

    def start_rasa(self) -> float:
        """Start the Rasa process."""
        archive = self.folder / "models" / "core.tar.gz"
        arguments = [
            str(rasa_python()), "-m", "bot.dialogue.rasa_process", "--model", str(archive),
            "--socket", str(self.folder / "rasa.sock"), "--texts", str(ROOT / "nlu_data"),
        ]  # fmt: skip
        return self.start("rasa", arguments, {})

    def start_service(self) -> float:
        """Start the service with all roles."""
        environment = {
            "LINDUNG_DATABASE_URL": self.database,
            "LINDUNG_BASE_URL": self.url,
            "LINDUNG_DATA_DIR": str(self.folder),
            "LINDUNG_TELEGRAM_TOKEN": TOKEN,
            "LINDUNG_TELEGRAM_API_URL": f"http://127.0.0.1:{self.platform_port}",
            "LINDUNG_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "LINDUNG_TELEGRAM_MODE": "webhook",
            "LINDUNG_LOG_LEVEL": "WARNING",
        }
        return self.start("service", [sys.executable, "-m", "bot.system.serve"], environment)

    async def until_ready(self, started: float, dialogue: bool) -> float:
        """Return the seconds until webhooks are accepted, or until the dialogue is ready too."""
        while True:
            try:
                answer = await self.client.get(f"{self.url}/readyz")
                if answer.status_code == 200 and not (dialogue and "dialogue" in answer.json()["parts"]):
                    return time.perf_counter() - started
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.02)

    def memory_mb(self, name: str) -> float:
        """Return the resident memory of a process."""
        return float(psutil.Process(self.processes[name].pid).memory_info().rss / 1024**2)

    def stop(self) -> None:
        """Stop everything."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(30)


async def first_answers(bench: Bench, first_chat: int, rounds: int) -> tuple[list[float], list[float]]:
    """Return acknowledgement and first-answer times (ms) for critical messages, one at a time."""
    acknowledged, answered = [], []
    for number in range(rounds):
        chat = first_chat + number
        started, took = await bench.platform.write(bench.client, chat, CRITICAL[number % len(CRITICAL)])
        arrival = await bench.platform.next_arrival(chat, 0)
        acknowledged.append(took * 1000)
        if arrival is not None:
            answered.append((arrival.at - started) * 1000)
        await asyncio.sleep(0.05)
    return acknowledged, answered


async def ordinary_turns(bench: Bench, chat: int, turns: int, after_s: float = 0.0) -> tuple[list[float], list[float]]:
    """Return acknowledgement and reply times (ms) of one long conversation that begins after a while."""
    acknowledged, replied = [], []
    await asyncio.sleep(after_s)
    for number in range(turns):
        have = bench.platform.count(chat)
        started, took = await bench.platform.write(bench.client, chat, ORDINARY[number % len(ORDINARY)])
        arrival = await bench.platform.next_arrival(chat, have)
        acknowledged.append(took * 1000)
        if arrival is not None:
            replied.append((arrival.at - started) * 1000)
        # The pace within a chat would count as ours: wait until the bucket has room again.
        await asyncio.sleep(1.05)
    return acknowledged, replied


async def rings(bench: Bench, rounds: int) -> list[float]:
    """Return the times (ms) from a critical message to its alarm on an open desk screen."""
    desk = httpx.AsyncClient(base_url=bench.url, trust_env=False, timeout=None, follow_redirects=True)
    page = (await desk.get("/desk/login")).text
    token = re.search(r'name="_csrf" value="([^"]+)"', page)
    form = {"login": "siti", "password": PASSWORD, "_csrf": token.group(1) if token else ""}
    await desk.post("/desk/login", data=form)
    times: list[float] = []
    alarms: asyncio.Queue[float] = asyncio.Queue()

    async def listen() -> None:
        async with desk.stream("GET", "/desk/live") as stream:
            async for text in stream.aiter_lines():
                if text.startswith("event: alarm"):
                    alarms.put_nowait(time.perf_counter())

    listener = asyncio.create_task(listen())
    await asyncio.sleep(1)
    for number in range(rounds):
        while not alarms.empty():
            alarms.get_nowait()
        started, _ = await bench.platform.write(bench.client, 5_000_000 + number, CRITICAL[number % 8])
        try:
            times.append((await asyncio.wait_for(alarms.get(), 5) - started) * 1000)
        except TimeoutError:
            continue
        await asyncio.sleep(0.3)
    listener.cancel()
    await desk.aclose()
    return times


async def measure(bench: Bench, turns: int) -> list[str]:
    """Run all measurements and return the rows."""
    rows: list[str] = []
    rasa_started = bench.start_rasa()
    started = bench.start_service()
    accepted = await bench.until_ready(started, dialogue=False)
    ready = await bench.until_ready(rasa_started, dialogue=True)
    rows.append(single("start: webhooks accepted", f"{accepted:.1f} s", "≤ 3 s"))
    rows.append(single("start: dialogue ready", f"{ready:.1f} s", "≤ 12 s"))
    await ordinary_turns(bench, 1_000_000, 3)
    chats = await asyncio.gather(*(ordinary_turns(bench, 2_000_000 + n, turns, n * 0.27) for n in range(4)))
    acknowledged = [value for ack, _ in chats for value in ack]
    firsts = [value for _, replies in chats for value in replies[:5]]
    lasts = [value for _, replies in chats for value in replies[-5:]]
    everything = [value for _, replies in chats for value in replies]
    rows.append(line("ordinary turn, webhook → reply handed over, all", everything, "p50 ≤ 50, p95 ≤ 120"))
    rows.append(line("  turns 1–5", firsts))
    rows.append(line(f"  turns {turns - 4}–{turns}", lasts))
    ack, answers = await first_answers(bench, 3_000_000, 60)
    rows.append(line("critical → first answer handed to the channel", answers, "p95 ≤ 150"))
    rows.append(line("webhook acknowledged", acknowledged + ack, "p95 ≤ 30"))
    rows.append(line("critical → ringing on the operator's screen", await rings(bench, 20), "p95 ≤ 500"))
    rows.append(single("memory: service", f"{bench.memory_mb('service'):.0f} MB", "≤ 500 MB"))
    rows.append(single("memory: Rasa", f"{bench.memory_mb('rasa'):.0f} MB", "≤ 650 MB"))
    bench.processes["rasa"].kill()
    bench.processes.pop("rasa").wait()
    _, dead = await first_answers(bench, 4_000_000, 40)
    rows.append(line("critical → first answer, Rasa dead", dead, "p95 ≤ 150"))
    return rows


async def main(turns: int = 200) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="lindung-bench-") as name:
        bench = Bench(Path(name))
        store = Store(bench.database)
        migrate(store)
        store.write_now(lambda session: seed_demo(session, PASSWORD))
        store.close()
        async with bench.platform.serving(bench.platform_port):
            try:
                rows = await measure(bench, turns)
            finally:
                bench.stop()
                await bench.client.aclose()
        print(f"database: {bench.database.split(':')[0]}; {os.cpu_count()} cores")
        print("\n".join(rows))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
