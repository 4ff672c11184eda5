"""The phone in the browser: one page, its styles and scripts."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

_STATIC = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


@get("/simulator", include_in_schema=False)
async def phone_page(request: Request[Any, Any, Any]) -> Response[str]:
    """The page with the phones."""
    name = html.escape(request.app.state.simulator.config.contact_name)
    text = (_STATIC / "page.html").read_text(encoding="utf-8").replace("{{contact_name}}", name)
    return Response(text, media_type="text/html; charset=utf-8", headers=_HEADERS)


@get("/simulator/static/{name:str}", include_in_schema=False)
async def static_file(name: FromPath[str]) -> Response[bytes]:
    """A script, style or picture of the page."""
    path = _STATIC / name
    if path.parent != _STATIC or path.suffix not in _TYPES or not path.is_file():
        raise NotFoundException("There is no such file.")
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix] + "; charset=utf-8", headers=_HEADERS)


@get("/", include_in_schema=False)
async def root() -> Redirect:
    """To the page."""
    return Redirect("/simulator")


PAGE_HANDLERS = [phone_page, static_file, root]
