"""Answers that come at the same moment: one counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import ownership, transfers
from bot.cases.transfers import NotYours, TransferRefused
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, Handover, Transfer
from tests.cases.making import person
from tests.cases.transferring import TEXTS, ask, make_desks, make_held, set_up


def at_once(store: Store, *works: Callable[[Session], object]) -> list[object]:
    """Run each on a thread of its own, all from one start; returns results or errors in order."""
    start = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(number: int, work: Callable[[Session], object]) -> None:
        start.wait()
        try:
            found[number] = store.write_now(lambda session: bool(work(session)))
        except (TransferRefused, NotYours) as error:
            found[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def end_of(store: Store, case_id: int, transfer_id: int) -> tuple[str, str, list[str]]:
    def read(session: Session) -> tuple[str, str, list[str]]:
        steps = session.scalars(
            select(CaseEvent.kind).where(CaseEvent.case_id == case_id, CaseEvent.kind.startswith("transfer_"))
        )
        state = session.get_one(Transfer, transfer_id).state
        return state, session.get_one(Case, case_id).desk.code, sorted(set(steps) - {"transfer_requested"})

    return store.read_now(read)


@pytest.mark.parametrize("round_number", range(3))
def test_of_two_who_take_it_one_has_it(store: Store, round_number: int) -> None:
    case_id, transfer_id = store.write_now(set_up)
    epoch = store.read_now(lambda s: s.scalars(select(Conversation.ownership_epoch)).one())
    found = at_once(
        store,
        *(
            lambda s, login=login: transfers.accept(s, transfer_id, person(s, login), TEXTS)
            for login in ("rida", "hasan")
        ),
    )
    assert sorted(type(one).__name__ for one in found) == ["TransferRefused", "bool"]
    winner = ("rida", "hasan")[found.index(True)]
    case = store.read_now(lambda s: s.get_one(Case, case_id))
    assert case.operator_id == store.read_now(lambda s: person(s, winner).id)
    assert case.conversation.ownership_epoch == epoch + 1
    assert end_of(store, case_id, transfer_id) == ("accepted", "kbri-riyadh", ["transfer_accepted"])
    assert store.read_now(lambda s: len(s.scalars(select(Handover)).all())) == 2


@pytest.mark.parametrize("round_number", range(3))
def test_taken_refused_expired_and_withdrawn_at_once_is_one_of_them(store: Store, round_number: int) -> None:
    case_id, transfer_id = store.write_now(set_up)
    made = store.read_now(lambda s: s.get_one(Transfer, transfer_id))
    over = made.expires_at + timedelta(seconds=1)
    at_once(
        store,
        lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS),
        lambda s: transfers.refuse(s, transfer_id, person(s, "hasan"), "no"),
        lambda s: transfers.withdraw(s, transfer_id, person(s, "siti")),
        lambda s: transfers.expire_due(s, over),
        lambda s: transfers.expire_due(s, over),
    )
    state, desk, steps = end_of(store, case_id, transfer_id)
    assert state in ("accepted", "refused", "withdrawn", "expired")
    assert steps == [f"transfer_{state}"]
    assert desk == ("kbri-riyadh" if state == "accepted" else "jakarta-112")


def test_two_requests_at_once_are_one(store: Store) -> None:
    def work(session: Session) -> int:
        make_desks(session)
        return make_held(session).id

    case_id = store.write_now(work)
    again = [lambda s: ask(s, s.get_one(Case, case_id))] * 3
    found = at_once(store, *again)
    assert found.count(True) == 1
    assert store.read_now(lambda s: len(s.scalars(select(Transfer)).all())) == 1


def test_a_line_of_the_sender_and_the_acceptance_do_not_mix(store: Store) -> None:
    case_id, transfer_id = store.write_now(set_up)
    at_once(
        store,
        lambda s: transfers.accept(s, transfer_id, person(s, "rida"), TEXTS),
        lambda s: ownership.write(s, case_id, person(s, "siti"), "one more thing"),
    )
    case = store.read_now(lambda s: s.get_one(Case, case_id))
    rida = store.read_now(lambda s: person(s, "rida"))
    # Whatever came first, the receiver holds it and still has to write.
    assert (case.operator_id, case.status, case.first_human_at) == (rida.id, "claimed", None)
