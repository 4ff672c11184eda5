"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes on paper."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.sealing import Unsealable, seal, unseal
from bot.store.base import utcnow
from bot.store.tables import RecoveryCode, SecondFactor, User

ISSUER = "Lindung"
STEP_S = 30
DRIFT_STEPS = 1
"""A phone's clock may be half a minute off."""
RECOVERY_CODES = 10
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_TOTP = re.compile(r"\d{6}", re.ASCII)


def has_second_factor(session: Session, user_id: int) -> bool:
    """Whether a person has proved an authenticator app."""
    row = session.get(SecondFactor, user_id)
    return row is not None and row.sealed != ""


def begin_set_up(session: Session, secret_key: str, user: User) -> str:
    """Return the secret to show, made at the first call; the one in use goes on working meanwhile."""
    row = session.get(SecondFactor, user.id, with_for_update=True)
    if row is None:
        row = SecondFactor(user_id=user.id)
        session.add(row)
    if row.pending:
        try:
            return unseal(secret_key, row.pending, _bound(user.id))
        except Unsealable:  # Nobody uses it yet, so that a new one does no harm.
            row.pending = ""
    secret = pyotp.random_base32()
    row.pending = seal(secret_key, secret, _bound(user.id))
    session.flush()
    return secret


def provisioning_uri(secret: str, login: str) -> str:
    """Return the address that an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=login, issuer_name=ISSUER)


def confirm_set_up(session: Session, secret_key: str, user: User, code: str) -> list[str] | None:
    """Take the shown secret into use when the code proves it; returns fresh recovery codes, None when not.

    The codes are returned this once: only their hashes are kept, and those made before end.
    """
    row = session.get(SecondFactor, user.id, with_for_update=True)
    if row is None or not row.pending:
        return None
    try:
        step = _step_of(unseal(secret_key, row.pending, _bound(user.id)), code, utcnow())
    except Unsealable:
        return None
    if step is None:
        return None
    row.sealed, row.pending = row.pending, ""
    row.last_step, row.confirmed_at = step, utcnow()
    note(session, user.login, "second_factor_set", user.login)
    return new_recovery_codes(session, user)


def new_recovery_codes(session: Session, user: User) -> list[str]:
    """Replace a person's recovery codes and return the new ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [_random_code() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(user.id, code)) for code in codes)
    note(session, user.login, "recovery_codes_made", user.login, f"{len(codes)} codes")
    return codes


def recovery_codes_left(session: Session, user_id: int) -> int:
    """Return how many recovery codes still work."""
    unused = select(RecoveryCode.id).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return len(session.scalars(unused).all())


def prove(session: Session, secret_key: str, user: User, code: str) -> str | None:
    """Return how a code proves the person: ``app``, ``recovery``, or None. What proved once does so no more.

    Raises:
        Unsealable: the service's key has changed; an administrator must reset the second factor.
    """
    given = code.strip().replace(" ", "")
    if _TOTP.fullmatch(given):
        return "app" if _take_step(session, secret_key, user, given) else None
    return "recovery" if _take_recovery_code(session, user, given) else None


def reset(session: Session, user: User, actor: str) -> None:
    """Take a person's second factor away: the phone is lost and so are the recovery codes."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    note(session, actor, "second_factor_reset", user.login)


def _take_step(session: Session, secret_key: str, user: User, code: str) -> bool:
    row = session.get(SecondFactor, user.id)
    if row is None or not row.sealed:
        return False
    step = _step_of(unseal(secret_key, row.sealed, _bound(user.id)), code, utcnow())
    if step is None:
        return False
    # One statement decides, so that a code sent twice at once is taken once.
    taken = session.execute(
        update(SecondFactor)
        .where(SecondFactor.user_id == user.id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.user_id)
    )
    return taken.first() is not None


def _take_recovery_code(session: Session, user: User, code: str) -> bool:
    taken = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _hash(user.id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=utcnow())
        .returning(RecoveryCode.id)
    ).first()
    if taken is not None:
        left = recovery_codes_left(session, user.id)
        note(session, user.login, "recovery_code_used", user.login, f"{left} left")
    return taken is not None


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to, near the present one."""
    given = code.strip().replace(" ", "")
    if not _TOTP.fullmatch(given):
        return None
    totp, present = pyotp.TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), given):
            return step
    return None


def _random_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(12))  # 58 bits: a plain hash will do.
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _hash(user_id: int, code: str) -> str:
    plain = re.sub(r"[^0-9A-Z]", "", code.upper())
    return hashlib.sha256(f"{user_id}:{plain}".encode()).hexdigest()


def _bound(user_id: int) -> str:
    return f"user {user_id}"
