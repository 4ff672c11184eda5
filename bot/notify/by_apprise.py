"""Calls by whatever Apprise knows (ntfy, Matrix, SMS gateways …), where that package is installed."""

from __future__ import annotations

import asyncio
from importlib import import_module
from types import ModuleType

from bot.notify.notifier import Notice, NotifyError

MISSING = "Calls of kind 'apprise' need the package apprise: pip install apprise, then restart."


class AppriseNotifier:
    """Sends to Apprise addresses such as ``ntfys://topic``. Without the package each call says what to do."""

    def __init__(self) -> None:
        self._apprise: ModuleType | None = None

    async def send(self, address: str, notice: Notice) -> None:
        """Send one call.

        Raises:
            NotifyError: the package is missing, the address is unknown to it, or it was not taken.
        """
        await asyncio.to_thread(self._send, address, notice)

    async def close(self) -> None:
        """Nothing is kept open."""

    def _send(self, address: str, notice: Notice) -> None:
        if self._apprise is None:
            try:
                self._apprise = import_module("apprise")
            except ImportError as error:
                raise NotifyError(MISSING) from error
        way = self._apprise.Apprise()
        if not way.add(address):
            raise NotifyError("Apprise does not know this kind of address. Correct it.")
        if not way.notify(title=notice.title, body=notice.desk):
            raise NotifyError(
                "The service behind Apprise did not take the call. It is tried again.", retryable=True
            )
