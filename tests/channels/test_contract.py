"""What every channel must do, run over every adapter against its stand-in.

A new channel adds itself to ``CHANNELS``, ``chat_of`` and ``_unreachable``, and has a fixture of its name.
"""

from __future__ import annotations

import pytest

from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.whatsapp.adapter import WhatsAppAdapter
from bot.messages.capabilities import capabilities_of
from bot.messages.channel import ChannelAdapter
from bot.messages.errors import FileRefused, MalformedBody, SendError
from bot.messages.types import Button, Outgoing, Position
from bot.simulator import Phone, SimulatorClient, samples

CHANNELS = ("telegram", "whatsapp")


@pytest.fixture(params=CHANNELS)
def adapter(request: pytest.FixtureRequest) -> ChannelAdapter:
    adapter: ChannelAdapter = request.getfixturevalue(request.param)
    return adapter


@pytest.fixture
async def phone(adapter: ChannelAdapter, simulator: SimulatorClient) -> Phone:
    """A phone that has written to us once."""
    phone = await simulator.new_phone(adapter.name, "Dewi", language_code="id")
    await phone.send_text("halo")
    return phone


def chat_of(adapter: ChannelAdapter, phone: Phone) -> str:
    return str(phone.telegram_id) if adapter.name == "telegram" else phone.bsuid


def test_names_itself(adapter: ChannelAdapter) -> None:
    assert adapter.name in CHANNELS
    assert adapter.account
    assert adapter.capabilities == capabilities_of(adapter.name)


async def test_text_arrives_as_written(adapter: ChannelAdapter, phone: Phone) -> None:
    words = "Awas <b>*bahaya*</b> _di sini_ & 快走 🙏 [112](tel:112)"
    result = await adapter.send(Outgoing(chat_of(adapter, phone), words, tracking="4711"))
    shown = await phone.wait_for("Awas")
    assert shown["text"] == words
    assert result.external_id == shown["platform_id"]


async def test_longest_text(adapter: ChannelAdapter, phone: Phone) -> None:
    words = "a" * adapter.capabilities.text_limit
    await adapter.send(Outgoing(chat_of(adapter, phone), words))
    assert (await phone.wait_for("aaa"))["text"] == words


async def test_buttons_carry_their_payloads(adapter: ChannelAdapter, phone: Phone) -> None:
    buttons = (Button("Ya", "812:awake:yes"), Button("Tidak", "812:awake:no"))
    await adapter.send(Outgoing(chat_of(adapter, phone), "Apakah sadar?", buttons))
    shown = await phone.wait_for("Apakah")
    assert [(b["title"], b["data"]) for row in shown["rows"] for b in row] == [
        ("Ya", "812:awake:yes"),
        ("Tidak", "812:awake:no"),
    ]


async def test_ten_choices(adapter: ChannelAdapter, phone: Phone) -> None:
    buttons = tuple(Button(f"Pilihan {n}", f"choice:{n}") for n in range(10))
    await adapter.send(Outgoing(chat_of(adapter, phone), "Pilih", buttons, list_title="Lihat"))
    shown = await phone.wait_for("Pilih")
    found = [b for row in shown["rows"] for b in row]
    found += [row for section in (shown["sheet"] or {}).get("sections", []) for row in section["rows"]]
    assert [(b["title"], b["data"]) for b in found] == [(b.title, b.payload) for b in buttons]


async def test_position_is_asked_for_with_one_tap(adapter: ChannelAdapter, phone: Phone) -> None:
    await adapter.send(Outgoing(chat_of(adapter, phone), "Di mana Anda?", ask_position=True))
    shown = await phone.wait_for("Di mana")
    keyboard = (await phone.record())["keyboard"]
    rows = keyboard["rows"] if keyboard else shown["rows"]
    assert [button["action"] for row in rows for button in row] == ["location"]


async def test_position_is_sent(adapter: ChannelAdapter, phone: Phone) -> None:
    place = Position(-6.1754, 106.8272, name="Monas", address="Gambir")
    await adapter.send(Outgoing(chat_of(adapter, phone), "", position=place))
    shown = await phone.wait_for(lambda m: bool(m["location"]))
    assert shown["location"]["latitude"] == pytest.approx(-6.1754)


async def test_position_with_words_is_one_message(adapter: ChannelAdapter, phone: Phone) -> None:
    place = Position(-6.1754, 106.8272, name="Monas")
    await adapter.send(Outgoing(chat_of(adapter, phone), "Titik kumpul:", position=place))
    assert (await phone.wait_for("Titik"))["text"] == "Titik kumpul:\n📍 Monas (-6.17540, 106.82720)"


