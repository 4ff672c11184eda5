import pytest

from bot.messages.inbox import bury
from bot.messages.outbox import say
from bot.store.database import Store
from bot.store.tables import AuditEntry, DeadLetter, OutboxItem
from bot.system.components import set_state
from tests.desk.conftest import make_case


@pytest.fixture
def letter(store: Store, people) -> int:
    def _fill(session):
        case = make_case(session)
        message = say(session, case.conversation, "operator", "Di mana?")
        session.query(OutboxItem).filter_by(message_id=message.id).update(
            {"state": "failed", "error": "Blocked."}
        )
        bury(session, "telegram", "not JSON", b"<script>alert(1)</script>")
        set_state(session, "telegram", "down", "The token was revoked.")
        session.flush()
        return session.query(DeadLetter).one().id

    return store.write_now(_fill)


async def test_each_problem_comes_with_something_to_do(log_in, letter: int) -> None:
    page = (await (await log_in("siti")).get("/desk/problems")).text
    for words in (
        "The token was revoked.",
        "Check the token",
        "Di mana?",
        "Blocked.",
        "Send again",
        "not JSON",
        "I have looked at it",
    ):
        assert words in page, words
    assert "<script>alert" not in page


async def test_closing_a_letter_keeps_it_and_who_closed_it(log_in, letter: int, store: Store) -> None:
    siti = await log_in("siti")
    answer = await siti.post(f"/desk/problems/{letter}/close", htmx=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/problems")
    row = store.read_now(lambda session: session.get_one(DeadLetter, letter))
    assert row.closed_by == "siti"
    assert (await siti.post(f"/desk/problems/{letter}/close")).status_code == 200
    entries = store.read_now(
        lambda session: session.query(AuditEntry).filter_by(action="dead_letter_closed").all()
    )
    assert len(entries) == 1
    assert "not JSON" not in (await siti.get("/desk/problems")).text


async def test_other_desks_neither_see_nor_close_letters(log_in, letter: int, store: Store) -> None:
    paul = await log_in("paul")
    assert "not JSON" not in (await paul.get("/desk/problems")).text
    assert (await paul.post(f"/desk/problems/{letter}/close")).status_code == 404
    assert store.read_now(lambda session: session.get_one(DeadLetter, letter)).closed_at is None
