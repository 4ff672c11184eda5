"""pywa as the client: every kind of message arrives on the phone, every error becomes its exception."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from pywa import errors, types
from pywa.types import Button, SectionList, URLButton
from pywa_async import WhatsApp

from bot.simulator import Phone, SimulatorClient, SimulatorConfig, samples


@pytest.fixture
def wa(base_url: str, config: SimulatorConfig) -> WhatsApp:
    client = WhatsApp(
        phone_id=config.whatsapp_phone_number_id,
        token=config.whatsapp_token,
        session=httpx.AsyncClient(trust_env=False, timeout=20),
        api_version=26.0,
    )
    # pywa has no setting for the address; this is the only way to point it somewhere else.
    client.api._session.base_url = f"{base_url}/{config.whatsapp_api_version}"
    return client


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    phone = await simulator.new_phone("whatsapp", "Mei", language_code="zh")
    await phone.send_text("你好")
    return phone


async def test_text_by_number_and_by_user_id(wa: WhatsApp, phone: Phone) -> None:
    sent = await wa.send_message("+" + phone.number, "Halo", tracker="baris-1")
    assert sent.id.startswith("wamid.")
    await wa.send_message(phone.bsuid, "apa kabar", reply_to_message_id=sent.id)
    first, second = await phone.messages()
    assert (first["text"], second["text"]) == ("Halo", "apa kabar")
    assert second["reply_to"] == first["id"]


async def test_buttons_list_and_link(wa: WhatsApp, phone: Phone) -> None:
    to = "+" + phone.number
    buttons = [Button("Ya", "q:ya"), Button("Tidak", "q:tidak")]
    await wa.send_message(to, "Aman?", buttons=buttons, header="Lindung", footer="112")
    rows = [
        types.SectionRow(title=f"Baris {n}", callback_data=f"r{n}", description="rinci") for n in range(10)
    ]
    section_list = SectionList("Pilih", sections=[types.Section(title="Negara", rows=rows)])
    await wa.send_message(to, "Di mana?", buttons=section_list)
    await wa.send_message(to, "Baca", buttons=URLButton(title="Buka", url="https://example.org/"))
    question, listed, link = await phone.messages()
    assert [row[0]["title"] for row in question["rows"]] == ["Ya", "Tidak"]
    assert (question["header"], question["footer"]) == ("Lindung", "112")
    assert len(listed["sheet"]["sections"][0]["rows"]) == 10
    assert link["rows"][0][0]["url"] == "https://example.org/"


async def test_location_request_location_and_contact(wa: WhatsApp, phone: Phone) -> None:
    to = "+" + phone.number
    await wa.request_location(to, "Kirim posisi Anda")
    await wa.send_location(to, 39.9, 116.4, name="KBRI", address="Beijing")
    card = types.Contact(
        name=types.Contact.Name(formatted_name="Polisi", first_name="Polisi"),
        phones=[types.Contact.Phone(phone="110", type="WORK")],
    )
    await wa.send_contact(to, card)
    asked, place, contact = await phone.messages()
    assert asked["rows"][0][0]["action"] == "location"
    assert place["location"]["name"] == "KBRI"
    assert contact["contact"] == {"name": "Polisi", "number": "110"}


@pytest.mark.parametrize(
    ("method", "data", "mime_type", "kind"),
    [
        ("send_image", samples.sample_png(), "image/png", "image"),
        ("send_document", samples.sample_pdf(), "application/pdf", "document"),
        ("send_audio", samples.sample_ogg(), "audio/ogg", "audio"),
        ("send_video", samples.sample_mp4(), "video/mp4", "video"),
        ("send_sticker", samples.sample_webp(), "image/webp", "sticker"),
    ],
    ids=["image", "document", "audio", "video", "sticker"],
)
async def test_media_is_uploaded_and_sent(
    wa: WhatsApp, phone: Phone, method: str, data: bytes, mime_type: str, kind: str
) -> None:
    uploaded = await wa.upload_media(io.BytesIO(data), mime_type=mime_type, filename="berkas")
    extra = {"filename": "berkas.pdf"} if kind == "document" else {}
    await getattr(wa, method)("+" + phone.number, uploaded.id, **extra)
    shown = (await phone.messages())[0]
    assert (shown["kind"], shown["media"]["size"]) == (kind, len(data))
    described = await wa.get_media_url(uploaded.id)
    assert (described.file_size, described.mime_type) == (len(data), mime_type)
    assert await wa.get_media_bytes(described.url) == data


async def test_read_typing_and_reaction(wa: WhatsApp, phone: Phone) -> None:
    own = (await phone.messages(side="phone"))[0]
    assert await wa.indicate_typing(own["platform_id"])
    record = await phone.record()
    assert record["typing"]
    assert record["bubbles"][0]["ticks"] == "read"
    await wa.send_reaction("+" + phone.number, "👍", own["platform_id"])
    assert (await phone.record())["bubbles"][0]["reaction"] == "👍"


async def test_business_number(wa: WhatsApp) -> None:
    number = await wa.get_business_phone_number()
    assert number.verified_name == "Lindung"


ERRORS: list[tuple[int, type[Exception]]] = [
    (190, errors.ExpiredAccessToken),
    (130429, errors.RateLimitHit),
    (131056, errors.TooManyMessages),
    (131047, errors.ReEngagementMessage),
    (131026, errors.MessageUndeliverable),
    (131051, errors.UnsupportedMessageType),
    (131016, errors.ServiceUnavailable),
    (131062, errors.BSUIDRecipientNotSupported),
    (368, errors.TemporarilyBlocked),
]


@pytest.mark.parametrize(("code", "raised"), ERRORS)
async def test_forced_errors(
    wa: WhatsApp, phone: Phone, simulator: SimulatorClient, code: int, raised: type[errors.WhatsAppError]
) -> None:
    await simulator.fail("whatsapp", error={"code": code}, phone=phone.id)
    with pytest.raises(raised) as caught:
        await wa.send_message("+" + phone.number, "x")
    assert caught.value.code == code
    assert caught.value.fbtrace_id
    await wa.send_message("+" + phone.number, "kembali biasa")
    assert [m["text"] for m in await phone.messages()] == ["kembali biasa"]


async def test_wrong_token(base_url: str, config: SimulatorConfig, phone: Phone) -> None:
    client = WhatsApp(phone_id=config.whatsapp_phone_number_id, token="wrong", api_version=26.0)
    client.api._session.base_url = f"{base_url}/v26.0"
    with pytest.raises(errors.ExpiredAccessToken) as caught:
        await client.send_message("+" + phone.number, "x")
    assert caught.value.status_code == 401


async def test_what_pywa_does_not_check_is_refused(wa: WhatsApp, phone: Phone) -> None:
    to = "+" + phone.number
    with pytest.raises(errors.InvalidParameter, match="Max allowed buttons: 3"):
        await wa.send_message(to, "x", buttons=[Button(f"b{n}", f"{n}") for n in range(4)])
    with pytest.raises(errors.InvalidParameter, match="Button title length invalid"):
        await wa.send_message(to, "x", buttons=[Button("t" * 21, "1")])
    with pytest.raises(errors.WhatsAppError, match="at most 4096 characters"):
        await wa.send_message(to, "x" * 4097)
    assert await phone.messages() == []


async def test_closed_window(wa: WhatsApp, phone: Phone, simulator: SimulatorClient) -> None:
    await phone.close_window()
    with pytest.raises(errors.ReEngagementMessage):
        await wa.send_message("+" + phone.number, "x")
    with pytest.raises(errors.TemplateNotExists):
        await wa.send_template(
            "+" + phone.number, "unknown", types.templates.TemplateLanguage.INDONESIAN, params=[]
        )
    await simulator.add_template("kabar", "id", "Kabar untuk kasus {{1}}.")
    body = {"type": "body", "parameters": [{"type": "text", "text": "JKT-1"}]}
    await send_template(wa, phone, "kabar", [body])
    with pytest.raises(errors.TemplateParamCountMismatch):
        await send_template(wa, phone, "kabar", [])
    assert [m["text"] for m in await phone.messages()] == ["Kabar untuk kasus JKT-1."]
    await phone.send_text("masih di sini")
    await wa.send_message("+" + phone.number, "jendela terbuka lagi")


async def send_template(wa: WhatsApp, phone: Phone, name: str, components: list[dict[str, Any]]) -> None:
    await wa.api.send_message(
        sender=wa.phone_id,
        to="+" + phone.number,
        recipient=None,
        recipient_type="individual",
        typ="template",
        msg={"name": name, "language": {"code": "id"}, "components": components},
    )


@pytest.mark.parametrize("options", [{"pacing": True}])
async def test_pair_limit(wa: WhatsApp, simulator: SimulatorClient) -> None:
    first = await simulator.new_phone("whatsapp")
    other = await simulator.new_phone("whatsapp")
    await first.send_text("a")
    await other.send_text("b")

    async def flood() -> None:
        for number in range(60):
            await wa.send_message("+" + first.number, str(number))

    with pytest.raises(errors.TooManyMessages):
        await flood()
    assert len(await first.messages()) >= 45
    await wa.send_message("+" + other.number, "others are not held up")
