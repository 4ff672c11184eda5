"""Transfers: what each answer changes, who may give it, and what the traveller hears."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import ownership, transfers
from bot.cases.contact import ContactRule, contact_rule_of, set_contact_rule
from bot.cases.ladder import fire_due
from bot.cases.transfers import NotYours, TransferRefused
from bot.engine.texts import LANGUAGES
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, Consent, Handover, Message, Transfer
from tests.cases.making import kinds, person
from tests.cases.transferring import TEXTS, ask, case_of, make_desks, make_held, set_up


def test_while_it_is_pending_the_sender_keeps_everything(store: Store) -> None:
    case_id, transfer_id = store.write_now(set_up)
    case = case_of(store, case_id)
    assert (case.status, case.desk.code, case.conversation.owner) == ("active", "jakarta-112", "operator")
    assert case.marks["transfer"]["id"] == transfer_id
    store.write_now(lambda s: ownership.write(s, case_id, person(s, "siti"), "Masih saya.") and None)
    assert store.read_now(lambda s: kinds(s, case_id)).count("wrote") == 2


def test_acceptance_changes_desk_operator_and_epoch_and_the_file_goes_along(store: Store) -> None:
    rule = ContactRule(words="say nothing of work", do_not_call=True)

    def work(session: Session) -> tuple[int, int, int]:
        make_desks(session)
        case = make_held(session)
        set_contact_rule(session, case, rule, "siti")
        return case.id, ask(session, case).id, case.conversation.ownership_epoch

    case_id, transfer_id, epoch = store.write_now(work)
    before = store.read_now(lambda s: kinds(s, case_id))
    store.write_now(lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS) and None)
    case = case_of(store, case_id)
    rida = store.read_now(lambda s: person(s, "rida"))
    assert (case.status, case.desk.code, case.operator_id) == ("claimed", "kbri-riyadh", rida.id)
    assert (case.conversation.operator_id, case.conversation.ownership_epoch) == (rida.id, epoch + 1)
    kept = contact_rule_of(case)
    assert (kept.words, kept.do_not_call, case.marks["do_not_call"]) == (rule.words, True, True)
    after = store.read_now(lambda s: kinds(s, case_id))
    assert after[: len(before)] == before
    assert "transfer_accepted" in after
    assert "transfer" not in case.marks
    ends = store.read_now(lambda s: list(s.scalars(select(Handover.end).order_by(Handover.id))))
    assert ends == ["transferred", None]
    with pytest.raises(NotYours):
        store.write_now(lambda s: ownership.write(s, case_id, person(s, "siti"), "x"))


def test_who_takes_a_critical_case_must_write_or_it_rings_at_the_new_desk(store: Store) -> None:
    case_id, transfer_id = store.write_now(set_up)
    store.write_now(lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS) and None)
    store.write_now(lambda s: fire_due(s, utcnow() + timedelta(seconds=31), lambda _s, _c: None))
    case = case_of(store, case_id)
    assert (case.status, case.operator_id, case.desk.code) == ("ringing", None, "kbri-riyadh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_traveller_is_told_in_the_own_language(store: Store, language: str) -> None:
    _case_id, transfer_id = store.write_now(lambda s: set_up(s, language=language))
    store.write_now(lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS) and None)
    told = store.read_now(lambda s: list(s.scalars(select(Message.text).where(Message.author == "status"))))
    assert told == [TEXTS.text("status.transferred", language, desk="KBRI Riyadh")]


def test_a_watched_person_is_told_nothing(store: Store) -> None:
    case_id, transfer_id = store.write_now(lambda s: set_up(s, watched=True))
    store.write_now(lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS) and None)
    assert store.read_now(lambda s: s.scalars(select(Message).where(Message.author == "status")).all()) == []
    assert "status_not_told" in store.read_now(lambda s: kinds(s, case_id))


def test_a_refusal_goes_back_with_its_reason(store: Store) -> None:
    case_id, transfer_id = store.write_now(set_up)
    with pytest.raises(TransferRefused, match="why"):
        store.write_now(lambda s: transfers.refuse(s, transfer_id, person(s, "rida"), "  "))
    store.write_now(lambda s: transfers.refuse(s, transfer_id, person(s, "rida"), "not our area") and None)
    case = case_of(store, case_id)
    assert (case.status, case.desk.code) == ("active", "jakarta-112")
    assert case.marks["transfer_back"]["why"] == "not our area"
    assert store.read_now(lambda s: kinds(s, case_id))[-1] == "transfer_refused"
    store.write_now(lambda s: ask(s, s.get_one(Case, case_id)) and None)
    assert "transfer_back" not in case_of(store, case_id).marks


@pytest.mark.parametrize(("urgency", "limit"), [("critical", 120), ("urgent", 1800)])
def test_what_nobody_takes_in_time_returns_to_its_sender(store: Store, urgency: str, limit: int) -> None:
    case_id, transfer_id = store.write_now(lambda s: set_up(s, urgency=urgency))
    made = store.read_now(lambda s: s.get_one(Transfer, transfer_id))
    assert made.expires_at - made.made_at == timedelta(seconds=limit)

    def expire(at: datetime) -> int:
        return store.write_now(lambda s: transfers.expire_due(s, at))

    assert expire(made.expires_at - timedelta(seconds=1)) == 0
    assert expire(made.expires_at) == 1
    assert expire(made.expires_at + timedelta(hours=1)) == 0
    case = case_of(store, case_id)
    siti = store.read_now(lambda s: person(s, "siti"))
    assert (case.status, case.operator_id, case.desk.code) == ("active", siti.id, "jakarta-112")
    assert case.marks["transfer_back"]["kind"] == "transfer_expired"
    assert store.read_now(lambda s: kinds(s, case_id))[-1] == "transfer_expired"
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS))
    assert refused.value.code == "answered"


def test_too_late_is_too_late_even_before_the_clock_saw_it(store: Store) -> None:
    _case_id, transfer_id = store.write_now(set_up)
    late = utcnow() + timedelta(minutes=3)
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS, now=late))
    assert refused.value.code == "late"


@pytest.mark.parametrize("login", ["siti", "li"])
def test_only_people_of_the_receiving_desk_answer(store: Store, login: str) -> None:
    case_id, transfer_id = store.write_now(set_up)
    for answer in (
        lambda s: transfers.accept(s, transfer_id, person(s, login), TEXTS),
        lambda s: transfers.refuse(s, transfer_id, person(s, login), "no"),
    ):
        with pytest.raises(TransferRefused) as refused:
            store.write_now(answer)
        assert refused.value.code == "not_for_you"
    assert case_of(store, case_id).desk.code == "jakarta-112"


def test_the_sender_takes_it_back_and_nobody_else_does(store: Store) -> None:
    case_id, transfer_id = store.write_now(set_up)
    with pytest.raises(NotYours):
        store.write_now(lambda s: transfers.withdraw(s, transfer_id, person(s, "rida")))
    store.write_now(lambda s: transfers.withdraw(s, transfer_id, person(s, "siti")) and None)
    assert "transfer" not in case_of(store, case_id).marks
    with pytest.raises(TransferRefused):
        store.write_now(lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS))


def test_a_case_that_ended_meanwhile_goes_nowhere(store: Store) -> None:
    case_id, transfer_id = store.write_now(set_up)
    store.write_now(lambda s: ownership.resolve(s, case_id, person(s, "siti"), "safe at home") and None)
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS))
    assert refused.value.code == "ended"
    assert store.write_now(lambda s: transfers.expire_due(s, utcnow())) == 1
    assert store.read_now(lambda s: s.get_one(Transfer, transfer_id).state) == "withdrawn"
    assert "transfer" not in case_of(store, case_id).marks


def refusal(store: Store, code: str, reason: str = "because", login: str = "siti", **values: Any) -> str:
    """Return the code with which a request is refused; nothing may have changed."""

    def work(session: Session) -> int:
        make_desks(session)
        return make_held(session, **values.pop("case", {})).id

    case_id = store.write_now(work)
    before = store.read_now(lambda s: kinds(s, case_id))
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: transfers.request(s, case_id, person(s, login), code, reason, **values))
    assert store.read_now(lambda s: kinds(s, case_id)) == before
    assert store.read_now(lambda s: s.scalars(select(Transfer)).all()) == []
    assert store.read_now(lambda s: s.scalars(select(Consent)).all()) == []
    return refused.value.code


@pytest.mark.parametrize(
    ("desk", "reason", "code"),
    [
        ("kbri-mars", "x", "no_desk"),
        ("jakarta-112", "x", "same_desk"),
        ("kbri-riyadh", " \x00 ", "no_reason"),
        ("kbri-oslo", "x", "contact"),
        ("beijing-110", "x", "consent"),
    ],
)
def test_a_request_that_cannot_be_changes_nothing(store: Store, desk: str, reason: str, code: str) -> None:
    assert refusal(store, desk, reason) == code


def test_a_partner_gets_known_fields_only(store: Store) -> None:
    assert refusal(store, "beijing-110", fields=["place", "password"]) == "fields"


def test_one_request_at_a_time_and_by_the_holder_alone(store: Store) -> None:
    case_id, _ = store.write_now(set_up)
    with pytest.raises(TransferRefused) as refused:
        store.write_now(lambda s: ask(s, s.get_one(Case, case_id)))
    assert refused.value.code == "pending"
    with pytest.raises(NotYours):
        store.write_now(lambda s: transfers.request(s, case_id, person(s, "rida"), "kbri-riyadh", "x"))
