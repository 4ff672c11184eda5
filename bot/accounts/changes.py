"""Changing an account: role, desk, languages, closing it and opening it again; each step is audited."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.login_sessions import end_sessions
from bot.accounts.permissions import allows, roles_with
from bot.accounts.service import AccountError, check_languages, checked_role, desk_by_code, user_by_login
from bot.store.database import wake
from bot.store.tables import User

MANAGE = "accounts.manage"


def change_user(
    session: Session,
    login: str,
    *,
    name: str,
    role: str,
    desk_code: str,
    languages: Sequence[str],
    actor: str = "command line",
) -> User:
    """Set what an administrator decides about a person. A new role begins with a new log-in.

    Raises:
        AccountError: a value cannot be used, or nobody would be left to manage accounts.
    """
    user = user_by_login(session, login)
    checked_role(role)
    check_languages(languages)
    if not allows(role, MANAGE):
        _keep_a_manager(session, user)
    before = _summary(user)
    is_new_role = user.role != role
    user.name = name.strip()[:120] or user.login
    user.role = role
    user.desk = desk_by_code(session, desk_code) if desk_code else None
    user.languages = list(dict.fromkeys(languages))
    session.flush()
    if is_new_role:
        end_sessions(session, user.id)
    if _summary(user) != before:
        note(session, actor, "user_changed", user.login, f"{before} → {_summary(user)}")
        wake(session, "desk")
    return user


def deactivate(session: Session, login: str, actor: str = "command line") -> int:
    """Close an account and end its sessions; returns how many sessions ended. Nothing is deleted.

    A case that the person holds rings again by itself when nobody answers it.

    Raises:
        AccountError: no such account, or nobody would be left to manage accounts.
    """
    user = user_by_login(session, login)
    _keep_a_manager(session, user)
    user.active = False
    ended = end_sessions(session, user.id)
    note(session, actor, "user_deactivated", user.login, f"{ended} sessions ended")
    wake(session, "desk")
    return ended


def reactivate(session: Session, login: str, actor: str = "command line") -> None:
    """Open a closed account again, with the password it had.

    Raises:
        AccountError: no such account.
    """
    user = user_by_login(session, login)
    user.active = True
    note(session, actor, "user_reactivated", user.login)
    wake(session, "desk")


def _keep_a_manager(session: Session, leaving: User) -> None:
    if not allows(leaving.role, MANAGE):
        return
    others = session.scalar(
        select(func.count()).where(
            User.active.is_(True), User.role.in_(roles_with(MANAGE)), User.id != leaving.id
        )
    )
    if not others:
        sentence = f"{leaving.login} is the last administrator. Make another one first."
        raise AccountError(sentence, "last_admin", login=leaving.login)


def _summary(user: User) -> str:
    desk = user.desk.code if user.desk is not None else "-"
    return f"{user.name}, {user.role}, desk {desk}, {','.join(user.languages) or '-'}"
