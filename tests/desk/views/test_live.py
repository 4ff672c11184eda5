"""The stream over a real server: httpx's in-process transport waits for the end of an answer."""

import asyncio
import json
import threading
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from litestar import Litestar
from sqlalchemy.orm import Session

from bot.accounts.logins import log_in as sign_in
from bot.accounts.web import SESSION_COOKIE
from bot.cases.codes import find_code, old_check
from bot.engine.runtime import Runtime
from bot.store.database import Store
from tests.desk.conftest import PASSWORD, make_case

PATIENCE_S = 20.0


@pytest.fixture
def address(app: Litestar) -> Iterator[str]:
    config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


async def _events(lines):
    name = ""
    async for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, line.removeprefix("data: ")


async def test_the_stream_tells_of_a_new_case(address: str, runtime: Runtime, store: Store) -> None:
    made = await sign_in(store, "siti", PASSWORD)
    code = store.write_now(lambda session: make_case(session, "First", country="ID").code)
    cookies = {SESSION_COOKIE: made.token}
    async with httpx.AsyncClient(base_url=address, cookies=cookies, timeout=PATIENCE_S) as client:
        async with client.stream("GET", f"/desk/live?case={code}") as answer, asyncio.timeout(PATIENCE_S):
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] == "no-store"
            names = set()
            second = ""
            async for name, data in _events(answer.aiter_lines()):
                names.add(name)
                if name == "alarm" and second and second in [ring["code"] for ring in json.loads(data)]:
                    break
                if f"case:{code}" in names and not second:
                    second = await store.write(
                        lambda session: make_case(session, "Second", country="ID").code
                    )
            assert names >= {"alarm", "queue", "health", f"case:{code}"}


async def test_a_case_of_another_desk_is_not_listened_to(address: str, store: Store, people) -> None:
    made = await sign_in(store, "paul", PASSWORD)
    code = store.write_now(lambda session: make_case(session, country="ID").code)
    cookies = {SESSION_COOKIE: made.token}
    async with httpx.AsyncClient(base_url=address, cookies=cookies, timeout=PATIENCE_S) as client:
        async with client.stream("GET", f"/desk/live?case={code}") as answer, asyncio.timeout(PATIENCE_S):
            names = []
            async for name, _data in _events(answer.aiter_lines()):
                names.append(name)
                if name == "health":
                    break
            assert f"case:{code}" not in names


async def test_strangers_hear_nothing(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        answer = await client.get("/desk/live", headers={"Accept": "text/event-stream"})
        assert answer.status_code == 401
        assert answer.text == ""


async def test_a_case_with_a_code_of_before_is_listened_to(address: str, store: Store, people) -> None:
    made = await sign_in(store, "siti", PASSWORD)

    def old_code(session: Session) -> str:
        case = make_case(session, country="ID")
        case.code = f"JKT-BPDM-{old_check('JKTBPDM')}"
        return case.code

    code = store.write_now(old_code)
    assert find_code(code) is None
    async with httpx.AsyncClient(
        base_url=address, cookies={SESSION_COOKIE: made.token}, timeout=PATIENCE_S
    ) as client:
        async with client.stream("GET", f"/desk/live?case={code}") as answer, asyncio.timeout(PATIENCE_S):
            async for name, _data in _events(answer.aiter_lines()):
                if name == f"case:{code}":
                    break
