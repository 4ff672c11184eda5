"""What every page of the desk is made from: who asks, in which language, in whose time zone."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.response import Response

from bot.accounts.web import SESSION_COOKIE, csrf_token, current_user
from bot.desk.labels import Labels
from bot.desk.local_time import zone_of
from bot.desk.templating import render
from bot.engine.runtime import Runtime
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import User

HTML = "text/html"
DeskRequest = Request[Any, Any, State]


class Page:
    """One request of somebody who is logged in."""

    def __init__(self, request: DeskRequest, runtime: Runtime, user: User, labels: Labels) -> None:
        self.request = request
        self.runtime = runtime
        self.user = user
        self.t = labels

    @property
    def store(self) -> Store:
        """The store of the service."""
        return self.runtime.store

    def html(
        self, template: str, status_code: int = 200, headers: dict[str, str] | None = None, **values: Any
    ) -> Response[str]:
        """Return a rendered template; pages hold people's words, so that no cache keeps them."""
        token = self.request.cookies.get(SESSION_COOKIE, "")
        text = render(
            template,
            t=self.t,
            user=self.user,
            zone=zone_of(self.user.desk),
            csrf=csrf_token(self.runtime.settings, token),
            now=utcnow(),
            **values,
        )
        return Response(text, status_code=status_code, media_type=HTML, headers=headers)

    def notice(
        self,
        key: str,
        tone: str = "bad",
        status_code: int = 200,
        headers: dict[str, str] | None = None,
        **values: Any,
    ) -> Response[str]:
        """Return one sentence for the corner of the page; ``tone``: ok, warning or bad."""
        return self.html(
            "_notice.html",
            status_code,
            {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML", **(headers or {})},
            tone=tone,
            words=self.t(key, **values),
        )


async def provide_page(request: DeskRequest) -> Page:
    """Return the page of a request that the guard has let through."""
    user = await current_user(request)
    assert user is not None
    return Page(request, request.app.state.runtime, user, Labels(user.interface_language))


def is_fragment(request: DeskRequest) -> bool:
    """Whether htmx asks for a part of the page (a restored history entry wants the whole)."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def browser_language(request: DeskRequest) -> str:
    """Return the first of our languages that the browser asks for; for pages before the log-in."""
    wanted = request.query_params.get("lang") or request.headers.get("accept-language") or ""
    for part in wanted.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in ("id", "en", "zh", "fr"):
            return code
    return "en"
