"""A small drill under a moved clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.drills.channel import EXERCISE
from bot.cases.drills.player import Drill, Step
from bot.cases.drills.scenario import Line, Place, Scenario, Traveller
from bot.cases.opening import open_or_join_case
from bot.store.database import Store
from bot.store.tables import Case, Conversation, Identity, InboundUpdate
from tests.factories import make_conversation

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SCENARIO = Scenario(
    title="Try",
    about="",
    place=Place(-6.2, 106.8, "Jakarta", 100),
    travellers=(
        Traveller(
            "id", (Line("tolong kebakaran"), Line(after_s=20, position=True)), "Rina",
            replies=("tiga orang",),
        ),
        Traveller("en", (Line("fire, help"),), "Tom", from_s=10),
    ),
    code="try",
)  # fmt: skip


class Played:
    """A drill and the time it is told."""

    def __init__(self, store: Store, drill: Drill, start: datetime = START) -> None:
        self.store = store
        self.drill = drill
        self.now = start
        store.write_now(lambda s: drill.begin(s, "budi", self.now))

    def after(self, seconds: float) -> Step:
        """Take one step so many seconds later."""
        self.now += timedelta(seconds=seconds)
        step = self.store.write_now(lambda s: self.drill.step(s, self.now))
        self.drill.keep(step)
        return step


def received(store: Store) -> list[str]:
    """Return the texts in the inbox in their order; a position is "position"."""
    rows = store.read_now(lambda s: list(s.scalars(select(InboundUpdate).order_by(InboundUpdate.id))))
    return [row.event.get("text") or "position" for row in rows]


def real_case(session: Session, topic: str = "emergency_fire") -> Case:
    """Return a real case that rings."""
    case, _new = open_or_join_case(session, make_conversation(session), topic, "critical", "fire")
    session.flush()
    return case


def exercise_talk(session: Session, number: int = 0, drill_id: str = "ab12") -> Conversation:
    """Return the conversation of a traveller of a drill."""
    user = f"exercise-{drill_id}-{number}"
    identity = Identity(channel=EXERCISE, account="drill", user_id=user, display_name=f"EXERCISE {number}")
    session.add(identity)
    session.flush()
    conversation = Conversation(identity_id=identity.id, chat_id=user, language="id", last_inbound_at=START)
    session.add(conversation)
    session.flush()
    return conversation


def exercise_case(session: Session, number: int = 0, topic: str = "emergency_fire") -> Case:
    """Return the case of a traveller of a drill, which rings."""
    talk = exercise_talk(session, number)
    case, _new = open_or_join_case(session, talk, topic, "critical", "fire", exercise=True)
    session.flush()
    return case
