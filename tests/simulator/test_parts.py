"""Small parts: token buckets, delivery plans, settings, samples, the page."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.simulator
from bot.simulator import SimulatorConfig, running_simulator, samples
from bot.simulator.delivery.plan import DeliveryPlan
from bot.simulator.media import MediaStore
from bot.simulator.pacing import TokenBucket

PACKAGE = Path(bot.simulator.__file__).parent


def test_token_bucket() -> None:
    bucket = TokenBucket(2, 0.5, updated=100.0)
    assert [bucket.take(100.0), bucket.take(100.0)] == [0.0, 0.0]
    assert bucket.take(100.0) == pytest.approx(2.0)
    assert bucket.take(101.0) == pytest.approx(1.0)
    assert bucket.take(102.0) == 0.0
    assert bucket.take(1000.0) == bucket.take(1000.0) == 0.0
    assert bucket.take(1000.0) > 0


@given(st.integers(2, 30))
def test_a_disorder_is_a_disorder_and_loses_nothing(count: int) -> None:
    plan: DeliveryPlan[int] = DeliveryPlan(shuffle=count)
    parcels = [parcel for number in range(count) for parcel in plan.offer(number)]
    order = [parcel.items[0] for parcel in parcels]
    assert sorted(order) == list(range(count))
    assert order != list(range(count))
    assert [p.items for p in plan.offer(99)] == [[99]]


def test_plan_batches_and_copies() -> None:
    plan: DeliveryPlan[str] = DeliveryPlan()
    plan.configure({"batch": 2, "duplicate": 1})
    assert plan.offer("a") == []
    (parcel,) = plan.offer("b")
    assert (parcel.items, parcel.copies) == (["a", "b"], 2)
    assert plan.offer("c")[0].copies == 1


def test_settings_from_the_environment() -> None:
    config = SimulatorConfig.from_environment(
        {"LINDUNG_TELEGRAM_TOKEN": "77:abc", "LINDUNG_WHATSAPP_TOKEN": ""}
    )
    assert config.telegram_bot_id == 77
    assert config.whatsapp_token == SimulatorConfig().whatsapp_token
    assert config.telegram_webhook_url == "http://127.0.0.1:8000/telegram/webhook"


def test_samples_are_what_they_claim() -> None:
    assert samples.sample_png().startswith(b"\x89PNG\r\n\x1a\n")
    assert samples.sample_png(seed=1) != samples.sample_png(seed=2)
    ogg = samples.sample_ogg()
    assert ogg.startswith(b"OggS")
    assert ogg.count(b"OggS") == 3
    assert samples.sample_webp()[8:12] == b"WEBP"
    assert samples.sample_mp4()[4:8] == b"ftyp"
    assert samples.sample_pdf().startswith(b"%PDF-")


def test_media_store_stays_within_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MediaStore, "LIMIT", 10)
    store = MediaStore()
    first = store.add(b"123456", "text/plain", "a")
    second = store.add(b"123456", "text/plain", "b")
    assert store.get(first.id) is None
    assert store.get(second.id) is second
    assert not store.remove(first.id)


async def test_page_and_its_files() -> None:
    async with running_simulator(SimulatorConfig(contact_name="Lindung <&>")) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            page = await http.get("/simulator")
            assert page.status_code == 200
            assert "Lindung &lt;&amp;&gt;" in page.text
            assert "nothing here reaches a real platform" in page.text
            assert "script-src 'self'" in page.headers["Content-Security-Policy"]
            for name in re.findall(r"/simulator/static/([\w.]+)", page.text):
                assert (await http.get(f"/simulator/static/{name}")).status_code == 200
            assert (await http.get("/", follow_redirects=True)).url.path == "/simulator"


def test_page_takes_nothing_from_elsewhere() -> None:
    for path in (PACKAGE / "static").iterdir():
        addresses = re.findall(r"(?:https?:)?//[a-z][\w.-]+\.[a-z]{2,}", path.read_text(encoding="utf-8"))
        assert set(addresses) <= {"http://www.w3.org"}, path.name
    scripts = "".join(p.read_text(encoding="utf-8") for p in (PACKAGE / "static").glob("*.js"))
    assert "innerHTML" not in scripts
    for name in re.findall(r'from "\./(\w+\.js)"', scripts):
        assert (PACKAGE / "static" / name).is_file()


def test_simulator_imports_nothing_of_the_service() -> None:
    for path in PACKAGE.rglob("*.py"):
        for module in re.findall(r"^\s*(?:from|import) (bot[\w.]*)", path.read_text(encoding="utf-8"), re.M):
            assert module.startswith("bot.simulator"), f"{path.name} imports {module}"
