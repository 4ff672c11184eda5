"""The phone page in a real browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import ConsoleMessage, Page, async_playwright, expect

from bot.simulator import Phone, SimulatorClient

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture
async def page(base_url: str, simulator: SimulatorClient) -> AsyncIterator[Page]:
    """The page with its first phone; any error in a script fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))

        def heed(line: ConsoleMessage) -> None:
            # Chromium itself notes each refused call; refusals are shown on the page and tested there.
            if line.type == "error" and "Failed to load resource" not in line.text:
                complaints.append(line.text)

        page.on("console", heed)
        await page.goto(base_url + "/simulator")
        await page.wait_for_selector(".unit")
        yield page
        await browser.close()
        assert complaints == []


async def first_phone(simulator: SimulatorClient) -> Phone:
    return Phone(simulator, (await simulator.call("GET", "/phones"))[0])


async def test_conversation_on_telegram(
    page: Page, simulator: SimulatorClient, api: Callable[..., Any]
) -> None:
    await page.get_by_role("button", name="MULAI").click()
    phone = await first_phone(simulator)
    await expect(page.locator(".message.mine .text")).to_have_text("/start")
    inline = {"inline_keyboard": [[{"text": "Indonesia", "callback_data": "id"}]]}
    await api(
        "sendMessage",
        chat_id=phone.telegram_id,
        text="<b>Keluar</b> sekarang. Jakarta: 112, luar negeri +62 21 381 3186",
        parse_mode="HTML",
        reply_markup=inline,
    )
    answer = page.locator(".message:not(.mine)").first
    await expect(answer.locator("strong")).to_have_text("Keluar")
    links = await answer.locator(".text a").evaluate_all("nodes => nodes.map(n => n.getAttribute('href'))")
    assert links == ["tel:112", "tel:+62213813186"]
    await answer.get_by_role("button", name="Indonesia").click()
    await expect(answer.get_by_role("button", name="Indonesia")).to_have_attribute("aria-busy", "true")
    updates = (await api("getUpdates"))["result"]
    assert updates[-1]["callback_query"]["data"] == "id"
    await api("answerCallbackQuery", callback_query_id=updates[-1]["callback_query"]["id"], text="Dicatat")
    await expect(page.locator(".notice")).to_have_text("Dicatat")
    keyboard = {"keyboard": [[{"text": "Kirim posisi", "request_location": True}]]}
    await api("sendMessage", chat_id=phone.telegram_id, text="Di mana?", reply_markup=keyboard)
    await page.get_by_role("button", name="Kirim posisi", exact=True).click()
    await expect(page.locator(".message.mine .place")).to_have_count(1)
    await api("getUpdates", offset=updates[-1]["update_id"] + 1, timeout=1)
    await expect(page.locator(".message.mine").first.get_by_role("img")).to_have_attribute(
        "aria-label", "read"
    )
    await api("sendChatAction", chat_id=phone.telegram_id, action="typing")
    await expect(page.locator(".subtitle")).to_have_text("mengetik…")


async def test_conversation_on_whatsapp(
    page: Page, simulator: SimulatorClient, graph: Callable[..., Any]
) -> None:
    await page.locator(".platforms").get_by_text("WhatsApp").click()
    await expect(page.locator(".unit")).to_have_attribute("data-platform", "whatsapp")
    message = page.get_by_role("textbox", name="Message")
    await message.fill("tolong")
    await message.press("Enter")
    await expect(page.locator(".message.mine .text")).to_have_text("tolong")
    phone = await first_phone(simulator)
    base = {"messaging_product": "whatsapp", "to": "+" + phone.number, "type": "interactive"}
    rows = [{"id": "cn", "title": "Tiongkok", "description": "Beijing"}]
    sheet = {"button": "Pilih negara", "sections": [{"title": "Negara", "rows": rows}]}
    await graph({**base, "interactive": {"type": "list", "body": {"text": "Di mana?"}, "action": sheet}})
    await page.get_by_role("button", name="Pilih negara").click()
    await page.get_by_role("button", name="Tiongkok").click()
    await expect(page.locator(".message.mine .text").last).to_have_text("Tiongkok")
    request = {
        "type": "location_request_message",
        "body": {"text": "Posisi?"},
        "action": {"name": "send_location"},
    }
    await graph({**base, "interactive": request})
    await page.get_by_role("button", name="Kirim lokasi saya").click()
    await expect(page.locator(".message.mine .place")).to_have_count(1)
    await simulator.call("POST", f"/phones/{phone.id}/window", {"open": False})
    await page.get_by_role("button", name="Phone settings").click()
    await expect(page.get_by_text("The window is closed")).to_be_visible()


