import asyncio
import json

import pytest

from bot.cases.outcomes import CODES
from bot.messages.outbox import say
from bot.store.database import Store
from bot.store.tables import AuditEntry, Case, Conversation, Message, OutboxItem
from tests.desk.conftest import make_case


@pytest.fixture
def code(store: Store, people) -> str:
    return store.write_now(lambda session: make_case(session).code)


def _case(store: Store, code: str) -> Case:
    return store.read_now(lambda session: session.query(Case).filter_by(code=code).one())


def _lines(store: Store, author: str = "operator") -> list[Message]:
    return store.read_now(
        lambda session: session.query(Message).filter_by(author=author).order_by(Message.id).all()
    )


async def test_a_claim_opens_the_case_and_silences_the_assistant(
    log_in, code: str, store: Store, people
) -> None:
    answer = await (await log_in("siti")).post(f"/desk/cases/{code}/claim")
    assert answer.status_code == 200
    assert answer.headers["hx-retarget"] == "#case"
    assert answer.headers["hx-push-url"] == f"/desk/cases/{code}"
    assert json.loads(answer.headers["hx-trigger-after-settle"])["claimed"] == code
    case = _case(store, code)
    assert (case.status, case.operator_id) == ("claimed", people["siti"].id)
    talk = store.read_now(lambda session: session.get_one(Conversation, case.conversation_id))
    assert talk.owner == "operator"


async def test_who_is_too_late_is_told_who_has_it(log_in, code: str) -> None:
    siti, wei = await log_in("siti"), await log_in("wei")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await wei.post(f"/desk/cases/{code}/claim")
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#notice"
    assert f"Siti Rahayu has claimed {code} already." in answer.text


async def test_of_many_at_once_exactly_one_wins(log_in, code: str, store: Store) -> None:
    desks = [await log_in(login) for login in ("siti", "wei", "amelie", "budi", "admin")]
    answers = await asyncio.gather(*(desk.post(f"/desk/cases/{code}/claim") for desk in desks))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


async def test_a_second_critical_case_is_allowed_with_a_word(log_in, code: str, store: Store) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    second = store.write_now(lambda session: make_case(session, "Other").code)
    answer = await siti.post(f"/desk/cases/{second}/claim")
    assert json.loads(answer.headers["hx-trigger-after-settle"])["heavy"] == 2


async def test_words_are_queued_and_the_clock_stops(log_in, code: str, store: Store) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post(f"/desk/cases/{code}/reply", text="  Saya baca.\nDi mana?  ", draft="d1")
    assert answer.status_code == 204
    assert json.loads(answer.headers["hx-trigger"]) == {"replied": code}
    (line,) = _lines(store)
    assert line.text == "Saya baca.\nDi mana?"
    case = _case(store, code)
    assert case.status == "active"
    assert case.first_human_at is not None
    item = store.read_now(lambda session: session.query(OutboxItem).filter_by(message_id=line.id).one())
    assert (item.state, item.author) == ("queued", "operator")


async def test_a_form_that_arrives_twice_is_sent_once(log_in, code: str, store: Store) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    for draft in ("d1", "d1", "d2"):
        assert (await siti.post(f"/desk/cases/{code}/reply", text="Ya.", draft=draft)).status_code == 204
    assert [line.content["draft"] for line in _lines(store)] == ["d1", "d2"]


@pytest.mark.parametrize(
    ("text", "words"), [("", "nothing to send"), ("  \n ", "nothing to send"), ("x" * 8001, "8001")]
)
async def test_nothing_and_too_much_are_not_sent(
    log_in, code: str, store: Store, text: str, words: str
) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post(f"/desk/cases/{code}/reply", text=text)
    assert answer.status_code == 422
    assert words in answer.text
    assert _lines(store) == []


@pytest.mark.parametrize("action", ["reply", "hand-back", "resolve"])
async def test_who_does_not_hold_it_changes_nothing(log_in, code: str, store: Store, action: str) -> None:
    siti, wei = await log_in("siti"), await log_in("wei")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await wei.post(f"/desk/cases/{code}/{action}", text="halo", outcome="fine")
    assert answer.status_code == 409
    assert "Siti Rahayu" in answer.text
    assert _case(store, code).status == "claimed"
    assert _lines(store) == []


@pytest.mark.parametrize("action", ["hand-back", "resolve"])
async def test_no_critical_case_ends_without_an_outcome(log_in, code: str, store: Store, action: str) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post(f"/desk/cases/{code}/{action}", outcome="   ")
    assert answer.status_code == 422
    assert _case(store, code).status == "claimed"


