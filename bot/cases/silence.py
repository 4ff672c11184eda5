"""The traveller has gone silent in a critical case: a sound at the desk, one safe check, never an end.

"Not delivered" is not "no answer": what is known of the way of our last line stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.alone import alone
from bot.cases.calls import call
from bot.cases.history import record
from bot.messages.capabilities import capabilities_of
from bot.messages.outbox import delivery_states, say
from bot.store.tables import Case, Conversation, Message, User
from bot.store.tables.cases import OPEN_STATES

SILENT_AFTER = timedelta(minutes=2)
MARK, CHECKED = "silent_since", "silence_checked"
NOT_DELIVERED = ("failed", "held", "errored", "queued", "sending")


class CheckRefused(Exception):
    """The check was not sent; the text says why and what can be done."""


@dataclass(frozen=True)
class Silence:
    """What the desk is told of a silent traveller."""

    since: datetime | None
    """When the last sign of the traveller came."""
    reach: str
    """``no_answer`` (our line arrived), ``not_delivered``, or ``unknown`` (nobody can tell)."""
    delivery: str
    """State of our last line: sent, delivered, read, failed, unsure …; empty without a line."""
    read: bool
    latitude: float | None
    longitude: float | None
    position_age_s: float | None


def note_silences(session: Session, now: datetime) -> int:
    """Mark the critical cases whose traveller has been silent for two minutes, and lift the mark of
    those who have written again. Returns how many changed. It closes nothing."""
    held = (Case.urgency == "critical", Case.status == "active")
    quiet = Conversation.last_inbound_at <= now - SILENT_AFTER
    marked = Case.marks[MARK].as_string()
    candidates = session.scalars(
        select(Case)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(*held, quiet, marked.is_(None))
        .order_by(Case.id)
        .with_for_update(of=Case, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    changed = sum(_note(session, case, now) for case in candidates)
    noted = session.scalars(
        select(Case)
        .where(Case.status.in_(OPEN_STATES), marked.is_not(None))
        .with_for_update(of=Case, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    return changed + sum(_lift(session, case) for case in noted)


def _note(session: Session, case: Case, now: datetime) -> bool:
    asked_at = _their_turn_since(session, case)
    if "unanswered" in case.marks or asked_at is None or asked_at > now - SILENT_AFTER:
        return False  # It is the operator's turn, or the question is younger than two minutes.
    return alone(session, case, "silence", partial(_sound, session, case, now))


def _sound(session: Session, case: Case, now: datetime) -> None:
    found = silence_of(session, case, now)
    assert found.since is not None
    case.marks = {**case.marks, MARK: found.since.isoformat()}
    age = None if found.position_age_s is None else int(found.position_age_s)
    record(session, case, "silent", "system", reach=found.reach, delivery=found.delivery, position_age_s=age)
    if case.operator_id is not None:
        epoch_ms = int(found.since.timestamp())
        call(session, case, f"silent:{epoch_ms}", {case.operator_id}, now)


def _lift(session: Session, case: Case) -> bool:
    """Take the mark away once the traveller wrote, or nobody waits for an answer any more."""
    last = case.conversation.last_inbound_at
    wrote = last is not None and last > datetime.fromisoformat(str(case.marks[MARK]))
    if not wrote and case.status == "active":
        return False
    case.marks = {key: value for key, value in case.marks.items() if key not in (MARK, CHECKED)}
    if wrote:
        record(session, case, "silence_ended", "traveller")
    return True


def _their_turn_since(session: Session, case: Case) -> datetime | None:
    """Return when the operator first wrote after the traveller's last message; None when not at all."""
    last = case.conversation.last_inbound_at
    if last is None:
        return None
    return session.scalar(
        select(Message.created_at)
        .where(
            Message.conversation_id == case.conversation_id,
            Message.direction == "out",
            Message.author == "operator",
            Message.created_at >= last,
        )
        .order_by(Message.id)
        .limit(1)
    )


def silence_of(session: Session, case: Case, now: datetime) -> Silence:
    """Return what is known now: last sign, the way of our last line, last position with its age."""
    conversation = case.conversation
    line_id = session.scalar(
        select(Message.id)
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == "out",
            Message.suppressed.is_(False),
            Message.author != "system",
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    state = delivery_states(session, [line_id]).get(line_id, ("", ""))[0] if line_id is not None else ""
    at = conversation.position_at
    return Silence(
        since=conversation.last_inbound_at,
        reach=_reach(conversation, state),
        delivery=state,
        read=state == "read",
        latitude=conversation.latitude,
        longitude=conversation.longitude,
        position_age_s=(now - at).total_seconds() if at is not None else None,
    )


def _reach(conversation: Conversation, state: str) -> str:
    if not conversation.identity.reachable or state in NOT_DELIVERED:
        return "not_delivered"
    if state in ("delivered", "read"):
        return "no_answer"
    # A platform without receipts says no more than that it took the line.
    has_receipts = capabilities_of(conversation.identity.channel).has_receipts
    return "no_answer" if state == "sent" and not has_receipts else "unknown"


def send_check(session: Session, case: Case, user: User, text: str, *, is_safe: bool = False) -> Message:
    """Send the one check sentence of a silence. Nothing sends it by itself.

    Args:
        text: the line ``status.silence_check`` in the traveller's language.
        is_safe: the operator has considered who may read the phone; needed for watched people, for
            DO NOT CALL and where the contact rule forbids unprompted lines.

    Raises:
        CheckRefused: the case is not theirs, not silent, was checked, or may be read by others.
    """
    if case.operator_id != user.id:
        raise CheckRefused(f"You do not hold case {case.code}. Claim it first.")
    if MARK not in case.marks:
        raise CheckRefused("The traveller is not silent. Write your own words.")
    if CHECKED in case.marks:
        raise CheckRefused("The check was sent already. A supervisor decides what to do next.")
    conversation = case.conversation
    exposed = case.watched or conversation.watched or conversation.silent
    ruled = case.contact_rule.get("never_unprompted") or case.contact_rule.get("do_not_call")
    if (exposed or ruled) and not is_safe:
        raise CheckRefused(
            "Somebody else may read this phone. Send the check only if you are sure it is safe."
        )
    message = say(
        session, conversation, "operator", text, key="status.silence_check", case_id=case.id, user_id=user.id
    )
    case.marks = {**case.marks, CHECKED: message.id}
    record(session, case, "silence_checked", user.login, message_id=message.id)
    return message
