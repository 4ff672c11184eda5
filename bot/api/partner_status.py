"""How a partner stands to a case: accepted, on the way, on the scene, closed on its side, or a note.

An update only adds to the history and marks the case for the operator. It never lowers the urgency and
never closes anything: a partner that is done may have found the wrong person.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.api.problems import Problem, invalid
from bot.api.shapes import PartnerStatus, Status, StatusReceipt
from bot.cases.history import record
from bot.cases.locking import lock_case
from bot.store.base import utcnow
from bot.store.tables import Case, CaseEvent
from bot.store.tables.cases import OPEN_STATES

KIND = "partner_status"
ORDER: tuple[PartnerStatus, ...] = ("accepted", "on_the_way", "on_scene", "closed")


def add_status(
    session: Session, case_id: int, partner: str, status: PartnerStatus | None, note: str
) -> StatusReceipt:
    """Add a partner's status, a note, or both, to the history of a case.

    A partner only goes forward; the same status once more changes nothing, so that calls may be repeated.

    Raises:
        Problem: 400 without status and note; 409 for a step back or a case that has ended.
    """
    note = note.replace("\x00", "").strip()
    if status is None and not note:
        raise invalid("status", "Neither status nor note is there. Send at least one of them.")
    case = lock_case(session, case_id)
    if case is None:
        raise Problem(
            404, "no-such-case", "There is no such case", "It was removed just now.", "Nothing is left to do."
        )
    if case.status not in OPEN_STATES:
        raise _conflict(
            f"Case {case.code} is {case.status}: nobody would see an update.",
            "Hand the matter in anew by POST /api/v1/cases and name the old code, or phone the desk.",
        )
    earlier = _last_status(session, case.id, partner)
    if status is not None and status == earlier and not note:
        return _receipt(session, case, status, note, repeated=True)
    if status is not None and earlier is not None and ORDER.index(status) < ORDER.index(earlier):
        raise _conflict(
            f"{partner} has told {earlier} for case {case.code} before; {status} would go back.",
            f"Send a later status ({', '.join(ORDER[ORDER.index(earlier) :])}) or a note on what changed.",
        )
    data: dict[str, Any] = {"partner": partner, "status": status, "note": note}
    record(session, case, KIND, f"api:{partner}", **data)
    shown = status or earlier
    case.marks = {
        **case.marks,
        KIND: {"status": shown, "by": partner, "note": note, "at": utcnow().isoformat()},
    }
    session.flush()
    return _receipt(session, case, status, note, repeated=False)


def _last_status(session: Session, case_id: int, partner: str) -> PartnerStatus | None:
    steps = session.scalars(
        select(CaseEvent.data)
        .where(CaseEvent.case_id == case_id, CaseEvent.kind == KIND, CaseEvent.actor == f"api:{partner}")
        .order_by(CaseEvent.id.desc())
    )
    return next((data["status"] for data in steps if data.get("status") in ORDER), None)


def _receipt(
    session: Session, case: Case, status: PartnerStatus | None, note: str, repeated: bool
) -> StatusReceipt:
    event_id = session.scalar(
        select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case.id, CaseEvent.kind == KIND)
    )
    happens = "The desk sees it in the case."
    if status == "closed":
        happens = (
            "The desk sees it in the case. The case stays open here until a person of the desk closes it."
        )
    return StatusReceipt(case.code, event_id or 0, status, note, repeated, cast(Status, case.status), happens)


def _conflict(detail: str, do: str) -> Problem:
    return Problem(
        409, "illegal-change", "The case cannot be changed so", f"{detail} Nothing was changed.", do
    )
