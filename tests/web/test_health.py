"""Liveness, readiness and metrics."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import AsyncTestClient

from bot.store.database import Store
from bot.system.components import set_state
from bot.web.health import healthz, metrics, readyz
from tests.factories import inbound, receive


@pytest.fixture
def app(store: Store) -> Litestar:
    return Litestar([healthz, readyz, metrics], state=State({"runtime": SimpleNamespace(store=store)}))


async def test_well(app: Litestar) -> None:
    async with AsyncTestClient(app) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
        assert "python_info" in (await client.get("/metrics")).text


async def test_a_degraded_part_is_named_and_messages_are_still_taken(app: Litestar, store: Store) -> None:
    store.write_now(lambda s: set_state(s, "dialogue", "degraded", "The Rasa process is not there."))
    store.write_now(lambda s: receive(s, inbound()))
    async with AsyncTestClient(app) as client:
        answer = await client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["status"] == "degraded"
        assert answer.json()["parts"]["dialogue"]["detail"] == "The Rasa process is not there."


async def test_without_a_database_it_is_not_ready() -> None:
    store = Store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    app = Litestar([readyz], state=State({"runtime": SimpleNamespace(store=store)}))
    async with AsyncTestClient(app) as client:
        assert (await client.get("/readyz")).status_code == 503
    store.close()
