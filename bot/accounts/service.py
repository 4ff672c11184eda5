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
from bot.store.tables import Desk, User

LANGUAGES = ("id", "en", "zh", "fr")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")


class AccountError(ValueError):
    """The account or desk cannot be made or changed so; the text says what to write instead.

    ``key`` and ``values`` name the same sentence in the console's words, where it has them.
    """

    def __init__(self, text: str, key: str = "", **values: object) -> None:
        super().__init__(text)
        self.key = key
        self.values = values


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
    login = checked_login(session, login)
    checked_role(role)
    check_languages([*languages, interface_language])
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


def checked_login(session: Session, login: str) -> str:
    """Return a log-in name as it is kept.

    Raises:
        AccountError: it cannot be used, or somebody has it.
    """
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        sentence = f"'{login}' is no log-in name. Use 2 to 80 of a–z, 0–9, dot, dash, underscore."
        raise AccountError(sentence, "no_login", login=login)
    if session.scalars(select(User.id).where(User.login == login)).first() is not None:
        sentence = f"The log-in name '{login}' is taken. Choose another, or change that account."
        raise AccountError(sentence, "taken", login=login)
    return login


def checked_role(role: str) -> str:
    """Return a role.

    Raises:
        AccountError: there is none of this name.
    """
    if role not in ROLES:
        raise AccountError(f"'{role}' is no role. Use one of: {', '.join(ROLES)}.")
    return role


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
