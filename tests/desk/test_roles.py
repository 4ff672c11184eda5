"""Role by route: every page of the desk, asked for by every role."""

from __future__ import annotations

import re

import httpx
import pytest
from litestar import Litestar

from bot.accounts.permissions import ROLES
from bot.accounts.web import SESSION_COOKIE
from bot.store.database import Store
from bot.store.tables import User
from tests.desk.conftest import Desk

PUBLIC = {"/desk/login", "/desk/login/code", "/desk/invitation/{token}"}
DESK = {"operator", "officer", "supervisor", "admin"}
SENIOR = {"supervisor", "admin"}
ADMIN = {"admin"}
EXPECTED = {
    "GET /desk": DESK,
    "GET /desk/cases/{code}": DESK,
    "GET /desk/cases/{code}/access": SENIOR,
    "POST /desk/cases/{code}/claim": DESK,
    "POST /desk/cases/{code}/reply": DESK,
    "POST /desk/cases/{code}/resolve": DESK,
    "POST /desk/outbox/{item_id}/retry": DESK,
    "POST /desk/transfers/{transfer_id}/accept": DESK,
    "GET /desk/media/{attachment_id}": DESK,
    "GET /desk/live": DESK,
    "GET /desk/statistics": SENIOR,
    "GET /desk/statistics/csv": SENIOR,
    "GET /desk/reference": set(ROLES),
    "POST /desk/reference/row": ADMIN,
    "GET /desk/desks": DESK,
    "POST /desk/desks/{code}": ADMIN,
    "GET /desk/accounts": ADMIN,
    "POST /desk/accounts/invite": ADMIN,
    "GET /desk/accounts/{login}": ADMIN,
    "POST /desk/accounts/{login}": ADMIN,
    "POST /desk/accounts/{login}/close": ADMIN,
    "POST /desk/accounts/{login}/reset-second-factor": ADMIN,
    "GET /desk/account": set(ROLES),
    "POST /desk/account/password": set(ROLES),
    "GET /desk/account/second-factor": set(ROLES),
    "POST /desk/logout": set(ROLES),
}


def _routes(app: Litestar) -> set[str]:
    found = set()
    for route in app.routes:
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path).rstrip("/")
        for method in route.methods & {"GET", "POST"}:
            if path.startswith("/desk") and path not in PUBLIC:
                found.add(f"{method} {path}")
    return found


@pytest.fixture
def logins(store: Store, people, password_hash: str) -> dict[str, str]:
    """A log-in of each role."""
    store.write_now(lambda session: session.add(
        User(login="ofa", name="Ofa", role="officer", desk=people["paul"].desk, password_hash=password_hash)
    ))  # fmt: skip
    return {"operator": "siti", "officer": "ofa", "supervisor": "budi", "trainer": "maya", "admin": "admin"}


async def _lets_in(desk: Desk, route: str) -> bool:
    """Ask for a route about a thing that does not exist, with an empty form."""
    method, path = route.split(" ")
    path = re.sub(r"\{\w+\}", "1", path)
    answer = await (desk.get(path) if method == "GET" else desk.post(path, htmx=False))
    return not (answer.status_code == 403 and "Your role does not open this page" in answer.text)


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_is_let_in_where_it_belongs(app: Litestar, log_in, logins, role: str) -> None:
    desk = await log_in(logins[role])
    wrong = []
    for route, roles in EXPECTED.items():
        if route == "GET /desk/live" and role in roles:
            continue  # A stream that does not end.
        if await _lets_in(desk, route) != (role in roles):
            wrong.append(route)
    assert wrong == []
    assert set(EXPECTED) <= _routes(app)


async def test_no_route_of_the_desk_is_open_to_strangers(app: Litestar, browser: httpx.AsyncClient) -> None:
    routes = _routes(app)
    assert len(routes) > 40
    for route in routes:
        method, path = route.split(" ")
        answer = await browser.request(method, re.sub(r"\{\w+\}", "1", path))
        assert answer.status_code == 401, route
        assert SESSION_COOKIE not in "".join(answer.headers.get_list("set-cookie"))


async def test_trainers_open_nothing_of_a_case(app: Litestar, log_in, logins) -> None:
    maya = await log_in("maya")
    for route in _routes(app):
        if re.search(r"/(cases|transfers|media|outbox|problems|queue|live)\b", route):
            assert not await _lets_in(maya, route), route
