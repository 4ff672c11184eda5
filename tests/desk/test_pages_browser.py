"""The deadline form and the page of calls in a real browser, with the scripts of the desk."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from litestar import Litestar
from playwright.async_api import Page, async_playwright, expect
from sqlalchemy import select

from bot.accounts.logins import log_in as sign_in
from bot.accounts.web import SESSION_COOKIE
from bot.cases import ownership
from bot.desk.labels import words_of
from bot.engine.runtime import Runtime
from bot.notify.sender import PushSender
from bot.store.base import utcnow
from bot.store.database import Store, wake
from bot.store.tables import Conversation, Message, User
from tests.desk.conftest import PASSWORD, make_case
from tests.notify.test_sender import Phone, send_all

pytestmark = pytest.mark.browser
WORDS = words_of("en")
SHOTS = os.environ.get("LINDUNG_SCREENSHOTS", "")


@pytest_asyncio.fixture
async def desk(app: Litestar, runtime: Runtime) -> AsyncIterator[Page]:
    """Siti's browser; any error in a script fails the test."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(20):
        while not server.started:
            await asyncio.sleep(0.02)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    made = await sign_in(runtime.store, "siti", PASSWORD)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = await browser.new_context(base_url=address, viewport={"width": 1400, "height": 1000})
        await context.add_cookies([{"name": SESSION_COOKIE, "value": made.token, "url": address}])
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        await browser.close()
    server.should_exit = True
    await running
    assert complaints == []


async def shoot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


async def test_a_deadline_is_refused_set_and_kept(desk: Page, store: Store, people: dict[str, User]) -> None:
    def _make(session) -> str:
        case = make_case(session, topic="consular_arrest", urgency="urgent", country="CN")
        case.country, case.desk_id = "CN", people["siti"].desk_id
        ownership.claim(session, case.id, session.get_one(User, people["siti"].id))
        return case.code

    def _writes(session) -> None:
        talk = session.scalars(select(Conversation)).one()
        session.add(
            Message(conversation_id=talk.id, direction="in", author="traveller", text="saya masih di sini")
        )
        wake(session, "desk")

    code = await store.write(_make)
    await desk.goto(f"/desk/cases/{code}")
    await desk.get_by_text(WORDS["deadline.add"], exact=True).click()
    await desk.select_option("#deadline-kind", "hearing")
    await desk.fill("#deadline-due", "2020-01-01T09:30")
    await desk.fill("#deadline-note", "court of Chaoyang")
    await desk.get_by_role("button", name=WORDS["deadline.set"]).click()
    await expect(desk.locator("#notice")).to_contain_text(WORDS["deadline.problem.past"])
    assert await desk.input_value("#deadline-note") == "court of Chaoyang"
    assert await desk.input_value("#deadline-zone") == "Asia/Shanghai"
    # What others do meanwhile redraws the file, and must not take away what is being typed.
    await store.write(_writes)
    await expect(desk.locator("#lines")).to_contain_text("saya masih di sini", timeout=15_000)
    assert await desk.input_value("#deadline-note") == "court of Chaoyang"
    year = utcnow().year + 1
    await desk.fill("#deadline-due", f"{year}-03-01T09:30")
    await shoot(desk, "deadline-form")
    await desk.get_by_role("button", name=WORDS["deadline.set"]).click()
    row = desk.locator(".deadline-list li")
    await expect(row).to_contain_text(f"{year}-03-01 08:30 WIB")
    await expect(row.locator("[data-until]")).to_contain_text(" d ")
    await expect(desk.locator("#deadline-note")).to_have_value("")
    assert await desk.locator("#case-file").count() == 1
    await shoot(desk, "deadline-set")
    await row.get_by_role("button").click()
    await expect(row).to_have_count(0)


async def test_the_state_of_a_trial_is_shown_without_loading_the_page(desk: Page, store: Store) -> None:
    await desk.goto("/desk/push")
    await desk.fill("#push-address", "siti@kbri.example")
    await desk.get_by_role("button", name=WORDS["push.save"]).click()
    await desk.get_by_role("button", name=WORDS["push.try"]).click()
    shown = desk.locator("#push-addresses")
    await expect(shown).to_contain_text(WORDS["push.state.queued"])
    await send_all(PushSender(store, {"email": Phone()}))
    await expect(shown).to_contain_text(WORDS["push.state.sent"], timeout=15_000)
    await shoot(desk, "push")
