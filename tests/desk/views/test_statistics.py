"""The page of figures: who may see which cases, period and desk, tables as CSV, the look in a browser."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from html import unescape

import pytest
import uvicorn
from litestar import Litestar
from playwright.async_api import async_playwright
from sqlalchemy.orm import Session

from bot.accounts.logins import log_in as sign_in
from bot.accounts.service import desk_by_code
from bot.accounts.web import SESSION_COOKIE
from bot.cases.statistics import drawing
from bot.desk.labels import LANGUAGES, words_of
from bot.desk.local_time import zone_of
from bot.desk.views.statistics import SECTIONS
from bot.engine.runtime import Runtime
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import User
from tests.cases.statistics.making import answered_after, put_case
from tests.desk.conftest import PASSWORD

PAGE = "/desk/statistics"


@pytest.fixture
def heads(store: Store, people: dict[str, User], password_hash: str) -> None:
    """A supervisor of Jakarta and one of Paris, an administrator, and one in each language."""

    def _make(session: Session) -> None:
        jakarta, paris = desk_by_code(session, "jakarta-112"), desk_by_code(session, "kbri-paris")
        rows = [
            ("rina", jakarta, "en"),
            ("louis", paris, "en"),
            *(("head-" + code, jakarta, code) for code in LANGUAGES),
        ]
        for login, desk, language in rows:
            session.add(
                User(
                    login=login, name=login.title(), role="supervisor", desk=desk,
                    password_hash=password_hash, interface_language=language,
                )
            )  # fmt: skip
        session.add(User(login="root", name="Root", role="admin", password_hash=password_hash))

    store.write_now(_make)


@pytest.fixture
def cases(store: Store, heads: None) -> None:
    """Three cases of yesterday in Jakarta, one of them late; one in Paris; a drill; one of last year."""

    def _make(session: Session) -> None:
        jakarta, paris = desk_by_code(session, "jakarta-112"), desk_by_code(session, "kbri-paris")
        yesterday = utcnow() - timedelta(days=1)
        for seconds in (5, 9, 44):
            put_case(session, yesterday, answered_after(seconds), desk=jakarta)
        put_case(
            session,
            yesterday,
            answered_after(12),
            desk=paris,
            country="FR",
            spoken="fr",
            topic="consular_arrest",
        )
        put_case(session, yesterday, answered_after(3), desk=jakarta, exercise=True, country="MY")
        put_case(session, yesterday - timedelta(days=400), desk=jakarta, country="EG", status="closed")

    store.write_now(_make)


@pytest.fixture
def plots() -> None:
    """For tests that look at the plots; drawing them takes a second, which the others save."""


@pytest.fixture(autouse=True)
def plots_only_on_request(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    async def draw_nothing(_order: bytes) -> dict[str, str]:
        return {}

    if "plots" not in request.fixturenames:
        monkeypatch.setattr(drawing, "_draw_apart", draw_nothing)


def headline(page: str) -> dict[str, str]:
    """Return the figures at the top by their words."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)", page)
    return {words: figure.replace("\xa0", " ") for words, figure in found}


async def open_page(log_in: Callable, login: str, query: str = "") -> str:
    answer = await (await log_in(login)).get(PAGE + query)
    assert answer.status_code == 200
    return unescape(answer.text)


async def test_figures_tables_and_plots_of_all_desks(log_in, cases, plots) -> None:
    page = await open_page(log_in, "rina")
    figures = headline(page)
    assert (figures["cases opened"], figures["of them critical"]) == ("4", "4")
    assert (figures["answered within 15 s"], figures["half are answered within"]) == ("75.0 %", "9 s")
    assert "below the goal of 90\xa0%" in page
    for keys in SECTIONS.values():
        for key in keys:
            assert words_of("en")[f"statistics.table.{key}"] in page
    assert page.count("<svg viewBox=") == 5
    assert "Malaysia" not in page
    assert "Egypt" not in page


async def test_a_supervisor_of_one_desk_sees_its_cases_alone(log_in, cases) -> None:
    for query in ("", "?desk=jakarta-112"):
        page = await open_page(log_in, "louis", query)
        assert headline(page)["cases opened"] == "1"
        assert 'name="desk"' not in page
        assert "Critical cases, by desk" not in page


async def test_one_desk_is_chosen(log_in, cases) -> None:
    page = await open_page(log_in, "root", "?desk=kbri-paris")
    assert headline(page)["cases opened"] == "1"
    assert '<option value="kbri-paris" selected>' in page
    assert "Europe/Paris" in page


