"""The routes of the desk, as the web role mounts them."""

from __future__ import annotations

from typing import Any

from litestar import Router
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.static_files import create_static_files_router

from bot.accounts.web import require
from bot.desk.feed import Feed
from bot.desk.pages import provide_page
from bot.desk.security import EXCEPTION_HANDLERS, add_headers
from bot.desk.templating import STATIC, VENDOR
from bot.desk.views import (
    access,
    account,
    accounts,
    actions,
    cards,
    case,
    deadlines,
    desks,
    drills,
    duplicates,
    invitation,
    live,
    login,
    media,
    numbers_again,
    problems,
    pushes,
    queue,
    reference,
    second_factor,
    second_phones,
    settings,
    statistics,
    transfers,
)
from bot.engine.runtime import Runtime

FOR_EVER = CacheControlHeader(max_age=31_536_000, immutable=True, public=True)


def desk_handlers(runtime: Runtime) -> list[Any]:
    """Return everything of the desk: its pages and its static files."""
    return [desk_router(runtime), *static_routers()]


def desk_router(runtime: Runtime) -> Router:
    """Return the pages below ``/desk``. The application's state must hold the same runtime."""
    feed = Feed(runtime.store)

    def provide_feed() -> Feed:
        return feed

    answering = Router(
        path="/",
        route_handlers=[
            *actions.HANDLERS,
            *cards.HANDLERS,
            *deadlines.HANDLERS,
            *numbers_again.HANDLERS,
            *transfers.HANDLERS,
            *drills.HANDLERS,
            *duplicates.HANDLERS,
            *second_phones.HANDLERS,
        ],
        guards=[require("cases.answer")],
    )
    inside = Router(
        path="/",
        route_handlers=[
            *queue.HANDLERS,
            *case.HANDLERS,
            answering,
            *problems.HANDLERS,
            *desks.HANDLERS,
            *statistics.HANDLERS,
            *settings.HANDLERS,
            *pushes.HANDLERS,
            *live.HANDLERS,
            *media.HANDLERS,
            *access.HANDLERS,
            *accounts.HANDLERS,
        ],
        guards=[require("cases.read")],
        dependencies={"page": Provide(provide_page), "feed": Provide(provide_feed, sync_to_thread=False)},
    )
    # Trainers see no live conversations, but may look up what the service knows.
    readable = Router(
        path="/",
        route_handlers=[*reference.HANDLERS, *account.HANDLERS],
        guards=[require("account.own")],
        dependencies={"page": Provide(provide_page)},
    )
    # What must work before a second factor is there: setting it up, and going away.
    before = Router(
        path="/",
        route_handlers=[*second_factor.HANDLERS, login.log_out_here],
        guards=[require("account.own", before_second_factor=True)],
        dependencies={"page": Provide(provide_page)},
    )
    return Router(
        path="/desk",
        route_handlers=[inside, readable, before, *login.PUBLIC, *invitation.PUBLIC],
        after_request=add_headers,
        exception_handlers=EXCEPTION_HANDLERS,
        include_in_schema=False,
    )


def static_routers() -> list[Router]:
    """Return the routers of our own static files and of those fetched at set-up."""
    return [
        create_static_files_router(
            path=f"/static/{name}", directories=[folder], name=name, cache_control=FOR_EVER
        )
        for name, folder in (("desk", STATIC), ("vendor", VENDOR))
    ]
