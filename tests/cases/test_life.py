"""The life of cases against a model of it: whatever people and clock do, in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.duplicates import mark_duplicate
from bot.cases.endings import cancel, close, reopen
from bot.cases.ladder import fire_due, lapse
from bot.cases.opening import open_or_join_case
from bot.cases.outcomes import OutcomeNeeded
from bot.cases.ownership import NotYours, claim, hand_back, resolve, write
from bot.cases.states import ENDED, IllegalChange
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, User
from bot.store.tables.cases import OPEN_STATES
from tests.cases.making import make_people
from tests.factories import make_conversation

MATTERS = {
    "emergency_fire": ("critical", False),
    "emergency_domestic_violence": ("critical", True),
    "consular_arrest": ("urgent", False),
    "chat_complaint": ("routine", False),
}
LOGINS = ("siti", "wei", "rina")
REFUSALS = (IllegalChange, NotYours, OutcomeNeeded)
# Mostly the same person and a reason: whole lives of cases, and refusals in between.
people = st.sampled_from(["siti", "siti", "siti", *LOGINS])
words = st.sampled_from(["in a few words"] * 3 + [" "])
numbers = st.integers(0, 3)


@dataclass
class Model:
    """What we believe of one case."""

    id: int
    topic: str
    status: str
    holder: str | None = None
    wrote: bool = False

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATES

    @property
    def is_grave(self) -> bool:
        urgency, watched = MATTERS[self.topic]
        return urgency == "critical" or watched

    @property
    def is_critical(self) -> bool:
        return MATTERS[self.topic][0] == "critical"


class Life(RuleBasedStateMachine):
    """One conversation, three people, the clock."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.cases: list[Model] = []
        self.voice: str | None = None
        self.conversation_id: int = self.store.write_now(lambda s: make_conversation(s).id)

    def do(self, work: Callable[[Session], Any]) -> bool:
        """Do something and commit, also after a refusal: so it shows if a refusal changed anything."""

        def run(session: Session) -> bool:
            try:
                work(session)
            except REFUSALS:
                return False
            return True

        return self.store.write_now(run)

    def user(self, session: Session, login: str) -> User:
        return session.scalars(select(User).where(User.login == login)).one()

    def pick(self, number: int) -> Model:
        return self.cases[number % len(self.cases)]

    def freed(self, model: Model) -> None:
        """The voice goes to who holds another case, else to the bot."""
        held = [one for one in self.cases if one is not model and one.status in ("claimed", "active")]
        self.voice = next((one.holder for one in held if one.holder), None)

    def end(self, model: Model, status: str, *, keeps_holder: bool = True) -> None:
        held = model.holder is not None and model.is_open
        model.status = status
        if not keeps_holder:
            model.holder = None
        if held:
            self.freed(model)

    @rule(topic=st.sampled_from(sorted(MATTERS)))
    def cry(self, topic: str) -> None:
        urgency, watched = MATTERS[topic]

        def work(session: Session) -> tuple[int, bool]:
            conversation = session.get_one(Conversation, self.conversation_id)
            case, new = open_or_join_case(session, conversation, topic, urgency, "cry", watched=watched)
            return case.id, new

        case_id, is_new = self.store.write_now(work)
        known = [model for model in self.cases if model.topic == topic and model.is_open]
        assert is_new is (not known)
        if is_new:
            self.cases.append(Model(case_id, topic, "new" if urgency == "routine" else "ringing"))
        else:
            assert case_id == known[0].id

    @precondition(lambda self: self.cases)
    @rule(number=numbers, login=people)
    def claim(self, number: int, login: str) -> None:
        model = self.pick(number)
        result = self.store.write_now(lambda s: claim(s, model.id, self.user(s, login)))
        free = model.status in ("new", "ringing", "waiting")
        assert result.won is (free or (model.is_open and model.holder == login))
        if free:
            model.status, model.holder, self.voice = "claimed", login, login

    @precondition(lambda self: self.cases)
    @rule(number=numbers, login=people)
    def write(self, number: int, login: str) -> None:
        model = self.pick(number)
        done = self.do(lambda s: write(s, model.id, self.user(s, login), "I am reading"))
        assert done is (model.is_open and model.holder == login)
        if done:
            model.status, model.wrote = "active", True

    @precondition(lambda self: self.cases)
    @rule(number=numbers, login=people, outcome=words)
    def hand_back(self, number: int, login: str, outcome: str) -> None:
        model = self.pick(number)
        done = self.do(lambda s: hand_back(s, model.id, self.user(s, login), outcome))
        enough = bool(outcome.strip()) or not model.is_critical
        assert done is (model.is_open and model.holder == login and enough)
        if done:
            self.end(model, "waiting", keeps_holder=False)

    @precondition(lambda self: self.cases)
    @rule(number=numbers, login=people, outcome=words)
    def resolve(self, number: int, login: str, outcome: str) -> None:
        model = self.pick(number)
        done = self.do(lambda s: resolve(s, model.id, self.user(s, login), outcome))
        assert done is (model.is_open and model.holder == login and bool(outcome.strip()))
        if done:
            self.end(model, "resolved")

    @precondition(lambda self: self.cases)
    @rule(number=numbers, login=people, reason=words, checked=st.booleans())
    def cancel(self, number: int, login: str, reason: str, checked: bool) -> None:
        model = self.pick(number)
        done = self.do(lambda s: cancel(s, model.id, self.user(s, login), reason, checked))
        mine = model.holder == login if model.is_grave else model.holder in (None, login)
        ready = bool(reason.strip()) and (checked or not model.is_grave)
        assert done is (model.is_open and mine and ready)
        if done:
            self.end(model, "cancelled")

    @precondition(lambda self: self.cases)
    @rule(number=numbers, login=people, reason=words)
    def close(self, number: int, login: str, reason: str) -> None:
        model = self.pick(number)
        done = self.do(lambda s: close(s, model.id, self.user(s, login), reason))
        fits = model.status == "resolved" or (
            model.is_open and not model.is_grave and model.holder in (None, login)
        )
        assert done is (fits and bool(reason.strip()))
        if done:
            self.end(model, "closed")

    @precondition(lambda self: self.cases)
    @rule(number=numbers, login=people, reason=words)
    def reopen(self, number: int, login: str, reason: str) -> None:
        model = self.pick(number)
        done = self.do(lambda s: reopen(s, model.id, self.user(s, login), reason))
        again = any(one.topic == model.topic and one.is_open for one in self.cases)
        assert done is (not model.is_open and not again and bool(reason.strip()))
        if done:
            routine = MATTERS[model.topic][0] == "routine"
            model.status, model.holder, model.wrote = ("new" if routine else "ringing"), None, False

    @precondition(lambda self: len(self.cases) > 1)
    @rule(number=numbers, other=numbers, login=people)
    def duplicate(self, number: int, other: int, login: str) -> None:
        model, of = self.pick(number), self.pick(other)
        rank = ("routine", "urgent", "critical")
        grave = rank.index(MATTERS[model.topic][0]) > rank.index(MATTERS[of.topic][0])
        if grave or (MATTERS[model.topic][1] and not MATTERS[of.topic][1]):
            return  # The other would change its gravity, which the model keeps by topic.

        def work(session: Session) -> None:
            case, main = session.get_one(Case, model.id), session.get_one(Case, of.id)
            mark_duplicate(session, case, main, self.user(session, login))

        done = self.do(work)
        free = model.is_open and model.holder in (None, login)
        # A resolved case may still be filed as a duplicate.
        assert done is (model is not of and of.is_open and (free or model.status == "resolved"))
        if done:
            self.end(model, "closed")

    @precondition(lambda self: self.cases)
    @rule(number=numbers)
    def lose_the_screen(self, number: int) -> None:
        model = self.pick(number)
        if model.status in ("claimed", "active"):
            self.store.write_now(lambda s: lapse(s, s.get_one(Case, model.id), "screen"))
            model.status, model.holder, model.wrote = "ringing", None, False

    @rule()
    def half_a_minute_passes(self) -> None:
        self.store.write_now(lambda s: fire_due(s, utcnow() + timedelta(seconds=35), lambda _s, _c: None))
        for model in self.cases:
            if model.status == "claimed" and model.is_critical and not model.wrote:
                model.status, model.holder = "ringing", None

    @invariant()
    def agrees_with_the_database(self) -> None:
        def look(session: Session) -> None:
            logins = {user.id: user.login for user in session.scalars(select(User))}
            for model in self.cases:
                case = session.get_one(Case, model.id)
                assert case.status == model.status
                assert (case.closed_at is None) is model.is_open
                if model.is_open:
                    assert (logins[case.operator_id] if case.operator_id else None) == model.holder
                self.history_leads_to(session, case)
            conversation = session.get_one(Conversation, self.conversation_id)
            assert conversation.owner == ("bot" if self.voice is None else "operator")
            assert logins.get(conversation.operator_id or 0) == self.voice

        self.store.read_now(look)

    def history_leads_to(self, session: Session, case: Case) -> None:
        """Each change of state is a step that begins where the last ended, by somebody, for a reason."""
        now = "new"
        history = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
        for step in session.scalars(history):
            if "to" in step.data:
                assert step.data["from"] == now
                now = step.data["to"]
                assert step.actor
                assert step.data.get("reason") or now not in ENDED
        assert now == case.status


def test_the_life_of_cases(store: Store) -> None:
    store.write_now(make_people)
    machine = type("LifeHere", (Life,), {"store": store})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
