"""Which cases a person may see: those of the own desk and what rings up to it; duty desk and administrators see all."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from bot.accounts.permissions import allows
from bot.accounts.roles import DESK_ROLES
from bot.cases.taking_over import rings_beyond_to
from bot.store.tables import Case, Conversation, User


def sees_all(user: User) -> bool:
    """Whether a person sees the cases of every desk: administrators and the people of the duty desk."""
    return allows(user.role, "cases.every_desk") or (user.desk is not None and user.desk.is_duty)


def visible_cases(user: User) -> ColumnElement[bool]:
    """Return the condition that a case must meet to be seen."""
    if user.role not in DESK_ROLES:
        return false()
    if sees_all(user):
        return true()
    return (Case.desk_id == user.desk_id) | rings_beyond_to(user.desk_id)


def find_case(session: Session, user: User, code: str) -> Case | None:
    """Return a case by its code; None when there is none, or not for this person."""
    return session.scalars(select(Case).where(Case.code == code, visible_cases(user))).first()


def may_see_conversation(session: Session, user: User, conversation_id: int) -> bool:
    """Whether a person may read a conversation: one of its cases is theirs to see.

    A conversation without a case is open to those who see everything.
    """
    if user.role not in DESK_ROLES or session.get(Conversation, conversation_id) is None:
        return False
    if sees_all(user):
        return True
    mine = select(Case.id).where(Case.conversation_id == conversation_id, visible_cases(user)).limit(1)
    return session.scalar(mine) is not None
