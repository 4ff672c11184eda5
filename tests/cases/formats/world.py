"""A case with everything in it, and desks to send it to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.store.tables import (
    Case,
    CaseEvent,
    CasePerson,
    Consent,
    Deadline,
    Desk,
    Incident,
    Message,
    Transfer,
)
from tests.factories import make_conversation, make_desk, make_user

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
HOST = "lindung.example"
CODE = "JKT-7K4R-5"
SECRETS = (
    "S-reason",
    "S-fact",
    "S-message",
    "S-event",
    "S-outcome",
    "S-transfer",
    "S-deadline",
    "S-person-fact",
)
"""The person's or the operators' own words; none may reach a partner when the person is watched."""


def make_desks(session: Session) -> dict[str, Desk]:
    """Return the duty desk, an Indonesian and a Chinese mission, and the partner city."""
    return {
        "jakarta": make_desk(session, coverage={"countries": ["ID"], "timezone": "Asia/Jakarta"}),
        "kbri": make_desk(
            session, code="kbri-beijing", name="KBRI Beijing", prefix="BJG", kind="mission", is_duty=False,
            coverage={"countries": ["CN"], "nationality": "ID"},
        ),
        "embassy": make_desk(
            session, code="cn-embassy-jakarta", name="Embassy of China", prefix="CNJ", kind="mission",
            is_duty=False, coverage={"countries": ["ID"], "nationality": "CN"}, staffed=False,
        ),
        "beijing": make_desk(
            session, code="beijing-110", name="Beijing 110", prefix="BEJ", kind="partner", is_duty=False,
            coverage={"countries": ["CN"]}, staffed=False,
        ),
    }  # fmt: skip


def make_case(session: Session, **values: Any) -> Case:
    """Return a critical case in Jakarta with people, history, messages, an incident and more."""
    desks = make_desks(session)
    user = make_user(session, desks["jakarta"], "siti")
    conversation = make_conversation(
        session, country="ID", latitude=-6.2607, longitude=106.8137, position_at=NOW, nationality="CN"
    )
    conversation.identity.phone = "+86 138 0013 8000"
    incident = Incident(code="JKT-2222-2", topic="emergency_fire", place="Kemang")
    session.add(incident)
    session.flush()
    defaults: dict[str, Any] = {
        "code": CODE, "conversation_id": conversation.id, "kind": "emergency_fire", "topic": "emergency_fire",
        "urgency": "critical", "status": "active", "desk_id": desks["jakarta"].id, "operator_id": user.id,
        "reason": "S-reason", "country": "ID", "latitude": -6.2607, "longitude": 106.8137, "accuracy_m": 40.0,
        "place": "Jl. Kemang Raya <12> & co", "language": "zh", "nationality": "CN", "vulnerable": ["child"],
        "facts": {"breathing": "gasping", "message": "S-fact", "people": {"code": "3", "text": "S-fact"}},
        "incident_id": incident.id, "opened_at": NOW, "first_human_at": NOW + timedelta(seconds=12),
        "outcome": "S-outcome", "outcome_code": "helped",
    }  # fmt: skip
    case = Case(**{**defaults, **values})
    session.add(case)
    session.flush()
    session.add_all(
        [
            CasePerson(case_id=case.id, role="reporter", name="Li Na", relation="sister"),
            CasePerson(
                case_id=case.id, role="concerned", name="Li Wei", nationality="CN", is_minor=True,
                facts={"description": "S-person-fact"},
            ),
            CasePerson(case_id=case.id, role="owner", name="Mr Wang", relation="employer"),
            CaseEvent(case_id=case.id, kind="opened", actor="system", data={"reason": "S-event"}, at=NOW),
            CaseEvent(
                case_id=case.id, kind="wrote", actor="siti", data={"text": "S-event"},
                at=NOW + timedelta(seconds=12),
            ),
            Message(
                conversation_id=conversation.id, direction="in", author="traveller", text="S-message <b>",
                created_at=NOW - timedelta(seconds=1), language="zh",
            ),
            Message(
                conversation_id=conversation.id, direction="out", author="bot", text="never said",
                suppressed=True, created_at=NOW,
            ),
            Deadline(case_id=case.id, kind="promise", due_at=NOW, note="S-deadline", made_by="siti"),
        ]
    )  # fmt: skip
    session.flush()
    return case


def agree(session: Session, case: Case, recipient: str = "beijing-110", **values: Any) -> Consent:
    """Note the person's answer about one recipient."""
    defaults: dict[str, Any] = {"ground": "consent", "state": "given", "asked_by": "siti", "answered_at": NOW}
    consent = Consent(case_id=case.id, recipient=recipient, **{**defaults, **values})
    session.add(consent)
    session.flush()
    return consent


def transfer(session: Session, case: Case, to: Desk, fields: list[str], **values: Any) -> Transfer:
    """Put a case on its way with a list of fields."""
    row = Transfer(
        case_id=case.id, from_desk_id=case.desk_id, to_desk_id=to.id, fields=fields, made_by="siti",
        **{"reason": "S-transfer", "expires_at": NOW + timedelta(minutes=2), **values},
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
