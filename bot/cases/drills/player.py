"""Plays a drill: puts its lines into the inbox in time, as a channel would. A real case stops the clock."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.drills import control
from bot.cases.drills.channel import CHAT_PREFIX, EXERCISE
from bot.cases.drills.control import DrillState
from bot.cases.drills.moments import Moment, actors_of, event_of, moments_of, number_of
from bot.cases.drills.scenario import Scenario
from bot.messages.inbox import accept
from bot.store.tables import Conversation, Identity, Message

BATCH = 100
"""Lines in one transaction at most: operators write into the same database."""


@dataclass(frozen=True)
class Step:
    """What one step of a drill did; ``Drill.keep`` makes it count once the transaction has committed."""

    state: DrillState | None
    """None: the drill was stopped."""
    now: datetime
    elapsed_s: float = 0.0
    sent: tuple[Moment, ...] = ()
    replies: tuple[Moment, ...] = ()
    """Replies that an operator's words have called for; they are sent in their time."""
    answered: dict[int, int] = field(default_factory=dict)

    @property
    def waits_for(self) -> str:
        """Code of the real case for which the drill waits; empty when it goes on."""
        return self.state.waits_for if self.state is not None else ""


class Drill:
    """A drill under way. It knows no clock of its own: each step is told the time.

    Args:
        speed: drill seconds in one second.
        listen_s: drill seconds after the last line in which travellers still answer operators.
    """

    def __init__(
        self, scenario: Scenario, drill_id: str, *, speed: float = 1.0, times: int = 1, listen_s: float = 600
    ) -> None:
        self.id = drill_id
        self.speed = speed
        self._scenario = scenario
        self._actors = actors_of(scenario, times)
        self._waiting = moments_of(self._actors)
        self.total = len(self._waiting)
        self._until_s = (self._waiting[-1].at_s if self._waiting else 0.0) + listen_s
        self._answered: dict[int, int] = {}
        self._elapsed_s = 0.0
        self._last: datetime | None = None
        self._sent = 0
        self.is_over = False

    def begin(self, session: Session, by: str, now: datetime) -> None:
        """Take the right to play.

        Raises:
            DrillRefused: another drill runs, or a real case waits.
        """
        scenario = self._scenario
        control.begin(
            session,
            DrillState(self.id, scenario.code, scenario.title, by, now, self.speed, self.total),
            now,
        )
        self._last = now

    def step(self, session: Session, now: datetime) -> Step:
        """Send what is due now. It changes nothing of the drill itself, so that it may be run again."""
        waits_for = control.real_case_waiting(session)
        elapsed = self._elapsed_s
        if not waits_for and self._last is not None:
            elapsed += max(0.0, (now - self._last).total_seconds()) * self.speed
        due = [] if waits_for else [m for m in self._waiting if m.at_s <= elapsed][:BATCH]
        state = control.beat(session, self.id, now, self._sent + len(due), waits_for)
        if state is None:
            return Step(None, now)
        accept(session, [event_of(self.id, self._actors[m.traveller], m, now) for m in due])
        answered = self._operator_lines(session)
        return Step(state, now, elapsed, tuple(due), self._called_for(answered, elapsed), answered)

    def keep(self, step: Step) -> None:
        """Go on from a step that was committed."""
        if step.state is None:
            self.is_over = True
            return
        self._last, self._elapsed_s = step.now, step.elapsed_s
        sent = set(step.sent)
        self._waiting = [moment for moment in self._waiting if moment not in sent]
        self._sent += len(sent)
        for moment in step.replies:
            insort(self._waiting, moment)
            self._until_s = max(self._until_s, moment.at_s)
        self._answered = step.answered
        self.is_over = not self._waiting and (self._elapsed_s >= self._until_s or not self._may_answer())

    def end(self, session: Session, now: datetime) -> None:
        """Note that it is over."""
        control.end(session, self.id, now)

    def _may_answer(self) -> bool:
        return any(self._answered.get(actor.number, 0) < len(actor.kind.replies) for actor in self._actors)

    def _called_for(self, answered: dict[int, int], elapsed: float) -> tuple[Moment, ...]:
        found: list[Moment] = []
        for number, lines in answered.items():
            kind = self._actors[number].kind
            called = range(self._answered.get(number, 0), min(lines, len(kind.replies)))
            at = elapsed + kind.reply_after_s
            found += [Moment(at, number, f"r{reply}", kind.replies[reply]) for reply in called]
        return tuple(found)

    def _operator_lines(self, session: Session) -> dict[int, int]:
        """Return how often operators wrote to each traveller of this drill."""
        rows = session.execute(
            select(Identity.user_id, func.count(Message.id))
            .join(Conversation, Conversation.identity_id == Identity.id)
            .join(Message, Message.conversation_id == Conversation.id)
            .where(
                Identity.channel == EXERCISE,
                Identity.user_id.startswith(f"{CHAT_PREFIX}{self.id}-"),
                Message.author == "operator",
            )
            .group_by(Identity.user_id)
        )
        numbered = ((number_of(user_id, self.id), lines) for user_id, lines in rows)
        return {number: lines for number, lines in numbered if number is not None}
