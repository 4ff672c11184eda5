"""One entrance for both platforms' addresses, told apart by their first part."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.params import FromPath

from bot.simulator.state import Simulator
from bot.simulator.telegram_api.routes import handle_call, handle_file
from bot.simulator.whatsapp_api.routes import handle_download, handle_graph


@route(
    "/{head:str}/{rest:path}",
    http_method=[HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE],
    status_code=200,
    include_in_schema=False,
)
async def platform_call(
    request: Request[Any, Any, Any], head: FromPath[str], rest: FromPath[str]
) -> Response[bytes]:
    """/bot<token>/…, /file/bot<token>/…, /v26.0/…, or the address of a media file."""
    simulator: Simulator = request.app.state.simulator
    if head == "file":
        return await handle_file(simulator, rest)
    if head.startswith("bot"):
        return await handle_call(simulator, request, head[3:], rest)
    if head == "whatsapp_business":
        return await handle_download(simulator, request)
    return await handle_graph(simulator, request, head, rest)
