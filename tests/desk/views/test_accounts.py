import re

import pytest

from bot.store.database import Store
from bot.store.tables import AuditEntry, Invitation, LoginSession, User
from tests.desk.conftest import make_case


def _user(store: Store, login: str) -> User:
    return store.read_now(lambda session: session.query(User).filter_by(login=login).one())


async def test_an_invitation_shows_its_link_once(log_in, store: Store) -> None:
    admin = await log_in("admin")
    answer = await admin.post(
        "/desk/accounts/invite", htmx=False, login="nadia", role="officer", desk="kbri-paris", speaks_fr="yes"
    )
    assert re.search(r'value="http://desk\.test/desk/invitation/[\w-]{43}"', answer.text)
    page = (await admin.get("/desk/accounts")).text
    assert "/desk/invitation/" not in page
    assert "nadia" in page
    row = store.read_now(lambda session: session.query(Invitation).one())
    assert (row.role, row.languages, row.made_by) == ("officer", ["fr"], "admin")
    await admin.post(f"/desk/accounts/invitations/{row.id}/revoke", htmx=False)
    assert "nadia" not in (await admin.get("/desk/accounts")).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"login": "x y", "role": "operator"}, "is no log-in name"),
        ({"login": "siti", "role": "operator"}, "is taken"),
        ({"login": "nadia", "role": "boss"}, "is no role"),
        ({"login": "<b>x</b>", "role": "operator"}, "&lt;b&gt;x"),
    ],
)
async def test_what_cannot_be_invited_is_said(log_in, store: Store, form: dict, words: str) -> None:
    admin = await log_in("admin")
    answer = await admin.post("/desk/accounts/invite", htmx=False, **form)
    assert answer.status_code == 422
    assert words in answer.text
    assert store.read_now(lambda session: session.query(Invitation).count()) == 0


async def test_a_person_is_changed_closed_and_opened(log_in, store: Store) -> None:
    admin, siti = await log_in("admin"), await log_in("siti")
    answer = await admin.post(
        "/desk/accounts/siti", htmx=False, name="Siti R.", role="supervisor", desk="kbri-paris", speaks_zh="yes"
    )
    assert answer.headers["location"] == "/desk/accounts/siti?done=changed"
    found = _user(store, "siti")
    assert (found.name, found.role, found.desk.code, found.languages) == ("Siti R.", "supervisor", "kbri-paris", ["zh"])
    assert (await siti.get("/desk")).status_code == 401
    await admin.post("/desk/accounts/siti/close", htmx=False)
    assert not _user(store, "siti").active
    page = (await admin.get("/desk/accounts/siti")).text
    assert "This account is closed" in page
    assert "user_changed" in page
    await admin.post("/desk/accounts/siti/open", htmx=False)
    assert _user(store, "siti").active


async def test_nobody_closes_or_demotes_the_own_account(log_in, store: Store) -> None:
    admin = await log_in("admin")
    for path, form in (
        ("/desk/accounts/admin/close", {}),
        ("/desk/accounts/admin", {"name": "A", "role": "operator"}),
    ):
        assert (await admin.post(path, htmx=False, **form)).status_code == 422
    assert (_user(store, "admin").active, _user(store, "admin").role) == (True, "admin")


async def test_log_ins_are_ended_and_a_second_factor_is_reset(log_in, store: Store) -> None:
    admin, siti = await log_in("admin"), await log_in("siti")
    await admin.post("/desk/accounts/siti/end-sessions", htmx=False)
    assert (await siti.get("/desk")).status_code == 401
    await admin.post("/desk/accounts/siti/reset-second-factor", htmx=False)
    actions = store.read_now(lambda session: [row.action for row in session.query(AuditEntry).filter_by(actor="admin")])
    assert {"sessions_ended", "second_factor_reset"} <= set(actions)
    assert store.read_now(lambda session: session.query(LoginSession).count()) == 1


async def test_who_is_needed_now_is_seen_before_the_account_is_closed(log_in, store: Store) -> None:
    admin, siti = await log_in("admin"), await log_in("siti")
    code = store.write_now(lambda session: make_case(session).code)
    await siti.post(f"/desk/cases/{code}/claim")
    assert code in (await admin.get("/desk/accounts/siti")).text


async def test_search_paging_and_unknown_names(log_in) -> None:
    admin = await log_in("admin")
    page = (await admin.get("/desk/accounts?q=RAHAYU&page=x")).text
    assert "/desk/accounts/siti" in page
    assert "/desk/accounts/wei" not in page
    assert (await admin.get("/desk/accounts?page=99999&q=%25")).status_code == 200
    assert (await admin.get("/desk/accounts/ghost")).status_code == 404
    assert (await admin.post("/desk/accounts/ghost/close", htmx=False)).status_code == 404
