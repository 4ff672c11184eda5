"""Whether a recipient may be told of a case: asked for each one, answered, withdrawn.

Vital interest takes the place of an answer only for rescuers on the spot and only with a reason. It is
never a ground for telling a person's own government.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.people import people_of
from bot.cases.vital_interest import Obstacle, obstacle, state_of
from bot.store.base import utcnow
from bot.store.tables import Case, Consent, Conversation, Desk

CONSENT, VITAL_INTEREST = "consent", "vital_interest"
PREFIX = "consent"
"""Begins the payload of the buttons: ``consent:<id>:yes`` and ``consent:<id>:no``."""
_PAYLOAD = re.compile(rf"{PREFIX}:([0-9]{{1,18}}):(yes|no)")


class NotAllowed(Exception):
    """This recipient may not be told on this ground; the text says why and what to do."""


@dataclass(frozen=True)
class Permission:
    """Whether a recipient may be told. ``ground``: consent or vital_interest; empty when not."""

    allowed: bool
    ground: str = ""
    consent: Consent | None = None


def ask(session: Session, case: Case, recipient: str, asked_by: str, reason: str = "") -> Consent:
    """Note that the person is asked whether a recipient may be told.

    While a question is open or answered with yes it is not put a second time: the row there is, is returned.

    Args:
        recipient: code of a desk or name of a partner system.
        asked_by: log-in name of the operator.
    """
    latest = current(session, case, recipient)
    if latest is not None and latest.ground == CONSENT and latest.state in ("asked", "given"):
        return latest
    consent = _add(session, case, recipient, CONSENT, "asked", asked_by, reason)
    record(
        session, case, "consent_asked", asked_by, recipient=recipient, consent_id=consent.id, reason=reason
    )
    return consent


def answer(session: Session, consent: Consent, given: bool, actor: str = "traveller") -> Consent:
    """Keep the person's answer. It may change later; who takes a yes back has withdrawn it."""
    state = "given" if given else ("withdrawn" if consent.state in ("given", "withdrawn") else "refused")
    if consent.ground != CONSENT or consent.state == state:
        return consent
    before, consent.state, consent.answered_at = consent.state, state, utcnow()
    case = session.get_one(Case, consent.case_id)
    record(
        session, case, f"consent_{state}", actor,
        recipient=consent.recipient, consent_id=consent.id, before=before,
    )  # fmt: skip
    return consent


def answer_tap(session: Session, conversation: Conversation, payload: str) -> Consent | None:
    """Keep the answer of a tapped button; None when it is no question of this conversation.

    Anybody can write a payload with another number: only questions of the own conversation count.
    """
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        return None
    mine = select(Consent).where(Consent.id == int(match[1])).with_for_update()
    consent = session.scalars(mine).one_or_none()
    case = session.get(Case, consent.case_id) if consent is not None else None
    if consent is None or case is None or case.conversation_id != conversation.id:
        return None
    return answer(session, consent, match[2] == "yes")


def withdraw(session: Session, consent: Consent, actor: str, reason: str = "") -> Consent:
    """End a permission, whatever its ground; what was told before cannot be called back."""
    if consent.state == "withdrawn":
        return consent
    before, consent.state, consent.answered_at = consent.state, "withdrawn", utcnow()
    case = session.get_one(Case, consent.case_id)
    record(
        session, case, "consent_withdrawn", actor,
        recipient=consent.recipient, consent_id=consent.id, before=before, reason=reason,
    )  # fmt: skip
    return consent


def use_vital_interest(
    session: Session, case: Case, recipient: str, actor: str, reason: str, rescues_in: str | None = None
) -> Consent:
    """Permit telling rescuers on the spot without an answer, because a life hangs on it.

    Args:
        recipient: code of a desk or name of a partner system.
        actor: log-in name of the operator who answers for it.
        reason: why nobody can wait for an answer; kept with the file.
        rescues_in: for a system that is no desk: the country (ISO code) in which it sends help.

    Raises:
        NotAllowed: no reason, no danger to life, not on the spot, the person said no, or a government: it
            is told only with consent.
    """
    if case.urgency != "critical":
        raise NotAllowed("Vital interest needs a critical case. Ask the person, or raise the case first.")
    latest = current(session, case, recipient)
    if latest is not None and latest.state in ("refused", "withdrawn"):
        raise NotAllowed(f"The person does not want {recipient} to know. Ask again if something has changed.")
    desk = _desk(session, recipient)
    found = _obstacle(session, case, reason, desk, (rescues_in,) if desk is None else None)
    if found:
        raise NotAllowed(_why_not(case, recipient, desk, found))
    if latest is not None and latest.ground == VITAL_INTEREST and latest.state == "given":
        return latest
    consent = _add(session, case, recipient, VITAL_INTEREST, "given", actor, reason)
    consent.answered_at = consent.asked_at
    record(
        session, case, "vital_interest", actor, recipient=recipient, consent_id=consent.id, reason=reason
    )
    return consent


