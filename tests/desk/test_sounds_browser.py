"""What a browser plays: the alarm, the two chimes, and drills that sound like none of them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, async_playwright

pytestmark = pytest.mark.browser
SCRIPTS = Path(__file__).resolve().parents[2] / "bot" / "desk" / "static" / "js"
# The page keeps each tone that would be heard, as [kind of wave, pitch].
STAND_IN = """
window.played = [];
window.lindung = { word: (key) => key, tick() {}, say() {} };
window.AudioContext = class {
  state = "running"; currentTime = 0; destination = {};
  resume() {} addEventListener() {}
  createGain() {
    return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {} }, connect: (next) => next };
  }
  createOscillator() {
    const tone = { frequency: {}, connect: (next) => next, stop() {} };
    tone.start = () => played.push([tone.type, tone.frequency.value]);
    return tone;
  }
};
"""
IDS = ("alarm-bar", "sound-bar", "sound-state", "sound-on", "sound-test", "notify-on")
AT = "2026-01-01T00:00:00+00:00"


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    """A page with the two scripts and an ear."""
    parts = "".join(f'<button id="{name}"></button>' for name in IDS)
    scripts = "".join((SCRIPTS / f"{name}.js").read_text(encoding="utf-8") for name in ("alarm", "chime"))
    html = f"<!doctype html><title>t</title>{parts}<script>{STAND_IN}</script><script>{scripts}</script>"

    async def serve(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html; charset=utf-8")

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = await browser.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.route("**/*", serve)
        await page.clock.install()
        await page.goto("http://desk.test/")
        yield page
        await browser.close()
        assert complaints == []


async def heard(page: Page, event: str = "", *items: dict[str, Any], for_ms: int = 2000) -> list[list[Any]]:
    """Tell the page of something and return the tones that follow."""
    await page.evaluate("played.length = 0")
    if event:
        await page.evaluate(
            "([name, detail]) => document.dispatchEvent(new CustomEvent(name, { detail }))",
            [f"lindung:{event}", list(items)],
        )
    await page.clock.run_for(for_ms)
    return await page.evaluate("played")


def chime(code: str, kind: str = "urgent", exercise: bool = False, at: str = AT) -> dict[str, Any]:
    return {"code": code, "kind": kind, "at": at, "exercise": exercise}


def ring(code: str, exercise: bool = False) -> dict[str, Any]:
    return {"code": code, "desk": "D", "urgency": "critical", "level": 0, "since": AT, "exercise": exercise}


async def test_each_thing_has_a_sound_of_its_own(page: Page) -> None:
    sounds = [
        await heard(page, "chime", chime("A")),
        await heard(page, "chime", chime("A", "escalated")),
        await heard(page, "chime", chime("B", exercise=True)),
        await heard(page, "alarm", ring("C")),
    ]
    await heard(page, "alarm")
    sounds.append(await heard(page, "alarm", ring("D", exercise=True)))
    assert [len(sound) for sound in sounds[:3]] == [1, 3, 1]
    # The alarm repeats on a beat of its own: whole patterns are heard, one or two.
    assert len(sounds[3]) in (4, 8)
    assert len(sounds[4]) in (2, 4)
    tones = [{tuple(tone) for tone in sound} for sound in sounds]
    urgent, escalated, drill, alarm, drill_alarm = tones
    assert urgent != escalated
    # No tone of a drill is heard in anything real.
    assert not (drill | drill_alarm) & (urgent | escalated | alarm)
    assert {kind for kind, _pitch in drill | drill_alarm}.isdisjoint(
        {kind for kind, _pitch in urgent | escalated | alarm}
    )


async def test_a_chime_is_played_once_the_alarm_goes_on(page: Page) -> None:
    assert len(await heard(page, "chime", chime("A"))) == 1
    assert await heard(page) == []
    assert await heard(page, "chime", chime("A")) == []
    assert await heard(page, "chime") == []
    assert len(await heard(page, "chime", chime("A"), chime("A", at="2026-01-01T01:00:00+00:00"))) == 1
    assert len(await heard(page, "alarm", ring("C"))) >= 4
    assert len(await heard(page, for_ms=11_000)) == 5 * 4  # Every 2.2 seconds.


async def test_a_change_of_page_repeats_nothing(page: Page) -> None:
    await heard(page, "chime", chime("A"))
    await page.reload()
    assert await heard(page, "chime", chime("A")) == []
    assert len(await heard(page, "chime", chime("A"), chime("B"))) == 1


async def test_many_at_once_chime_once_a_kind(page: Page) -> None:
    told = [chime(f"U{number}") for number in range(9)] + [chime("E", "escalated"), chime("D", exercise=True)]
    assert len(await heard(page, "chime", *told)) == 3 + 1 + 1


async def test_what_is_muted_stays_silent_and_is_not_played_later(page: Page) -> None:
    await page.evaluate("lindung.alarm.mute()")
    assert await heard(page, "chime", chime("A")) == []
    await page.clock.run_for(31_000)
    assert await heard(page, "chime", chime("A")) == []
    assert len(await heard(page, "chime", chime("B"))) == 1
