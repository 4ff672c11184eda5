import re

import httpx

from bot.accounts.web import SESSION_COOKIE
from bot.store.database import Store
from bot.store.tables import AuditEntry, LoginSession
from tests.desk.conftest import PASSWORD

NEW = "another quiet password"


async def test_a_new_password_ends_every_other_log_in(log_in, store: Store) -> None:
    siti, elsewhere = await log_in("siti"), await log_in("siti")
    before = siti.client.cookies[SESSION_COOKIE]
    answer = await siti.post("/desk/account/password", htmx=False, password=PASSWORD, new=NEW, again=NEW)
    assert answer.headers["location"] == "/desk/account?done=password"
    assert (await elsewhere.get("/desk")).status_code == 401
    siti.client.cookies.clear()
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE))
    fresh = cookie.split("=", 1)[1].split(";")[0]
    assert fresh != before
    assert (await siti.get("/desk", Cookie=f"{SESSION_COOKIE}={fresh}")).status_code == 200
    assert (await siti.get("/desk", Cookie=f"{SESSION_COOKIE}={before}")).status_code == 401


async def test_mistakes_change_nothing_and_are_said(log_in, store: Store) -> None:
    siti = await log_in("siti")
    for form, words in (
        ({"password": "wrong", "new": NEW, "again": NEW}, "present password is wrong"),
        ({"password": PASSWORD, "new": NEW, "again": "other"}, "differ"),
        ({"password": PASSWORD, "new": "short", "again": "short"}, "at least 10"),
        ({}, "at least 10"),
    ):
        answer = await siti.post("/desk/account/password", htmx=False, **form)
        assert answer.status_code == 422
        assert words in answer.text
    assert store.read_now(lambda session: session.query(AuditEntry).filter_by(action="password_set").count()) == 0
    assert (await siti.get("/desk")).status_code == 200


async def test_the_list_of_log_ins_and_the_end_of_the_others(log_in, store: Store) -> None:
    siti, elsewhere, wei = await log_in("siti"), await log_in("siti"), await log_in("wei")
    evil = '<img src=x onerror="alert(1)">'
    store.write_now(lambda session: session.query(LoginSession).update({"agent": evil}))
    page = (await siti.get("/desk/account")).text
    assert page.count("Another browser") == 1
    assert evil not in page
    answer = await siti.post("/desk/account/sessions/end", htmx=False)
    assert answer.headers["location"] == "/desk/account?done=sessions"
    assert (await elsewhere.get("/desk")).status_code == 401
    assert (await siti.get("/desk")).status_code == 200
    assert (await wei.get("/desk")).status_code == 200


async def test_trainers_have_an_account_page_and_can_leave(log_in) -> None:
    maya = await log_in("maya")
    page = await maya.get("/desk/account")
    assert page.status_code == 200
    assert "/desk/logout" in page.text
    assert (await maya.post("/desk/logout", htmx=False)).headers["location"] == "/desk/login"


async def test_an_ended_log_in_is_asked_for_in_place(log_in, browser: httpx.AsyncClient, store: Store) -> None:
    siti = await log_in("siti")
    store.write_now(lambda session: session.query(LoginSession).delete())
    answer = await siti.post("/desk/cases/JKT-7K4P-2/reply", text="on the way")
    assert answer.status_code == 401
    assert answer.headers["hx-trigger"] == '{"logged-out": ""}'
    assert answer.headers["hx-reswap"] == "none"
    assert answer.text == ""
    htmx = {"HX-Request": "true"}
    form = await browser.get("/desk/login", headers=htmx)
    assert "<html" not in form.text
    token = re.search(r'name="_csrf" value="(\w+)"', form.text).group(1)
    values = {"login": "siti", "password": "wrong", "_csrf": token}
    wrong = await browser.post("/desk/login", data=values, headers=htmx)
    assert wrong.status_code == 401
    assert "<html" not in wrong.text
    assert "hx-trigger" not in wrong.headers
    inside = await browser.post("/desk/login", data={**values, "password": PASSWORD}, headers=htmx)
    assert inside.status_code == 204
    told = inside.headers["hx-trigger"]
    csrf = re.search(r'"csrf": "(\w+)"', told).group(1)
    answer = await browser.post("/desk/language", data={"language": "en"}, headers={**htmx, "X-CSRF-Token": csrf})
    assert answer.status_code == 204
    again = await browser.get("/desk/login", headers=htmx)
    assert (again.status_code, again.headers["hx-trigger"]) == (204, told)
