"""Downloads with a limit, headers of any case."""

from __future__ import annotations

import gzip

import httpx
import pytest

from bot.channels.http import download, header, is_loopback, uses_proxy
from bot.messages.errors import FileRefused


async def test_download_stops_at_the_limit() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Accept-Encoding"] == "identity"
        return httpx.Response(200, content=b"x" * 5000, headers={"Content-Type": "image/png"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        assert await download(client, "http://x/", 5000) == (200, b"x" * 5000, "image/png")
        with pytest.raises(FileRefused):
            await download(client, "http://x/", 4999)


async def test_a_compressed_bomb_is_counted_unfolded() -> None:
    packed = gzip.compress(b"\x00" * 1_000_000)

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=packed, headers={"Content-Encoding": "gzip"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        with pytest.raises(FileRefused):
            await download(client, "http://x/", 10_000)


def test_header() -> None:
    assert header({"X-A": "1"}, "x-a") == header({"x-a": "1"}, "X-A") == "1"
    assert header({}, "X-A") == ""


@pytest.mark.parametrize(
    ("host", "local"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("a.b", False)]
)
def test_loopback(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_proxy_is_for_the_world_outside() -> None:
    assert uses_proxy("https://api.telegram.org")
    assert not uses_proxy("http://127.0.0.1:9000")
