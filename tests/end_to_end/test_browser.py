"""Phone and desk side by side in a real browser: one conversation in each language."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from tests.end_to_end.browser import side_by_side
from tests.end_to_end.running import World

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("end_to_end"),
]


@dataclass(frozen=True)
class Scene:
    """One conversation: who writes where, what, and what is answered."""

    language: str
    platform: str
    owner: str
    operator: str
    hello: str
    cry: str
    answer: str
    reply: str
    thanks: str


SCENES = (
    Scene(
        "id", "telegram", "Dewi", "siti", "selamat siang",
        "tolong kebakaran!! asap tebal di lantai 3 apartemen saya di Menteng Jakarta", "112",
        "Saya Siti, operator 112. Anda di lantai berapa?", "terima kasih banyak bu",
    ),
    Scene(
        "en", "whatsapp", "Oliver", "siti", "good morning",
        "help my wife collapsed she is not breathing, hotel in Kuningan Jakarta", "112",
        "I am Siti, 112 operator. Is she on the floor?", "thank you so much",
    ),
    Scene(
        "zh", "telegram", "小林", "wei", "你好",
        "救命啊 我朋友被车撞了 流了很多血 在雅加达Blok M", "112",
        "我是112接线员。他清醒吗？", "谢谢您",
    ),
    Scene(
        "fr", "whatsapp", "Camille", "amelie", "bonjour",
        "au secours il y a le feu dans notre hôtel à Jakarta on est bloqués", "112",
        "Je suis opératrice au 112. À quel étage êtes-vous ?", "merci beaucoup madame",
    ),
)  # fmt: skip
LANGUAGE_CODES = {"id": "id", "en": "en", "zh": "zh-hans", "fr": "fr"}


@pytest.mark.parametrize("scene", SCENES, ids=[scene.language for scene in SCENES])
async def test_from_hello_to_thanks(service: World, scene: Scene) -> None:
    await service.simulator.new_phone(
        scene.platform, scene.owner, language_code=LANGUAGE_CODES[scene.language]
    )
    async with side_by_side(service) as side:
        await side.log_in(service, scene.operator)
        desk = side.desk

        await side.write(scene.owner, scene.hello)
        chat = side.unit(scene.owner).locator(".chat")
        await expect(chat.locator(".message:not(.mine)").first).to_be_visible(timeout=15_000)
        await side.shoot(f"{scene.language}-1-hello")

        await side.write(scene.owner, scene.cry)
        await side.reads(scene.owner, scene.answer)
        row = desk.locator("#queue a.row").filter(has_text=scene.cry[:20])
        await expect(row).to_be_visible(timeout=15_000)
        await expect(desk.locator("#alarm-bar")).to_be_visible()
        await side.shoot(f"{scene.language}-2-emergency")

        await row.click()
        await desk.locator("#do-claim").click()
        await expect(desk.locator("#send")).to_be_enabled()
        await expect(desk.locator("#reply-text")).not_to_have_attribute("placeholder", "undefined")
        await desk.locator("#reply-text").fill(scene.reply)
        await desk.locator("#send").click()
        await side.reads(scene.owner, scene.reply)
        await expect(desk.locator("#lines")).to_contain_text(scene.reply)
        await side.shoot(f"{scene.language}-3-operator")

        before = await chat.locator(".message:not(.mine)").count()
        await side.write(scene.owner, scene.thanks)
        await expect(desk.locator("#lines")).to_contain_text(scene.thanks, timeout=15_000)
        await asyncio.sleep(1)
        assert await chat.locator(".message:not(.mine)").count() == before, "the bot spoke over the operator"

        await desk.locator("#do-hand-back").click()
        await desk.locator("#hand-back-outcome").fill("safe, ambulance on the spot")
        await desk.locator("#hand-back button.primary").click()
        await expect(desk.locator("#do-hand-back")).to_have_count(0, timeout=15_000)

        before = await chat.locator(".message:not(.mine)").count()
        await side.write(scene.owner, scene.thanks)
        await expect(chat.locator(".message:not(.mine)")).not_to_have_count(before, timeout=15_000)
        await side.shoot(f"{scene.language}-4-handed-back")
