"""Which addresses may see our token."""

from __future__ import annotations

import pytest

from bot.channels.whatsapp.media import check_url
from bot.messages.errors import FileRefused

GRAPH = "https://graph.facebook.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
        "https://scontent.xx.fbcdn.net/v/t1",
        "https://graph.facebook.com/x",
    ],
)
def test_own_hosts(url: str) -> None:
    check_url(url, GRAPH)


@pytest.mark.parametrize(
    "url",
    [
        "http://lookaside.fbsbx.com/x",
        "https://fbsbx.com.evil.example/x",
        "https://evilfbcdn.net/x",
        "https://lookaside.fbsbx.com@evil.example/x",
        "https://127.0.0.1/x",
        "http://localhost/x",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
def test_other_hosts(url: str) -> None:
    with pytest.raises(FileRefused):
        check_url(url, GRAPH)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/x", "http://localhost:9000/x", "http://[::1]:9000/x"])
def test_loopback_only_with_a_loopback_api(url: str) -> None:
    check_url(url, "http://127.0.0.1:9000")
    with pytest.raises(FileRefused):
        check_url(url, GRAPH)
