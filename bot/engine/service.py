"""Runs the roles of the service as loops of one process; a loop that fails starts again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.setup import keep_set_up
from bot.dialogue.errors import DialogueError
from bot.engine.runtime import Runtime
from bot.engine.screen import Screen
from bot.engine.timers import Clock
from bot.engine.turns import Turns
from bot.messages.attachments import Fetcher
from bot.messages.delivery import Courier

log = structlog.get_logger(__name__)
Loop = Callable[[asyncio.Event], Awaitable[None]]
PING_EVERY_S = 1.0


class Service:
    """The loops of the roles ``engine`` and ``courier``."""

    def __init__(self, runtime: Runtime, roles: frozenset[str]) -> None:
        self._runtime = runtime
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._loops = self._loops_of(roles)

    def _loops_of(self, roles: frozenset[str]) -> dict[str, Loop]:
        runtime = self._runtime
        loops: dict[str, Loop] = {}
        if "engine" in roles:
            loops["screen"] = Screen(runtime).run
            loops["turns"] = Turns(runtime).run
            loops["dialogue"] = self._watch_dialogue
        if "courier" in roles:
            loops["courier"] = Courier(runtime.store, runtime.adapters).run
            loops["media"] = Fetcher(runtime.store, runtime.adapters, runtime.settings.media_dir).run
            loops["clock"] = Clock(runtime).run
            telegram = runtime.adapters.get("telegram")
            if isinstance(telegram, TelegramAdapter):
                loops["profile"] = lambda stop: keep_set_up(telegram, runtime.settings, stop)
                if runtime.settings.telegram_mode == "polling":
                    loops["polling"] = Poller(runtime.store, telegram, runtime.holder).run
        return loops

    def start(self) -> None:
        """Start all loops."""
        self._tasks = [
            asyncio.create_task(self._keep(name, loop), name=name) for name, loop in self._loops.items()
        ]

    async def stop(self) -> None:
        """Let what is under way finish, then end."""
        self._stop.set()
        if self._tasks:
            _done, pending = await asyncio.wait(self._tasks, timeout=25)
            for task in pending:
                task.cancel()

    async def _keep(self, name: str, loop: Loop) -> None:
        """Run a loop again after a failure: a lost database or a bug must not end the service."""
        pause = 0.2
        while not self._stop.is_set():
            try:
                await loop(self._stop)
                pause = 0.2
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("loop_failed", loop=name)
                await asyncio.sleep(pause)
                pause = min(5.0, pause * 2)

    async def _watch_dialogue(self, stop: asyncio.Event) -> None:
        """Note whether the Rasa process answers, for the console and ``/readyz``."""
        trouble = "not asked yet"
        self._runtime.watch["dialogue"] = lambda: trouble
        while not stop.is_set():
            if self._runtime.dialogue is None:
                trouble = (
                    "The dialogue process is not set up: emergencies, menu and desk work, talk does not."
                )
            else:
                try:
                    await self._runtime.dialogue.ping()
                    trouble = ""
                except DialogueError as error:
                    trouble = str(error)
            try:
                await asyncio.wait_for(stop.wait(), PING_EVERY_S)
            except TimeoutError:
                continue
