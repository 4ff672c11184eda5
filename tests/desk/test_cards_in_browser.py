"""The card panel by keyboard, in a real browser."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from litestar import Litestar
from playwright.async_api import Page, async_playwright, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import ownership
from bot.engine.deck import deck
from bot.store.database import Store
from bot.store.tables import AskedCard, User
from tests.desk.conftest import PASSWORD, make_case
from tests.desk.views.test_cards import answered
from tests.end_to_end.browser import ARGUMENTS, SHOTS

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One database is enough here: the pages are the same."""
    path = tmp_path / "lindung.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
async def page(app: Litestar, store: Store) -> AsyncIterator[Page]:
    """The open case of a Chinese traveller, held by an operator who reads Indonesian."""

    def _make(session: Session) -> str:
        case = make_case(session, text="他倒下了", language="zh", script="Hans")
        user = session.scalars(select(User).where(User.login == "siti")).one()
        user.interface_language, user.languages = "id", ["id"]
        assert ownership.claim(session, case.id, user).won
        return case.code

    code = store.write_now(_make)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1)
    )
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        complaints: list[str] = []
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        made = await context.new_page()
        await made.goto(f"{address}/desk/login?lang=en")
        await made.fill("#login", "siti")
        await made.fill("#password", PASSWORD)
        await made.click("form button.primary")
        await made.goto(f"{address}/desk/cases/{code}")
        yield made
        await browser.close()
        assert complaints == []
    server.should_exit = True
    await running


async def _shoot(page: Page, name: str) -> None:
    if folder := os.environ.get(SHOTS):
        Path(folder).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=f"{folder}/{name}.png")


async def test_cards_are_asked_by_keys_and_answers_come_back(page: Page, store: Store) -> None:
    await page.locator("#reply-text").fill("half a word / 3")
    await page.locator("#reply-text").press("/")
    await expect(page.locator("#cards")).to_be_hidden()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    panel = page.locator("#cards")
    await expect(panel.locator("ol .card")).to_have_count(9)
    await expect(panel).to_contain_text(deck().words("breathing", "zh").text)
    await _shoot(page, "cards-open")

    third = panel.locator('ol [data-digit="3"]')
    await expect(third).to_contain_text(deck().words("breathing", "id").title)
    await page.keyboard.press("3")
    await expect(third).to_contain_text("belum dijawab")
    await expect(page.locator("#lines")).to_contain_text(deck().words("breathing", "id").text)
    # What was half typed in the answer box is still there.
    await expect(page.locator("#reply-text")).to_have_value("half a word / 3/")

    answered(store, "none", "没有呼吸")
    await page.evaluate("document.body.dispatchEvent(new CustomEvent('live:case'))")
    await expect(third).to_contain_text(deck().read("breathing", "none", "id"))
    proposed = panel.locator("[data-next]")
    await expect(proposed).to_contain_text(deck().words("cpr_start", "id").title)
    await _shoot(page, "cards-answered")
    await page.keyboard.press("n")
    await expect(panel.locator('ol [data-digit="4"]')).to_contain_text("belum dijawab")
    await _shoot(page, "cards-next")

    await page.keyboard.press("0")
    await expect(panel.locator("#cards-state")).to_have_attribute("data-part", "1")
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    asked = store.read_now(lambda session: [row.card for row in session.scalars(select(AskedCard))])
    assert asked == ["breathing", "cpr_start"]


async def test_the_panel_fits_a_narrow_window(page: Page) -> None:
    await page.set_viewport_size({"width": 800, "height": 700})
    await page.locator("#cards-open").click()
    panel = page.locator("#cards")
    await expect(panel.locator("ol .card")).to_have_count(9)
    assert await panel.evaluate("element => element.scrollWidth <= element.clientWidth")
    await _shoot(page, "cards-800")
