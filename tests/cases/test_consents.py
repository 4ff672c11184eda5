"""Whether a recipient may be told: asked for each, answered, withdrawn; vital interest for rescuers alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import consents
from bot.cases.consents import NotAllowed, answer, answer_tap, ask, may_tell, use_vital_interest, withdraw
from bot.cases.opening import open_or_join_case
from bot.cases.people import set_person
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Consent
from tests.factories import make_conversation, make_desk

WHY = "locked in, cannot answer, the door is being forced"


def new_case(session: Session, urgency: str = "critical", **conversation: Any) -> Case:
    make_desk(session)
    make_desk(
        session, code="kbri-riyadh", name="KBRI Riyadh", prefix="RUH", kind="mission", is_duty=False,
        coverage={"countries": ["SA"], "nationality": "ID"},
    )  # fmt: skip
    make_desk(
        session, code="beijing", name="Beijing", prefix="PEK", kind="partner", is_duty=False,
        coverage={"countries": ["CN"], "nationality": "CN"},
    )  # fmt: skip
    make_desk(
        session, code="rescue-sa", name="Rescue", prefix="RSC", kind="partner", is_duty=False,
        coverage={"countries": ["SA"]},
    )  # fmt: skip
    found = make_conversation(session, **{"country": "SA", "nationality": "ID", **conversation})
    case, _ = open_or_join_case(session, found, "emergency_captivity", urgency, "held", watched=True)
    case.country = found.country
    return case


def kinds(session: Session) -> list[str]:
    session.flush()
    found = session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)).all()
    return [kind for kind in found if kind.startswith(("consent", "vital"))]


def test_silence_is_no_consent_and_yes_is_for_one_recipient(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session)
        assert not may_tell(session, case, "beijing").allowed
        asked = ask(session, case, "beijing", "siti", "they know the place")
        assert not may_tell(session, case, "beijing").allowed
        answer(session, asked, True)
        assert may_tell(session, case, "beijing").ground == "consent"
        assert not may_tell(session, case, "rescue-sa").allowed
        assert kinds(session) == ["consent_asked", "consent_given"]

    store.write_now(work)


def test_an_open_question_is_not_put_twice(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session)
        asked = ask(session, case, "beijing", "siti")
        assert ask(session, case, "beijing", "wei") is asked
        answer(session, asked, True)
        assert ask(session, case, "beijing", "wei") is asked
        answer(session, asked, False)
        assert asked.state == "withdrawn", "a yes taken back"
        again = ask(session, case, "beijing", "wei")
        assert (again is asked, again.state) == (False, "asked")
        assert not may_tell(session, case, "beijing").allowed

    store.write_now(work)


def test_a_refusal_may_become_a_yes_and_is_noted_once(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session)
        asked = ask(session, case, "beijing", "siti")
        answer(session, asked, False)
        answer(session, asked, False)
        assert asked.state == "refused"
        answer(session, asked, True)
        assert may_tell(session, case, "beijing").allowed
        assert kinds(session) == ["consent_asked", "consent_refused", "consent_given"]

    store.write_now(work)


def test_only_taps_on_own_questions_count(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session)
        stranger = make_conversation(session)
        asked = ask(session, case, "beijing", "siti")
        assert answer_tap(session, stranger, f"consent:{asked.id}:yes") is None
        for payload in ("consent:999:yes", "consent:x:yes", f"consent:{asked.id}:perhaps", "consent:", "",
                        f"consent:{'9' * 40}:yes", f"consent:{asked.id}:yes:no", "consent:１:yes"):  # fmt: skip
            assert answer_tap(session, case.conversation, payload) is None, payload
        assert asked.state == "asked"
        assert answer_tap(session, case.conversation, f"consent:{asked.id}:yes") is asked
        assert asked.state == "given"

    store.write_now(work)


def test_rescuers_on_the_spot_are_told_with_a_reason(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session)
        given_now = use_vital_interest(session, case, "rescue-sa", "siti", WHY)
        assert (given_now.ground, given_now.state, given_now.reason) == ("vital_interest", "given", WHY)
        assert may_tell(session, case, "rescue-sa").ground == "vital_interest"
        assert use_vital_interest(session, case, "rescue-sa", "siti", WHY) is given_now
        use_vital_interest(session, case, "red-crescent", "siti", WHY, rescues_in="SA")
        withdraw(session, given_now, "siti", "the person is free")
        assert not may_tell(session, case, "rescue-sa").allowed
        assert kinds(session) == ["vital_interest", "vital_interest", "consent_withdrawn"]

    store.write_now(work)


@pytest.mark.parametrize(
    ("recipient", "reason", "case", "said"),
    [
        ("rescue-sa", "  ", {}, "Write why"),
        ("rescue-sa", WHY, {"urgency": "urgent"}, "critical case"),
        ("kbri-riyadh", WHY, {}, "own government"),
        ("kbri-riyadh", WHY, {"nationality": "PH"}, "stands for a government"),
        ("kbri-riyadh", WHY, {"nationality": None}, "stands for a government"),
        ("beijing", WHY, {"country": "CN", "nationality": "CN"}, "own government"),
        ("beijing", WHY, {}, "sends no help to where the person is (SA)"),
        ("rescue-sa", WHY, {"country": None}, "not known yet"),
        ("red-crescent", WHY, {}, "sends no help"),
    ],
)
def test_vital_interest_covers_nobody_else(
    store: Store, recipient: str, reason: str, case: dict[str, Any], said: str
) -> None:
    def work(session: Session) -> None:
        opened = new_case(session, **case)
        with pytest.raises(NotAllowed) as refused:
            use_vital_interest(session, opened, recipient, "siti", reason)
        assert said in str(refused.value)
        assert session.scalars(select(Consent)).all() == []

    store.write_now(work)


def test_a_no_is_heard_also_when_a_life_hangs_on_it(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session)
        answer(session, ask(session, case, "rescue-sa", "siti"), False)
        with pytest.raises(NotAllowed, match="does not want"):
            use_vital_interest(session, case, "rescue-sa", "siti", WHY)

    store.write_now(work)


def test_the_passport_of_whom_it_is_about_counts_too(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session, country="CN", nationality=None)
        assert not consents.is_own_government(session, case, "beijing")
        set_person(session, case, "concerned", nationality="CN")
        assert consents.is_own_government(session, case, "beijing")
        assert not consents.is_own_government(session, case, "no-such-desk")

    store.write_now(work)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.sampled_from(("ask", "yes", "no", "withdraw", "vital")), max_size=10
    )
)
def test_only_a_yes_or_a_reason_opens_the_file(store: Store, steps: list[str]) -> None:
    """Model: after any order of steps a recipient may be told only on the last word said."""

    def work(session: Session) -> None:
        with session.begin_nested() as undone:
            case = _case_of(session)
            allowed, said_no = False, False
            for step in steps:
                latest = consents.current(session, case, "rescue-sa")
                if step == "ask":
                    ask(session, case, "rescue-sa", "siti")
                elif step == "vital":
                    try:
                        use_vital_interest(session, case, "rescue-sa", "siti", WHY)
                        allowed = True
                    except NotAllowed:
                        assert said_no
                elif latest is not None and step == "withdraw":
                    withdraw(session, latest, "siti")
                    allowed = False
                elif latest is not None and latest.ground == "consent":
                    answer(session, latest, step == "yes")
                    allowed = step == "yes"
                latest = consents.current(session, case, "rescue-sa")
                said_no = latest is not None and latest.state in ("refused", "withdrawn")
                assert may_tell(session, case, "rescue-sa").allowed is allowed
            undone.rollback()

    store.write_now(work)


def _case_of(session: Session) -> Case:
    """The one case of this test: examples of the property share the database."""
    return session.scalars(select(Case)).first() or new_case(session)
