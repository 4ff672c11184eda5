"""A case on its way to another desk: asked for by its holder, taken or refused by the receiver in time.

While it is pending the sender keeps the case and the voice. A desk of the service that takes it gets the
whole file and speaks from then on. A partner gets the fields it was granted, and the sender stays: the
file, the transcript and the voice never go to another state or organisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from bot.accounts.roles import DESK_ROLES
from bot.cases.calls import call
from bot.cases.formats.grants import ExportRefused
from bot.cases.history import record
from bot.cases.locking import lock_case
from bot.cases.outcomes import is_senior
from bot.cases.ownership import NotYours, held_by
from bot.cases.reach import AT_DESK, SUPERVISOR, on_shift
from bot.cases.status_lines import StatusTexts
from bot.cases.transfer_marks import came_back, drop_marks, note_pending
from bot.cases.transfer_rules import (
    MAX_REASON,
    TransferRefused,
    check_may_go,
    fields_for,
    grant_to,
    time_limit,
)
from bot.cases.transfer_taking import move, share
from bot.store.base import utcnow
from bot.store.tables import Case, Desk, Transfer, User
from bot.store.tables.cases import OPEN_STATES

__all__ = [
    "NotYours",
    "TransferRefused",
    "accept",
    "expire_due",
    "pending_of",
    "refuse",
    "request",
    "withdraw",
]


def request(
    session: Session,
    case_id: int,
    user: User,
    desk_code: str,
    reason: str,
    *,
    fields: Iterable[str] = (),
    vital_interest: str = "",
    now: datetime | None = None,
) -> Transfer:
    """Ask another desk to take a case. Nothing else changes until it answers.

    Args:
        fields: what a partner is to get, of ``grants.FIELDS``; empty: the usual ones.
        vital_interest: why a rescuer on the spot must know without being asked for.

    Raises:
        NotYours: somebody else holds the case, or nobody does.
        TransferRefused: no such desk, no reason, one is under way, or the person did not agree.
    """
    now = now or utcnow()
    case = held_by(session, case_id, user)
    desk = session.scalars(select(Desk).where(Desk.code == desk_code.strip().lower())).first()
    if desk is None:
        raise TransferRefused(
            "no_desk", f"There is no desk '{desk_code.strip()[:40]}'. Choose one of the list."
        )
    if desk.id == case.desk_id:
        raise TransferRefused("same_desk", f"{desk.name} has case {case.code} already.")
    if not desk.staffed:
        raise TransferRefused(
            "contact", f"Nobody of {desk.name} works here. Give its numbers instead; the case stays with you."
        )
    words = reason.replace("\x00", "").strip()[:MAX_REASON]
    if not words:
        raise TransferRefused("no_reason", "Write why: the receiver decides by it.")
    if pending_of(session, case.id) is not None:
        raise TransferRefused(
            "pending", f"Case {case.code} waits for another desk already. Take that back first."
        )
    chosen = fields_for(case.desk, desk, fields)
    check_may_go(session, case, desk, vital_interest=vital_interest, actor=user.login)
    transfer = Transfer(
        case_id=case.id, from_desk_id=case.desk_id, to_desk_id=desk.id, from_operator_id=user.id,
        reason=words, fields=chosen, made_by=user.login, made_at=now, expires_at=now + time_limit(case),
    )  # fmt: skip
    session.add(transfer)
    session.flush()  # The mark names the row.
    note_pending(case, transfer, desk)
    record(
        session, case, "transfer_requested", user.login,
        id=transfer.id, desk=desk.name, reason=words, fields=chosen, until=transfer.expires_at.isoformat(),
    )  # fmt: skip
    call(
        session,
        case,
        f"transfer:{transfer.id}",
        on_shift(session, [desk.id], (*AT_DESK, *SUPERVISOR), now),
        now,
    )
    return transfer


def accept(
    session: Session,
    transfer_id: int,
    user: User,
    texts: StatusTexts,
    *,
    now: datetime | None = None,
    version: str | None = None,
) -> Case:
    """Take a case. Of two who do it at once one wins, the other is told.

    Between desks of the service desk, operator and ownership epoch change, and the receiver must write
    within 30 seconds to a person in danger, as after every claim.

    Raises:
        TransferRefused: answered already, too late, not for this desk, or consent is gone.
    """
    now = now or utcnow()
    transfer, case = _open(session, transfer_id, user, now)
    desk = session.get_one(Desk, transfer.to_desk_id)
    if transfer.fields:
        try:
            fields = sorted(grant_to(session, case, desk).fields or ())
        except ExportRefused as error:
            raise TransferRefused("refused", f"Consent is gone: {error}") from error
        _answer(session, transfer, "accepted", now)
        share(session, case, transfer, desk, user, fields, texts, now, version)
    else:
        _answer(session, transfer, "accepted", now)
        move(session, case, transfer, desk, user, texts, now, version)
    return case


def refuse(
    session: Session, transfer_id: int, user: User, why: str, *, now: datetime | None = None
) -> Transfer:
    """Send a case back with the reason; its sender is told at once.

    Raises:
        TransferRefused: answered already, too late, not for this desk, or no reason.
    """
    now = now or utcnow()
    transfer, case = _open(session, transfer_id, user, now)
    words = why.replace("\x00", "").strip()[:MAX_REASON]
    if not words:
        raise TransferRefused("no_reason", "Write why: the sender needs another way.")
    _answer(session, transfer, "refused", now, words)
    came_back(session, case, transfer, "transfer_refused", user.login, words, now)
    return transfer


def withdraw(session: Session, transfer_id: int, user: User, *, now: datetime | None = None) -> Transfer:
    """Take a request back: its sender, who holds the case now, or a supervisor of the sending desk.

    Raises:
        TransferRefused: answered already.
        NotYours: somebody else's.
    """
    transfer, case = _locked(session, transfer_id)
    is_supervisor = is_senior(user) and user.desk_id == transfer.from_desk_id
    if user.id not in (case.operator_id, transfer.from_operator_id) and not is_supervisor:
        raise NotYours(f"You did not send case {case.code}. Ask {transfer.made_by} to take it back.")
    _answer(session, transfer, "withdrawn", now or utcnow())
    drop_marks(case)
    record(session, case, "transfer_withdrawn", user.login, id=transfer.id)
    return transfer


def expire_due(session: Session, now: datetime) -> int:
    """Send back what nobody took in time, and close what ended meanwhile; returns how many. For the clock."""
    over = or_(Transfer.expires_at <= now, Case.status.not_in(OPEN_STATES))
    rows = session.execute(
        select(Transfer.id, Transfer.case_id)
        .join(Case, Case.id == Transfer.case_id)
        .where(Transfer.state == "pending", over)
        .order_by(Transfer.expires_at, Transfer.id)
    ).all()
    dealt = 0
    for transfer_id, case_id in rows:
        case = session.scalars(
            select(Case)
            .where(Case.id == case_id)
            .with_for_update(of=Case, skip_locked=True)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if case is not None:  # Else somebody answers at this moment; the next round sees what came of it.
            dealt += _expire(session, case, transfer_id, now)
    return dealt


def pending_of(session: Session, case_id: int) -> Transfer | None:
    """Return the transfer of a case that waits for an answer."""
    return session.scalars(
        select(Transfer).where(Transfer.case_id == case_id, Transfer.state == "pending")
    ).first()


def _expire(session: Session, case: Case, transfer_id: int, now: datetime) -> bool:
    ended = case.status not in OPEN_STATES
    state = "withdrawn" if ended else "expired"
    due: list[ColumnElement[bool]] = [] if ended else [Transfer.expires_at <= now]
    if not _set(session, transfer_id, state, now, "", *due):
        return False
    transfer = session.get_one(Transfer, transfer_id, populate_existing=True)
    if ended:
        drop_marks(case)
        record(session, case, "transfer_withdrawn", "system", id=transfer.id)
    else:
        came_back(session, case, transfer, "transfer_expired", "system", "", now)
    return True


def _open(session: Session, transfer_id: int, user: User, now: datetime) -> tuple[Transfer, Case]:
    """Return a transfer that this person may answer now, its case locked."""
    transfer, case = _locked(session, transfer_id)
    if user.desk_id != transfer.to_desk_id or user.role not in DESK_ROLES or not user.active:
        raise TransferRefused("not_for_you", "This case was sent to another desk. Its people answer.")
    if case.status not in OPEN_STATES:
        raise TransferRefused("ended", f"Case {case.code} is {case.status}: nothing is left to take.")
    if transfer.expires_at <= now:
        raise TransferRefused("late", f"The time to take case {case.code} is over. Ask its sender.")
    return transfer, case


def _locked(session: Session, transfer_id: int) -> tuple[Transfer, Case]:
    found = session.get(Transfer, transfer_id)
    case = lock_case(session, found.case_id) if found is not None else None
    if found is None or case is None:
        raise TransferRefused("no_transfer", "There is no such transfer. Load the list again.")
    transfer = session.get_one(Transfer, transfer_id, populate_existing=True)
    if transfer.state != "pending":
        raise TransferRefused("answered", f"This transfer is {transfer.state} already. Load the list again.")
    return transfer, case


def _answer(session: Session, transfer: Transfer, state: str, now: datetime, words: str = "") -> None:
    if not _set(session, transfer.id, state, now, words):
        raise TransferRefused("answered", "Somebody else was faster. Load the list again.")
    session.refresh(transfer)


def _set(
    session: Session, transfer_id: int, state: str, now: datetime, words: str, *also: ColumnElement[bool]
) -> bool:
    """Compare and set: a transfer is answered once, whoever comes at the same moment."""
    done = session.scalar(
        update(Transfer)
        .where(Transfer.id == transfer_id, Transfer.state == "pending", *also)
        .values(state=state, answered_at=now, answer=words)
        .returning(Transfer.id)
        .execution_options(synchronize_session=False)
    )
    return done is not None
