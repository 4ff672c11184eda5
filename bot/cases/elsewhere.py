"""What comes with a code from another phone. It may add to a case; it reads, ends and changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.lookup import case_of_code, meant_codes
from bot.cases.opening import open_or_join_case
from bot.cases.ownership import held_by, traveller_wrote
from bot.store.base import utcnow
from bot.store.tables import Case, Conversation, Message, User
from bot.store.tables.cases import OPEN_STATES

REPLY = "safe.noted"
"""Key of the answer in ``safety.yml``: the same for a right and a wrong code, so that it tells nothing."""
MAX_TEXT = 4096
LIMIT, WITHIN = 10, timedelta(hours=1)
"""So many messages of one phone go into one case in this time: nobody may flood the file of another."""
MARK, VERIFIED = "added_from_elsewhere", "verified_phones"


def add_by_code(
    session: Session,
    conversation: Conversation,
    code: str,
    text: str,
    *,
    has_file: bool = False,
    now: datetime | None = None,
) -> str:
    """Add words to the case of a code from another conversation; returns the key of the neutral answer.

    The words stand in the case's transcript as seen at the desk alone, marked as not verified. A code
    that leads nowhere, or to a case that has ended, a file, and what is above the limit are a matter for
    a person: a routine case is opened in the conversation of who wrote it.

    Args:
        has_file: a photo or another file came with the words; it stays in that conversation.
    """
    case = case_of_code(session, code)
    if case is not None and case.conversation_id == conversation.id:
        record(session, case, "information_added", "traveller")
        return REPLY
    if case is None or case.status not in OPEN_STATES:
        _hand_to_a_person(session, conversation, _why(session, code, case))
        return REPLY
    # Its operator may change it at this moment: what both write must not get lost.
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    session.refresh(case)
    now = now or utcnow()
    if _written(session, case, conversation, now - WITHIN) >= LIMIT:
        _hand_to_a_person(session, conversation, f"writes often to case {case.code} of another phone")
        return REPLY
    if has_file:
        _hand_to_a_person(session, conversation, f"sent a file with code {case.code} of another phone")
    line = Message(
        conversation_id=case.conversation_id,
        case_id=case.id,
        direction="out",
        author="system",
        text=text[:MAX_TEXT],
        content={"from_conversation": conversation.id, "verified": is_verified(case, conversation)},
        language=conversation.language,
        created_at=now,
    )
    session.add(line)
    session.flush()
    case.marks = {**case.marks, MARK: True}
    record(
        session, case, MARK, "traveller",
        conversation_id=conversation.id, channel=conversation.identity.channel, message_id=line.id,
        verified=is_verified(case, conversation),
    )  # fmt: skip
    traveller_wrote(session, case, line.id)
    return REPLY


def verify_phone(session: Session, case_id: int, conversation: Conversation, user: User) -> Case:
    """Note that the operator has made sure who writes from another phone.

    Raises:
        NotYours: the operator does not hold the case.
    """
    case = held_by(session, case_id, user)
    known = list(case.marks.get(VERIFIED, []))
    if conversation.id not in known:
        case.marks = {**case.marks, VERIFIED: [*known, conversation.id]}
        record(session, case, "phone_verified", user.login, conversation_id=conversation.id)
    return case


def is_verified(case: Case, conversation: Conversation) -> bool:
    """Whether an operator has made sure who writes here."""
    return conversation.id == case.conversation_id or conversation.id in case.marks.get(VERIFIED, [])


def _written(session: Session, case: Case, conversation: Conversation, since: datetime) -> int:
    """How many messages of a conversation went into a case since then."""
    lines = session.scalars(
        select(Message.content).where(
            Message.conversation_id == case.conversation_id,
            Message.author == "system",
            Message.created_at > since,
        )
    )
    return sum(content.get("from_conversation") == conversation.id for content in lines)


def _why(session: Session, code: str, case: Case | None) -> str:
    if case is not None:
        return f"gave code {case.code} of another phone; that case is {case.status}"
    near = ", ".join(meant_codes(session, code))
    return f"gave code {code.strip()[:20]}, which no case has" + (f"; near: {near}" if near else "")


def _hand_to_a_person(session: Session, conversation: Conversation, reason: str) -> None:
    open_or_join_case(session, conversation, "chat_human", "routine", reason)
