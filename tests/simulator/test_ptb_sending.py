"""python-telegram-bot as the client: every kind of message arrives on the phone."""

from __future__ import annotations

import io

import pytest
import telegram
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.simulator import Phone, SimulatorClient, samples


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    phone = await simulator.new_phone("telegram", "Sari", language_code="id")
    await phone.send_text("/start")
    return phone


async def test_get_me(bot: telegram.Bot) -> None:
    me = await bot.get_me()
    assert me.is_bot
    assert me.first_name == "Lindung"
    assert me.id > 2**32


async def test_text_with_reply_and_html(bot: telegram.Bot, phone: Phone) -> None:
    first = await bot.send_message(phone.telegram_id, "  satu  ")
    assert first.text == "satu"
    assert first.chat.id == phone.telegram_id > 2**32
    second = await bot.send_message(
        phone.telegram_id, "<b>Awas</b> &lt;112&gt;", parse_mode="HTML", reply_to_message_id=first.message_id
    )
    assert second.reply_to_message.message_id == first.message_id
    assert [e.type for e in second.entities] == ["bold"]
    shown = await phone.wait_for("Awas")
    assert shown["text"] == "Awas <112>"
    assert shown["reply_to"] is not None


async def test_inline_keyboard_is_tapped_and_answered(bot: telegram.Bot, phone: Phone) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="q1:ya")]])
    sent = await bot.send_message(phone.telegram_id, "Bisa bicara?", reply_markup=markup)
    assert sent.reply_markup == markup
    tapped = await phone.tap("Ya")
    assert tapped["rows"][0][0]["waiting"] is True
    updates = await bot.get_updates(timeout=1)
    query = updates[-1].callback_query
    assert (query.data, query.message.message_id, query.from_user.id) == (
        "q1:ya",
        sent.message_id,
        phone.telegram_id,
    )
    assert await bot.answer_callback_query(query.id, text="Terima kasih")
    record = await phone.record()
    assert record["notice"] == "Terima kasih"
    assert "waiting" not in record["bubbles"][-1]["rows"][0][0]


async def test_reply_keyboard_asks_for_position_and_number(bot: telegram.Bot, phone: Phone) -> None:
    keyboard = ReplyKeyboardMarkup(
        [
            [KeyboardButton("Posisi", request_location=True), KeyboardButton("Nomor", request_contact=True)],
            ["Tidak"],
        ],
        one_time_keyboard=False,
    )
    await bot.send_message(phone.telegram_id, "Di mana?", reply_markup=keyboard)
    await phone.tap("Posisi", latitude=39.9, longitude=116.4)
    await phone.tap("Nomor")
    await phone.tap("Tidak")
    messages = [u.message for u in await bot.get_updates(timeout=1)][1:]
    assert messages[0].location.latitude == 39.9
    assert messages[1].contact.user_id == phone.telegram_id
    assert messages[2].text == "Tidak"
    await bot.send_message(phone.telegram_id, "Baik", reply_markup=ReplyKeyboardRemove())
    assert (await phone.record())["keyboard"] is None


@pytest.mark.parametrize(
    ("method", "argument", "data", "kind"),
    [
        ("send_photo", "photo", samples.sample_png(), "image"),
        ("send_document", "document", samples.sample_pdf(), "document"),
        ("send_voice", "voice", samples.sample_ogg(), "voice"),
        ("send_video", "video", samples.sample_mp4(), "video"),
        ("send_audio", "audio", samples.sample_ogg(), "audio"),
        ("send_sticker", "sticker", samples.sample_webp(), "sticker"),
        ("send_animation", "animation", samples.sample_mp4(), "animation"),
    ],
    ids=["photo", "document", "voice", "video", "audio", "sticker", "animation"],
)
async def test_media(
    bot: telegram.Bot, phone: Phone, method: str, argument: str, data: bytes, kind: str
) -> None:
    extra = {} if kind == "sticker" else {"caption": "Keterangan"}
    message = await getattr(bot, method)(phone.telegram_id, io.BytesIO(data), **extra)
    attached = message.effective_attachment
    file_id = (attached[-1] if isinstance(attached, (list, tuple)) else attached).file_id
    shown = await phone.wait_for(lambda m: m["kind"] == kind)
    assert shown["media"]["size"] == len(data)
    assert shown["text"] == extra.get("caption", "")
    again = await getattr(bot, method)(phone.telegram_id, file_id)
    assert again.message_id > message.message_id
    assert bytes(await (await bot.get_file(file_id)).download_as_bytearray()) == data


async def test_location_venue_contact(bot: telegram.Bot, phone: Phone) -> None:
    message = await bot.send_location(phone.telegram_id, -6.2, 106.8)
    assert message.location.longitude == 106.8
    venue = await bot.send_venue(phone.telegram_id, 39.9, 116.4, "KBRI Beijing", "Dongzhimenwai")
    assert venue.venue.title == "KBRI Beijing"
    assert venue.location.latitude == 39.9
    await bot.send_contact(phone.telegram_id, "+62110", "Polisi")
    assert [m["kind"] for m in await phone.messages()] == ["location", "location", "contact"]


async def test_typing_edit_and_delete(bot: telegram.Bot, phone: Phone) -> None:
    await bot.send_chat_action(phone.telegram_id, "typing")
    assert (await phone.record())["typing"]
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a")]])
    sent = await bot.send_message(phone.telegram_id, "lama", reply_markup=markup)
    assert not (await phone.record())["typing"]
    edited = await bot.edit_message_text("baru", phone.telegram_id, sent.message_id)
    assert edited.text == "baru"
    assert edited.edit_date is not None
    assert edited.reply_markup is None
    await bot.edit_message_reply_markup(phone.telegram_id, sent.message_id, reply_markup=markup)
    assert (await phone.wait_for("baru"))["rows"][0][0]["title"] == "A"
    assert await bot.delete_message(phone.telegram_id, sent.message_id)
    assert (await phone.messages())[-1]["deleted"]


async def test_profile(bot: telegram.Bot) -> None:
    await bot.set_my_commands([BotCommand("start", "Mulai")], language_code="id")
    assert (await bot.get_my_commands(language_code="id"))[0].description == "Mulai"
    assert await bot.get_my_commands(language_code="fr") == ()
    await bot.set_my_description("Bantuan", language_code="id")
    assert (await bot.get_my_description("id")).description == "Bantuan"
    await bot.set_my_short_description("Singkat")
    assert (await bot.get_my_short_description("zh")).short_description == "Singkat"
    await bot.set_my_name("Lindung 2")
    assert (await bot.get_me()).first_name == "Lindung 2"
