"""Calls people who are away from their screen: one row a person and step, sent by ``bot.notify``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.database import wake
from bot.store.tables import Case, Desk, Push, PushTarget, User

AWAY_AFTER = timedelta(seconds=30)
"""A screen that gave no sign for this long has nobody before it."""


def is_away(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a person is at no screen, not on a break, and may be called."""
    unseen = or_(User.last_seen_at.is_(None), User.last_seen_at < now - AWAY_AFTER)
    return unseen & User.active.is_(True) & User.on_break.is_(False) & (User.role != "trainer")


def call(session: Session, case: Case, step: str, user_ids: Collection[int], now: datetime) -> int:
    """Queue a push to each of these people who is away; returns how many addresses are called anew.

    A repeated call for the same step does nothing. A drill wakes nobody: it rings on screens alone.
    """
    if case.exercise or not user_ids:
        return 0
    targets = session.scalars(
        select(PushTarget.id)
        .join(User, User.id == PushTarget.user_id)
        .where(PushTarget.active.is_(True), User.id.in_(user_ids), is_away(now))
        .order_by(PushTarget.id)
    ).all()
    if not targets:
        return 0
    # Code, desk and urgency; no name, text, topic or place leaves the service this way.
    payload = {
        "code": case.code,
        "desk": session.get_one(Desk, case.desk_id).name,
        "urgency": case.urgency,
    }
    rows = [
        {
            "case_id": case.id,
            "epoch": case.ladder_epoch,
            "step": step,
            "target_id": target_id,
            "payload": payload,
            "due_at": now,
            "created_at": now,
        }
        for target_id in targets
    ]
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made = session.scalars(
        dialect.insert(Push).values(rows).on_conflict_do_nothing().returning(Push.id)
    ).all()
    if made:
        wake(session, "push")
    return len(made)


def is_anyone_at(session: Session, desk_id: int, now: datetime) -> bool:
    """Whether somebody of a desk sits before a screen now."""
    return (
        session.scalar(
            select(User.id)
            .where(
                User.desk_id == desk_id,
                User.active.is_(True),
                User.on_break.is_(False),
                User.role != "trainer",
                User.last_seen_at >= now - AWAY_AFTER,
            )
            .limit(1)
        )
        is not None
    )
