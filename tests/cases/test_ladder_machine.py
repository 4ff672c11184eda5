"""The ladder under a moved clock: time, claims, words, lost screens, outages and restarts in any order.

No step is missed, none is recorded twice, and it has no end until a human has written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.cases.ownership import claim, hand_back, write
from bot.engine.runtime import Runtime
from bot.engine.texts import Texts
from bot.engine.timers import Clock
from bot.settings import load_settings
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, Desk, Message, Push, Timer, User
from tests.cases.people import danger, make_away
from tests.factories import make_desk, make_user

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
EXPECTED = ((60, 3), (20, 2), (15, 1), (0, 0))


@dataclass
class Seen:
    """The case as it stands."""

    status: str
    level: int
    epoch: int
    rings_since: datetime
    written: bool


class Ladder(RuleBasedStateMachine):
    """One case, two operators, one supervisor away from the screen."""

    store: Store
    runtime: Runtime
    examples = 0

    @initialize()
    def begin(self) -> None:
        type(self).examples += 1
        # Each example has a day of its own, so that nothing of the last one is due in it.
        self.now = START + timedelta(days=self.examples)
        self.screens = {"siti", "wei"}
        self.holder = ""
        self.claimed_at = self.now
        self.smooth = True
        self.clock = Clock(self.runtime)

        def setup(session: Session) -> int:
            if session.scalars(select(Desk)).first() is None:
                desk = make_desk(session)
                make_user(session, desk, "siti")
                make_user(session, desk, "wei")
                make_away(session, desk, "boss", role="supervisor", last_seen_at=None)
            self._sit_down(session)
            return danger(session).id

        self.case_id = self._write(setup)

    def teardown(self) -> None:
        if not hasattr(self, "case_id"):
            return

        def end(session: Session) -> None:
            session.execute(update(Case).values(status="closed"))
            session.execute(update(Timer).values(done_at=self.now))

        self.store.write_now(end)

    @rule(halves=st.integers(1, 60))
    def seconds_pass(self, halves: int) -> None:
        """The clock ticks every half second, as in the service."""
        for _ in range(halves):
            self._tick(0.5)

    @rule(seconds=st.sampled_from([7, 31, 61, 125, 600]))
    def outage(self, seconds: int) -> None:
        """Nothing runs for a while."""
        self.smooth = False
        self._tick(seconds)

    @rule()
    def restart(self) -> None:
        self.clock = Clock(self.runtime)

    @precondition(lambda self: not self.holder)
    @rule(login=st.sampled_from(["siti", "wei"]))
    def claims(self, login: str) -> None:
        self.screens.add(login)
        self._write(lambda s: (self._sit_down(s), claim(s, self.case_id, self._user(s, login))))
        self.holder, self.claimed_at = login, self.now

    @precondition(lambda self: self.holder)
    @rule()
    def writes(self) -> None:
        self._write(lambda s: write(s, self.case_id, self._user(s, self.holder), "I am reading."))

    @precondition(lambda self: self.holder)
    @rule()
    def hands_back(self) -> None:
        self._write(lambda s: hand_back(s, self.case_id, self._user(s, self.holder), "help has come"))
        self.holder = ""

    @precondition(lambda self: self.holder in self.screens)
    @rule()
    def screen_goes(self) -> None:
        self.screens.discard(self.holder)

    @invariant()
    def no_step_is_missed(self) -> None:
        if not hasattr(self, "case_id"):
            return
        case = self._case()
        if case.status not in ("ringing", "claimed") or case.written:
            return
        if self._was_handed_back():
            # A human has dealt with it: a new claim without a word rings anew instead of climbing on.
            assert min(self._pending(case.epoch, "claim_silence")) - self.now <= timedelta(seconds=30)
            return
        seconds = (self.now - case.rings_since).total_seconds()
        least = next(level for since, level in EXPECTED if seconds >= since)
        if self.smooth and seconds >= 60:
            least = 3 + int((seconds - 60) // 60)
        assert case.level >= least
        if self.smooth:
            assert case.level <= least
        # While nobody has written there is always a next step, at most a minute away.
        assert min(self._pending(case.epoch, "ring_")) - self.now <= timedelta(seconds=60)
        if seconds >= 20:
            assert self._pushed(case.epoch, case.level)

    @invariant()
    def none_is_recorded_twice(self) -> None:
        if not hasattr(self, "case_id"):
            return
        levels: list[int] = []
        written = False
        for kind, data in self._history():
            if kind == "rang":
                levels, written = [data["level"]], False
            elif kind == "wrote":
                written = True
            elif kind == "ring_raised":
                assert not written, "it rang wider after a human had written"
                levels.append(data["level"])
            assert levels == sorted(set(levels))

    @invariant()
    def no_silent_claim_lasts(self) -> None:
        if not hasattr(self, "case_id"):
            return
        case = self._case()
        if case.status == "claimed" and not case.written:
            assert self.now - self.claimed_at < timedelta(seconds=30)

    @invariant()
    def the_number_is_told_once_a_ring(self) -> None:
        if not hasattr(self, "case_id"):
            return
        case = self._case()
        rings = [data["level"] for kind, data in self._history() if kind == "rang"]
        assert self._repeats() <= len(rings)
        if case.level >= 3 and len(rings) == 1:
            assert self._repeats() == 1

    def _tick(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

        def work(session: Session) -> None:
            self._sit_down(session)
            for part in self.clock.quick + self.clock.slow:
                part(session, self.now)

        self._write(work)
        case = self._case()
        if case.status == "ringing" and self.holder:
            self.holder = ""
        if (self.now - case.rings_since).total_seconds() == 0:
            self.smooth = True

    def _sit_down(self, session: Session) -> None:
        session.execute(update(User).where(User.login.in_(self.screens)).values(last_seen_at=self.now))

    def _write(self, work: Any) -> Any:
        with time_machine.travel(self.now, tick=False):
            return self.store.write_now(work)

    def _user(self, session: Session, login: str) -> User:
        return session.scalars(select(User).where(User.login == login)).one()

    def _case(self) -> Seen:
        def look(session: Session) -> Seen:
            case = session.get_one(Case, self.case_id)
            assert case.rings_since is not None
            written = case.first_human_at is not None
            return Seen(case.status, case.ring_level, case.ladder_epoch, case.rings_since, written)

        return self.store.read_now(look)

    def _history(self) -> list[tuple[str, dict[str, Any]]]:
        rows = select(CaseEvent.kind, CaseEvent.data).where(CaseEvent.case_id == self.case_id)
        return self.store.read_now(lambda s: [(k, d) for k, d in s.execute(rows.order_by(CaseEvent.id))])

    def _was_handed_back(self) -> bool:
        kinds = [kind for kind, _data in self._history()]
        return "handed_back" in kinds[len(kinds) - 1 - kinds[::-1].index("rang") :]

    def _pending(self, epoch: int, step: str) -> list[datetime]:
        rows = select(Timer.due_at).where(
            Timer.case_id == self.case_id,
            Timer.epoch == epoch,
            Timer.done_at.is_(None),
            Timer.step.startswith(step),
        )
        return self.store.read_now(lambda s: list(s.scalars(rows)))

    def _pushed(self, epoch: int, level: int) -> list[str]:
        steps = {2: "ring_supervisor", 3: "ring_beyond"}
        rows = select(Push.step).where(
            Push.case_id == self.case_id,
            Push.epoch == epoch,
            Push.step == steps.get(level, f"ring_beyond:{level}"),
        )
        return self.store.read_now(lambda s: list(s.scalars(rows)))

    def _repeats(self) -> int:
        rows = (
            select(Message.id, Message.content)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .join(Case, Case.conversation_id == Conversation.id)
            .where(Case.id == self.case_id)
        )
        found = self.store.read_now(lambda s: s.execute(rows).all())
        return sum(content.get("key") == "status.repeat_number" for _id, content in found)


def test_no_step_missed_and_none_twice(store: Store, tmp_path: Any) -> None:
    environment = {"LINDUNG_DATA_DIR": str(tmp_path), "LINDUNG_DATABASE_URL": store.url}
    chosen = load_settings(environment, tmp_path / "none.env")
    Ladder.store = store
    Ladder.runtime = Runtime(settings=chosen, store=store, texts=Texts(chosen.nlu_data_dir), nlu=None)
    run_state_machine_as_test(
        Ladder,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # Shrinking a story of a hundred commits takes minutes.
            suppress_health_check=list(HealthCheck),
        ),
    )
