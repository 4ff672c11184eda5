from bot.store.database import Store
from bot.store.tables import User
from tests.desk.conftest import make_case


def _user(store: Store, login: str) -> User:
    return store.read_now(lambda session: session.query(User).filter_by(login=login).one())


async def test_a_break_begins_and_ends(log_in, store: Store) -> None:
    siti = await log_in("siti")
    answer = await siti.post("/desk/break")
    assert answer.headers["hx-refresh"] == "true"
    assert _user(store, "siti").on_break
    await siti.post("/desk/break")
    assert not _user(store, "siti").on_break


async def test_no_break_while_holding_a_critical_case(log_in, store: Store) -> None:
    siti = await log_in("siti")
    code = store.write_now(lambda session: make_case(session).code)
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post("/desk/break")
    assert answer.status_code == 409
    assert code in answer.text
    assert not _user(store, "siti").on_break


async def test_the_language_is_kept_and_strange_ones_refused(log_in, store: Store) -> None:
    siti = await log_in("siti")
    assert (await siti.post("/desk/language", language="xx")).status_code == 422
    assert (await siti.post("/desk/language", htmx=False, language="fr")).status_code == 303
    assert _user(store, "siti").interface_language == "fr"
    assert "Personne n’attend." in (await siti.get("/desk/queue")).text
