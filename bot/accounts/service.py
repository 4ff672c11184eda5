"""Making and changing accounts and desks; every step leaves an audit entry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.logins import end_sessions
from bot.accounts.passwords import check_strength, hash_password
from bot.accounts.roles import ROLES
from bot.store.database import wake
from bot.store.tables import Desk, User

LANGUAGES = ("id", "en", "zh", "fr")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")


class AccountError(ValueError):
    """The account or desk cannot be made or changed so; the text says what to write instead."""


def create_user(
    session: Session,
    *,
    login: str,
    name: str,
    password: str,
    role: str = "operator",
    languages: Sequence[str] = (),
    interface_language: str = "en",
    desk_code: str | None = None,
    actor: str = "command line",
) -> User:
    """Make an account.

    Raises:
        AccountError: a value cannot be used.
        WeakPassword: the password is too easy.
    """
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise AccountError(f"'{login}' is no log-in name. Use 2 to 80 of a–z, 0–9, dot, dash, underscore.")
    if role not in ROLES:
        raise AccountError(f"'{role}' is no role. Use one of: {', '.join(ROLES)}.")
    check_languages([*languages, interface_language])
    if session.scalars(select(User.id).where(User.login == login)).first() is not None:
        raise AccountError(f"The log-in name '{login}' is taken. Choose another, or change that account.")
    check_strength(password, login)
    desk = desk_by_code(session, desk_code) if desk_code else None
    user = User(
        login=login,
        name=name.strip()[:120] or login,
        password_hash=hash_password(password),
        role=role,
        languages=list(dict.fromkeys(languages)),
        interface_language=interface_language,
        desk_id=desk.id if desk else None,
    )
    session.add(user)
    session.flush()  # The caller may need the id.
    note(session, actor, "user_created", login, f"role {role}, desk {desk_code or '-'}")
    return user


def set_password(session: Session, login: str, password: str, actor: str = "command line") -> None:
    """Change a password; whoever is logged in with the old one is logged out.

    Raises:
        AccountError: no such account.
        WeakPassword: the password is too easy.
    """
    user = user_by_login(session, login)
    check_strength(password, user.login)
    user.password_hash = hash_password(password)
    end_sessions(session, user.id)
    note(session, actor, "password_set", user.login)


def deactivate(session: Session, login: str, actor: str = "command line") -> int:
    """Close an account and end its sessions; returns how many sessions ended. Nothing is deleted.

    Raises:
        AccountError: no such account.
    """
    user = user_by_login(session, login)
    user.active = False
    ended = end_sessions(session, user.id)
    note(session, actor, "user_deactivated", user.login, f"{ended} sessions ended")
    wake(session, "desk")
    return ended


def user_by_login(session: Session, login: str) -> User:
    """Return an account.

    Raises:
        AccountError: there is none of this name.
    """
    user = session.scalars(select(User).where(User.login == login.strip().lower())).first()
    if user is None:
        raise AccountError(f"No account has the log-in name '{login}'. See: lindung user list")
    return user


def desk_by_code(session: Session, code: str) -> Desk:
    """Return a desk.

    Raises:
        AccountError: there is none of this code.
    """
    desk = session.scalars(select(Desk).where(Desk.code == code.strip().lower())).first()
    if desk is None:
        raise AccountError(f"No desk has the code '{code}'. See: lindung desk list")
    return desk


def check_languages(languages: Sequence[str]) -> None:
    """Refuse languages that the service does not speak.

    Raises:
        AccountError: names the first that is none.
    """
    for language in languages:
        if language not in LANGUAGES:
            raise AccountError(f"'{language}' is no language here. Use: {', '.join(LANGUAGES)}.")
