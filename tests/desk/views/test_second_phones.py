"""A second phone that gave the code: shown where one wrote, verified by who holds the case."""

import json

import pytest
from sqlalchemy.orm import Session

from bot.cases.elsewhere import add_by_code, is_verified
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation
from tests.desk.conftest import make_case, make_conversation


@pytest.fixture
def written(store: Store, people) -> tuple[str, int]:
    """The code of a case, and the conversation of another phone that wrote to it twice."""

    def _make(session: Session) -> tuple[str, int]:
        case = make_case(session)
        other = make_conversation(session, "Rudi", channel="whatsapp")
        for text in ("I am his brother", "he is at the harbour"):
            add_by_code(session, other, case.code, text)
        return case.code, other.id

    return store.write_now(_make)


def _steps(store: Store) -> list[CaseEvent]:
    return store.read_now(lambda session: session.query(CaseEvent).filter_by(kind="phone_verified").all())


async def test_it_is_shown_with_what_verifying_allows(log_in, written) -> None:
    code, other = written
    siti, wei = await log_in("siti"), await log_in("wei")
    await siti.post(f"/desk/cases/{code}/claim")
    page = (await siti.get(f"/desk/cases/{code}")).text
    for words in ("WhatsApp", "Rudi", "2 messages", "Not verified", "It reads nothing of the case",
                  f"/desk/cases/{code}/phones/{other}/verify"):  # fmt: skip
        assert words in page, words
    seen = (await wei.get(f"/desk/cases/{code}/parts")).text
    assert "Rudi" in seen
    assert "/verify" not in seen


async def test_where_no_second_phone_wrote_nothing_is_shown(log_in, store: Store, people) -> None:
    code = store.write_now(lambda session: make_case(session).code)
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    assert "second-phones" not in (await siti.get(f"/desk/cases/{code}")).text


async def test_the_holder_verifies_it_and_later_words_are_marked(log_in, written, store: Store) -> None:
    code, other = written
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    path = f"/desk/cases/{code}/phones/{other}/verify"
    answer = await siti.post(path, sure="yes")
    assert answer.status_code == 200
    assert json.loads(answer.headers["hx-trigger"]) == {"phone-verified": code}
    assert (await siti.post(path, sure="yes", htmx=False)).status_code == 303
    assert [(step.actor, step.data["conversation_id"]) for step in _steps(store)] == [("siti", other)]

    def _more(session: Session) -> bool:
        case, talk = session.query(Case).filter_by(code=code).one(), session.get_one(Conversation, other)
        add_by_code(session, talk, code, "he is safe now")
        return is_verified(case, talk)

    assert store.write_now(_more)
    page = (await siti.get(f"/desk/cases/{code}")).text
    assert "An operator has verified who writes." in page
    assert "an operator has verified who writes" in page  # The line in the conversation.
    assert "/verify" not in page


async def test_unless_it_was_made_sure_nothing_is_verified(log_in, written, store: Store) -> None:
    code, other = written
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post(f"/desk/cases/{code}/phones/{other}/verify")
    assert (answer.status_code, "make sure first" in answer.text) == (422, True)
    assert _steps(store) == []


async def test_only_a_phone_that_wrote_to_this_case(log_in, written, store: Store) -> None:
    code, _ = written
    stranger = store.write_now(lambda session: make_conversation(session, "Stranger").id)
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    for number in (stranger, 0, 10**30):
        answer = await siti.post(f"/desk/cases/{code}/phones/{number}/verify", sure="yes")
        assert answer.status_code == 404
    assert _steps(store) == []


async def test_only_who_holds_the_case(log_in, written, store: Store) -> None:
    code, other = written
    siti, wei, paul = await log_in("siti"), await log_in("wei"), await log_in("paul")
    await siti.post(f"/desk/cases/{code}/claim")
    path = f"/desk/cases/{code}/phones/{other}/verify"
    assert (await wei.post(path, sure="yes")).status_code == 409
    assert (await paul.post(path, sure="yes")).status_code == 404
    assert _steps(store) == []
