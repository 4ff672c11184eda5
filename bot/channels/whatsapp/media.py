"""Files that WhatsApp holds: description, then content, and only from Meta's own hosts."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.channels.http import is_loopback
from bot.messages.errors import FileRefused

HOSTS = ("fbcdn.net", "fbsbx.com")
"""Hosts of files, with everything below them."""


def check_url(url: str, api_url: str) -> None:
    """Refuse an address that must not see our token.

    Raises:
        FileRefused: it is not one of Meta's (nor the API's own), or not encrypted.
    """
    api_host = urlsplit(api_url).hostname or ""
    try:
        scheme, host = urlsplit(url).scheme, urlsplit(url).hostname or ""
    except ValueError:
        scheme = host = ""
    local = is_loopback(host) and is_loopback(api_host)
    known = bool(host) and (host == api_host or host.endswith(tuple("." + name for name in HOSTS)))
    if not local and not (known and scheme == "https"):
        raise FileRefused("WhatsApp named an address for this file that is not its own. It was not opened.")
