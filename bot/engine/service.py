"""Runs the roles of the service as loops of one process; a loop that fails starts again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog

from bot.api.safe_http import SafeClient
from bot.api.webhooks_out import WebhooksOut
from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.setup import keep_set_up
from bot.dialogue.errors import DialogueError
from bot.engine import deck
from bot.engine.reference_corrections import keep_loaded
from bot.engine.runtime import Runtime
from bot.engine.screen import Screen
from bot.engine.states import States
from bot.engine.timers import Clock
from bot.engine.turns import Turns
from bot.messages.attachments import Fetcher
from bot.messages.delivery import Courier
from bot.notify.registry import build_notifiers
from bot.notify.sender import PushSender
from bot.reference import place_at
from bot.store.commits import is_outage

if TYPE_CHECKING:
    from bot.dialogue.client import DialogueClient

log = structlog.get_logger(__name__)
Loop = Callable[[asyncio.Event], Awaitable[None]]
PING_EVERY_S = 1.0
_EVERYDAY = "selamat pagi"
OUTAGE_PAUSE_S = 0.5
"""Short: an emergency may have been stored just before the database went away."""


class Service:
    """The loops of the roles ``engine`` and ``courier``; every role keeps the corrections loaded."""

    def __init__(self, runtime: Runtime, roles: frozenset[str]) -> None:
        self._runtime = runtime
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._loops = self._loops_of(roles)

    def _loops_of(self, roles: frozenset[str]) -> dict[str, Loop]:
        runtime = self._runtime
        # Every role tells people numbers or shows them, so that every role needs the corrections.
        loops: dict[str, Loop] = {"reference": lambda stop: keep_loaded(runtime.store, stop)}
        if "engine" in roles:
            loops["warm-up"] = self._warm_up
            loops["screen"] = Screen(runtime).run
            loops["turns"] = Turns(runtime).run
            loops["dialogue"] = self._watch_dialogue
            loops["states"] = States(runtime).run
        if "courier" in roles:
            loops["courier"] = Courier(runtime.store, runtime.adapters).run
            loops["media"] = Fetcher(runtime.store, runtime.adapters, runtime.settings.media_dir).run
            loops["clock"] = Clock(runtime).run
            loops["push"] = PushSender(runtime.store, build_notifiers(runtime.settings)).run
            safe = SafeClient(runtime.settings.webhook_allow_private)
            loops["webhooks"] = WebhooksOut(runtime.store, runtime.holder, safe).run
            telegram = runtime.adapters.get("telegram")
            if isinstance(telegram, TelegramAdapter):
                loops["profile"] = lambda stop: keep_set_up(telegram, runtime.settings, stop)
                if runtime.settings.telegram_mode == "polling":
                    # The one process of an embedded database inherits the polling of its predecessor at once.
                    holder = "embedded" if runtime.store.is_sqlite else runtime.holder
                    loops["polling"] = Poller(runtime.store, telegram, holder).run
        return loops

    def start(self) -> None:
        """Start all loops."""
        self._tasks = [asyncio.create_task(self._keep(name, loop), name=name) for name, loop in self._loops.items()]

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
            except Exception as error:
                if is_outage(error):
                    log.warning("loop_waits_for_the_database", loop=name, error=type(error).__name__)
                    await asyncio.sleep(OUTAGE_PAUSE_S)
                    continue
                log.exception("loop_failed", loop=name)
                await asyncio.sleep(pause)
                pause = min(5.0, pause * 2)

    async def _warm_up(self, stop: asyncio.Event) -> None:
        """Load what the first full reading needs, so that no traveller waits seconds for it."""
        await asyncio.to_thread(self._runtime.nlu.understand, _EVERYDAY)
        await asyncio.to_thread(place_at.warm_up)
        await asyncio.to_thread(deck.warm_up)
        await stop.wait()

    async def _watch_dialogue(self, stop: asyncio.Event) -> None:
        """Note whether the Rasa process answers, for the console and ``/readyz``."""
        trouble = "The dialogue is starting: emergencies, menu and desk work already."
        self._runtime.watch["dialogue"] = lambda: trouble
        while not stop.is_set():
            try:
                if self._runtime.dialogue is None:
                    # Reading all texts and actions takes a moment that messages need not wait for.
                    self._runtime.dialogue = await asyncio.to_thread(_dialogue_client, self._runtime)
                await self._runtime.dialogue.ping()
                trouble = ""
            except DialogueError as error:
                trouble = str(error)
            except Exception as error:
                log.exception("dialogue_unusable")
                trouble = f"The dialogue's texts or actions cannot be read: {error}"
            try:
                await asyncio.wait_for(stop.wait(), PING_EVERY_S)
            except TimeoutError:
                continue


def _dialogue_client(runtime: Runtime) -> DialogueClient:
    # Imported here: the SDK of the actions costs half a second of the start.
    from bot.dialogue.client import DialogueClient

    return DialogueClient(runtime.settings.rasa_socket)
