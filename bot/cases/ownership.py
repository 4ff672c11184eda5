"""Who speaks in a conversation: claim, write, hand back, resolve. One voice at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.cases.ladder import CLAIM_SILENCE, UNREAD_SILENCE, set_timer
from bot.cases.locking import lock_case
from bot.cases.outcomes import OutcomeNeeded, check_outcome
from bot.cases.states import change
from bot.cases.taking_over import take_over
from bot.cases.voice import end_handover, open_handover, release, take_conversation
from bot.messages.outbox import say
from bot.messages.types import Button
from bot.store.base import utcnow
from bot.store.tables import Case, Message, User
from bot.store.tables.cases import OPEN_STATES

__all__ = [
    "CLAIMABLE", "Claim", "NotYours", "OutcomeNeeded", "claim", "hand_back", "held_by", "resolve",
    "take_conversation", "traveller_wrote", "write",
]  # fmt: skip
CLAIMABLE = ("new", "ringing", "transferred", "waiting")


class NotYours(Exception):
    """The operator does not hold this case; the text says who does and what can be done."""


@dataclass(frozen=True)
class Claim:
    """Result of a claim; ``holder`` names who has the case when it was not won."""

    won: bool
    holder: str = ""


def claim(session: Session, case_id: int, user: User) -> Claim:
    """Claim a case: locked, compared and set. From the commit on the bot is silent in its conversation.

    Raises:
        NotYours: there is no such case.
    """
    case = lock_case(session, case_id)
    if case is None:
        raise NotYours("This case does not exist. Go back to the queue.")
    if case.status not in CLAIMABLE:
        if case.operator_id == user.id and case.status in OPEN_STATES:
            return Claim(True)
        holder = session.get(User, case.operator_id) if case.operator_id else None
        return Claim(False, holder.name if holder and case.status in OPEN_STATES else case.status)
    now = utcnow()
    case.operator_id, case.claimed_at = user.id, now
    change(session, case, "claimed", user.login)
    take_conversation(session, case.conversation_id, user.id)
    take_over(session, case, user)
    handover = open_handover(session, case)
    handover.taken_at = now
    handover.operator_id = user.id
    if case.urgency == "critical":
        set_timer(session, case, "claim_silence", now + CLAIM_SILENCE)
    return Claim(True)


def write(
    session: Session,
    case_id: int,
    user: User,
    text: str,
    buttons: Sequence[Button] = (),
    *,
    key: str = "",
    list_title: str = "≡",
) -> Message:
    """Send an operator's words to the traveller. The answer time ends with the first of them.

    Args:
        buttons: answers to choose from, where the words are a card. ``key`` names it.

    Raises:
        NotYours: somebody else holds the case, or nobody does.
    """
    case = held_by(session, case_id, user)
    now = utcnow()
    message = say(
        session, case.conversation, "operator", text, buttons,
        key=key, case_id=case.id, user_id=user.id, list_title=list_title,
    )  # fmt: skip
    if case.first_human_at is None:
        case.first_human_at = now
        handover = open_handover(session, case)
        handover.first_human_at = handover.first_human_at or now
    _forget_unanswered(case)
    change(session, case, "active", user.login, kind="wrote", message_id=message.id)
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
    case = held_by(session, case_id, user)
    if case.urgency == "critical" and not outcome.strip():
        raise OutcomeNeeded("Write in a few words how the person is now, then hand back.")
    case.operator_id = None
    case.outcome = outcome or case.outcome
    _forget_unanswered(case)
    change(session, case, "waiting", user.login, kind="handed_back", outcome=outcome)
    end_handover(session, case, "handed_back")
    release(session, case, user.login)
    return case


def resolve(
    session: Session, case_id: int, user: User, outcome: str, outcome_code: str | None = None
) -> Case:
    """End a case; the conversation goes back to the bot unless another case of it is still held.

    Args:
        outcome: how it ended, in words.
        outcome_code: one of ``bot.cases.outcomes.CODES``, where it is known.

    Raises:
        NotYours: somebody else holds the case.
        OutcomeNeeded: the outcome is empty, or this code needs another way.
    """
    case = held_by(session, case_id, user)
    check_outcome(case, user, outcome, outcome_code)
    case.outcome, case.outcome_code = outcome, outcome_code
    _forget_unanswered(case)
    change(session, case, "resolved", user.login, outcome, outcome=outcome, outcome_code=outcome_code)
    end_handover(session, case, "resolved")
    release(session, case, user.login)
    return case


def held_by(session: Session, case_id: int, user: User) -> Case:
    """Return a case, locked, that this person holds.

    Raises:
        NotYours: somebody else holds it, or nobody does.
    """
    case = lock_case(session, case_id)
    if case is None:
        raise NotYours("This case does not exist. Go back to the queue.")
    if case.operator_id != user.id or case.status not in OPEN_STATES:
        holder = session.get(User, case.operator_id) if case.operator_id else None
        who = f"{holder.name} holds it" if holder else f"nobody holds it (it is {case.status})"
        raise NotYours(f"You do not hold case {case.code}: {who}. Claim it first.")
    return case


def _forget_unanswered(case: Case) -> None:
    case.marks = {key: value for key, value in case.marks.items() if key != "unanswered"}
