"""What happens to a case when a transfer is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.ladder import CLAIM_SILENCE, set_timer
from bot.cases.rerouting import OTHER_PLACE
from bot.cases.states import change
from bot.cases.status_lines import StatusTexts, tell
from bot.cases.transfer_lines import tell_line
from bot.cases.transfer_marks import SHARED, drop_marks
from bot.cases.voice import end_handover, open_handover, take_conversation
from bot.store.tables import Case, Desk, Transfer, User

OF_THE_SENDER = ("unanswered", OTHER_PLACE, "silent_since", "silence_checked")
"""Marks about what the former operator had to do."""


def move(
    session: Session,
    case: Case,
    transfer: Transfer,
    desk: Desk,
    user: User,
    texts: StatusTexts,
    now: datetime,
    version: str | None,
) -> None:
    """Give the case, its file and the voice to a desk of the service; the receiver holds it from here."""
    # Told before the clock starts anew: in the first minute of a ring only that a person is reading is said.
    tell(session, texts, case, "transferred", now=now, version=version, desk=desk.name)
    end_handover(session, case, "transferred")
    before = case.desk.name
    case.desk_id, case.desk = desk.id, desk
    case.route_why = f"{desk.name}: transferred from {before}: {transfer.reason}"
    drop_marks(case)
    case.marks = {name: value for name, value in case.marks.items() if name not in OF_THE_SENDER}
    # As a claim: who took it must write, else it rings here. Timers of the sender's ring are void.
    case.operator_id, case.claimed_at, case.first_human_at = user.id, now, None
    case.rings_since, case.ring_level, case.ladder_epoch = now, 0, case.ladder_epoch + 1
    change(
        session, case, "claimed", user.login, transfer.reason, kind="transfer_accepted",
        id=transfer.id, before=before, desk=desk.name,
    )  # fmt: skip
    take_conversation(session, case.conversation_id, user.id)
    handover = open_handover(session, case)
    handover.taken_at, handover.operator_id = now, user.id
    if case.urgency == "critical":
        set_timer(session, case, "claim_silence", now + CLAIM_SILENCE)


def share(
    session: Session,
    case: Case,
    transfer: Transfer,
    desk: Desk,
    user: User,
    fields: Sequence[str],
    texts: StatusTexts,
    now: datetime,
    version: str | None,
) -> None:
    """Note that a partner has its fields. The case, the transcript and the voice stay with the sender."""
    drop_marks(case)
    case.marks = {**case.marks, SHARED: sorted({*case.marks.get(SHARED, []), desk.code})}
    record(
        session, case, "shared_with_partner", user.login, id=transfer.id, desk=desk.name, fields=list(fields)
    )
    tell_line(session, texts, case, "status.shared", now=now, version=version, desk=desk.name)
