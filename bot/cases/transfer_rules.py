"""Who may get a case, what of it, and within which time it must be taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.consents import NotAllowed, use_vital_interest
from bot.cases.formats.case_data import desk_data, read_case
from bot.cases.formats.grants import DEFAULT_FIELDS, FIELDS, ExportRefused, Grant, grant_for
from bot.cases.formats.recipients import Recipient, find_recipient
from bot.store.tables import Case, Consent, Desk

CRITICAL_LIMIT = timedelta(seconds=120)
USUAL_LIMIT = timedelta(minutes=30)
MAX_REASON = 1000
Standing = Literal["not_needed", "none", "asked", "given", "refused", "withdrawn", "vital_interest"]
"""What is known of the person's will towards one recipient. ``not_needed``: a desk of the own service."""


class TransferRefused(Exception):
    """The transfer cannot be; the text says why and what to do, ``code`` names it for the console."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def time_limit(case: Case) -> timedelta:
    """Return how long the receiver has; then the case is back with its sender alone."""
    return CRITICAL_LIMIT if case.urgency == "critical" else USUAL_LIMIT


def is_partner(sender: Desk, receiver: Desk) -> bool:
    """Whether the receiver belongs to another state or organisation: it gets fields, never the file."""
    return Recipient(receiver.code, desk_data(receiver)).is_partner_of(desk_data(sender))


def standing(session: Session, case: Case, desk: Desk) -> Standing:
    """Return what the person said about this recipient, the newest answer first."""
    rows = session.scalars(
        select(Consent)
        .where(Consent.case_id == case.id, Consent.recipient == desk.code)
        .order_by(Consent.id.desc())
    ).all()
    # Between two desks of one service nobody has to be asked, but who said no is heard.
    answer = next((row for row in rows if row.state != "asked" or row.ground == "vital_interest"), None)
    if answer is not None and answer.state == "refused":
        return "refused"
    if answer is not None and answer.state == "withdrawn":
        return "withdrawn"
    if not is_partner(case.desk, desk):
        return "not_needed"
    if answer is None:
        return "asked" if rows else "none"
    return "vital_interest" if answer.ground == "vital_interest" else "given"


def check_may_go(session: Session, case: Case, desk: Desk, *, vital_interest: str, actor: str) -> None:
    """Refuse a transfer that the person did not agree to.

    Args:
        vital_interest: why it cannot wait for an answer. Covers rescuers on the spot alone, never the
            person's own government, and never somebody who said no.

    Raises:
        TransferRefused: nothing was changed.
    """
    will = standing(session, case, desk)
    if will in ("refused", "withdrawn"):
        raise TransferRefused(
            "refused",
            f"The person does not want {desk.name} to know. Respect it; ask again only if something changed.",
        )
    if will == "not_needed":
        return
    urgent = vital_interest.replace("\x00", "").strip()[:MAX_REASON] if will in ("none", "asked") else ""
    try:
        with session.begin_nested():
            if urgent:
                use_vital_interest(session, case, desk.code, actor, urgent)
            grant_to(session, case, desk)
    except NotAllowed as error:
        raise TransferRefused("vital_interest", f"Not transferred to {desk.name}: {error}") from error
    except ExportRefused as error:
        code = "vital_interest" if urgent or will == "vital_interest" else "consent"
        why = str(error).partition(": ")[2] or str(error)
        raise TransferRefused(code, f"Not transferred to {desk.name}: {why}") from error


def grant_to(session: Session, case: Case, desk: Desk) -> Grant:
    """Return what this desk may have of a case now.

    Raises:
        ExportRefused: nothing.
    """
    return grant_for(read_case(session, case.code), find_recipient(session, desk.code))


def fields_for(sender: Desk, receiver: Desk, chosen: Iterable[str]) -> list[str]:
    """Return the list of fields that goes: none between desks of the service, where the whole file goes.

    Raises:
        TransferRefused: a field is unknown.
    """
    if not is_partner(sender, receiver):
        return []
    wanted = set(chosen) or set(DEFAULT_FIELDS)
    unknown = sorted(wanted - set(FIELDS))
    if unknown:
        raise TransferRefused(
            "fields", f"{', '.join(unknown)} cannot be sent. Choose from: {', '.join(FIELDS)}."
        )
    return [field for field in FIELDS if field in wanted]
