"""What a caller may know of a case: its desk, and the consent of the person (CARE, parts 2 and 5)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from bot.api.tokens import Caller
from bot.cases.consents import still_holds
from bot.cases.formats.grants import DEFAULT_FIELDS
from bot.store.tables import Case, Consent, Conversation, Desk, Identity, Transfer

CHANNEL = "partner"
PERSONAL = ("place", "reason", "outcome", "language", "nationality", "vulnerable", "facts", "incident")
"""What tells of the person; ``place`` covers the position. The rest are codes, states and times."""
WORDS = frozenset({"reason", "outcome", "messages"})


def visible(caller: Caller) -> ColumnElement[bool]:
    """Return the condition of the cases a caller may see: of its desk, and those it handed in itself."""
    if caller.desk_id is None:
        return true()
    own = (
        select(Conversation.id)
        .join(Identity, Identity.id == Conversation.identity_id)
        .where(Identity.channel == CHANNEL, Identity.account == caller.name)
    )
    return or_(Case.desk_id == caller.desk_id, Case.conversation_id.in_(own))


def has_consent(session: Session, caller: Caller, case: Case) -> bool:
    """Whether the caller's system or desk may be told of a person: the latest word counts.

    Vital interest counts for rescuers on the spot alone, as everywhere.
    """
    recipients = [name for name in (caller.name, caller.desk_code) if name]
    row = session.scalars(
        select(Consent)
        .where(
            Consent.case_id == case.id,
            Consent.recipient.in_(recipients),
            or_(Consent.state != "asked", Consent.ground == "vital_interest"),
        )
        .order_by(Consent.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return False
    # A partner system named by its own name acts for the desk of its token.
    desk = session.get(Desk, caller.desk_id) if caller.desk_id is not None else None
    return still_holds(session, case, row, desk)


def withheld(session: Session, caller: Caller, case: Case) -> frozenset[str]:
    """Return what of a case this caller is not given: names of ``PERSONAL``, and ``messages``.

    A watched case without consent gives codes only. A partner's desk gets the fields that its transfer
    lists, never the file, and never the words of a watched person. What the caller told us itself is no
    secret from it.
    """
    everything = frozenset({*PERSONAL, "messages"})
    identity = case.conversation.identity
    if identity.channel == CHANNEL and identity.account == caller.name:
        return WORDS if case.watched else frozenset()
    if case.watched and not has_consent(session, caller, case):
        return everything
    if caller.desk_kind == "partner":
        kept = _fields_given(session, caller, case)
        return everything - (kept - WORDS if case.watched else kept)
    return frozenset()


def _fields_given(session: Session, caller: Caller, case: Case) -> frozenset[str]:
    """The list of the transfer that brought the case to this desk, else what every partner gets."""
    fields = session.scalars(
        select(Transfer.fields)
        .where(
            Transfer.case_id == case.id, Transfer.to_desk_id == caller.desk_id, Transfer.state == "accepted"
        )
        .order_by(Transfer.id.desc())
        .limit(1)
    ).first()
    return frozenset(str(name) for name in fields) if fields else DEFAULT_FIELDS
