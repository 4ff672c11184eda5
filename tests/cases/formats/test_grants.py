"""Who may be told: the own state the whole file, a partner only what was agreed to."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.formats.case_data import find_case, read_case
from bot.cases.formats.grants import DEFAULT_FIELDS, ExportRefused, Grant, grant_for
from bot.cases.formats.recipients import find_recipient
from bot.store.database import Store
from bot.store.tables import CasePerson, Desk
from tests.cases.formats.world import CODE, agree, make_case, transfer


def granted(session: Session, name: str) -> Grant:
    return grant_for(read_case(session, CODE), find_recipient(session, name))


def test_a_desk_of_the_own_state_gets_the_whole_file(store: Store) -> None:
    store.write_now(lambda session: make_case(session) and None)
    grant = store.read_now(lambda session: granted(session, "kbri-beijing"))
    assert (grant.fields, grant.is_partner) == (None, False)


@pytest.mark.parametrize("name", ["beijing-110", "cn-embassy-jakarta", "some-system"])
def test_without_an_answer_nobody_abroad_is_told(store: Store, name: str) -> None:
    store.write_now(lambda session: make_case(session) and None)
    with pytest.raises(ExportRefused, match="has not agreed"):
        store.read_now(lambda session: granted(session, name))


@pytest.mark.parametrize("name", ["beijing-110", "cn-embassy-jakarta", "some-system"])
def test_with_consent_a_partner_gets_few_fields(store: Store, name: str) -> None:
    store.write_now(lambda session: agree(session, make_case(session), name) and None)
    grant = store.read_now(lambda session: granted(session, name.upper() if name == "some-system" else name))
    assert grant.fields == DEFAULT_FIELDS


@pytest.mark.parametrize("state", ["asked", "refused", "withdrawn"])
def test_consent_not_given_is_none(store: Store, state: str) -> None:
    store.write_now(lambda session: agree(session, make_case(session), state=state) and None)
    with pytest.raises(ExportRefused):
        store.read_now(lambda session: granted(session, "beijing-110"))


def test_consent_to_one_is_not_consent_to_another(store: Store) -> None:
    store.write_now(lambda session: agree(session, make_case(session), "beijing-110") and None)
    with pytest.raises(ExportRefused):
        store.read_now(lambda session: granted(session, "cn-embassy-jakarta"))


def test_the_last_answer_counts_and_a_new_question_does_not(store: Store) -> None:
    def setup(session: Session) -> None:
        case = make_case(session)
        agree(session, case, state="refused")
        agree(session, case)
        agree(session, case, state="asked", answered_at=None)

    store.write_now(setup)
    assert store.read_now(lambda session: granted(session, "beijing-110")).ground == "consent"
    store.write_now(lambda s: agree(s, find_case(s, CODE), state="withdrawn") and None)
    with pytest.raises(ExportRefused, match="withdrawn"):
        store.read_now(lambda session: granted(session, "beijing-110"))


def vital(
    store: Store, *, reason: str = "not breathing", recipient: str = "beijing-110", **values: object
) -> None:
    def setup(session: Session) -> None:
        case = make_case(session, **values)
        agree(session, case, recipient, ground="vital_interest", state="asked", reason=reason)

    store.write_now(setup)


def test_vital_interest_covers_rescuers_on_the_spot(store: Store) -> None:
    vital(store, country="CN", nationality="FR")
    store.write_now(nobody_is_chinese)
    assert store.read_now(lambda session: granted(session, "beijing-110")).ground == "vital_interest"


def nobody_is_chinese(session: Session) -> None:
    for person in session.scalars(select(CasePerson)):
        person.nationality = "FR" if person.nationality else None


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"country": "CN", "nationality": "FR", "reason": "  "}, "reason"),
        ({"country": "ID", "nationality": "FR"}, "on the spot"),
        ({"country": "ID", "nationality": "FR", "recipient": "cn-embassy-jakarta"}, "on the spot"),
        ({"country": "CN", "nationality": "CN"}, "own government"),
    ],
)
def test_vital_interest_has_its_limits(store: Store, values: dict[str, object], why: str) -> None:
    vital(store, **values)  # type: ignore[arg-type]
    if values["nationality"] != "CN":
        store.write_now(nobody_is_chinese)
    with pytest.raises(ExportRefused, match=why):
        store.read_now(lambda session: granted(session, str(values.get("recipient", "beijing-110"))))


def test_of_a_system_that_is_no_desk_the_note_counts(store: Store) -> None:
    vital(store, country="CN", nationality="FR", recipient="some-system")
    assert store.read_now(lambda session: granted(session, "some-system")).ground == "vital_interest"


def test_a_partner_of_the_own_state_gets_fields_too(store: Store) -> None:
    def setup(session: Session) -> None:
        case = make_case(session)
        session.scalars(select(Desk).where(Desk.code == "beijing-110")).one().coverage = {"countries": ["ID"]}
        agree(session, case)

    store.write_now(setup)
    assert store.read_now(lambda session: granted(session, "beijing-110")).is_partner


def test_the_person_concerned_counts_as_well(store: Store) -> None:
    """The reporter's nationality is French, the child's Chinese."""
    vital(store, country="CN", nationality="FR")
    with pytest.raises(ExportRefused, match="own government"):
        store.read_now(lambda session: granted(session, "beijing-110"))


def test_the_list_of_the_transfer_that_stands_is_the_list(store: Store) -> None:
    def setup(session: Session) -> None:
        case = make_case(session)
        agree(session, case)
        beijing = session.scalars(select(Desk).where(Desk.code == "beijing-110")).one()
        transfer(session, case, beijing, ["place", "reporter", "everything"])
        transfer(session, case, beijing, ["messages"], state="expired")

    store.write_now(setup)
    assert store.read_now(lambda session: granted(session, "beijing-110")).fields == {"place", "reporter"}


def test_a_recipient_is_needed(store: Store) -> None:
    store.write_now(lambda session: make_case(session) and None)
    with pytest.raises(ExportRefused, match="name the recipient"):
        store.read_now(lambda session: granted(session, " "))
