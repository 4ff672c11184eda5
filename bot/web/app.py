"""Assembles the web role: one application from the routes of each part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from litestar import Litestar, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler, Scope

from bot import __version__
from bot.api.app import COMPONENTS, api_router
from bot.api.problems import APP_EXCEPTION_HANDLERS
from bot.desk.app import desk_handlers
from bot.engine.runtime import Runtime
from bot.engine.service import Service
from bot.web.health import healthz, metrics, readyz
from bot.web.webhooks import webhook_handlers

log = structlog.get_logger(__name__)


async def _log_failure(error: Exception, scope: Scope) -> None:
    """Log what nobody handled; refusals that are meant (4xx) are no failures."""
    if not isinstance(error, HTTPException) or error.status_code >= 500:
        log.error("request_failed", path=scope["path"], exc_info=error)


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
        return Redirect(f"{simulator_url}/simulator")

    handlers: list[ControllerRouterHandler] = [home, healthz, readyz, metrics, *webhook_handlers(runtime)]
    if "web" in roles:
        handlers += [*desk_handlers(runtime), api_router(allow_private=runtime.settings.webhook_allow_private)]
    if simulator_url:
        handlers.append(simulator)
    return Litestar(
        route_handlers=handlers,
        lifespan=[_lifespan],
        state=State({"runtime": runtime}),
        openapi_config=OpenAPIConfig(
            title="Lindung", version=__version__, path="/schema", components=COMPONENTS, use_handler_docstrings=True
        ),
        exception_handlers=APP_EXCEPTION_HANDLERS,
        debug=False,
        after_exception=[_log_failure],
    )
