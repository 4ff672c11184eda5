"""Our adapter against the stand-in of the Cloud API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.channels.whatsapp.adapter import WhatsAppAdapter
from bot.messages.errors import FileRefused, SendError
from bot.messages.types import Button, Outgoing
from bot.simulator import Phone, SimulatorClient


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    phone = await simulator.new_phone("whatsapp", "Li Wei")
    await phone.send_text("你好")
    return phone


async def test_number_and_user_id_reach_the_same_person(whatsapp: WhatsAppAdapter, phone: Phone) -> None:
    await whatsapp.send(Outgoing(phone.number, "by number"))
    await whatsapp.send(Outgoing(phone.bsuid, "by id"))
    assert [m["text"] for m in await phone.messages()] == ["by number", "by id"]


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        ({"code": 130429}, "130429", True),
        ({"code": 131056}, "131056", True),
        ({"code": 190}, "190", False),
        ({"code": 131016}, "131016", True),
        ({"code": 131026}, "131026", False),
        ({"code": 987, "status": 500}, "987", True),
    ],
)
async def test_errors_are_mapped(
    whatsapp: WhatsAppAdapter,
    phone: Phone,
    simulator: SimulatorClient,
    error: dict[str, int],
    code: str,
    retryable: bool,
) -> None:
    await simulator.fail("whatsapp", error=error)
    with pytest.raises(SendError) as caught:
        await whatsapp.send(Outgoing(phone.bsuid, "halo"))
    assert (caught.value.code, caught.value.retryable, caught.value.certain) == (code, retryable, True)


async def test_pair_limit_grows_and_is_forgotten_after_success(
    whatsapp: WhatsAppAdapter, phone: Phone, simulator: SimulatorClient
) -> None:
    waits = []
    await simulator.fail("whatsapp", count=3, error={"code": 131056})
    for _ in range(3):
        with pytest.raises(SendError) as caught:
            await whatsapp.send(Outgoing(phone.bsuid, "halo"))
        waits.append(caught.value.retry_after_s)
    await whatsapp.send(Outgoing(phone.bsuid, "halo"))
    await simulator.fail("whatsapp", error={"code": 131056})
    with pytest.raises(SendError) as caught:
        await whatsapp.send(Outgoing(phone.bsuid, "halo"))
    assert [*waits, caught.value.retry_after_s] == [1, 4, 16, 1]


async def test_closed_window(whatsapp: WhatsAppAdapter, phone: Phone) -> None:
    await phone.close_window()
    with pytest.raises(SendError) as caught:
        await whatsapp.send(Outgoing(phone.bsuid, "halo"))
    assert (caught.value.code, caught.value.retryable) == ("131047", False)
    assert "24 hours" in caught.value.text


async def test_read_and_typing(whatsapp: WhatsAppAdapter, phone: Phone) -> None:
    (bubble,) = await phone.messages(side="phone")
    await whatsapp.show_typing(phone.bsuid, bubble["platform_id"])
    record = await phone.record()
    assert record["typing"]
    assert record["bubbles"][0]["ticks"] == "read"


async def test_tracking_comes_back(
    whatsapp: WhatsAppAdapter, phone: Phone, simulator: SimulatorClient
) -> None:
    await whatsapp.send(Outgoing(phone.bsuid, "halo", (Button("Ya", "812:yes"),), tracking="4711"))
    (call,) = await simulator.outgoing(platform="whatsapp", method="messages")
    assert call["params"]["biz_opaque_callback_data"] == "4711"
    assert call["params"]["recipient"] == phone.bsuid
    assert "to" not in call["params"]


async def test_an_address_that_ended_is_asked_for_anew(
    whatsapp: WhatsAppAdapter, phone: Phone, simulator: SimulatorClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    bubble = await phone.send_photo()
    describe, asked = whatsapp._describe, []

    async def describe_late(file_id: str) -> dict[str, object]:
        described = await describe(file_id)
        asked.append(file_id)
        if len(asked) == 1:
            await simulator.call("POST", "/expire")
        return described

    monkeypatch.setattr(whatsapp, "_describe", describe_late)
    content, mime_type = await whatsapp.fetch_media(bubble["media"]["id"], 10_000_000)
    assert (len(asked), mime_type) == (2, "image/png")
    assert content.startswith(b"\x89PNG")


@pytest.fixture
async def scripted() -> AsyncIterator[tuple[WhatsAppAdapter, list[httpx.Response], list[httpx.Request]]]:
    """An adapter whose server answers what the test lays down."""
    answers: list[httpx.Response] = []
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers.pop(0)

    adapter = WhatsAppAdapter("token", "1", "secret", "https://graph.facebook.com", "v25.0")
    await adapter._http.aclose()
    adapter._http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    yield adapter, answers, asked
    await adapter.close()


Scripted = tuple[WhatsAppAdapter, list[httpx.Response], list[httpx.Request]]


@pytest.mark.parametrize("body", [b"", b"OK", b"{}", b'{"messages":[]}', b'{"messages":[{"id":5.5}]}'])
async def test_success_without_an_id_is_unsure(scripted: Scripted, body: bytes) -> None:
    adapter, answers, _ = scripted
    answers.append(httpx.Response(200, content=body))
    with pytest.raises(SendError) as caught:
        await adapter.send(Outgoing("6281", "halo"))
    assert not caught.value.certain


async def test_a_gateways_error_page_is_retried(scripted: Scripted) -> None:
    adapter, answers, _ = scripted
    answers.append(httpx.Response(502, content=b"<html>Bad Gateway</html>"))
    with pytest.raises(SendError) as caught:
        await adapter.send(Outgoing("6281", "halo"))
    assert (caught.value.code, caught.value.retryable, caught.value.certain) == ("502", True, True)


async def test_the_token_goes_to_no_foreign_host(scripted: Scripted) -> None:
    adapter, answers, asked = scripted
    answers.append(httpx.Response(200, json={"url": "https://evil.example/x", "file_size": 3}))
    with pytest.raises(FileRefused):
        await adapter.fetch_media("123", 1000)
    assert [request.url.host for request in asked] == ["graph.facebook.com"]


async def test_a_redirect_is_not_followed(scripted: Scripted) -> None:
    adapter, answers, asked = scripted
    answers += [
        httpx.Response(200, json={"url": "https://lookaside.fbsbx.com/x", "file_size": 3}),
        httpx.Response(302, headers={"Location": "https://evil.example/x"}),
    ]
    with pytest.raises(SendError):
        await adapter.fetch_media("123", 1000)
    assert [request.url.host for request in asked] == ["graph.facebook.com", "lookaside.fbsbx.com"]
    assert asked[1].headers["Authorization"] == "Bearer token"


@pytest.mark.parametrize(
    ("failure", "certain"),
    [
        (httpx.ConnectError("x"), True),
        (httpx.ConnectTimeout("x"), True),
        (httpx.PoolTimeout("x"), True),
        (httpx.ReadTimeout("x"), False),
        (httpx.WriteTimeout("x"), False),
        (httpx.ReadError("x"), False),
        (httpx.RemoteProtocolError("x"), False),
    ],
)
async def test_what_broke_decides_whether_it_may_have_arrived(failure: Exception, certain: bool) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise failure

    adapter = WhatsAppAdapter("token", "1", "secret", "https://graph.facebook.com", "v25.0")
    await adapter._http.aclose()
    adapter._http = httpx.AsyncClient(transport=httpx.MockTransport(fail))
    with pytest.raises(SendError) as caught:
        await adapter.send(Outgoing("6281", "halo"))
    await adapter.close()
    assert (caught.value.certain, caught.value.retryable) == (certain, True)


def test_split_files_a_body_under_this_hour(whatsapp: WhatsAppAdapter) -> None:
    body = json.dumps({"entry": [{"changes": [{"value": {"errors": [{"code": 1}]}}]}]}).encode()
    (event,) = whatsapp.split(body)
    assert event.external_id.split(":")[1].isdigit()
    assert event.account == whatsapp.account
