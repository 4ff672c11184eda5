"""Passwords: hashed with Argon2id, compared without ever raising."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

MIN_LENGTH = 10
MAX_LENGTH = 200
# One verification takes 64 MiB and most of a core; the emergency path must keep the rest.
_at_once = threading.BoundedSemaphore(2)
_hasher = PasswordHasher()


class WeakPassword(ValueError):
    """The password cannot be used; the text says what to choose instead, ``key`` in the console's words."""

    def __init__(self, text: str, key: str, **values: object) -> None:
        super().__init__(text)
        self.key = key
        self.values = values


def hash_password(password: str) -> str:
    """Return the Argon2id hash to store, with its salt and parameters inside."""
    with _at_once:
        return _hasher.hash(password)


def verify(stored: str, password: str) -> bool:
    """Whether the password fits the stored hash. A broken hash or an absurd password is a plain no."""
    if not password or len(password) > MAX_LENGTH:
        return False
    try:
        with _at_once:
            return _hasher.verify(stored, password)
    except (Argon2Error, InvalidHashError, UnicodeError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    try:
        return _hasher.check_needs_rehash(stored)
    except (Argon2Error, InvalidHashError):
        return True


@cache
def decoy_hash() -> str:
    """Return a hash to verify against when a log-in name is unknown, so that both take as long."""
    return hash_password("nobody has this password")


def check_strength(password: str, login: str) -> None:
    """Refuse what is guessed at once.

    Raises:
        WeakPassword: too short, too long, or the log-in name itself.
    """
    if len(password) < MIN_LENGTH:
        sentence = f"The password has {len(password)} characters. Choose at least {MIN_LENGTH}."
        raise WeakPassword(sentence, "short", least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        sentence = f"The password is longer than {MAX_LENGTH} characters. Choose a shorter one."
        raise WeakPassword(sentence, "long", most=MAX_LENGTH)
    if login.casefold() in password.casefold() and len(password) < len(login) + 6:
        raise WeakPassword("The password is little more than the log-in name. Choose another.", "like_login")
    if len(set(password)) < 5:
        raise WeakPassword("The password repeats few characters. Choose another.", "repeats")
