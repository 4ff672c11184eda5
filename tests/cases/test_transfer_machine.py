"""Transfers in any order under a moved clock: one place, one holder, one voice, nothing forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.cases import ownership, transfers
from bot.cases.ladder import ring
from bot.cases.transfers import NotYours, TransferRefused
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Desk, Transfer
from bot.store.tables.cases import OPEN_STATES
from tests.cases.making import person
from tests.cases.transferring import TEXTS, make_desks, make_held

DESK_OF = {"siti": "jakarta-112", "rida": "kbri-riyadh", "hasan": "kbri-riyadh"}
PEOPLE = st.sampled_from(sorted(DESK_OF))
DESKS = st.sampled_from(sorted(set(DESK_OF.values())))
CLOSES = {"transfer_accepted", "transfer_refused", "transfer_expired", "transfer_withdrawn"}


class Transfers(RuleBasedStateMachine):
    """One case between two desks; the model knows where it is, who holds it and what is pending."""

    store: Store

    @initialize(urgency=st.sampled_from(["critical", "urgent"]))
    def begin(self, urgency: str) -> None:
        self.now = utcnow()
        self.desk, self.holder, self.pending, self.due = "jakarta-112", "siti", 0, self.now
        self.target, self.sender = "", ""

        def setup(session: Session) -> int:
            if session.scalars(select(Desk)).first() is None:
                make_desks(session)
            return make_held(session, urgency).id

        self.case_id = self.store.write_now(setup)
        self.limit = timedelta(seconds=120 if urgency == "critical" else 1800)

    def teardown(self) -> None:
        if hasattr(self, "case_id"):
            self.store.write_now(lambda s: s.execute(update(Case).values(status="closed")) and None)
            self.store.write_now(lambda s: transfers.expire_due(s, self.now))

    def _try(self, work: object) -> bool:
        """Do it; returns whether it was allowed."""
        try:
            self.store.write_now(work)  # type: ignore[arg-type]
        except (TransferRefused, NotYours):
            return False
        return True

    @rule(login=PEOPLE, desk=DESKS, reason=st.sampled_from(["her place", " "]))
    def ask(self, login: str, desk: str, reason: str) -> None:
        made: list[int] = []

        def work(session: Session) -> None:
            row = transfers.request(session, self.case_id, person(session, login), desk, reason, now=self.now)
            made[:] = [row.id]

        allowed = self._try(work)
        assert allowed == (
            login == self.holder and desk != self.desk and bool(reason.strip()) and not self.pending
        )
        if allowed:
            self.pending, self.target, self.sender = made[0], desk, login
            self.due = self.now + self.limit

    @rule(login=PEOPLE)
    def take(self, login: str) -> None:
        allowed = self._try(
            lambda s: transfers.accept(s, self.pending, person(s, login), TEXTS, now=self.now) and None
        )
        assert allowed == self._may_answer(login)
        if allowed:
            self.desk, self.holder, self.pending = self.target, login, 0

    @rule(login=PEOPLE, why=st.sampled_from(["not ours", ""]))
    def turn_down(self, login: str, why: str) -> None:
        allowed = self._try(
            lambda s: transfers.refuse(s, self.pending, person(s, login), why, now=self.now) and None
        )
        assert allowed == (self._may_answer(login) and bool(why))
        if allowed:
            self.pending = 0

    def _may_answer(self, login: str) -> bool:
        return bool(self.pending) and DESK_OF[login] == self.target and self.now < self.due

    @rule(login=PEOPLE)
    def take_back(self, login: str) -> None:
        allowed = self._try(lambda s: transfers.withdraw(s, self.pending, person(s, login)) and None)
        assert allowed == (bool(self.pending) and login in (self.holder, self.sender))
        if allowed:
            self.pending = 0

    @rule(seconds=st.sampled_from([1, 59, 119, 120, 121, 1799, 1800]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def tick(self) -> None:
        dealt = self.store.write_now(lambda s: transfers.expire_due(s, self.now))
        is_due = bool(self.pending) and self.now >= self.due
        assert dealt == int(is_due)
        if is_due:
            self.pending = 0

    @rule(login=PEOPLE)
    def write(self, login: str) -> None:
        allowed = self._try(lambda s: ownership.write(s, self.case_id, person(s, login), "reading") and None)
        assert allowed == (login == self.holder)

    @rule()
    def ring_anew(self) -> None:
        """A new cry rings over the holder's head: it takes nothing away."""
        self.store.write_now(lambda s: ring(s, s.get_one(Case, self.case_id), "worse", self.now))

    @invariant()
    def all_agree(self) -> None:
        if not hasattr(self, "case_id"):
            return

        def read(session: Session) -> tuple[Case, int, list[str], list[str]]:
            case = session.get_one(Case, self.case_id)
            rows = list(
                session.scalars(
                    select(Transfer.state).where(Transfer.case_id == case.id).order_by(Transfer.id)
                )
            )
            steps = list(
                session.scalars(
                    select(CaseEvent.kind).where(
                        CaseEvent.case_id == case.id, CaseEvent.kind.startswith("transfer_")
                    )
                )
            )
            return case, person(session, self.holder).id, rows, steps

        case, holder_id, states, steps = self.store.read_now(read)
        assert case.status in OPEN_STATES
        assert (case.desk.code, case.operator_id) == (self.desk, holder_id)
        assert (case.conversation.owner, case.conversation.operator_id) == ("operator", holder_id)
        assert states.count("pending") == int(bool(self.pending))
        assert ("transfer" in case.marks) == bool(self.pending)
        # Each request has exactly one end, and each end its step.
        asked, closed = steps.count("transfer_requested"), sum(step in CLOSES for step in steps)
        assert asked == len(states)
        assert closed == asked - int(bool(self.pending))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_transfers_in_any_order(store: Store) -> None:
    machine = type("OneStore", (Transfers,), {"store": store})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip
