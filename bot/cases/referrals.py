"""A contact without a desk here cannot take a case: its numbers are given, and the case stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.contacts import contact_of
from bot.cases.history import record
from bot.cases.ownership import held_by
from bot.cases.status_lines import StatusTexts
from bot.cases.transfer_lines import tell_line
from bot.cases.transfer_rules import TransferRefused
from bot.store.base import utcnow
from bot.store.tables import Desk, Message, User

MOST_NUMBERS = 2


def refer(
    session: Session,
    case_id: int,
    user: User,
    desk_code: str,
    texts: StatusTexts,
    *,
    now: datetime | None = None,
    version: str | None = None,
) -> Message | None:
    """Give the traveller the numbers of a contact. The contact itself learns nothing of the person.

    Returns:
        The line; None when telling is not safe (the operator has the numbers on the page).

    Raises:
        NotYours: somebody else holds the case.
        TransferRefused: no such desk, it has people here, or no number of it is known.
    """
    case = held_by(session, case_id, user)
    desk = session.scalars(select(Desk).where(Desk.code == desk_code.strip().lower())).first()
    if desk is None:
        raise TransferRefused(
            "no_desk", f"There is no desk '{desk_code.strip()[:40]}'. Choose one of the list."
        )
    if desk.staffed:
        raise TransferRefused("staffed", f"{desk.name} has people here. Ask it to take the case.")
    numbers = contact_of(desk).numbers[:MOST_NUMBERS]
    if not numbers:
        raise TransferRefused(
            "no_number", f"No number of {desk.name} is known. Look it up in the reference data."
        )
    message = tell_line(
        session, texts, case, "status.referred",
        now=now or utcnow(), version=version, desk=desk.name, numbers=" / ".join(numbers),
    )  # fmt: skip
    record(
        session, case, "referred", user.login,
        desk=desk.name, numbers=", ".join(numbers), told=message is not None,
    )  # fmt: skip
    return message
