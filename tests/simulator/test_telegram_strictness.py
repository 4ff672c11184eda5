"""Exact refusals of the Bot API, over every wire format."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.simulator import Phone, SimulatorClient, SimulatorConfig


@pytest.fixture
def in_process() -> bool:
    return True


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    phone = await simulator.new_phone("telegram", "Sari")
    await phone.send_text("halo")
    return phone


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", **button}]]}


LONG_CAPTION = {"photo": "id", "caption": "c" * 1025}
REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {}, "Bad Request: message text is empty"),
    ("sendMessage", {"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"text": "x" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"text": "x" * 32769}, "Bad Request: text is too long"),
    ("sendMessage", {"text": "\n \t"}, "Bad Request: text must be non-empty"),
    ("sendMessage", {"text": "x", "parse_mode": "BBCode"}, "Bad Request: unsupported parse_mode"),
    (
        "sendMessage",
        {"text": "<b>x", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        "sendMessage",
        {"text": "a.b", "parse_mode": "MarkdownV2"},
        "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the "
        "preceding '\\'",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": "{nonsense"},
        "Bad Request: can't parse reply keyboard markup JSON object",
    ),
    ("sendMessage", {"text": "x", "reply_markup": [1]}, "Bad Request: object expected as reply markup"),
    (
        "sendMessage",
        {"text": "x", "reply_markup": inline()},
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": inline(callback_data="x" * 65)},
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": {"keyboard": [[5]]}},
        "Bad Request: can't parse keyboard button: KeyboardButton must be a String or an Object",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_parameters": {"message_id": 987654}},
        "Bad Request: message to be replied not found",
    ),
    ("sendChatAction", {"action": "sleeping"}, "Bad Request: wrong parameter action in request"),
    ("sendLocation", {"longitude": "1"}, "Bad Request: latitude is empty"),
    ("sendLocation", {"latitude": 1, "longitude": 2, "live_period": 5}, "Bad Request: LIVE_PERIOD_INVALID"),
    ("sendPhoto", {}, "Bad Request: there is no photo in the request"),
    ("sendPhoto", LONG_CAPTION, "Bad Request: message caption is too long"),
    ("sendPhoto", {"photo": "https://example.org/a.jpg"}, "Bad Request: failed to get HTTP URL content"),
    ("getFile", {}, "Bad Request: file_id not specified"),
    ("answerCallbackQuery", {"text": "x" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
    (
        "setMyCommands",
        {"commands": [{"command": "Ü", "description": "x"}]},
        "Bad Request: BOT_COMMAND_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]},
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "setMyCommands",
        {"commands": [], "language_code": "ind"},
        "Bad Request: invalid language code specified",
    ),
    (
        "setWebhook",
        {"url": "http://example.org/x"},
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://example.org:8444/x"},
        "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    (
        "setWebhook",
        {"url": "https://example.org/x", "secret_token": "ä"},
        "Bad Request: secret token contains unallowed characters",
    ),
    (
        "setWebhook",
        {"url": "https://example.org/x", "secret_token": "x" * 257},
        "Bad Request: secret token is too long",
    ),
]


@pytest.mark.parametrize(("method", "values", "description"), REFUSALS)
async def test_refusals(
    api: Callable[..., Any], phone: Phone, method: str, values: dict[str, Any], description: str
) -> None:
    answer = await api(method, **{"chat_id": phone.telegram_id, **values})
    assert answer == {"ok": False, "error_code": 400, "description": description}
    assert await phone.messages() == []


async def test_unknown_method_and_token(http: httpx.AsyncClient, config: SimulatorConfig) -> None:
    missing = await http.get(f"/bot{config.telegram_token}/sendTelepathy")
    assert missing.status_code == 404
    assert missing.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    stranger = await http.get("/bot123:abc/getMe")
    assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")
    broken = await http.get("/botabc/getMe")
    assert broken.json()["description"] == "Unauthorized: invalid token specified"


@pytest.mark.parametrize("wire", ["query", "form", "multipart", "json"])
async def test_wire_formats(
    http: httpx.AsyncClient, config: SimulatorConfig, phone: Phone, wire: str
) -> None:
    path = f"/bot{config.telegram_token}/SENDMESSAGE"
    markup = {"inline_keyboard": [[{"text": "Ya", "callback_data": "ya"}]]}
    text = {"chat_id": str(phone.telegram_id), "text": "Halo & 你好", "reply_markup": json.dumps(markup)}
    if wire == "query":
        answer = await http.get(path, params=text)
    elif wire == "form":
        answer = await http.post(path, data=text)
    elif wire == "multipart":
        answer = await http.post(path, files={key: (None, value.encode()) for key, value in text.items()})
    else:
        body = {"chat_id": phone.telegram_id, "text": "Halo & 你好", "reply_markup": markup}
        answer = await http.post(path, json=body)
    assert answer.json()["result"]["text"] == "Halo & 你好"
    assert answer.json()["result"]["reply_markup"] == markup
    assert (await phone.messages())[0]["rows"][0][0]["data"] == "ya"


async def test_broken_bodies_are_refused_not_raised(http: httpx.AsyncClient, config: SimulatorConfig) -> None:
    path = f"/bot{config.telegram_token}/sendMessage"
    for body, kind in (
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"x", "multipart/form-data"),
    ):
        answer = await http.post(path, content=body, headers={"Content-Type": kind})
        assert answer.status_code == 400
        assert answer.json()["ok"] is False


async def test_retry_after_is_in_header_and_parameters(
    http: httpx.AsyncClient, config: SimulatorConfig, simulator: SimulatorClient, phone: Phone
) -> None:
    await simulator.fail("telegram", error={"code": 429, "retry_after": 5})
    answer = await http.get(
        f"/bot{config.telegram_token}/sendMessage", params={"chat_id": phone.telegram_id, "text": "x"}
    )
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "5"
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 5",
        "parameters": {"retry_after": 5},
    }


async def test_file_path_is_unquoted(
    http: httpx.AsyncClient, api: Callable[..., Any], config: SimulatorConfig, phone: Phone
) -> None:
    await phone.send_photo(b"\x89PNG picture")
    photo = (await api("getUpdates"))["result"][-1]["message"]["photo"][-1]
    path = (await api("getFile", file_id=photo["file_id"]))["result"]["file_path"]
    quoted = config.telegram_token.replace(":", "%3A")
    assert (await http.get(f"/file/bot{quoted}/{path}")).content == b"\x89PNG picture"
    assert (await http.get(f"/file/bot123:abc/{path}")).status_code == 401
    assert (await http.get(f"/file/bot{quoted}/files/unknown.png")).status_code == 404


async def test_commands_are_marked(api: Callable[..., Any], phone: Phone) -> None:
    await phone.send_text("/start kasus_7")
    message = (await api("getUpdates"))["result"][-1]["message"]
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
