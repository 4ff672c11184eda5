"""Text that XML 1.0 can hold, and names that identifiers can hold."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._~:@\[\]-]+")


def xml_text(text: str) -> str:
    """Return a text without the characters that XML 1.0 forbids."""
    return _NOT_IN_XML.sub("", text)


def identifier(text: str) -> str:
    """Return a text that may be part of an identifier: no space, comma, ``<`` or ``&`` (CAP 1.2, 3.2.1)."""
    return _NOT_IN_NAME.sub("-", text)
