"""Real or exercise: the holder of the case says it, nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.drills.interruption import MARK, hear_real
from bot.desk.labels import words_of
from bot.desk.templating import environment
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, Message, User
from tests.desk.conftest import make_case


@pytest.fixture
def code(store: Store, people: dict[str, User]) -> str:
    """An exercise in which somebody said that it is real."""

    def _make(session: Session) -> str:
        case = make_case(session, exercise=True)
        session.add(
            Message(
                conversation_id=case.conversation_id, direction="in", author="traveller",
                text="no duff", content={},
            )
        )  # fmt: skip
        session.flush()
        assert hear_real(session, utcnow()) == 1
        return case.code

    return store.write_now(_make)


def case_of(store: Store, code: str) -> Case:
    return store.read_now(lambda s: s.scalars(select(Case).where(Case.code == code)).one())


@pytest.mark.parametrize(("answer", "exercise"), [("real", False), ("exercise", True)])
async def test_the_holder_says_what_it_is(
    log_in: Callable, code: str, store: Store, answer: str, exercise: bool
) -> None:
    siti, wei = await log_in("siti"), await log_in("wei")
    await siti.post(f"/desk/cases/{code}/claim", htmx=False)
    path = f"/desk/cases/{code}/maybe-real"
    assert (await wei.post(path, htmx=False, **{"is": answer})).status_code == 409
    assert (await siti.post(path, htmx=False, **{"is": "maybe"})).status_code == 422
    assert MARK in case_of(store, code).marks
    assert (await siti.post(path, htmx=False, **{"is": answer})).status_code == 303
    case = case_of(store, code)
    assert (case.exercise, MARK in case.marks) == (exercise, False)
    again = await siti.post(path, **{"is": answer})
    assert again.status_code == 409
    assert words_of("en")["drill.not_settled"] in again.text


async def test_a_case_that_is_not_there(log_in: Callable, people: dict[str, User]) -> None:
    siti = await log_in("siti")
    answer = await siti.post("/desk/cases/JKT-7777-7/maybe-real", htmx=False, **{"is": "real"})
    assert answer.status_code == 404


def test_the_question_can_be_read() -> None:
    assert environment().get_template("_maybe_real.html")
