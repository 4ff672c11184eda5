"""python-telegram-bot's Application as the reader of the stand-in's updates."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import telegram
from telegram import Update
from telegram.error import Conflict
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.simulator import SimulatorClient, SimulatorConfig


def application(base_url: str, config: SimulatorConfig) -> Application[Any, Any, Any, Any, Any, Any]:
    async def start(update: Update, context: Any) -> None:
        keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Ya", callback_data="ya")]])
        await update.message.reply_text("Selamat datang", reply_markup=keyboard)

    async def echo(update: Update, context: Any) -> None:
        await update.effective_message.reply_text(f"gema: {update.effective_message.text}")

    async def tapped(update: Update, context: Any) -> None:
        await update.callback_query.answer()
        await update.callback_query.edit_message_text(f"pilih: {update.callback_query.data}")

    app = (
        Application.builder()
        .token(config.telegram_token)
        .base_url(f"{base_url}/bot")
        .base_file_url(f"{base_url}/file/bot")
        .build()
    )
    app.add_handler(CommandHandler("start", start))
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(tapped))
    return app


async def test_application_by_polling(
    base_url: str, config: SimulatorConfig, simulator: SimulatorClient
) -> None:
    phone = await simulator.new_phone("telegram", "Mei", language_code="zh-hans")
    app = application(base_url, config)
    async with app:
        await app.start()
        await app.updater.start_polling(timeout=5)
        await phone.send_text("/start")
        await phone.wait_for("Selamat datang")
        await phone.tap("Ya")
        await phone.wait_for("pilih: ya", after=0)
        await phone.send_text("你好")
        await phone.wait_for("gema: 你好")
        await app.updater.stop()
        await app.stop()
    own = await phone.messages(side="phone")
    assert {m["ticks"] for m in own} == {"read"}


async def test_application_by_webhook(
    receiver: Any, base_url: str, config: SimulatorConfig, simulator: SimulatorClient, bot: telegram.Bot
) -> None:
    phone = await simulator.new_phone("telegram", "Luc", language_code="fr")
    app = application(base_url, config)
    await bot.set_webhook(
        f"{receiver.url}/telegram/webhook", secret_token="geheim", allowed_updates=["message"]
    )
    async with app:
        await phone.send_text("bonjour")
        hit = (await receiver.wait(1))[0]
        assert hit.headers["x-telegram-bot-api-secret-token"] == "geheim"
        assert hit.headers["content-type"] == "application/json"
        update = Update.de_json(hit.json, app.bot)
        assert update.message.from_user.language_code == "fr"
        await app.process_update(update)
        await phone.wait_for("gema: bonjour")
    info = await bot.get_webhook_info()
    assert info.url.endswith("/telegram/webhook")
    assert info.pending_update_count == 0
    assert info.allowed_updates == ("message",)


async def test_polling_conflicts(
    bot: telegram.Bot, base_url: str, config: SimulatorConfig, receiver: Any
) -> None:
    async with telegram.Bot(config.telegram_token, base_url=f"{base_url}/bot") as other:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(other.get_updates(timeout=20, offset=1))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await bot.set_webhook(f"{receiver.url}/telegram/webhook")
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await second
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates(offset=5) == ()


async def test_offsets(bot: telegram.Bot, simulator: SimulatorClient) -> None:
    phone = await simulator.new_phone()
    for text in "abcd":
        await phone.send_text(text)
    ids = [u.update_id for u in await bot.get_updates()]
    assert ids == list(range(ids[0], ids[0] + 4))
    assert [u.message.text for u in await bot.get_updates(offset=ids[1], limit=2)] == ["b", "c"]
    assert [u.message.text for u in await bot.get_updates(offset=-1)] == ["d"]
    assert [u.message.text for u in await bot.get_updates(offset=ids[0])] == ["d"]
    ticks = [m["ticks"] for m in await phone.messages(side="phone")]
    assert ticks == ["read", "read", "read", "sent"]


async def test_every_kind_of_update_is_understood(bot: telegram.Bot, simulator: SimulatorClient) -> None:
    phone = await simulator.new_phone("telegram", "Sari", username="sari", language_code="id")
    await phone.send_text("satu")
    await phone.send("edit", text="dua")
    await phone.send("live_location", latitude=1.0, longitude=2.0, accuracy=12.5)
    await phone.send("live_update", latitude=1.5, longitude=2.5)
    await phone.send("live_stop")
    await phone.send("venue", latitude=3.0, longitude=4.0, title="Hotel", address="Jl. Thamrin")
    for kind in ("photo", "voice", "video", "document", "audio", "sticker", "video_note", "animation"):
        await phone.send_media(kind)
    await phone.send("contact", name="Budi", number="+62811")
    await phone.send("unknown")
    updates = list(await bot.get_updates())
    assert updates[1].edited_message.text == "dua"
    live, moved, ended = updates[2], updates[3], updates[4]
    assert live.message.location.live_period == 900
    assert moved.edited_message.message_id == live.message.message_id
    assert moved.edited_message.location.latitude == 1.5
    assert ended.edited_message.location.live_period is None
    assert updates[5].message.venue.title == "Hotel"
    assert updates[5].message.location.latitude == 3.0
    attached = [u.message.effective_attachment for u in updates[6:14]]
    assert [type(a[-1] if isinstance(a, (tuple, list)) else a).__name__ for a in attached] == [
        "PhotoSize",
        "Voice",
        "Video",
        "Document",
        "Audio",
        "Sticker",
        "VideoNote",
        "Animation",
    ]
    assert updates[14].message.contact.user_id is None
    assert "rich_message" in updates[15].message.api_kwargs


async def test_reactions_only_when_asked_for(bot: telegram.Bot, simulator: SimulatorClient) -> None:
    phone = await simulator.new_phone()
    await phone.send_text("halo")
    await bot.send_message(phone.telegram_id, "hai")
    await phone.send("reaction", emoji="👍")
    assert all(u.message_reaction is None for u in await bot.get_updates())
    await bot.get_updates(allowed_updates=["message_reaction"], offset=-1)
    await phone.send("reaction", emoji="🙏")
    reaction = (await bot.get_updates(timeout=1))[-1].message_reaction
    assert reaction.new_reaction[0].emoji == "🙏"
    assert reaction.old_reaction[0].emoji == "👍"


async def test_age_of_a_message(bot: telegram.Bot, simulator: SimulatorClient) -> None:
    phone = await simulator.new_phone()
    await phone.send_text("lama", age_seconds=3600)
    update = (await bot.get_updates())[0]
    message = update.message
    assert (await phone.messages(side="phone"))[0]["at"] == pytest.approx(message.date.timestamp(), abs=1.1)
    await phone.send_text("baru")
    newer = (await bot.get_updates(offset=update.update_id + 1))[0].message
    assert 3590 < (newer.date - message.date).total_seconds() < 3700
