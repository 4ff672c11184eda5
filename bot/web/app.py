"""Assembles the web role: one application from the routes of each part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, get
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.response import Redirect

from bot import __version__
from bot.desk.app import desk_handlers
from bot.engine.runtime import Runtime
from bot.engine.service import Service
from bot.web.health import healthz, metrics, readyz
from bot.web.webhooks import webhook_handlers


def create_app(runtime: Runtime, roles: frozenset[str], simulator_url: str = "") -> Litestar:
    """Return the application; the loops of the other roles named run within its lifetime.

    Args:
        roles: any of web, engine, courier.
        simulator_url: where the simulator's phone is, when there is one.
    """

    @asynccontextmanager
    async def _lifespan(_app: Litestar) -> AsyncIterator[None]:
        service = Service(runtime, roles)
        service.start()
        try:
            yield
        finally:
            await service.stop()
            for adapter in runtime.adapters.values():
                await adapter.close()
            runtime.store.close()

    @get("/", include_in_schema=False)
    async def home() -> Redirect:
        """Lead people to the desk."""
        return Redirect("/desk")

    @get("/simulator", include_in_schema=False)
    async def simulator() -> Redirect:
        """Lead to the phone, which is a server of its own."""
        return Redirect(simulator_url)

    handlers = [home, healthz, readyz, metrics, *webhook_handlers(runtime)]
    if "web" in roles:
        handlers += desk_handlers(runtime)
    if simulator_url:
        handlers.append(simulator)
    config = AppConfig(
        route_handlers=handlers,
        lifespan=[_lifespan],
        state=State({"runtime": runtime}),
        openapi_config=OpenAPIConfig(title="Lindung", version=__version__, path="/schema"),
        debug=False,
    )
    return Litestar.from_config(config)
