import re

import httpx
import pytest

from bot.accounts.invitations import invite
from bot.store.database import Store
from bot.store.tables import User

PASSWORD = "a quiet password"


@pytest.fixture
def path(store: Store, people) -> str:
    made = store.write_now(lambda session: invite(session, login="nadia", role="officer", languages=["fr"]))
    return f"/desk/invitation/{made[1]}"


async def _send(browser: httpx.AsyncClient, path: str, **values: str) -> httpx.Response:
    page = await browser.get(path)
    found = re.search(r'name="_csrf" value="(\w+)"', page.text)
    form = {"name": "Nadia", "password": PASSWORD, "again": PASSWORD, "language": "fr"}
    return await browser.post(path, data={**form, "_csrf": found.group(1) if found else "", **values})


async def test_from_the_link_to_the_second_factor(browser: httpx.AsyncClient, path: str, store: Store) -> None:
    assert (await browser.get(path)).status_code == 200
    answer = await _send(browser, path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/account/second-factor")
    assert "<svg" in (await browser.get(answer.headers["location"])).text
    found = store.read_now(lambda session: session.query(User).filter_by(login="nadia").one())
    assert (found.name, found.role, found.interface_language) == ("Nadia", "officer", "fr")
    assert (await browser.get(path)).status_code == 410


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"again": "other"}, "differ"),
        ({"password": "short", "again": "short"}, "at least 10"),
        ({"name": " "}, "Write your name"),
    ],
)
async def test_mistakes_use_nothing_up(browser: httpx.AsyncClient, path: str, values: dict, words: str) -> None:
    answer = await _send(browser, path, **values)
    assert answer.status_code == 422
    assert words in answer.text
    assert PASSWORD not in answer.text
    assert (await _send(browser, path)).status_code == 303


async def test_made_up_links_and_forged_forms_make_nothing(
    browser: httpx.AsyncClient, path: str, store: Store
) -> None:
    assert (await browser.get("/desk/invitation/made-up")).status_code == 410
    assert (await browser.post(path, data={"name": "N", "password": PASSWORD})).status_code == 403
    count = store.read_now(lambda session: session.query(User).filter_by(login="nadia").count())
    assert count == 0
