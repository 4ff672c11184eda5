"""python-telegram-bot's exceptions for the stand-in's errors."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.simulator import Phone, SimulatorClient


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    phone = await simulator.new_phone("telegram", "Sari")
    await phone.send_text("halo")
    return phone


async def test_chat_not_found_before_the_first_message(bot: telegram.Bot, simulator: SimulatorClient) -> None:
    silent = await simulator.new_phone()
    for chat_id in (silent.telegram_id, 12345, "@nobody"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(chat_id, "x")


async def test_blocked(bot: telegram.Bot, phone: Phone) -> None:
    await phone.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(phone.telegram_id, "x")
    await phone.block(False)
    await bot.send_message(phone.telegram_id, "x")
    updates = await bot.get_updates(timeout=1)
    assert [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member] == [
        "kicked",
        "member",
    ]


async def test_invalid_token(base_url: str) -> None:
    for token in ("6200000001:WRONG", "nonsense"):
        with pytest.raises(InvalidToken):
            await telegram.Bot(token, base_url=f"{base_url}/bot").initialize()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 4097, "Message is too long"),
        ("   ", "Text must be non-empty"),
        ("😀" * 2049, "Message is too long"),
    ],
)
async def test_text_limits(bot: telegram.Bot, phone: Phone, text: str, message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        await bot.send_message(phone.telegram_id, text)
    assert await phone.messages() == []


@pytest.mark.parametrize("text", ["x" * 4096, " " * 40 + "x" * 4096, "😀" * 2048])
async def test_longest_texts_pass(bot: telegram.Bot, phone: Phone, text: str) -> None:
    assert (await bot.send_message(phone.telegram_id, text)).text == text.strip()


async def test_callback_data_bytes(bot: telegram.Bot, phone: Phone) -> None:
    fits = InlineKeyboardMarkup([[InlineKeyboardButton("ok", callback_data="你" * 21 + "a")]])
    await bot.send_message(phone.telegram_id, "x", reply_markup=fits)
    for data in ("x" * 65, "你" * 22):
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("no", callback_data=data)]])
        with pytest.raises(BadRequest, match="Button_data_invalid"):
            await bot.send_message(phone.telegram_id, "x", reply_markup=markup)


async def test_inline_keyboard_size(bot: telegram.Bot, phone: Phone) -> None:
    rows = [[InlineKeyboardButton(str(n), callback_data=str(n))] for n in range(101)]
    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(phone.telegram_id, "x", reply_markup=InlineKeyboardMarkup(rows))
    await bot.send_message(phone.telegram_id, "x", reply_markup=InlineKeyboardMarkup(rows[:100]))


async def test_position_is_asked_in_private_chats_only(bot: telegram.Bot, phone: Phone) -> None:
    await phone.send_text("halo grup", group=True)
    group = (await bot.get_updates(timeout=1))[-1].message.chat
    assert group.type == "supergroup"
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Posisi", request_location=True)]])
    with pytest.raises(BadRequest, match="Location can be requested in private chats only"):
        await bot.send_message(group.id, "Di mana?", reply_markup=keyboard)


async def test_old_callback_query(bot: telegram.Bot, phone: Phone, simulator: SimulatorClient) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="1")]])
    await bot.send_message(phone.telegram_id, "x", reply_markup=markup)
    await phone.tap("Ya")
    query = (await bot.get_updates(timeout=1))[-1].callback_query
    await simulator.call("POST", "/expire")
    with pytest.raises(
        BadRequest, match="Query is too old and response timeout expired or query id is invalid"
    ):
        await bot.answer_callback_query(query.id)


async def test_editing_errors(bot: telegram.Bot, phone: Phone) -> None:
    sent = await bot.send_message(phone.telegram_id, "sama")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("sama", phone.telegram_id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("lain", phone.telegram_id, 999_999)
    own = (await phone.messages(side="phone"))[-1]
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("lain", phone.telegram_id, int(own["platform_id"]))
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(phone.telegram_id, 999_999)


async def test_file_limits(bot: telegram.Bot, phone: Phone) -> None:
    await phone.send_media("document", b"x", size=20 * 1024 * 1024 + 1, filename="besar.bin")
    await phone.send_media("document", b"y", size=20 * 1024 * 1024, filename="pas.bin")
    big, fits = [u.message.document for u in await bot.get_updates(timeout=1)][-2:]
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(big.file_id)
    assert (await bot.get_file(fits.file_id)).file_size == 20 * 1024 * 1024
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file("unknown")
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(phone.telegram_id, b"no picture")


@pytest.mark.parametrize("options", [{"pacing": True}])
async def test_one_message_a_second_with_a_burst(bot: telegram.Bot, simulator: SimulatorClient) -> None:
    first, other = await simulator.new_phone(), await simulator.new_phone()
    await first.send_text("a")
    await other.send_text("b")

    async def flood() -> None:
        for number in range(40):
            await bot.send_message(first.telegram_id, str(number))

    with pytest.raises(RetryAfter) as caught:
        await flood()
    assert caught.value._retry_after.total_seconds() >= 1
    assert len(await first.messages()) >= 5
    await bot.send_message(other.telegram_id, "others are not held up")


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ({"code": 429, "retry_after": 7}, RetryAfter),
        ({"code": 403}, Forbidden),
        ({"code": 400, "description": "Bad Request: PEER_ID_INVALID"}, BadRequest),
        ({"code": 502}, NetworkError),
        ({"code": 409}, Conflict),
    ],
)
async def test_forced_errors(
    bot: telegram.Bot,
    phone: Phone,
    simulator: SimulatorClient,
    error: dict[str, Any],
    raised: type[Exception],
) -> None:
    await simulator.fail("telegram", error=error, count=2, phone=phone.id)
    for _ in range(2):
        with pytest.raises(raised):
            await bot.send_message(phone.telegram_id, "x")
    await bot.send_message(phone.telegram_id, "kembali biasa")
    assert [m["text"] for m in await phone.messages()] == ["kembali biasa"]
    codes = [call["status"] for call in await simulator.outgoing(method="sendmessage")]
    assert codes == [error["code"], error["code"], 200]


async def test_unsure_sends(bot: telegram.Bot, phone: Phone, simulator: SimulatorClient) -> None:
    await simulator.fail("telegram", "drop")
    with pytest.raises(NetworkError):
        await bot.send_message(phone.telegram_id, "angekommen")
    assert await phone.wait_for("angekommen")
    await simulator.fail("telegram", "lost")
    with pytest.raises(NetworkError):
        await bot.send_message(phone.telegram_id, "verloren")
    await simulator.fail("telegram", "hang", seconds=30)
    with pytest.raises(TimedOut):
        await bot.send_message(phone.telegram_id, "hängt", read_timeout=0.2)
    assert [m["text"] for m in await phone.messages()] == ["angekommen", "hängt"]
