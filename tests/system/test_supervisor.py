"""The supervisor: starts again what dies, ends its children."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.system.supervisor import Child, Supervisor

COUNTS = "import sys, pathlib, time; p = pathlib.Path(sys.argv[1]); p.open('a').write('x'); time.sleep(60)"


async def until(condition, seconds: float = 15.0) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not condition():
        assert loop.time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.05)


async def test_a_killed_child_is_started_again_and_all_end(tmp_path: Path) -> None:
    file = tmp_path / "starts"
    supervisor = Supervisor([Child("worker", (sys.executable, "-c", COUNTS, str(file)))])
    running = asyncio.create_task(supervisor.run())
    await until(lambda: file.exists() and file.read_text() == "x")
    first = supervisor.processes["worker"].pid
    os.kill(first, signal.SIGKILL)
    await until(lambda: file.read_text() == "xx")
    second = supervisor.processes["worker"]
    assert second.pid != first
    supervisor.stop()
    await asyncio.wait_for(running, 20)
    assert second.returncode is not None


async def test_output_goes_to_the_log_file(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "worker.log"
    child = Child(
        "worker",
        (sys.executable, "-c", "print('hello', flush=True); import time; time.sleep(60)"),
        log_file=log,
    )
    supervisor = Supervisor([child])
    running = asyncio.create_task(supervisor.run())
    await until(lambda: log.exists() and "hello" in log.read_text())
    supervisor.stop()
    await asyncio.wait_for(running, 20)
