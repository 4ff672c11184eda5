"""What both adapters need of HTTP: was a request sent at all, and a download with a limit."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

import httpx

from bot.messages.errors import FileRefused, SendError

NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Failures before the first byte left. After any other the platform may have taken the message."""


def transport_error(platform: str, error: Exception | None) -> SendError:
    """Turn a failed request into what the courier must know."""
    if isinstance(error, NOT_SENT):
        return SendError(
            "not_connected",
            f"{platform} could not be reached. The message was not sent; it is tried again.",
            retryable=True,
        )
    return SendError(
        "no_answer",
        f"{platform} did not answer. Nobody can tell whether the message arrived: ask, or send it again.",
        retryable=True,
        certain=False,
    )


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value whatever the case of its name; empty when missing."""
    value = headers.get(name) or headers.get(name.lower())
    if value is None:
        value = next((found for key, found in headers.items() if key.lower() == name.lower()), "")
    return value


async def download(
    client: httpx.AsyncClient, url: str, max_bytes: int, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes, str]:
    """Fetch a file and return (HTTP status, content, MIME type); the content is empty unless 2xx.

    Redirects are not followed: a token in the headers would travel to an address nobody checked.

    Raises:
        FileRefused: it is larger than ``max_bytes``.
        httpx.HTTPError: it could not be fetched.
    """
    # Uncompressed, so that a small answer cannot unfold into a large one before it is counted.
    asked = {"Accept-Encoding": "identity", **(headers or {})}
    async with client.stream("GET", url, headers=asked, follow_redirects=False) as response:
        if not response.is_success:
            return response.status_code, b"", ""
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > max_bytes:
                raise too_large(max_bytes)
        return response.status_code, bytes(content), response.headers.get("Content-Type", "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def uses_proxy(api_url: str) -> bool:
    """Whether the environment's proxy counts for an API; a stand-in on this machine is reached directly."""
    return not is_loopback(httpx.URL(api_url).host)


def too_large(max_bytes: int) -> FileRefused:
    """The refusal of a file above the limit."""
    return FileRefused(f"The file is larger than {max_bytes // 1024 // 1024} MB. Ask for a smaller one.")
