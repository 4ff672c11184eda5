"""Who may open what, and what every answer carries."""

import re

import httpx
import pytest
from litestar import Litestar

from bot.desk.security import HEADERS
from bot.store.database import Store
from tests.desk.conftest import PASSWORD, make_case

PAGES = (
    "/desk",
    "/desk/queue",
    "/desk/health",
    "/desk/problems",
    "/desk/cases/JKT-7K4P-2",
    "/desk/live",
    "/desk/media/1",
)
POSTS = (
    "/desk/cases/JKT-7K4P-2/claim",
    "/desk/cases/JKT-7K4P-2/reply",
    "/desk/cases/JKT-7K4P-2/hand-back",
    "/desk/cases/JKT-7K4P-2/resolve",
    "/desk/outbox/1/retry",
    "/desk/problems/1/close",
    "/desk/break",
    "/desk/language",
    "/desk/logout",
)


@pytest.mark.parametrize("path", PAGES)
async def test_strangers_see_the_log_in_form(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 401
    assert 'name="password"' in answer.text


@pytest.mark.parametrize("path", POSTS)
async def test_strangers_change_nothing(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.post(path, data={})).status_code == 401


@pytest.mark.parametrize("path", PAGES)
async def test_trainers_do_not_see_the_desk(log_in, path: str) -> None:
    maya = await log_in("maya")
    answer = await maya.get(path)
    assert answer.status_code == 403
    assert "/training" in answer.text


@pytest.mark.parametrize("path", [path for path in POSTS if path != "/desk/logout"])
async def test_trainers_change_nothing(log_in, path: str) -> None:
    maya = await log_in("maya")
    assert (await maya.post(path)).status_code == 403


@pytest.mark.parametrize("login", ["siti", "budi", "admin", "paul"])
async def test_operators_supervisors_and_administrators_see_it(log_in, login: str) -> None:
    desk = await log_in(login)
    assert (await desk.get("/desk")).status_code == 200


@pytest.mark.parametrize("path", POSTS)
async def test_forged_requests_are_refused(log_in, path: str) -> None:
    siti = await log_in("siti")
    for token in ("", "0" * 64):
        answer = await siti.client.post(path, data={"_csrf": token})
        assert answer.status_code == 403
        assert "out of date" in answer.text


async def test_a_request_from_another_site_is_refused_even_with_the_token(log_in) -> None:
    siti = await log_in("siti")
    siti.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert (await siti.post("/desk/break")).status_code == 403


async def test_the_token_of_one_session_does_not_fit_another(log_in) -> None:
    siti, wei = await log_in("siti"), await log_in("wei")
    answer = await wei.client.post("/desk/break", headers={"X-CSRF-Token": siti._token})
    assert answer.status_code == 403


async def test_the_forms_carry_the_token(log_in) -> None:
    siti = await log_in("siti")
    page = (await siti.get("/desk")).text
    assert siti._token in re.search(r"hx-headers='([^']+)'", page).group(1)
    token = re.search(r'name="_csrf" value="(\w+)"', page).group(1)
    answer = await siti.client.post("/desk/break", data={"_csrf": token})
    assert answer.status_code == 303


async def test_every_answer_carries_the_headers(log_in, browser: httpx.AsyncClient) -> None:
    siti = await log_in("siti")
    answers = [
        await siti.get("/desk"),
        await siti.get("/desk/cases/NONE"),
        await browser.get("/desk/login"),
        await browser.get("/desk"),
        await siti.client.post("/desk/break"),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 200, 401, 403]
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value


async def test_pages_hold_no_inline_script_or_style(log_in, store: Store) -> None:
    code = store.write_now(
        lambda session: make_case(session, latitude=-6.2, longitude=106.8, country="ID").code
    )
    siti = await log_in("siti")
    for path in ("/desk", f"/desk/cases/{code}", "/desk/problems", "/desk/login"):
        page = (await siti.get(path)).text
        assert "unsafe-inline" not in page
        assert not re.search(r"<script(?![^>]*\b(src=|type=\"application/json\"))", page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", page)


async def test_words_of_travellers_are_escaped(log_in, store: Store) -> None:
    evil = '<img src=x onerror="alert(1)">'
    code = store.write_now(lambda session: make_case(session, text=evil, place=evil).code)
    siti = await log_in("siti")
    for path in ("/desk", f"/desk/cases/{code}"):
        page = (await siti.get(path)).text
        assert evil not in page
        assert "&lt;img src=x" in page


async def test_nothing_of_a_case_is_kept_by_caches(log_in, store: Store) -> None:
    code = store.write_now(lambda session: make_case(session).code)
    siti = await log_in("siti")
    assert (await siti.get(f"/desk/cases/{code}")).headers["cache-control"] == "no-store"


async def test_own_static_files_are_served(browser: httpx.AsyncClient) -> None:
    for path, kind in (("css/base.css", "text/css"), ("js/live.js", "javascript"), ("icon.svg", "image/svg")):
        answer = await browser.get(f"/static/desk/{path}")
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
        assert "immutable" in answer.headers["cache-control"]
    assert (await browser.get("/static/desk/../app.py")).status_code == 404


async def test_when_the_database_fails_a_person_is_told(app: Litestar, log_in, monkeypatch) -> None:
    from sqlalchemy.exc import OperationalError

    siti = await log_in("siti")

    def _fail(*_arguments: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr("bot.desk.views.queue.load_desk", _fail)
    answer = await siti.get("/desk")
    assert answer.status_code == 503
    assert "Nothing was stored" in answer.text
    assert PASSWORD not in answer.text


async def test_when_something_of_ours_breaks_the_page_says_so_without_details(log_in, monkeypatch) -> None:
    siti = await log_in("siti")

    def _crash(*_arguments: object) -> None:
        raise RuntimeError("inner secret")

    monkeypatch.setattr("bot.desk.views.queue.load_desk", _crash)
    answer = await siti.get("/desk")
    assert answer.status_code == 500
    assert "inner secret" not in answer.text
