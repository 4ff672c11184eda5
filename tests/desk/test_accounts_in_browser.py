"""Log-in, second factor and an ended log-in, in a real browser."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
import uvicorn
from litestar import Litestar
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from bot.accounts.seed import PEOPLE
from bot.store.database import Store
from bot.store.tables import LoginSession, Message, SecondFactor
from tests.desk.conftest import PASSWORD, make_case
from tests.end_to_end.browser import ARGUMENTS, SHOTS

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One database is enough here: the pages are the same."""
    path = tmp_path / "lindung.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
async def address(app: Litestar) -> AsyncIterator[str]:
    """The desk on a port of its own."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1)
    )
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


@pytest.fixture
async def context() -> AsyncIterator[BrowserContext]:
    """A browser; an error in any script fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        made = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        complaints: list[str] = []
        made.on("weberror", lambda error: complaints.append(str(error.error)))
        yield made
        await browser.close()
        assert complaints == []


async def _shoot(page: Page, name: str) -> None:
    if folder := os.environ.get(SHOTS):
        Path(folder).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def _log_in(page: Page, address: str, login: str = "siti") -> None:
    await page.goto(f"{address}/desk/login?lang=en")
    await page.fill("#login", login)
    await page.fill("#password", PASSWORD)
    await page.click("form button.primary")


async def test_an_ended_log_in_keeps_page_and_words(
    address: str, context: BrowserContext, store: Store
) -> None:
    code = store.write_now(lambda session: make_case(session, text="tolong, kebakaran").code)
    page = await context.new_page()
    await _log_in(page, address)
    await page.goto(f"{address}/desk/cases/{code}")
    await page.click("#do-claim")
    await page.locator("#reply-text:not([readonly])").fill("The fire brigade is on its way")
    store.write_now(lambda session: session.query(LoginSession).delete())
    await page.press("#reply-text", "Enter")
    dialog = page.locator("#log-in-again")
    await expect(dialog).to_be_visible()
    await expect(page.locator("#reply-text")).to_have_value("The fire brigade is on its way")
    await _shoot(page, "login-again")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_visible()
    await dialog.locator("#login").fill("siti")
    await dialog.locator("#password").fill("wrong password")
    await dialog.locator("button.primary").click()
    await expect(dialog.locator(".problem")).to_be_visible()
    await dialog.locator("#password").fill(PASSWORD)
    await dialog.locator("button.primary").click()
    await expect(dialog).to_be_hidden()
    await expect(page.locator("#reply-text")).to_have_value("The fire brigade is on its way")
    await page.press("#reply-text", "Enter")
    await expect(page.locator("#reply-text")).to_have_value("")
    sent = store.read_now(lambda session: session.query(Message).filter_by(author="operator").all())
    assert [message.text for message in sent] == ["The fire brigade is on its way"]


async def test_somebody_else_does_not_get_the_page(address: str, context: BrowserContext, store: Store) -> None:
    page = await context.new_page()
    await _log_in(page, address)
    await expect(page.locator("#queue")).to_be_visible()
    store.write_now(lambda session: session.query(LoginSession).delete())
    await page.evaluate("htmx.ajax('GET', '/desk/queue', {target: '#queue', swap: 'none'})")
    dialog = page.locator("#log-in-again")
    await dialog.locator("#login").fill("wei")
    await dialog.locator("#password").fill(PASSWORD)
    await dialog.locator("button.primary").click()
    await expect(page.locator(".who")).to_have_text("Wei Lim")


async def test_the_second_factor_from_set_up_to_log_in(
    address: str, context: BrowserContext, store: Store
) -> None:
    page = await context.new_page()
    await _log_in(page, address)
    await page.click(".who")
    await _shoot(page, "account")
    await page.click("a[href='/desk/account/second-factor']")
    await _shoot(page, "second-factor")
    await expect(page.locator("svg.qr")).to_be_visible()
    secret = (await page.locator(".secret").inner_text()).replace(" ", "")
    await page.fill("#code", pyotp.TOTP(secret).now())
    await page.click("form button.primary")
    await expect(page.locator(".codes li")).to_have_count(10)
    await _shoot(page, "recovery-codes")
    recovery = await page.locator(".codes li").first.inner_text()
    await page.click("a.primary")
    await page.click("#log-out button")
    await _log_in(page, address)
    await expect(page.locator("#code")).to_be_focused()
    await _shoot(page, "login-code")
    await page.fill("#code", recovery)
    await page.click("form button.primary")
    await expect(page.locator("#queue")).to_be_visible()
    assert store.read_now(lambda session: session.query(SecondFactor).one()).sealed


async def test_the_alarm_is_tried_at_the_log_in(address: str, context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto(f"{address}/desk/login?lang=en")
    await page.click("#try-sound")
    await page.click("#heard-no")
    await expect(page.locator("#sound-bad")).to_be_visible()
    await page.click("#try-sound")
    await _shoot(page, "login-sound")
    await page.click("#heard-yes")
    await expect(page.locator("#sound-good")).to_be_visible()
    await expect(page.locator("#sound-bad")).to_be_hidden()


async def test_the_administrator_invites_and_the_person_comes(
    address: str, context: BrowserContext, store: Store
) -> None:
    page = await context.new_page()
    await _log_in(page, address, "admin")
    await page.goto(f"{address}/desk/accounts")
    await page.fill("#invite-login", "nadia")
    await page.check("input[name=speaks_fr]")
    await page.click("form[action='/desk/accounts/invite'] button")
    link = await page.locator("input.link").input_value()
    await _shoot(page, "accounts")
    await page.goto(f"{address}/desk/accounts/{PEOPLE[0]['login']}")
    await _shoot(page, "accounts-one")
    await page.click("#log-out button")
    await page.goto(address + link.removeprefix("http://desk.test"))
    await _shoot(page, "invitation")
    await page.fill("#name", "Nadia")
    await page.fill("#password", "a quiet password")
    await page.fill("#again", "a quiet password")
    await page.click("form button.primary")
    await expect(page.locator("svg.qr")).to_be_visible()


async def test_a_supervisor_unfolds_who_looked(address: str, context: BrowserContext, store: Store) -> None:
    code = store.write_now(lambda session: make_case(session).code)
    page = await context.new_page()
    await _log_in(page, address, "budi")
    await page.goto(f"{address}/desk/cases/{code}")
    await page.click("details.access summary")
    await expect(page.locator(".access-list")).to_contain_text("Budi Santoso")
    await _shoot(page, "access")