async def test_the_period_is_chosen(log_in, cases, people) -> None:
    today = utcnow().astimezone(zone_of(people["siti"].desk)).date()
    page = await open_page(log_in, "rina", f"?from={today}&to={today}")
    assert headline(page)["cases opened"] == "0"
    assert headline(page)["open now"] == "4"
    page = await open_page(log_in, "rina", f"?from={today - timedelta(days=500)}&to={today}")
    assert headline(page)["cases opened"] == "5"
    assert "Egypt" in page
    page = await open_page(log_in, "rina", f"?from={today - timedelta(days=6)}&to={today}")
    assert re.search(r'aria-current="page">7 days<', page)


@pytest.mark.parametrize(
    "query",
    [
        "?from=2026-02-30&to=2026-03-01", "?from=2026-03-02&to=2026-03-01", "?from=x&to=y",
        "?from=2026-03-01",
        "?from=1999-01-01&to=2026-01-01", "?from=9999-01-01&to=9999-12-31", "?from=2000-01-01&to=2026-01-01",
        "?to=%00", "?from=٢٠٢٦-03-01&to=2026-03-02",
    ],
)  # fmt: skip
async def test_dates_that_cannot_be_used_are_told(log_in, cases, query: str) -> None:
    page = await open_page(log_in, "rina", query)
    assert "These dates cannot be used." in page
    assert headline(page)["cases opened"] == "4"


async def test_a_desk_that_is_not_there_is_told(log_in, cases) -> None:
    page = await open_page(log_in, "rina", "?desk=<script>alert(1)</script>")
    assert "There is no such desk" in page
    assert "<script>alert" not in page
    assert headline(page)["cases opened"] == "4"


async def test_only_supervisors_and_administrators(log_in, browser, cases) -> None:
    for path in (PAGE, f"{PAGE}/csv?table=topic"):
        assert (await (await log_in("siti")).get(path)).status_code == 403
        assert (await browser.get(path)).status_code == 401


async def test_nothing_yet(log_in, heads) -> None:
    page = await open_page(log_in, "rina")
    assert "No cases yet" in page
    assert "<table" not in page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language(log_in, cases, language: str) -> None:
    page = await open_page(log_in, f"head-{language}")
    assert words_of(language)["statistics.title"] in page
    text = re.sub(r"<[^>]+>", " ", page)
    assert not re.findall(r"\bstatistics\.[a-z_]+", text)


async def test_the_page_needs_no_style_of_its_own(log_in, cases, plots) -> None:
    """The console forbids them: a plot with styles would be black."""
    answer = await (await log_in("rina")).get(PAGE)
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert " style=" not in answer.text
    assert "<style" not in answer.text


async def test_without_plots_the_tables_stay(log_in, cases, plots, monkeypatch) -> None:
    monkeypatch.setattr("sys.executable", "/no/such/python")
    page = await open_page(log_in, "rina")
    assert "The plots could not be drawn." in page
    assert "By topic" in page


async def test_a_table_as_a_file(log_in, cases) -> None:
    rina = await log_in("rina")
    page = unescape((await rina.get(PAGE)).text)
    link = re.findall(r'href="([^"]+table=country)"', page)
    assert len(link) == 1
    answer = await rina.get(link[0])
    assert answer.headers["content-type"].startswith("text/csv")
    assert re.search(r'filename="lindung-country-[0-9-]+\.csv"', answer.headers["content-disposition"])
    assert answer.content.decode("utf-8-sig").splitlines()[:3] == [
        "Group,Cases,Critical,Open,Ended,Share ended", "Indonesia,3,3,3,0,0.0000", "France,1,1,1,0,0.0000",
    ]  # fmt: skip
    assert (await rina.get(f"{PAGE}/csv?table=users")).status_code == 404
    louis = await log_in("louis")
    own = (await louis.get(f"{PAGE}/csv?table=country&desk=jakarta-112")).content.decode("utf-8-sig")
    assert "Indonesia" not in own
    assert "France,1" in own


@asynccontextmanager
async def served(app: Litestar) -> AsyncIterator[str]:
    """Serve an application on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.mark.browser
async def test_in_a_browser(app: Litestar, runtime: Runtime, cases, plots) -> None:
    """Plots have colours under the console's rules, and nothing goes beyond a telephone's edge."""
    login = await sign_in(runtime.store, "head-fr", PASSWORD)
    complaints: list[str] = []
    async with served(app) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = await browser.new_context(viewport={"width": 320, "height": 800})
        await context.add_cookies([{"name": SESSION_COOKIE, "value": login.token, "url": address}])
        page = await context.new_page()
        page.on("console", lambda line: complaints.append(line.text))
        await page.goto(address + PAGE)
        fills = await page.evaluate(
            "[...document.querySelectorAll('figure svg path')].map(path => getComputedStyle(path).fill)"
        )
        width = await page.evaluate("document.documentElement.scrollWidth")
        await browser.close()
    assert "rgb(15, 95, 168)" in fills
    assert width == 320
    assert not [line for line in complaints if "Content Security Policy" in line]
