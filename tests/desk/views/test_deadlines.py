"""Deadlines at the desk: set by those who may work the case, on the clock of the place, kept or refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from bot.cases import ownership
from bot.cases.deadlines import WARNINGS
from bot.desk.labels import LANGUAGES, words_of
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Deadline, User
from tests.desk.conftest import make_case

YEAR = utcnow().year + 2
FORM = {"kind": "hearing", "due": f"{YEAR}-01-15T09:30", "zone": "Asia/Shanghai", "note": "court <Beijing>"}


@pytest.fixture
def code(store: Store, people: dict[str, User]) -> str:
    """A case in China that siti holds."""

    def _make(session) -> str:
        case = make_case(session, topic="consular_arrest", urgency="urgent", country="CN")
        case.country, case.desk_id = "CN", people["siti"].desk_id
        ownership.claim(session, case.id, session.get_one(User, people["siti"].id))
        return case.code

    return store.write_now(_make)


def deadlines(store: Store) -> list[Deadline]:
    return store.read_now(lambda session: list(session.scalars(select(Deadline).order_by(Deadline.id))))


def url(code: str, rest: str = "") -> str:
    return f"/desk/cases/{code}/deadlines{rest}"


async def test_one_is_set_on_the_clock_of_the_place_and_read_on_that_of_the_desk(
    log_in: Callable, store: Store, code: str
) -> None:
    siti = await log_in("siti")
    page = (await siti.get(f"/desk/cases/{code}")).text
    zones = re.findall(r'<option value="([A-Z][A-Za-z_]+/?[A-Za-z_]*)"', page)
    assert zones[0] == "Asia/Shanghai"  # The place's own clock comes first.
    assert "Asia/Jakarta" in zones
    answer = await siti.post(url(code), **FORM)
    assert answer.status_code == 200
    (row,) = deadlines(store)
    assert (row.kind, row.due_at, row.note, row.made_by) == (
        "hearing", datetime(YEAR, 1, 15, 1, 30, tzinfo=UTC), "court <Beijing>", "siti",
    )  # fmt: skip
    page = (await siti.get(f"/desk/cases/{code}")).text
    assert f"{YEAR}-01-15 08:30 WIB" in page
    assert f'data-until="{YEAR}-01-15T01:30:00+00:00"' in page
    assert "court &lt;Beijing&gt;" in page
    assert words_of("en")["deadline.kind.hearing"] in page


async def test_the_answer_is_an_empty_form_and_the_new_list(log_in: Callable, code: str) -> None:
    siti = await log_in("siti")
    answer = (await siti.post(url(code), **FORM)).text
    assert 'id="deadline-form"' in answer
    assert 'id="case-file"' in answer
    assert "hx-swap-oob" in answer
    assert FORM["due"] not in answer


async def test_a_browser_without_scripts_is_sent_back_to_the_case(
    log_in: Callable, store: Store, code: str
) -> None:
    siti = await log_in("siti")
    answer = await siti.post(url(code), htmx=False, **FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/cases/{code}")
    answer = await siti.post(url(code, f"/{deadlines(store)[0].id}/done"), htmx=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/cases/{code}")
    assert deadlines(store)[0].done_by == "siti"


async def test_one_that_was_kept_leaves_the_page_and_stays_in_the_history(
    log_in: Callable, store: Store, code: str
) -> None:
    siti = await log_in("siti")
    await siti.post(url(code), **FORM)
    (row,) = deadlines(store)
    assert f"/deadlines/{row.id}/done" in (await siti.get(f"/desk/cases/{code}")).text
    for _twice in range(2):
        answer = await siti.post(url(code, f"/{row.id}/done"))
        assert answer.status_code == 204
        assert "deadline-done" in answer.headers["hx-trigger"]
    assert f"/deadlines/{row.id}/done" not in (await siti.get(f"/desk/cases/{code}")).text
    done = store.read_now(
        lambda session: list(
            session.scalars(select(CaseEvent.actor).where(CaseEvent.kind == "deadline_done"))
        )
    )
    assert done == ["siti"]


async def test_one_that_is_due_says_so(log_in: Callable, store: Store, code: str) -> None:
    siti = await log_in("siti")
    await siti.post(url(code), **FORM)

    def _past(session) -> None:
        session.scalars(select(Deadline)).one().due_at = utcnow() - timedelta(minutes=3)

    store.write_now(_past)
    page = (await siti.get(f"/desk/cases/{code}")).text
    assert words_of("en")["deadline.overdue"] in page
    assert "data-until" not in page[page.index(' deadline-list"') :].split("</ul>")[0]


REFUSED = [
    ({"due": ""}, "no_time"),
    ({"due": "tomorrow"}, "no_time"),
    ({"due": f"{YEAR}-02-30T10:00"}, "no_time"),
    ({"due": f"{YEAR}-01-15T09:30+07:00"}, "no_time"),
    ({"due": "2020-01-01T10:00"}, "past"),
    ({"due": "9999-12-31T23:59"}, "far"),
    ({"due": "0001-01-01T00:00"}, "no_time"),
    ({"due": "2027-03-28T02:30", "zone": "Europe/Paris"}, "skipped_hour"),
    ({"zone": "Mars/Olympus"}, "zone"),
    ({"zone": "../../etc/passwd"}, "zone"),
    ({"zone": ""}, "zone"),
    ({"note": "  "}, "note"),
    ({"note": "x" * 501}, "note"),
    ({"kind": "party"}, "kind"),
]


@pytest.mark.parametrize(("values", "problem"), REFUSED)
async def test_what_cannot_be_is_said_and_nothing_is_set(
    log_in: Callable, store: Store, code: str, values: dict[str, str], problem: str
) -> None:
    siti = await log_in("siti")
    answer = await siti.post(url(code), **{**FORM, **values})
    assert answer.status_code == 422
    assert answer.headers["hx-retarget"] == "#notice"  # The form stands as it was typed.
    known = words_of("en")[f"deadline.problem.{problem}"].split("{")[0].split("“")[0]
    assert known in unescape(answer.text)
    assert deadlines(store) == []


@pytest.mark.parametrize("values", [{"due": "soon"}, {"note": ""}, {"zone": "Mars/Olympus"}])
async def test_without_scripts_the_page_comes_back_with_what_was_typed(
    log_in: Callable, store: Store, code: str, values: dict[str, str]
) -> None:
    siti = await log_in("siti")
    typed = {**FORM, "kind": "flight", "note": "GA 891", **values}
    answer = await siti.post(url(code), htmx=False, **typed)
    assert answer.status_code == 422
    form = answer.text[answer.text.index('id="deadline-form"') :].split("</form>")[0]
    assert 'role="alert"' in form
    assert re.search(r'value="flight" selected', form)
    assert f'value="{typed["due"]}"' in form
    assert f'value="{typed["note"]}"' in form
    assert "<html" in answer.text
    assert deadlines(store) == []


async def test_a_form_sent_twice_sets_one(log_in: Callable, store: Store, code: str) -> None:
    siti = await log_in("siti")
    for _twice in range(2):
        await siti.post(url(code), **FORM)
    assert len(deadlines(store)) == 1


async def test_only_those_who_may_work_the_case_set_and_keep_deadlines(
    log_in: Callable, store: Store, code: str
) -> None:
    siti, wei, budi, paul = [await log_in(name) for name in ("siti", "wei", "budi", "paul")]
    assert (await wei.post(url(code), **FORM)).status_code == 409  # Siti holds it.
    assert 'id="deadline-form"' not in (await wei.get(f"/desk/cases/{code}")).text
    assert (await paul.post(url(code), **FORM)).status_code == 404  # Another desk's.
    await siti.post(url(code), **FORM)
    row = url(code, f"/{deadlines(store)[0].id}/done")
    assert (await wei.post(row)).status_code == 409
    assert (await paul.post(row)).status_code == 404
    assert deadlines(store)[0].done_at is None
    assert (await budi.post(row)).status_code == 204  # The supervisor of the desk may.


async def test_a_handed_back_case_is_worked_by_everyone_of_the_desk(
    log_in: Callable, store: Store, code: str, people: dict[str, User]
) -> None:
    def _back(session) -> None:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        ownership.hand_back(session, case.id, session.get_one(User, people["siti"].id), "waits")

    store.write_now(_back)
    assert (await (await log_in("wei")).post(url(code), **FORM)).status_code == 200


async def test_strange_numbers_ended_cases_and_strangers(
    log_in: Callable, store: Store, code: str, browser, people: dict[str, User]
) -> None:
    siti = await log_in("siti")
    for number in ("999", "99999999999999999999999"):
        answer = await siti.post(url(code, f"/{number}/done"))
        assert answer.status_code in (404, 422)
    assert (await browser.post(url(code), data=FORM)).status_code in (401, 403)

    def _end(session) -> None:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        ownership.resolve(session, case.id, session.get_one(User, people["siti"].id), "helped")

    store.write_now(_end)
    answer = await siti.post(url(code), **FORM)
    assert answer.status_code == 409
    assert 'id="deadline-form"' not in (await siti.get(f"/desk/cases/{code}")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_problem_has_words(language: str) -> None:
    words = words_of(language)
    problems = {"no_time", "skipped_hour", "no_zone", "zone", "past", "far", "note", "kind", "ended", "gone"}
    needed = [f"deadline.kind.{kind}" for kind in WARNINGS]
    needed += [f"deadline.problem.{problem}" for problem in problems]
    assert [key for key in needed if key not in words] == []
