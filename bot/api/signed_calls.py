"""Signed calls in: forged, old and repeated ones are refused; a good one is used once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.api.admission import CALLED, slow_down
from bot.api.case_reading import find_case
from bot.api.partner_status import add_status
from bot.api.problems import Problem
from bot.api.shapes import SignedStatus, StatusReceipt
from bot.api.signing import BadSignature, verify
from bot.api.tokens import Caller
from bot.store.database import Store
from bot.store.tables import UsedSignature, Webhook

_NOBODY = "no such webhook"
"""Stands for the secret of a name that does not exist, so that both take the same time."""


@dataclass(frozen=True)
class SignedCall:
    """A call as it came in."""

    name: str
    header: str
    body: bytes


@dataclass(frozen=True)
class Proof:
    """Who signed, and with which signature."""

    name: str
    owner: str
    desk_id: int | None
    signature: str

    @property
    def actor(self) -> str:
        """How the partner stands in the history and the audit trail."""
        return f"api:{self.name}"


async def prove(store: Store, call: SignedCall) -> Proof:
    """Return who signed a call.

    Raises:
        Problem: 401, nobody did.
    """

    def _prove(session: Session) -> Proof:
        row = session.scalars(select(Webhook).where(Webhook.name == call.name, Webhook.active)).first()
        try:
            signature = verify(row.secret if row else _NOBODY, call.body, call.header, store.now(session))
        except BadSignature as error:
            raise _refused(str(error)) from error
        if row is None:
            raise _refused("The signature does not fit the body and the secret.")
        return Proof(row.name, row.made_by.removeprefix("api:"), row.desk_id, signature)

    return await store.read(_prove)


async def take_status(store: Store, proof: Proof, update: SignedStatus, per_minute: int) -> StatusReceipt:
    """Add the status of a proved call to its case; the signature is used up in the same transaction.

    Raises:
        Problem: it is a repeat, comes too fast, or cannot be added; nothing was changed.
    """

    def _take(session: Session) -> StatusReceipt | Problem:
        now = store.now(session)
        limited = slow_down(session, proof.actor, now, per_minute)
        if limited is not None:
            return limited
        dialect = sqlite if store.is_sqlite else postgresql
        is_new = session.execute(
            dialect.insert(UsedSignature)
            .values(signature=proof.signature, used_at=now)
            .on_conflict_do_nothing()
            .returning(UsedSignature.signature)
        ).scalar()
        if is_new is None:
            raise _refused("This very call was taken before.")
        partner = Caller(0, proof.owner, frozenset(), proof.desk_id)
        case = find_case(session, partner, update.case)
        note(session, proof.actor, CALLED, f"status of {case.code}")
        return add_status(session, case.id, proof.name, update.status, update.note)

    outcome = await store.write(_take)
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


def _refused(detail: str) -> Problem:
    return Problem(
        401, "bad-signature", "The signature is not accepted", f"{detail} Nothing was changed.",
        "Sign the exact body anew with the webhook's secret and the present time; check your clock.",
        headers={"WWW-Authenticate": 'Lindung-Signature realm="Lindung"'},
    )  # fmt: skip