@pytest.mark.parametrize(("action", "status"), [("hand-back", "waiting"), ("resolve", "resolved")])
async def test_with_an_outcome_it_does(log_in, code: str, store: Store, action: str, status: str) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post(f"/desk/cases/{code}/{action}", outcome="ambulance took him", outcome_code="helped")
    assert answer.status_code == 204
    case = _case(store, code)
    assert (case.status, case.outcome) == (status, "ambulance took him")
    assert case.outcome_code == ("helped" if action == "resolve" else None)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"outcome": "well"}, "choose how the case ended"),
        ({"outcome": "well", "outcome_code": "fine"}, "choose how the case ended"),
        ({"outcome": "", "outcome_code": "helped"}, "in a few words"),
        ({"outcome": "twice", "outcome_code": "duplicate"}, "duplicate of the other case"),
        ({"outcome": "a prank", "outcome_code": "false_alarm"}, "neutral check question"),
        ({"outcome": "silent", "outcome_code": "no_answer"}, "Only a supervisor"),
    ],
    ids=str,
)
async def test_an_ending_that_is_refused_says_why(
    log_in, code: str, store: Store, form: dict[str, str], words: str
) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    answer = await siti.post(f"/desk/cases/{code}/resolve", **form)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert (_case(store, code).status, _case(store, code).outcome_code) == ("claimed", None)


async def test_a_checked_false_alarm_is_taken_back(log_in, code: str, store: Store) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    form = {"outcome": "the child played", "outcome_code": "false_alarm", "checked": "yes"}
    assert (await siti.post(f"/desk/cases/{code}/resolve", **form)).status_code == 204
    case = _case(store, code)
    assert (case.status, case.outcome, case.outcome_code) == ("cancelled", "the child played", "false_alarm")
    assert case.marks["neutral_check"] == "siti"


async def test_the_form_offers_each_code_in_the_operators_language(log_in, code: str) -> None:
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    text = (await siti.get(f"/desk/cases/{code}")).text
    assert 'name="outcome_code" required' in text
    assert [f'value="{one}"' in text for one in CODES] == [one != "duplicate" for one in CODES]
    assert 'name="checked"' in text


@pytest.mark.parametrize("watched", [False, True])
async def test_the_traveller_hears_one_line_a_step_unless_watched(
    log_in, store: Store, people, watched: bool
) -> None:
    code = store.write_now(lambda session: make_case(session, urgency="urgent", watched=watched).code)
    siti = await log_in("siti")
    await siti.post(f"/desk/cases/{code}/claim")
    await siti.post(f"/desk/cases/{code}/hand-back", outcome="sleeps")
    await siti.post(f"/desk/cases/{code}/claim")
    await siti.post(f"/desk/cases/{code}/resolve", outcome="well", outcome_code="helped")
    keys = [line.content["key"] for line in _lines(store, "status")]
    told = ["operator_here", "case_waiting", "operator_here", "case_resolved"]
    assert keys == ([] if watched else [f"status.{key}" for key in told])


async def test_plain_browsers_are_led_back_to_the_case(log_in, code: str) -> None:
    siti = await log_in("siti")
    ending = {"outcome": "well", "outcome_code": "helped"}
    for path, form in (("claim", {}), ("reply", {"text": "Ya."}), ("resolve", ending)):
        answer = await siti.post(f"/desk/cases/{code}/{path}", htmx=False, **form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/cases/{code}")


@pytest.mark.parametrize("action", ["claim", "reply", "hand-back", "resolve"])
async def test_cases_of_other_desks_cannot_be_touched(log_in, code: str, store: Store, action: str) -> None:
    answer = await (await log_in("paul")).post(f"/desk/cases/{code}/{action}", text="x", outcome="x")
    assert answer.status_code == 404
    assert _case(store, code).status == "ringing"


@pytest.fixture
def unsure(store: Store, code: str) -> int:
    def _fill(session):
        case = session.query(Case).filter_by(code=code).one()
        message = say(session, case.conversation, "operator", "Di mana?")
        item = session.query(OutboxItem).filter_by(message_id=message.id).one()
        item.state = "unsure"
        return item.id

    return store.write_now(_fill)


def _state(store: Store, item_id: int) -> str:
    return store.read_now(lambda session: session.get_one(OutboxItem, item_id).state)


async def test_sending_again_really_queues_it_and_only_once(log_in, unsure: int, store: Store) -> None:
    siti = await log_in("siti")
    answer = await siti.post(f"/desk/outbox/{unsure}/retry")
    assert answer.status_code == 200
    assert "Queued again" in answer.text
    assert _state(store, unsure) == "queued"
    again = await siti.post(f"/desk/outbox/{unsure}/retry")
    assert "no longer waiting" in again.text
    entries = store.read_now(
        lambda session: session.query(AuditEntry).filter_by(action="line_sent_again").all()
    )
    assert [entry.detail for entry in entries] == ["was unsure", "was queued"]


async def test_lines_of_other_desks_are_not_sent_again(log_in, unsure: int, store: Store) -> None:
    paul = await log_in("paul")
    assert (await paul.post(f"/desk/outbox/{unsure}/retry")).status_code == 404
    assert (await paul.post("/desk/outbox/999999/retry")).status_code == 404
    assert _state(store, unsure) == "unsure"
