"""The page of the reference data: reading, searching, correcting, withdrawing; who may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.desk.labels import LANGUAGES, words_of
from bot.desk.queries.reference import CONFIDENCE_CODES, MARKS, TABLES
from bot.reference.checks import to_confirm
from bot.reference.fields import FIELDS
from bot.reference.home_lines import ministry_hotline
from bot.reference.numbers import numbers_for
from bot.reference.tables import apply_corrections, corrections, keyed_rows
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import AuditEntry, ReferenceCorrection, User

ROW = "/desk/reference/row"
FORM = {
    "table": "emergency_numbers",
    "key": "AD",
    "field": "police",
    "value": "911",
    "seen": "110",
    "confirmed_by": "Ms Font, police of Andorra",
    "confirmed_on": "2026-01-20",
    "source": "letter 12/2026",
    "note": "new since January",
}


@pytest.fixture(autouse=True)
def no_corrections() -> Iterator[None]:
    yield
    apply_corrections({})


@pytest.fixture
def root(store: Store, people, password_hash: str) -> str:
    """Log-in name of an administrator and, beside him, of a trainer."""

    def _make(session: Session) -> None:
        for login, role in (("root", "admin"), ("tina", "trainer")):
            session.add(User(login=login, name=login.title(), role=role, password_hash=password_hash))
        note(session, "test", "made")

    store.write_now(_make)
    return "root"


def made(store: Store) -> list[ReferenceCorrection]:
    return store.read_now(lambda session: session.query(ReferenceCorrection).order_by("id").all())


def police() -> list[str]:
    return [line.number for line in numbers_for("AD").police]


async def correct(desk, **changes: str):
    return await desk.post(ROW, htmx=False, **{**FORM, **changes})


async def test_everyone_logged_in_reads_every_table(log_in, root: str) -> None:
    for login in ("siti", "paul", "tina", root):
        desk = await log_in(login)
        for table in (*TABLES, "confirm"):
            page = await desk.get(f"/desk/reference?table={table}")
            assert page.status_code == 200, (login, table)
            assert "<h3>" in page.text
    assert 'href="/desk/reference"' in (await (await log_in("siti")).get("/desk")).text


async def test_strangers_are_asked_to_log_in(browser) -> None:
    assert (await browser.get("/desk/reference")).status_code == 401
    assert (await browser.post(ROW, data=FORM)).status_code == 401


@pytest.mark.parametrize("words", ["法国", "prancis", "FR", "FRANCE", "françe"])
async def test_search_in_every_language(log_in, root: str, words: str) -> None:
    page = (await (await log_in("siti")).get(f"/desk/reference?table=emergency_numbers&q={words}")).text
    assert ">France</a>" in page
    assert ">Germany</a>" not in page


async def test_search_finds_numbers_and_cities_and_says_when_nothing_fits(log_in, root: str) -> None:
    siti = await log_in("siti")
    assert "KBRI Riyadh" in (await siti.get("/desk/reference?table=indonesian_missions&q=riyadh")).text
    assert "KBRI Riyadh" in (await siti.get("/desk/reference?table=indonesian_missions&q=3990")).text
    page = (await siti.get("/desk/reference?q=%3Cscript%3Ealert(1)")).text
    assert "No row fits" in page
    assert "<script>alert" not in page


async def test_marks_narrow_the_list_down(log_in, root: str) -> None:
    siti = await log_in("siti")
    page = (await siti.get("/desk/reference?table=emergency_numbers&mark=conflicting")).text
    assert ">Afghanistan</a>" in page
    assert ">Andorra</a>" not in page
    assert "older than a year" in (await siti.get("/desk/reference?q=andorra")).text


async def test_odd_addresses_break_nothing(log_in, root: str) -> None:
    siti = await log_in("siti")
    for query in ("table=users", "page=-1", "page=999999999", "page=٣", "mark=x", "q=" + "x" * 5000):
        assert (await siti.get(f"/desk/reference?{query}")).status_code == 200, query
    for query in ("", "table=emergency_numbers", "table=users&key=1", "table=../cities&key=x"):
        assert (await siti.get(f"{ROW}?{query}")).status_code == 404, query


async def test_the_list_to_confirm_is_that_of_the_check(log_in, root: str) -> None:
    siti = await log_in("siti")
    expected = [point.row for point in to_confirm(utcnow().date())]
    found: list[str] = []
    for number in range(1, 100):
        page = (await siti.get(f"/desk/reference?table=confirm&page={number}")).text
        found += [unescape(text) for text in re.findall(r"<h3><a [^>]+>([^<]+)</a></h3>", page)]
        if 'rel="next"' not in page:
            break
    assert found == expected


async def test_a_correction_is_used_at_once_and_shown_with_its_history(
    log_in, root: str, store: Store
) -> None:
    desk = await log_in(root)
    answer = await correct(desk)
    assert answer.status_code == 303
    assert police() == ["911"]
    page = unescape((await desk.get(answer.headers["location"])).text)
    for words in (
        "Saved.",
        "confirmed 2026-01-20",
        "as published: 110",
        "Confirmed by Ms Font, police of Andorra on 2026-01-20.",
        "letter 12/2026",
        "new since January",
        "Entered by Root",
    ):
        assert words in page, words
    assert "confirmed 2026-01-20" in (await desk.get("/desk/reference?q=andorra")).text
    row = made(store)[0]
    assert (row.old_value, row.new_value, row.withdrawn_at) == ("110", "911", None)


async def test_the_audit_trail_has_old_and_new_value(log_in, root: str, store: Store) -> None:
    desk = await log_in(root)
    await correct(desk)
    await desk.post(f"/desk/reference/corrections/{made(store)[0].id}/withdraw", htmx=False)
    entries = store.read_now(
        lambda session: session.query(AuditEntry).filter(AuditEntry.action.startswith("reference_")).all()
    )
    assert [(entry.actor, entry.action, entry.target) for entry in entries] == [
        ("root", "reference_corrected", "emergency_numbers: AD"),
        ("root", "reference_withdrawn", "emergency_numbers: AD"),
    ]
    assert "110 → 911" in entries[0].detail
    assert "911 → 110" in entries[1].detail
    assert "Ms Font" in entries[0].detail


async def test_withdrawing_brings_the_value_before_it_back(log_in, root: str, store: Store) -> None:
    desk = await log_in(root)
    await correct(desk)
    await correct(desk, value="912", seen="911")
    assert police() == ["912"]
    first, second = (row.id for row in made(store))
    answer = await desk.post(f"/desk/reference/corrections/{second}/withdraw", htmx=False)
    assert (answer.status_code, police()) == (303, ["911"])
    again = await desk.post(f"/desk/reference/corrections/{second}/withdraw", htmx=False)
    assert again.status_code == 303
    await desk.post(f"/desk/reference/corrections/{first}/withdraw", htmx=False)
    assert police() == ["110"]
    rows = made(store)
    assert len(rows) == 2
    assert all(row.withdrawn_at and row.withdrawn_by for row in rows)
    assert (await desk.post("/desk/reference/corrections/999/withdraw", htmx=False)).status_code == 404
    page = (await desk.get(f"{ROW}?table=emergency_numbers&key=AD")).text
    assert page.count("Withdrawn by") == 2


async def test_a_value_is_confirmed_as_it_stands(log_in, root: str, store: Store) -> None:
    desk = await log_in(root)
    number = "+62 812 9007 0027"
    answer = await correct(desk, table="home_lines", key="ID", field="number", value=number, seen=number)
    assert answer.status_code == 303
    assert ministry_hotline("ID").stated == "2026-01-20"
    assert "confirmed as it stands" in (await desk.get(answer.headers["location"])).text


@pytest.mark.parametrize("login", ["siti", "paul", "tina"])
async def test_only_administrators_correct(log_in, root: str, store: Store, login: str) -> None:
    admin = await log_in(root)
    await correct(admin)
    desk = await log_in(login)
    page = (await desk.get(f"{ROW}?table=emergency_numbers&key=AD&field=police")).text
    assert 'name="value"' not in page
    assert "/withdraw" not in page
    assert "Only administrators correct this" in page
    assert (await correct(desk, value="999", seen="911")).status_code == 403
    withdraw = f"/desk/reference/corrections/{made(store)[0].id}/withdraw"
    assert (await desk.post(withdraw, htmx=False)).status_code == 403
    assert police() == ["911"]
    assert len(made(store)) == 1


async def test_a_form_of_another_site_is_refused(log_in, root: str, store: Store) -> None:
    desk = await log_in(root)
    assert (await desk.client.post(ROW, data=FORM)).status_code == 403
    assert (await desk.client.post(ROW, data={**FORM, "_csrf": "x"})).status_code == 403
    assert made(store) == []


async def test_the_form_carries_what_a_plain_browser_needs(log_in, root: str, store: Store) -> None:
    desk = await log_in(root)
    page = (await desk.get(f"{ROW}?table=emergency_numbers&key=AD&field=police")).text
    form = page[page.index('action="/desk/reference/row"') :]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert "hx-" not in form[: form.index("</form>")]
    typed = {key: FORM[key] for key in ("value", "confirmed_by", "confirmed_on", "source", "note")}
    for name in typed:
        assert f'<label for="{name}">' in form
    answer = await desk.client.post(ROW, data={**hidden, **typed})
    assert (answer.status_code, police()) == (303, ["911"])


TOMORROW = (utcnow() + timedelta(days=2)).date().isoformat()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "one one two"}, "This is no number."),
        ({"value": " "}, "Fill this in."),
        ({"value": "1" * 500}, "too long"),
        ({"confirmed_by": " "}, "Fill this in."),
        ({"confirmed_by": "x" * 121}, "too long"),
        ({"source": ""}, "Fill this in."),
        ({"note": "x" * 1001}, "too long"),
        ({"confirmed_on": "yesterday"}, "year-month-day"),
        ({"confirmed_on": ""}, "year-month-day"),
        ({"confirmed_on": TOMORROW}, "lies ahead"),
        ({"confirmed_on": "1926-01-20"}, "lies ahead or too far back"),
        ({"seen": "999"}, "Somebody has changed this value meanwhile."),
    ],
)
async def test_bad_values_are_told_and_change_nothing(
    log_in, root: str, store: Store, changes: dict[str, str], words: str
) -> None:
    desk = await log_in(root)
    answer = await correct(desk, **changes)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert words in page
    assert "Nothing was changed." in page
    assert 'aria-invalid="true"' in page
    assert (changes.get("source", FORM["source"]) in page, police(), made(store)) == (True, ["110"], [])
    assert corrections() == {}


async def test_positions_and_countries_are_checked_as_in_the_tables(log_in, root: str, store: Store) -> None:
    desk = await log_in(root)
    riyadh = next(row for key, row, _ in keyed_rows("indonesian_missions") if key == "KBRI Riyadh")
    seen = f"{riyadh['lat']}, {riyadh['lon']}"
    mission = {"table": "indonesian_missions", "key": "KBRI Riyadh"}
    bad = await correct(desk, **mission, field="position", value="46.6, 24.7", seen=seen)
    assert (bad.status_code, "lies in another country" in bad.text) == (422, True)
    bad = await correct(desk, **mission, field="covers_iso2", value="YE; XX", seen="")
    assert (bad.status_code, "no such country code" in bad.text) == (422, True)
    good = await correct(desk, **mission, field="position", value="24.7, 46.6", seen=seen)
    assert (good.status_code, len(made(store))) == (303, 1)


async def test_what_cannot_be_corrected_is_not_found(log_in, root: str, store: Store) -> None:
    desk = await log_in(root)
    for changes in (
        {"table": "users"},
        {"table": "cities"},
        {"key": "XX"},
        {"field": "iso2"},
        {"field": "note"},
    ):
        assert (await correct(desk, **changes)).status_code == 404, changes
    assert (await desk.post(ROW, htmx=False)).status_code == 404
    assert made(store) == []


async def test_what_people_wrote_is_escaped(log_in, root: str) -> None:
    desk = await log_in(root)
    answer = await correct(desk, source="<script>alert(1)</script>", note='"><img src=x>')
    page = (await desk.get(answer.headers["location"])).text
    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    words = words_of(language)
    needed = [f"reference.table.{name}" for name in (*TABLES, "confirm", "hotlines")]
    needed += [f"reference.field.{field}" for fields in FIELDS.values() for field in fields]
    needed += [f"reference.kind.{kind}" for fields in FIELDS.values() for kind in fields.values()]
    needed += [f"reference.mark.{code}" for code in (*MARKS, "orphan")]
    needed += [f"reference.confidence.{code}" for code in (*CONFIDENCE_CODES.values(), "no_data")]
    codes = (
        "empty too_long no_short_number no_local_number no_international_number no_position "
        "outside_country outside_jakarta unknown_country no_email no_website changed_meanwhile "
        "no_date no_past_date"
    )
    needed += [f"reference.problem.{code}" for code in codes.split()]
    assert [key for key in needed if key not in words] == []
