from datetime import timedelta

import pytest

from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import AuditEntry
from tests.desk.conftest import make_case


@pytest.fixture
def code(store: Store, people) -> str:
    return store.write_now(lambda session: make_case(session).code)


def _looks(store: Store, login: str, code: str) -> int:
    return store.read_now(
        lambda session: session.query(AuditEntry).filter_by(actor=login, action="case_opened", target=code).count()
    )


async def test_supervisors_see_who_looked(log_in, store: Store, code: str) -> None:
    siti, wei, budi = await log_in("siti"), await log_in("wei"), await log_in("budi")
    for desk in (siti, siti, wei):
        await desk.get(f"/desk/cases/{code}")
    page = await budi.get(f"/desk/cases/{code}/access", **{"HX-Request": "true"})
    assert "<html" not in page.text
    assert "Siti Rahayu" in page.text
    assert "2 times" in page.text
    assert "Wei Lim" in page.text
    whole = await budi.get(f"/desk/cases/{code}/access")
    assert "Budi Santoso" in whole.text  # The first reading is in the list of the second.
    assert f"/desk/cases/{code}/access" in (await budi.get(f"/desk/cases/{code}")).text


async def test_files_transfers_and_programs_are_in_the_list(log_in, store: Store, code: str) -> None:
    def _fill(session) -> None:
        for actor, action, target in (
            ("api:ministry", "api_called", f"GET /api/v1/cases/{code}/messages"),
            ("api:ministry", "api_called", "GET /api/v1/cases/JKT-0000-0"),
            ("command line", "case_exported", code),
            ("wei", "media_opened", "attachment 999"),
        ):
            session.add(AuditEntry(actor=actor, action=action, target=target))

    store.write_now(_fill)
    budi = await log_in("budi")
    page = (await budi.get(f"/desk/cases/{code}/access", **{"HX-Request": "true"})).text
    assert "api:ministry" in page
    assert "times" not in page
    assert "exported the case" in page
    assert "Wei Lim" not in page


async def test_operators_do_not_and_other_desks_neither(log_in, people, store: Store, code: str) -> None:
    siti = await log_in("siti")
    assert f"/desk/cases/{code}/access" not in (await siti.get(f"/desk/cases/{code}")).text
    assert (await siti.get(f"/desk/cases/{code}/access")).status_code == 403
    store.write_now(lambda session: session.merge(people["paul"]).__setattr__("role", "supervisor"))
    paul = await log_in("paul")
    assert (await paul.get(f"/desk/cases/{code}/access")).status_code == 404


@pytest.mark.parametrize("part", ["transcript", "parts"])
async def test_parts_read_without_opening_the_case_are_kept_too(log_in, store: Store, code: str, part: str) -> None:
    siti = await log_in("siti")
    for _ in range(3):
        await siti.get(f"/desk/cases/{code}/{part}")
    assert _looks(store, "siti", code) == 1
    long_ago = utcnow() - timedelta(hours=2)
    store.write_now(lambda session: session.query(AuditEntry).update({"at": long_ago}))
    await siti.get(f"/desk/cases/{code}/{part}")
    assert _looks(store, "siti", code) == 2
