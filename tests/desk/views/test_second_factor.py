import re

import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State

from bot.accounts.web import SESSION_COOKIE
from bot.desk.app import desk_handlers
from bot.engine.runtime import Runtime
from bot.store.database import Store
from bot.store.tables import LoginSession, SecondFactor
from tests.accounts.test_second_factor import code_of
from tests.desk.conftest import PASSWORD

PATH = "/desk/account/second-factor"


def _token(page: str) -> str:
    return re.search(r'name="_csrf" value="(\w+)"', page).group(1)


async def _set_up(desk) -> tuple[str, list[str]]:
    page = (await desk.get(PATH)).text
    secret = re.search(r'secret">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    answer = await desk.post(PATH, htmx=False, code=code_of(secret))
    assert answer.status_code == 200, answer.text
    return secret, re.findall(r'<li class="code">([\w-]+)</li>', answer.text)


async def test_the_page_shows_a_picture_that_the_policy_allows(log_in) -> None:
    siti = await log_in("siti")
    page = (await siti.get(PATH)).text
    assert '<svg' in page
    assert "otpauth://totp/Lindung:siti?secret=" in page
    assert not re.search(r"<style|\sstyle=|<script|\son[a-z]+=\"", page)


async def test_set_up_then_both_are_asked_at_the_log_in(log_in, browser: httpx.AsyncClient, store: Store) -> None:
    siti, elsewhere = await log_in("siti"), await log_in("siti")
    secret, codes = await _set_up(siti)
    assert len(codes) == 10
    assert (await elsewhere.get("/desk")).status_code == 401
    assert (await siti.get("/desk")).status_code == 200
    # The code that proved the set-up is used up; the test goes on with a fresh one.
    store.write_now(lambda session: session.query(SecondFactor).update({"last_step": 0}))
    page = await browser.get("/desk/login")
    form = {"login": "siti", "password": PASSWORD, "_csrf": _token(page.text), "next": "/desk/problems"}
    half = await browser.post("/desk/login", data=form)
    assert half.status_code == 200
    assert SESSION_COOKIE not in "".join(half.headers.get_list("set-cookie"))
    assert (await browser.get("/desk")).status_code == 401
    ticket = re.search(r'name="ticket" value="([^"]+)"', half.text).group(1)
    form = {"ticket": ticket, "_csrf": _token(half.text), "next": "/desk/problems"}
    wrong = await browser.post("/desk/login/code", data={**form, "code": "wrong code"})
    assert wrong.status_code == 401
    assert 'name="ticket"' in wrong.text
    code = code_of(secret)
    answer = await browser.post("/desk/login/code", data={**form, "code": code})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/problems")
    assert (await browser.get("/desk")).status_code == 200
    replayed = await browser.post("/desk/login/code", data={**form, "code": code})
    assert replayed.status_code == 401
    assert (await browser.post("/desk/login/code", data={**form, "code": codes[3]})).status_code == 303


@pytest.mark.parametrize("ticket", ["", "1.2.3", "x" * 9000])
async def test_made_up_tickets_lead_back_to_the_password(browser: httpx.AsyncClient, people, ticket: str) -> None:
    token = _token((await browser.get("/desk/login")).text)
    answer = await browser.post("/desk/login/code", data={"ticket": ticket, "code": "123456", "_csrf": token})
    assert answer.status_code == 401
    assert 'name="password"' in answer.text


async def test_a_wrong_first_code_changes_nothing(log_in, store: Store) -> None:
    siti = await log_in("siti")
    await siti.get(PATH)
    answer = await siti.post(PATH, htmx=False, code="12 34")
    assert answer.status_code == 422
    assert store.read_now(lambda session: session.query(SecondFactor).one()).sealed == ""


async def test_a_new_phone_and_new_codes_ask_for_the_password(log_in) -> None:
    siti = await log_in("siti")
    _, codes = await _set_up(siti)
    assert (await siti.get(PATH)).headers["location"] == "/desk/account"
    for step in ("replace", "codes"):
        answer = await siti.post(f"{PATH}/{step}", htmx=False, password="wrong")
        assert answer.headers["location"] == "/desk/account?problem=password"
    fresh = await siti.post(f"{PATH}/codes", htmx=False, password=PASSWORD)
    assert not set(codes) & set(re.findall(r'<li class="code">([\w-]+)</li>', fresh.text))
    assert "<svg" in (await siti.post(f"{PATH}/replace", htmx=False, password=PASSWORD)).text


@pytest.fixture
def app(runtime: Runtime) -> Litestar:
    """The desk, where supervisors need a second factor."""
    object.__setattr__(runtime.settings, "second_factor_roles", ("supervisor",))
    return Litestar(route_handlers=desk_handlers(runtime), state=State({"runtime": runtime}))


async def test_who_must_have_one_sees_nothing_else_before(log_in, store: Store) -> None:
    budi = await log_in("budi")
    for path in ("/desk", "/desk/statistics", "/desk/account", "/desk/reference"):
        assert (await budi.get(path)).headers["location"] == PATH
    fragment = await budi.get("/desk/queue", **{"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["hx-redirect"]) == (403, PATH)
    assert (await budi.get("/desk/live", accept="text/event-stream")).status_code == 403
    assert (await budi.post("/desk/break")).status_code == 403
    page = await budi.get(PATH)
    assert "/desk/logout" in page.text
    await _set_up(budi)
    assert (await budi.get("/desk")).status_code == 200
    assert store.read_now(lambda session: session.query(LoginSession).one()).second_factor


async def test_a_changed_key_is_told_to_the_person(
    log_in, browser: httpx.AsyncClient, runtime: Runtime
) -> None:
    await _set_up(await log_in("siti"))
    object.__setattr__(runtime.settings, "secret_key", "o" * 40)
    token = _token((await browser.get("/desk/login")).text)
    half = await browser.post("/desk/login", data={"login": "siti", "password": PASSWORD, "_csrf": token})
    ticket = re.search(r'name="ticket" value="([^"]+)"', half.text).group(1)
    answer = await browser.post("/desk/login/code", data={"ticket": ticket, "code": "123456", "_csrf": token})
    assert answer.status_code == 503
    assert "administrator" in answer.text
