"""Consent of a transfer, and what a partner gets."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import ownership, transfers
from bot.cases.formats.grants import DEFAULT_FIELDS
from bot.cases.referrals import refer
from bot.cases.transfer_rules import grant_to, standing
from bot.cases.transfers import TransferRefused
from bot.store.database import Store
from bot.store.tables import Case, Consent, Desk, Message
from tests.cases.making import kinds, person
from tests.cases.transferring import TEXTS, ask, case_of, make_desks, make_held


def held(session: Session, *consents: tuple[str, str, str], **values: object) -> int:
    """Return the id of a held case with these (recipient, ground, state)."""
    make_desks(session)
    case = make_held(session, **values)
    for recipient, ground, state in consents:
        session.add(
            Consent(case_id=case.id, recipient=recipient, ground=ground, state=state, reason="trapped")
        )
        session.flush()
    return case.id


def desk(session: Session, code: str) -> Desk:
    return session.scalars(select(Desk).where(Desk.code == code)).one()


@pytest.mark.parametrize(
    ("consents", "expected"),
    [
        ([], "none"),
        ([("consent", "asked")], "asked"),
        ([("consent", "given")], "given"),
        ([("consent", "given"), ("consent", "asked")], "given"),
        ([("consent", "given"), ("consent", "withdrawn")], "withdrawn"),
        ([("consent", "refused"), ("consent", "given")], "given"),
        ([("vital_interest", "given")], "vital_interest"),
    ],
)
def test_the_newest_answer_counts(store: Store, consents: list[tuple[str, str]], expected: str) -> None:
    case_id = store.write_now(lambda s: held(s, *(("beijing-110", *one) for one in consents)))
    found = store.read_now(lambda s: standing(s, s.get_one(Case, case_id), desk(s, "beijing-110")))
    assert found == expected


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
@pytest.mark.parametrize("code", ["beijing-110", "kbri-riyadh"])
def test_who_said_no_is_heard_by_every_desk_and_no_reason_overrules_it(
    store: Store, code: str, state: str
) -> None:
    case_id = store.write_now(lambda s: held(s, (code, "consent", state)))
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: ask(s, s.get_one(Case, case_id), code, vital_interest="bleeding"))
    assert refused.value.code == "refused"
    assert store.read_now(lambda s: len(s.scalars(select(Consent)).all())) == 1


def test_a_partner_gets_fields_and_the_case_stays_with_its_sender(store: Store) -> None:
    case_id = store.write_now(lambda s: held(s, ("beijing-110", "consent", "given")))
    made = store.write_now(lambda s: ask(s, s.get_one(Case, case_id), "beijing-110"))
    assert set(made.fields) == DEFAULT_FIELDS
    before = case_of(store, case_id)
    store.write_now(lambda s: transfers.accept(s, made.id, person(s, "li"), TEXTS) and None)
    case = case_of(store, case_id)
    assert (case.desk.code, case.operator_id, case.status) == ("jakarta-112", before.operator_id, "active")
    assert case.conversation.ownership_epoch == before.conversation.ownership_epoch
    assert case.marks["shared_with"] == ["beijing-110"]
    assert store.read_now(lambda s: kinds(s, case_id)).count("shared_with_partner") == 1
    fields = store.read_now(lambda s: grant_to(s, s.get_one(Case, case_id), desk(s, "beijing-110")).fields)
    assert fields == DEFAULT_FIELDS


def test_only_the_chosen_fields_go(store: Store) -> None:
    case_id = store.write_now(lambda s: held(s, ("beijing-110", "consent", "given")))
    chosen = ["phones", "place"]
    made = store.write_now(lambda s: ask(s, s.get_one(Case, case_id), "beijing-110", fields=chosen))
    assert made.fields == ["place", "phones"]
    case = store.read_now(lambda s: grant_to(s, s.get_one(Case, case_id), desk(s, "beijing-110")))
    assert case.fields == frozenset(chosen)


def test_consent_taken_back_while_it_is_pending_stops_it(store: Store) -> None:
    case_id = store.write_now(lambda s: held(s, ("beijing-110", "consent", "given")))
    made = store.write_now(lambda s: ask(s, s.get_one(Case, case_id), "beijing-110"))
    store.write_now(
        lambda s: s.add(
            Consent(case_id=case_id, recipient="beijing-110", ground="consent", state="withdrawn")
        )
    )
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: transfers.accept(s, made.id, person(s, "li"), TEXTS))
    assert refused.value.code == "refused"
    assert "shared_with" not in case_of(store, case_id).marks


@pytest.mark.parametrize(
    ("country", "nationality", "code", "allowed"),
    [
        ("CN", "ID", "beijing-110", True),  # Rescuers where the person is.
        ("SA", "ID", "beijing-110", False),  # They send nobody there.
        ("CN", "CN", "beijing-110", False),  # The person's own government.
        ("ID", "FR", "ambafrance-jakarta", False),  # An embassy rescues nobody.
    ],
)
def test_vital_interest_covers_rescuers_on_the_spot_alone(
    store: Store, country: str, nationality: str, code: str, allowed: bool
) -> None:
    def work(session: Session) -> int:
        case_id = held(session)
        case = session.get_one(Case, case_id)
        case.country, case.nationality = country, nationality
        return case_id

    case_id = store.write_now(work)
    why = "unconscious, bleeding"
    if allowed:
        store.write_now(lambda s: ask(s, s.get_one(Case, case_id), code, vital_interest=why) and None)
        row = store.read_now(lambda s: s.scalars(select(Consent)).one())
        assert (row.recipient, row.ground, row.state, row.reason) == (code, "vital_interest", "given", why)
        return
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: ask(s, s.get_one(Case, case_id), code, vital_interest=why))
    assert refused.value.code == "vital_interest"
    assert store.read_now(lambda s: s.scalars(select(Consent)).all()) == []


def test_a_refused_ground_leaves_nothing_behind_in_the_same_transaction(store: Store) -> None:
    def work(session: Session) -> int:
        case = session.get_one(Case, held(session))
        with pytest.raises(TransferRefused):
            ask(session, case, "beijing-110", vital_interest="bleeding")
        return len(session.scalars(select(Consent)).all())

    assert store.write_now(work) == 0


def test_a_contact_is_referred_to_and_the_case_stays(store: Store) -> None:
    case_id = store.write_now(held)
    line = store.write_now(lambda s: refer(s, case_id, person(s, "siti"), "kbri-oslo", TEXTS))
    assert line is not None
    assert "KBRI Oslo" in line.text
    assert "+47 22 12 51 30" in line.text
    case = case_of(store, case_id)
    assert (case.desk.code, case.status) == ("jakarta-112", "active")
    assert store.read_now(lambda s: kinds(s, case_id))[-1] == "referred"


def test_a_watched_person_gets_no_number_unprompted(store: Store) -> None:
    case_id = store.write_now(lambda s: held(s, watched=True))
    line = store.write_now(lambda s: refer(s, case_id, person(s, "siti"), "kbri-oslo", TEXTS))
    assert line is None
    lines = store.read_now(lambda s: s.scalars(select(Message).where(Message.author == "status")).all())
    assert lines == []
    assert store.read_now(lambda s: kinds(s, case_id))[-2:] == ["status_not_told", "referred"]


@pytest.mark.parametrize(("code", "why"), [("kbri-riyadh", "staffed"), ("nowhere", "no_desk")])
def test_a_referral_that_cannot_be(store: Store, code: str, why: str) -> None:
    case_id = store.write_now(held)
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: refer(s, case_id, person(s, "siti"), code, TEXTS))
    assert refused.value.code == why
    with pytest.raises(ownership.NotYours):
        store.write_now(lambda s: refer(s, case_id, person(s, "rida"), "kbri-oslo", TEXTS))
