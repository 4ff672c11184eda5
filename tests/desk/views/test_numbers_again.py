"""Numbers of the wrong country were given: one tap sends the right ones and takes the others back."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Message
from tests.desk.conftest import make_case


def wrong_place(session: Session, **values: object) -> str:
    """A person in Malaysia who was given the numbers of Japan."""
    defaults = {"country": "MY", "country_source": "text", "language": "en", "topic": "emergency_crime"}
    case = make_case(session, **{**defaults, **values})
    record(session, case, "first_answer", "bot", message_id=1, country="JP")
    return case.code


@pytest.fixture
def code(store: Store, people) -> str:
    return store.write_now(wrong_place)


def lines(store: Store) -> list[Message]:
    return store.read_now(
        lambda session: session.scalars(select(Message).where(Message.author == "safety")).all()
    )


def place_is(store: Store, code: str, country: str | None) -> None:
    def work(session: Session) -> None:
        session.scalars(select(Case).where(Case.code == code)).one().conversation.country = country

    store.write_now(work)


async def test_the_holder_reads_what_will_be_sent_and_sends_it_with_one_tap(log_in, code: str, store: Store) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    page = (await siti.get(f"/desk/cases/{code}")).text
    assert f'hx-post="/desk/cases/{code}/numbers-again"' in page
    assert "Malaysia: call 999" in page
    assert "Do not use the numbers I sent before (Japan: 110)." in page
    answer = await siti.post(f"/desk/cases/{code}/numbers-again")
    assert answer.status_code == 200
    assert "The right numbers are queued." in answer.text
    (line,) = lines(store)
    assert line.text in page.replace("&#39;", "'")
    event = store.read_now(
        lambda session: session.scalars(select(CaseEvent).where(CaseEvent.kind == "numbers_corrected")).one()
    )
    assert (event.actor, event.data["country"], event.data["wrong"]) == ("siti", "MY", "JP")
    assert "numbers-again" not in (await siti.get(f"/desk/cases/{code}")).text


async def test_a_double_tap_sends_once(log_in, code: str, store: Store) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    answers = await asyncio.gather(*(siti.post(f"/desk/cases/{code}/numbers-again") for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(lines(store)) == 1


@pytest.mark.parametrize("country", ["JP", None])
async def test_without_a_wrong_country_there_is_no_button_and_nothing_is_sent(
    log_in, code: str, store: Store, country: str | None
) -> None:
    place_is(store, code, country)
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    assert "numbers-again" not in (await siti.get(f"/desk/cases/{code}")).text
    answer = await siti.post(f"/desk/cases/{code}/numbers-again")
    assert answer.status_code == 409
    assert "Nothing was sent" in answer.text
    assert lines(store) == []


async def test_only_who_holds_the_case_sends(log_in, code: str, store: Store) -> None:
    wei = await log_in("wei")
    assert "numbers-again" not in (await wei.get(f"/desk/cases/{code}")).text
    answer = await wei.post(f"/desk/cases/{code}/numbers-again")
    assert answer.status_code == 409
    assert f"you do not hold {code}" in answer.text
    assert (await (await log_in("paul")).post(f"/desk/cases/{code}/numbers-again")).status_code == 404
    assert lines(store) == []


async def test_where_others_may_read_it_goes_out_only_once_that_was_considered(
    log_in, store: Store, people
) -> None:
    code = store.write_now(lambda session: wrong_place(session, watched=True))
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    page = (await siti.get(f"/desk/cases/{code}")).text
    assert 'name="safe"' in page
    answer = await siti.post(f"/desk/cases/{code}/numbers-again")
    assert answer.status_code == 422
    assert lines(store) == []
    assert (await siti.post(f"/desk/cases/{code}/numbers-again", safe="yes")).status_code == 200
    assert len(lines(store)) == 1


async def test_without_scripts_the_page_comes_back(log_in, code: str) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post(f"/desk/cases/{code}/numbers-again", htmx=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/cases/{code}")