def may_tell(session: Session, case: Case, recipient: str) -> Permission:
    """Say whether a recipient may be told now, and on which ground.

    The newest word counts: silence is no consent, and a no after all ends vital interest too.
    """
    answers = [one for one in consents_of(session, case) if one.state != "asked"]
    latest = next((one for one in reversed(answers) if one.recipient == recipient), None)
    if latest is not None and latest.state == "given" and still_holds(session, case, latest):
        return Permission(True, latest.ground, latest)
    return Permission(False, "", latest)


def still_holds(session: Session, case: Case, consent: Consent, desk: Desk | None = None) -> bool:
    """Whether a permission that was not taken back covers its recipient now.

    Vital interest ends when the place turns out to be elsewhere, or the recipient to be the person's own
    government; a yes of the person holds.

    Args:
        desk: of the recipient, where it is known better than by its name.
    """
    if consent.ground != VITAL_INTEREST:
        return consent.state == "given"
    if consent.state not in ("asked", "given"):
        return False
    return not _obstacle(session, case, consent.reason, desk or _desk(session, consent.recipient))


def current(session: Session, case: Case, recipient: str) -> Consent | None:
    """Return the newest word on a recipient, or None when nobody was asked."""
    return next((one for one in reversed(consents_of(session, case)) if one.recipient == recipient), None)


def consents_of(session: Session, case: Case) -> list[Consent]:
    """Return all permissions of a case, oldest first."""
    return list(session.scalars(select(Consent).where(Consent.case_id == case.id).order_by(Consent.id)))


def is_own_government(session: Session, case: Case, recipient: str) -> bool:
    """Whether a recipient is a desk of a country whose passport somebody in the case has."""
    desk = _desk(session, recipient)
    return desk is not None and _is_own_government(session, case, desk)


def _is_own_government(session: Session, case: Case, desk: Desk) -> bool:
    return state_of(desk.kind, desk.coverage) in _passports(session, case) - {None}


def _passports(session: Session, case: Case) -> set[str | None]:
    told = {case.nationality, case.conversation.nationality}
    return told | {person.nationality for person in people_of(session, case)}


def _obstacle(
    session: Session, case: Case, reason: str, desk: Desk | None, sends_to: tuple[str | None, ...] | None = None
) -> Obstacle:
    return obstacle(
        reason=reason,
        country=case.country or case.conversation.country,
        passports=_passports(session, case),
        kind=desk.kind if desk else None,
        state=state_of(desk.kind, desk.coverage) if desk else None,
        sends_to=desk.coverage.get("countries", []) if desk else sends_to,
    )


def _why_not(case: Case, recipient: str, desk: Desk | None, found: Obstacle) -> str:
    name = desk.name if desk is not None else recipient
    if found == "reason":
        return "Write why nobody can wait for the person's answer. It is kept with the file."
    if found == "own_government":
        return f"{name} stands for the person's own government. Ask the person first."
    if found == "no_rescuers":
        return f"{name} sends no rescuers: it stands for a government. Ask the person first."
    return (
        f"{recipient} sends no help to where the person is ({case.country or 'not known yet'}). "
        "Note the place first, or ask the person."
    )


def _desk(session: Session, recipient: str) -> Desk | None:
    return session.scalars(select(Desk).where(Desk.code == recipient)).one_or_none()


def _add(
    session: Session, case: Case, recipient: str, ground: str, state: str, asked_by: str, reason: str
) -> Consent:
    consent = Consent(
        case_id=case.id, recipient=recipient, ground=ground, state=state, asked_by=asked_by, reason=reason
    )
    session.add(consent)
    session.flush()  # The buttons carry the id.
    return consent
