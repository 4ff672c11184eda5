"""The routes below ``/api/v1``, as the web role mounts them."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide
from litestar.openapi.spec import Components, SecurityScheme

from bot.api.admission import PER_MINUTE, admit_with_token, caller_of
from bot.api.auditing import AuditRefusals
from bot.api.controllers.cases import Cases
from bot.api.controllers.desks import Desks
from bot.api.controllers.partners import Partners
from bot.api.controllers.statistics import Statistics
from bot.api.controllers.webhooks import Webhooks
from bot.api.problems import EXCEPTION_HANDLERS
from bot.api.signing import HEADER

PATH = "/api/v1"
MAX_BODY = 64 * 1024
COMPONENTS = Components(
    security_schemes={
        "token": SecurityScheme(
            type="http",
            scheme="bearer",
            bearer_format="lnd_…",
            description="A token of `lindung token add`; its scopes say what it may do.",
        ),
        "signature": SecurityScheme(
            type="apiKey",
            name=HEADER,
            security_scheme_in="header",
            description='`t=<unix>,v1=<hex>`: HMAC-SHA256 of the webhook\'s secret over `t + "." + body`.',
        ),
    }
)
"""For the application's OpenAPI configuration."""


def api_router(*, allow_private: bool = False, per_minute: int = PER_MINUTE) -> Router:
    """Return the routes for other systems. The application's state must hold the runtime.

    Args:
        allow_private: webhooks may go to this machine over plain http, for tests.
        per_minute: calls of one system within a minute.
    """

    def provide_private() -> bool:
        return allow_private

    def provide_limit() -> int:
        return per_minute

    with_token = Router(
        path="/",
        route_handlers=[Cases, Desks, Statistics, Webhooks],
        guards=[admit_with_token(per_minute)],
        security=[{"token": []}],
        dependencies={"caller": Provide(caller_of, sync_to_thread=False)},
    )
    return Router(
        path=PATH,
        route_handlers=[with_token, Partners],
        middleware=[AuditRefusals],
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=MAX_BODY,
        dependencies={
            "allow_private": Provide(provide_private, sync_to_thread=False),
            "per_minute": Provide(provide_limit, sync_to_thread=False),
        },
    )
