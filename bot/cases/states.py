"""The states of a case: what may follow what, who may do it, and the one way to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bot.cases.history import record
from bot.store.base import utcnow
from bot.store.tables import Case
from bot.store.tables.cases import OPEN_STATES

Who = Literal["anyone", "human"]
"""anyone: also the service by itself (ladder, bot). human: a person who is logged in."""
ENDED = ("resolved", "closed", "cancelled")
MACHINES = frozenset({"system", "bot", "traveller"})
PARTNER = "api:"
"""Actors of other systems; they may add to a case, never end it."""

_FROM_OPEN: Mapping[str, Who] = {"ringing": "anyone", "claimed": "human", "cancelled": "human"}
_REOPEN: Mapping[str, Who] = {"new": "human", "ringing": "human"}
_HELD: Mapping[str, Who] = {
    **_FROM_OPEN, "active": "human", "waiting": "human", "transferred": "human",
    "resolved": "human", "closed": "human",
}  # fmt: skip
TRANSITIONS: Mapping[str, Mapping[str, Who]] = {
    "new": {**_FROM_OPEN, "closed": "anyone"},
    # A held case rings anew while its operator goes on writing; one of an incident falls quiet ("new").
    "ringing": {**_HELD, "new": "anyone"},
    "claimed": _HELD,
    "active": _HELD,
    "waiting": {**_FROM_OPEN, "closed": "human"},
    # A transfer that nobody takes in time falls back to its sender by the clock.
    "transferred": {**_HELD, "claimed": "anyone", "active": "anyone"},
    "resolved": {**_REOPEN, "closed": "anyone"},
    "closed": _REOPEN,
    "cancelled": _REOPEN,
}
"""From → to → who may do it. To stay in an open state is always allowed."""


class IllegalChange(Exception):
    """The case cannot change like this; the text says why and what to do. Nothing was changed."""


def is_human(actor: str) -> bool:
    """Whether an actor is a person who is logged in."""
    return actor not in MACHINES and not actor.startswith(PARTNER)


def needs_care(case: Case) -> bool:
    """Whether only a person may end this case: it is critical, or somebody may read along."""
    return case.urgency == "critical" or case.watched


def refusal(case: Case, to: str, actor: str, reason: str = "") -> str:
    """Return why a case may not go to this state, in words; empty when it may."""
    now = case.status
    if to not in TRANSITIONS:
        return f"There is no state {to}. Choose one of: {', '.join(TRANSITIONS)}."
    if to == now:
        return f"Case {case.code} is {now} already." if now in ENDED else ""
    who = TRANSITIONS[now].get(to)
    if who is None:
        possible = ", ".join(TRANSITIONS[now])
        return f"Case {case.code} is {now}: it cannot become {to}. Possible: {possible}."
    if not is_human(actor) and (who == "human" or (to in ENDED and needs_care(case))):
        return f"Only a person makes case {case.code} {to}, not {actor}. Log in and do it at the desk."
    if (to in ENDED or now in ENDED) and not reason.strip():
        return f"Write why case {case.code} becomes {to}."
    if needs_care(case) and to == "cancelled" and not case.marks.get("neutral_check"):
        return f"Case {case.code} is critical or watched: ask a neutral check question first, then cancel it."
    if needs_care(case) and to == "closed" and now in OPEN_STATES and case.duplicate_of_id is None:
        return f"Case {case.code} is critical or watched: resolve it with its outcome, then close it."
    return ""


def change(
    session: Session, case: Case, to: str, actor: str, reason: str = "", *, kind: str = "", **data: Any
) -> None:
    """Put a case into a state and keep who did it, when and why. The only place that writes a status.

    The row is compared and set. When it changed meanwhile, a person is told to look again; the service
    looks itself, because an alarm must not be lost to a claim that came first.

    Args:
        kind: name of the step in the history; else the new state.
        data: what else the step is to tell.

    Raises:
        IllegalChange: the change is not allowed, or came too late; nothing was changed.
    """
    while True:
        was = case.status
        problem = refusal(case, to, actor, reason)
        if problem:
            raise IllegalChange(problem)
        session.flush()
        if to == was or _compare_and_set(session, case, was, to):
            break
        session.refresh(case, ["status", "closed_at"])
        if is_human(actor):
            raise IllegalChange(f"Somebody else has just changed case {case.code}. Look at it again.")
    if to != was:
        data = {"from": was, "to": to, **data}
    if reason and "reason" not in data:
        data["reason"] = reason
    record(session, case, kind or to, actor, **data)


def _compare_and_set(session: Session, case: Case, was: str, to: str) -> bool:
    closed_at = (case.closed_at or utcnow()) if to in ENDED else None
    changed = session.scalar(
        update(Case)
        .where(Case.id == case.id, Case.status == was)
        .values(status=to, closed_at=closed_at)
        .returning(Case.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        return False
    set_committed_value(case, "status", to)
    set_committed_value(case, "closed_at", closed_at)
    return True
