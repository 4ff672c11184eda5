"""Who speaks in a conversation: claim, write, hand back, resolve. One voice at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.ladder import CLAIM_SILENCE, UNREAD_SILENCE, set_timer
from bot.messages.outbox import say
from bot.store.base import utcnow
from bot.store.tables import Case, Conversation, Handover, Message, User
from bot.store.tables.cases import OPEN_STATES

CLAIMABLE = ("new", "ringing", "transferred", "waiting")


class NotYours(Exception):
    """The operator does not hold this case; the text says who does and what can be done."""


class OutcomeNeeded(Exception):
    """A critical case does not end, and does not go back to the bot, without an outcome."""


@dataclass(frozen=True)
class Claim:
    """Result of a claim; ``holder`` names who has the case when it was not won."""

    won: bool
    holder: str = ""


def claim(session: Session, case_id: int, user: User) -> Claim:
    """Claim a case by compare-and-set. From the commit on the bot is silent in its conversation."""
    now = utcnow()
    won = session.execute(
        update(Case)
        .where(Case.id == case_id, Case.status.in_(CLAIMABLE))
        .values(status="claimed", operator_id=user.id, claimed_at=now)
        .returning(Case.id)
        .execution_options(synchronize_session=False)
    ).first()
    case = session.get_one(Case, case_id, populate_existing=True)
    if won is None:
        if case.operator_id == user.id:
            return Claim(True)
        holder = session.get(User, case.operator_id) if case.operator_id else None
        return Claim(False, holder.name if holder else case.status)
    take_conversation(session, case.conversation_id, user.id)
    handover = _open_handover(session, case)
    handover.taken_at = now
    handover.operator_id = user.id
    record(session, case, "claimed", user.login)
    if case.urgency == "critical":
        set_timer(session, case, "claim_silence", now + CLAIM_SILENCE)
    return Claim(True)


def take_conversation(session: Session, conversation_id: int, user_id: int) -> None:
    """Make an operator the voice of a conversation; queued lines of the bot are void from here on."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(
            owner="operator",
            operator_id=user_id,
            ownership_epoch=Conversation.ownership_epoch + 1,
            open_question=None,
        )
        .execution_options(synchronize_session=False)
    )
    session.get_one(Conversation, conversation_id, populate_existing=True)


def write(session: Session, case_id: int, user: User, text: str) -> Message:
    """Send an operator's words to the traveller. The answer time ends with the first of them.

    Raises:
        NotYours: somebody else holds the case, or nobody does.
    """
    case = _held_by(session, case_id, user)
    now = utcnow()
    message = say(session, case.conversation, "operator", text, case_id=case.id, user_id=user.id)
    if case.first_human_at is None:
        case.first_human_at = now
        handover = _open_handover(session, case)
        handover.first_human_at = handover.first_human_at or now
    case.status = "active"
    _forget_unanswered(case)
    record(session, case, "wrote", user.login, message_id=message.id)
    return message


def traveller_wrote(session: Session, case: Case, message_id: int) -> None:
    """Start the clock of a message that an operator has to answer in a critical case."""
    if case.urgency == "critical" and case.status == "active" and "unanswered" not in case.marks:
        case.marks = {**case.marks, "unanswered": message_id}
        set_timer(session, case, f"unread:{message_id}", utcnow() + UNREAD_SILENCE)


def hand_back(session: Session, case_id: int, user: User, outcome: str = "") -> Case:
    """Give the conversation back to the bot; the case stays open, waiting for the traveller.

    Raises:
        NotYours: somebody else holds the case.
        OutcomeNeeded: a critical case needs a word on how it stands.
    """
    case = _held_by(session, case_id, user)
    _require_outcome(case, outcome)
    case.status = "waiting"
    case.operator_id = None
    case.outcome = outcome or case.outcome
    _forget_unanswered(case)
    _end_handover(session, case, "handed_back")
    record(session, case, "handed_back", user.login, outcome=outcome)
    _release(session, case, user)
    return case


def resolve(session: Session, case_id: int, user: User, outcome: str) -> Case:
    """End a case; the conversation goes back to the bot unless another case of it is still held.

    Raises:
        NotYours: somebody else holds the case.
        OutcomeNeeded: the outcome is empty.
    """
    case = _held_by(session, case_id, user)
    if not outcome.strip():
        raise OutcomeNeeded("Write in a few words how the case ended, then resolve it.")
    case.status = "resolved"
    case.outcome = outcome
    case.closed_at = utcnow()
    _forget_unanswered(case)
    _end_handover(session, case, "resolved")
    record(session, case, "resolved", user.login, outcome=outcome)
    _release(session, case, user)
    return case


def _forget_unanswered(case: Case) -> None:
    case.marks = {key: value for key, value in case.marks.items() if key != "unanswered"}


def _held_by(session: Session, case_id: int, user: User) -> Case:
    case = session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one_or_none()
    if case is None:
        raise NotYours("This case does not exist. Go back to the queue.")
    if case.operator_id != user.id or case.status not in OPEN_STATES:
        holder = session.get(User, case.operator_id) if case.operator_id else None
        who = f"{holder.name} holds it" if holder else f"nobody holds it (it is {case.status})"
        raise NotYours(f"You do not hold case {case.code}: {who}. Claim it first.")
    return case


def _require_outcome(case: Case, outcome: str) -> None:
    if case.urgency == "critical" and not outcome.strip():
        raise OutcomeNeeded("Write in a few words how the person is now, then hand back.")


def _open_handover(session: Session, case: Case) -> Handover:
    handover = session.scalars(
        select(Handover)
        .where(Handover.case_id == case.id, Handover.ended_at.is_(None))
        .order_by(Handover.id.desc())
    ).first()
    if handover is None:
        handover = Handover(conversation_id=case.conversation_id, case_id=case.id, reason=case.reason)
        session.add(handover)
    return handover


def _end_handover(session: Session, case: Case, end: str) -> None:
    handover = _open_handover(session, case)
    handover.ended_at = utcnow()
    handover.end = end


def _release(session: Session, case: Case, user: User) -> None:
    """Hand the conversation to the bot, unless another case of it needs or has a human."""
    others = session.scalars(
        select(Case).where(
            Case.conversation_id == case.conversation_id,
            Case.id != case.id,
            Case.status.in_(("claimed", "active")),
        )
    ).all()
    conversation = session.get_one(Conversation, case.conversation_id)
    holder = next((other.operator_id for other in others if other.operator_id), None)
    if holder is not None:
        take_conversation(session, conversation.id, holder)
        return
    conversation.owner = "bot"
    conversation.operator_id = None
    conversation.ownership_epoch += 1
    conversation.dialogue_session += 1  # The bot starts afresh; what it knew of the person is in the slots.
    conversation.open_question = None
    record(session, case, "bot_speaks", user.login)
