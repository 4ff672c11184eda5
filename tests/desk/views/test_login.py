import re

import httpx
import pytest

from bot.accounts.web import SESSION_COOKIE
from bot.store.database import Store
from bot.store.tables import LoginSession
from tests.desk.conftest import PASSWORD, make_case


async def _form(browser: httpx.AsyncClient, path: str = "/desk/login") -> str:
    page = await browser.get(path)
    return re.search(r'name="_csrf" value="(\w+)"', page.text).group(1)


async def _send(browser: httpx.AsyncClient, token: str, **values: str) -> httpx.Response:
    form = {"login": "siti", "password": PASSWORD, "_csrf": token, **values}
    return await browser.post("/desk/login", data=form)


async def test_the_whole_way_in_and_out(browser: httpx.AsyncClient, people) -> None:
    answer = await _send(browser, await _form(browser))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    page = await browser.get("/desk")
    assert "Siti Rahayu" in page.text
    assert (await browser.get("/desk/login")).headers["location"] == "/desk"
    token = re.search(r'name="_csrf" value="(\w+)"', page.text).group(1)
    answer = await browser.post("/desk/logout", data={"_csrf": token})
    assert answer.headers["location"] == "/desk/login"
    assert (await browser.get("/desk")).status_code == 401


async def test_a_wrong_password_is_said_and_the_name_stays(browser: httpx.AsyncClient, people) -> None:
    answer = await _send(browser, await _form(browser), password="wrong")
    assert answer.status_code == 401
    assert "wrong" in answer.text
    assert 'value="siti"' in answer.text
    assert SESSION_COOKIE not in "".join(answer.headers.get_list("set-cookie"))


async def test_too_many_attempts_must_wait(browser: httpx.AsyncClient, people) -> None:
    token = await _form(browser)
    codes = [(await _send(browser, token, password="wrong")).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    assert "seconds" in (await _send(browser, token)).text


async def test_a_form_of_another_browser_is_refused(browser: httpx.AsyncClient, people, store: Store) -> None:
    await _form(browser)
    assert (await _send(browser, "0" * 64)).status_code == 403
    assert store.read_now(lambda session: session.query(LoginSession).count()) == 0


@pytest.mark.parametrize(
    ("goal", "leads_to"),
    [
        ("/desk/cases/JKT-7K4P-2", "/desk/cases/JKT-7K4P-2"),
        ("https://evil.example/desk", "/desk"),
        ("//evil.example", "/desk"),
        ("/desk\\@evil.example", "/desk"),
        ("/desk/logout", "/desk"),
        ("/training", "/desk"),
    ],
)
async def test_it_goes_on_only_to_pages_of_ours(
    browser: httpx.AsyncClient, people, goal: str, leads_to: str
) -> None:
    answer = await _send(browser, await _form(browser), next=goal)
    assert answer.headers["location"] == leads_to


async def test_trainers_are_led_to_the_bench(browser: httpx.AsyncClient, people) -> None:
    answer = await _send(browser, await _form(browser), login="maya")
    assert answer.headers["location"] == "/training"


@pytest.mark.parametrize(
    ("header", "query", "words"),
    [
        ("fr-FR,fr;q=0.9", "", "Mot de passe"),
        ("zh-CN", "", "密码"),
        ("de", "", "Password"),
        ("fr", "?lang=id", "Kata sandi"),
    ],
)
async def test_the_form_speaks_the_browsers_language(browser, people, header, query, words) -> None:
    page = await browser.get(f"/desk/login{query}", headers={"Accept-Language": header})
    assert words in page.text


async def test_nobody_logs_out_of_a_critical_case(log_in, store: Store) -> None:
    siti = await log_in("siti")
    code = store.write_now(lambda session: make_case(session).code)
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post("/desk/logout", htmx=False)
    assert answer.status_code == 409
    assert code in answer.text
    assert (await siti.get("/desk")).status_code == 200