async def test_looking_at_the_chat_is_reported_as_read(
    page: Page, simulator: SimulatorClient, graph: Callable[..., Any], receiver: Any
) -> None:
    await page.locator(".platforms").get_by_text("WhatsApp").click()
    phone = await first_phone(simulator)
    await expect(page.locator(".unit")).to_have_attribute("data-platform", "whatsapp")
    await phone.send_text("halo")
    await graph({"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "x"}})
    bodies = [json.loads(hit.body) for hit in await receiver.wait(4)]
    last = bodies[-1]["entry"][0]["changes"][0]["value"]
    assert last["statuses"][0]["status"] == "read"


async def test_attaching(page: Page, simulator: SimulatorClient, tmp_path: Any) -> None:
    for label in ("Beijing", "Sample photo", "Voice message (3 s of silence)", "Sticker", "My own contact"):
        await page.get_by_role("button", name="Attach").click()
        await page.locator("#sheet").get_by_role("button", name=label).click()
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_label("Latitude").fill("21.4")
    await page.get_by_label("Longitude").fill("39.8")
    await page.locator("#sheet .pair").get_by_role("button", name="Send").click()
    await expect(page.locator(".message.mine")).to_have_count(6)
    phone = await first_phone(simulator)
    kinds = [m["kind"] for m in await phone.messages(side="phone")]
    assert kinds == ["location", "image", "voice", "sticker", "contact", "location"]
    picture = tmp_path / "foto.png"
    picture.write_bytes(b"\x89PNG not quite")
    await page.get_by_role("button", name="Attach").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Photo from this device…").click()
    await (await chooser.value).set_files(picture)
    await expect(page.locator(".message.mine")).to_have_count(7)
    assert (await phone.messages(side="phone"))[-1]["media"]["name"] == "foto.png"


async def test_four_phones_side_by_side(page: Page, simulator: SimulatorClient) -> None:
    await page.get_by_role("button", name="New phone").click()
    await page.get_by_label("Name").fill("王美")
    await page.locator("#new-phone-form").get_by_label("Messenger").select_option("whatsapp")
    await page.get_by_label("Language of the phone").select_option("zh-hans")
    await page.get_by_role("button", name="Add").click()
    await expect(page.locator(".unit")).to_have_count(2)
    await simulator.new_phone(name="Luc", language_code="fr")
    await simulator.new_phone("whatsapp", "John", language_code="en")
    await expect(page.locator(".unit")).to_have_count(4)
    await expect(page.get_by_role("button", name="New phone")).to_be_disabled()
    boxes = [await unit.bounding_box() for unit in await page.locator(".unit").all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 1280 for box in boxes)
    assert all(box and box["y"] + box["height"] <= 800 for box in boxes)
    assert (await simulator.call("GET", "/phones"))[1]["language_code"] == "zh-hans"


async def test_one_phone_fills_a_small_screen(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    box = await page.locator(".phone").bounding_box()
    assert box is not None
    assert box["width"] == 390
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    composer = await page.locator(".composer").bounding_box()
    assert composer is not None
    assert composer["y"] + composer["height"] <= 844


async def test_messages_during_the_start_of_a_phone_are_not_lost(
    page: Page, simulator: SimulatorClient
) -> None:
    phone = await simulator.new_phone("whatsapp", "Mei")
    for number in range(12):
        await phone.send_text(f"pesan {number}")
    texts = page.locator(f'[data-phone="{phone.id}"] .message .text')
    await expect(texts).to_have_count(12)


async def test_refusals_are_shown(page: Page, simulator: SimulatorClient) -> None:
    phone = await first_phone(simulator)
    await phone.block()
    message = page.get_by_role("textbox", name="Message")
    await message.fill("halo")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert").filter(has_text="unblock it first")).to_be_visible()
    await expect(message).to_have_value("halo")
