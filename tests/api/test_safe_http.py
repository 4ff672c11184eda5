"""Addresses that others gave us: what is never called, and that the checked address is the one called."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from bot.api.safe_http import SafeClient, UnsafeUrl, check_url, is_public
from tests.api.certificates import make_certificate

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "",
        "https://", "x",
        "https://user:pw@example.org/", "https://example.org/#part", "https://localhost/", "https://a.localhost/",
        "https://printer.local/", "https://db.internal/", "https://intranet/", "https://127.0.0.1/",
        "https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest", "https://[::1]/",
        "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://2130706433/", "https://0x7f000001/",
        "https://127.1/", "https://0/", "https://0.0.0.0/", "https://100.64.0.1/", "https://[64:ff9b::7f00:1]/",
        "https://example.org:99999/", "https://exa mple.org/", "https://example.org/\n", "https://[::1",
    ],
)  # fmt: skip
def test_never_called(url: str) -> None:
    with pytest.raises(UnsafeUrl):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook?x=1",
        "https://example.org:8443",
        "https://1.1.1.1/",
        "https://[2606:4700:4700::1111]/",
        "https://bücher.example/",
    ],
)
def test_called(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True), ("2606:4700:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("172.16.0.1", False), ("192.168.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("224.0.0.1", False), ("0.0.0.0", False), ("255.255.255.255", False), ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False), ("::ffff:10.0.0.1", False), ("2002:7f00:1::", False), ("64:ff9b::a00:1", False),
        ("ff02::1", False),
    ],
)  # fmt: skip
def test_addresses(address: str, public: bool) -> None:
    assert is_public(address) == public


async def test_a_name_that_leads_inside_is_not_called() -> None:
    async def inside(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "127.0.0.1"]

    client = SafeClient(resolver=inside)
    with pytest.raises(UnsafeUrl, match=r"leads to 127\.0\.0\.1"):
        await client.post("https://partner.example/hook", b"{}", {})
    await client.close()


async def test_the_name_is_asked_for_once_and_the_checked_address_is_called() -> None:
    asked: list[str] = []
    called: list[tuple[str, str, str]] = []

    async def first_public_then_inside(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    def answer(request: httpx.Request) -> httpx.Response:
        called.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"]))
        return httpx.Response(204)

    client = SafeClient(resolver=first_public_then_inside)
    await client._client.aclose()
    client._client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    assert await client.post("https://partner.example:8443/hook", b"{}", {}) == 204
    assert asked == ["partner.example"]
    assert called == [("93.184.216.34", "partner.example:8443", "partner.example")]
    await client.close()


@pytest.fixture
async def listening() -> AsyncIterator[Callable[..., Awaitable[int]]]:
    """Starts servers on loopback; returns their ports."""
    servers: list[asyncio.Server] = []

    async def listen(handler: Handler, context: ssl.SSLContext | None = None) -> int:
        server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=context)
        servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    yield listen
    for server in servers:
        server.close()


def answering(text: bytes) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(text)
        await writer.drain()
        writer.close()

    return handler


async def test_redirects_are_not_followed(listening: Callable[..., Awaitable[int]]) -> None:
    port = await listening(
        answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    )
    client = SafeClient(allow_private=True)
    assert await client.post(f"http://127.0.0.1:{port}/", b"{}", {}) == 302
    await client.close()


async def test_who_never_answers_or_never_ends(listening: Callable[..., Awaitable[int]]) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def drops(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    client = SafeClient(allow_private=True)
    with pytest.raises(TimeoutError):
        await client.post(f"http://127.0.0.1:{await listening(silent)}/", b"{}", {}, timeout_s=0.2)
    with pytest.raises(httpx.HTTPError):
        await client.post(f"http://127.0.0.1:{await listening(drops)}/", b"{}", {})
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx"
    assert await client.post(f"http://127.0.0.1:{await listening(answering(endless))}/", b"{}", {}) == 200
    await client.close()


@pytest.mark.parametrize(("name", "reached"), [("partner.example", True), ("other.example", False)])
async def test_the_certificate_must_be_that_of_the_name(
    listening: Callable[..., Awaitable[int]], tmp_path: Path, name: str, reached: bool
) -> None:
    certificate, key = make_certificate(tmp_path, "partner.example")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    port = await listening(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), served)

    async def loopback(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    trusted = ssl.create_default_context(cafile=str(certificate))
    client = SafeClient(allow_private=True, resolver=loopback, verify=trusted)
    if reached:
        assert await client.post(f"https://{name}:{port}/", b"{}", {}) == 200
    else:
        with pytest.raises(httpx.ConnectError, match="Hostname mismatch"):
            await client.post(f"https://{name}:{port}/", b"{}", {})
    await client.close()
