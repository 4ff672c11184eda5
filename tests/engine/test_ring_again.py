"""A sign of more danger rings again over a claim, unless whoever claimed had it before her eyes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.opening import open_or_join_case
from bot.cases.ownership import claim
from bot.dialogue.effects import RingAgain
from bot.engine.effects import Scene, apply_effect
from bot.store.database import Store
from bot.store.tables import CaseEvent, Message
from tests.factories import make_conversation, make_desk, make_user

RUNTIME: Any = None


@pytest.mark.parametrize(("written_after_claim", "wanted"), [(-2, "claimed"), (2, "ringing")])
def test_what_was_written_before_the_claim_takes_no_case_away(
    store: Store, written_after_claim: int, wanted: str
) -> None:
    def work(session: Session) -> None:
        desk = make_desk(session)
        user = make_user(session, desk=desk)
        conversation = make_conversation(session)
        case, _ = open_or_join_case(session, conversation, "emergency_medical", "critical", "phrase")
        assert claim(session, case.id, user).won
        session.refresh(case)
        assert case.claimed_at is not None
        message = Message(conversation_id=conversation.id, direction="in", author="traveller", text="not breathing")
        message.created_at = case.claimed_at + timedelta(seconds=written_after_claim)
        session.add(message)
        session.flush()
        apply_effect(Scene(session, RUNTIME, conversation, message), RingAgain("breathing"))
        assert case.status == wanted
        assert case.reason.startswith("breathing")
        kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
        assert ("danger_known" in kinds) is (wanted == "claimed")

    store.write_now(work)
