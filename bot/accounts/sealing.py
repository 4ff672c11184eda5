"""Secrets that must be read again, sealed with a key that is not in the database."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class Unsealable(ValueError):
    """What was sealed cannot be opened: the service's key has changed, or the row was tampered with."""


def seal(secret_key: str, text: str, bound_to: str) -> str:
    """Return ``text`` encrypted (AES-256-GCM); ``bound_to`` names the row it belongs to."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key(secret_key)).encrypt(nonce, text.encode(), bound_to.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(secret_key: str, sealed: str, bound_to: str) -> str:
    """Return what was sealed.

    Raises:
        Unsealable: another key, another row, or damaged.
    """
    try:
        raw = base64.urlsafe_b64decode(sealed.encode("ascii"))
        opened = AESGCM(_key(secret_key)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise Unsealable("The second factor cannot be read: LINDUNG_SECRET_KEY has changed.") from error
    return opened.decode()


def _key(secret_key: str) -> bytes:
    # Its own key: what signs cookies must not also open secrets.
    return HKDF(SHA256(), 32, salt=None, info=b"lindung second factor").derive(secret_key.encode())