async def test_typing_and_taps_never_fail(adapter: ChannelAdapter, phone: Phone) -> None:
    await adapter.show_typing(chat_of(adapter, phone), "unknown")
    await adapter.show_typing("nobody", "")
    await adapter.acknowledge_tap("unknown")
    await adapter.acknowledge_tap("")


@pytest.mark.parametrize(
    "message",
    [
        Outgoing("", "words"),
        Outgoing("12345", ""),
        Outgoing("12345", "x", (Button("", "p"),)),
        Outgoing("12345", "x", (Button("t", ""),)),
        Outgoing("12345", "x", (Button("t", "p" * 300),)),
    ],
)
async def test_what_cannot_be_sent_is_refused_for_good(adapter: ChannelAdapter, message: Outgoing) -> None:
    with pytest.raises(SendError) as caught:
        await adapter.send(message)
    assert caught.value.certain
    assert not caught.value.retryable
    assert caught.value.text.endswith((".", "!"))


async def test_lost_answer_is_unsure(
    adapter: ChannelAdapter, phone: Phone, simulator: SimulatorClient
) -> None:
    """The platform took the message and the line broke: nobody here can know."""
    await simulator.fail(adapter.name, "drop")
    with pytest.raises(SendError) as caught:
        await adapter.send(Outgoing(chat_of(adapter, phone), "sampai?"))
    assert not caught.value.certain
    assert (await phone.wait_for("sampai"))["text"] == "sampai?"


async def test_late_answer_is_unsure(
    adapter: ChannelAdapter, phone: Phone, simulator: SimulatorClient
) -> None:
    await simulator.fail(adapter.name, "hang", seconds=4)
    with pytest.raises(SendError) as caught:
        await adapter.send(Outgoing(chat_of(adapter, phone), "sampai?"))
    assert not caught.value.certain


async def test_after_a_failure_sending_goes_on(
    adapter: ChannelAdapter, phone: Phone, simulator: SimulatorClient
) -> None:
    await simulator.fail(adapter.name, "lost")
    with pytest.raises(SendError):
        await adapter.send(Outgoing(chat_of(adapter, phone), "satu"))
    await adapter.send(Outgoing(chat_of(adapter, phone), "dua"))
    await phone.wait_for("dua")


async def test_nobody_listens_is_certain(adapter: ChannelAdapter) -> None:
    unreachable = _unreachable(adapter)
    with pytest.raises(SendError) as caught:
        await unreachable.send(Outgoing("12345", "halo"))
    await unreachable.close()
    assert caught.value.certain
    assert caught.value.retryable


def _unreachable(adapter: ChannelAdapter) -> ChannelAdapter:
    nowhere = "http://127.0.0.1:9"
    if adapter.name == "telegram":
        return TelegramAdapter("1:x", nowhere, "s")
    return WhatsAppAdapter("t", "1", "s", nowhere, "v26.0")


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
async def test_media_is_fetched_whole(adapter: ChannelAdapter, phone: Phone, kind: str) -> None:
    content = {
        "photo": samples.sample_png(seed=3),
        "voice": samples.sample_ogg(2),
        "document": samples.sample_pdf(),
    }
    bubble = await phone.send_media(kind, content[kind])
    got, mime_type = await adapter.fetch_media(bubble["media"]["id"], 10_000_000)
    assert got == content[kind]
    assert "/" in mime_type


async def test_too_large_media_is_refused(adapter: ChannelAdapter, phone: Phone) -> None:
    bubble = await phone.send_media("document", b"x" * 2000)
    with pytest.raises(FileRefused):
        await adapter.fetch_media(bubble["media"]["id"], 1000)


async def test_media_that_claims_to_be_small_is_still_limited(adapter: ChannelAdapter, phone: Phone) -> None:
    bubble = await phone.send_media("document", b"x" * 2000, size=10)
    with pytest.raises(FileRefused):
        await adapter.fetch_media(bubble["media"]["id"], 1000)


@pytest.mark.parametrize("file_id", ["nothing", "../../etc/passwd", "1?x=y", "", "文件"])
async def test_unknown_media_is_refused(adapter: ChannelAdapter, file_id: str) -> None:
    with pytest.raises(FileRefused):
        await adapter.fetch_media(file_id, 1000)


def test_unproved_bodies_are_not_believed(adapter: ChannelAdapter) -> None:
    for headers in ({}, {"X-Hub-Signature-256": "sha256="}, {"X-Telegram-Bot-Api-Secret-Token": "é"}):
        assert not adapter.verify(headers, b"{}")


def test_nonsense_is_malformed(adapter: ChannelAdapter) -> None:
    for body in (b"", b"{}", b"[1]", b"\xff", b"hello"):
        with pytest.raises(MalformedBody):
            adapter.split(body)
