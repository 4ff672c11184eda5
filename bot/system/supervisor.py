"""Starts the processes of the service, watches them, starts them again when they die."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)
STOP_WITHIN_S = 30.0
STEADY_AFTER_S = 20.0
MAX_PAUSE_S = 5.0


@dataclass(frozen=True)
class Child:
    """One process to keep alive. Its standard input is a pipe: when we die it reads the end of it."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    log_file: Path | None = None


class Supervisor:
    """Keeps children alive until it is told to stop."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._stop = asyncio.Event()
        self.processes: dict[str, asyncio.subprocess.Process] = {}

    async def run(self) -> None:
        """Start all and keep them until SIGTERM or SIGINT, then stop them in reverse order."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        keepers = [asyncio.create_task(self._keep(child)) for child in self._children]
        await self._stop.wait()
        for child in reversed(self._children):
            await self._end(child.name)
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)

    def stop(self) -> None:
        """End all children and return from ``run``."""
        self._stop.set()

    async def _keep(self, child: Child) -> None:
        pause = 0.2
        while not self._stop.is_set():
            started = time.monotonic()
            code = await self._run_once(child)
            if self._stop.is_set():
                return
            if time.monotonic() - started > STEADY_AFTER_S:
                pause = 0.2
            log.error("process_died", name=child.name, code=code, again_in_s=pause)
            await asyncio.sleep(pause)
            pause = min(MAX_PAUSE_S, pause * 2)

    async def _run_once(self, child: Child) -> int:
        output = None
        if child.log_file is not None:
            child.log_file.parent.mkdir(parents=True, exist_ok=True)
            output = child.log_file.open("ab")
        try:
            process = await asyncio.create_subprocess_exec(
                *child.arguments,
                cwd=child.cwd,
                env={**os.environ, **child.environment},
                stdin=asyncio.subprocess.PIPE,
                stdout=output or sys.stderr,
                stderr=output or sys.stderr,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order.
            )
        finally:
            if output is not None:
                output.close()
        self.processes[child.name] = process
        return await process.wait()

    async def _end(self, name: str) -> None:
        process = self.processes.get(name)
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
        except TimeoutError:
            process.kill()
            await process.wait()
