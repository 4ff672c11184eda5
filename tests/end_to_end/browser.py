"""A real browser with the phone on one page and the desk on another."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright, expect

from tests.end_to_end.running import PASSWORD, World

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip
SHOTS = "LINDUNG_SCREENSHOTS"
"""Folder for screenshots; none are taken when it is not set."""


@dataclass
class Side:
    """Phone and desk of one test; an error in any script fails it."""

    phone: Page
    desk: Page
    complaints: list[str] = field(default_factory=list)

    def unit(self, owner: str) -> Locator:
        """Return the phone of this owner on the simulator's page."""
        return self.phone.locator("section.unit").filter(has_text=owner)

    async def write(self, owner: str, text: str) -> None:
        """Type and send on a phone."""
        unit = self.unit(owner)
        await unit.locator(".composer textarea").fill(text)
        await unit.locator(".composer .submit").click()

    async def reads(self, owner: str, text: str) -> None:
        """Wait until a phone shows a text."""
        await expect(self.unit(owner).locator(".chat")).to_contain_text(text, timeout=15_000)

    async def log_in(self, world: World, login: str) -> None:
        """Log in at the desk."""
        await self.desk.goto(f"{world.base_url}/desk/login")
        await self.desk.fill("#login", login)
        await self.desk.fill("#password", PASSWORD)
        await self.desk.click("button.primary")
        await expect(self.desk.locator("#queue")).to_be_visible()

    async def shoot(self, name: str) -> None:
        """Take a screenshot of both pages where a folder for them is named."""
        folder = os.environ.get(SHOTS)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            await self.phone.screenshot(path=f"{folder}/{name}-phone.png")
            await self.desk.screenshot(path=f"{folder}/{name}-desk.png")


@asynccontextmanager
async def side_by_side(world: World) -> AsyncIterator[Side]:
    """Open the phone and the desk in one browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(ARGUMENTS)
        )
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        side = Side(await context.new_page(), await context.new_page())
        for page in (side.phone, side.desk):
            page.on("pageerror", lambda error: side.complaints.append(str(error)))
        await side.phone.goto(f"{world.simulator_url}/simulator")
        try:
            yield side
        except BaseException as error:
            error.add_note(f"At the desk: {await side.desk.locator('body').inner_text()}")
            raise
        await browser.close()
        assert side.complaints == [], str(side.complaints)
