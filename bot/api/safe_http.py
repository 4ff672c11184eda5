"""Calls addresses that others gave us, without being turned against our own network.

https alone; no redirects, no proxy; every address of the name must be public, and the connection goes to
the very address that was checked (a name that changes its mind in between gains nothing).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import SplitResult, urlsplit

import httpx

TIMEOUT_S = 10.0
Resolver = Callable[[str, int], Awaitable[list[str]]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class UnsafeUrl(ValueError):
    """An address that is not called; the text says why and what to write instead."""


def check_url(url: str, allow_private: bool = False) -> SplitResult:
    """Return the parts of an address that may be called, as far as can be told without asking for its name.

    Args:
        allow_private: also plain http and addresses of this machine, for tests.

    Raises:
        UnsafeUrl: it may not.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise UnsafeUrl("This is no address. Write https://name/path.") from error
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        raise UnsafeUrl("An address holds no spaces or control characters.")
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise UnsafeUrl("Webhooks go over https alone. Write an address that begins with https://.")
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise UnsafeUrl("An address names a host, and no user, password or fragment.")
    if allow_private:
        return parts
    literal = _literal(host)
    if literal is not None and not is_public(literal):
        raise UnsafeUrl(
            f"{host} is no public address. Webhooks go to other systems, not into our own network."
        )
    local = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    if local or (literal is None and "." not in host):
        raise UnsafeUrl(f"{host} is a name of a local network. Write a public one.")
    return parts


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open network, also inside the forms that wrap IPv4 in IPv6."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name.

    Raises:
        OSError: the name is not known.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class SafeClient:
    """Posts to addresses that others gave us."""

    def __init__(
        self,
        allow_private: bool = False,
        *,
        resolver: Resolver = resolve,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolver
        self._client = httpx.AsyncClient(
            trust_env=False, follow_redirects=False, timeout=TIMEOUT_S, verify=verify,
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=0),
        )  # fmt: skip

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float = TIMEOUT_S
    ) -> int:
        """Post a body and return the status of the answer, whose text is not read.

        Raises:
            UnsafeUrl: the address may not be called.
            OSError: the name is not known.
            httpx.HTTPError: the other side does not answer as it should.
            TimeoutError: it took longer than ``timeout_s`` altogether.
        """
        parts = check_url(url, self._allow_private)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        async with asyncio.timeout(timeout_s):
            address = await self._checked_address(host, port)
            request = self._client.build_request(
                "POST",
                httpx.URL(url).copy_with(host=address),
                content=body,
                headers={**headers, "Host": parts.netloc},
                # The certificate must be that of the name, though the connection goes to the address.
                extensions={"sni_hostname": host},
            )
            response = await self._client.send(request, stream=True)
            await response.aclose()
            return response.status_code

    async def _checked_address(self, host: str, port: int) -> str:
        literal = _literal(host)
        addresses = [literal] if literal is not None else await self._resolve(host, port)
        if not addresses:
            raise OSError(f"{host} has no address.")
        for address in addresses:
            if not self._allow_private and not is_public(address):
                raise UnsafeUrl(f"{host} leads to {address}, which is no public address.")
        return addresses[0]

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()


def _literal(host: str) -> str | None:
    """Return a host that is an IP address; None for a name."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:  # 127.1, 0x7f000001, 2130706433 and the like, as the system's own resolver reads them.
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
