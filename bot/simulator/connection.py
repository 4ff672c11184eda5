"""Cutting a connection without an answer, which no web framework offers."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Litestar, Response
from litestar.types import Scope

_KEY = "simulator.raw_send"


class SimulatorApp(Litestar):
    """Litestar that keeps the server's own ``send`` in the scope, so that a handler can cut the line."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope[_KEY] = send
        await super().__call__(scope, receive, send)


async def cut(scope: Scope) -> Response[bytes]:
    """Close the TCP connection at once. Returns a response that can no longer reach the client."""
    cycle = getattr(scope.get(_KEY), "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None:
        transport.abort()
        await asyncio.sleep(0)
    return Response(b"", status_code=502)
