"""Status updates that are signed instead of carrying a token: forged, old, repeated, out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import select, update

from bot.api.housekeeping import prune
from bot.api.signing import HEADER, sign
from bot.api.webhooks import add_webhook, set_active
from bot.store.base import utcnow
from bot.store.tables import UsedSignature, Webhook
from tests.api.conftest import Api


@dataclass
class Signer:
    """A partner that knows the secret of its webhook."""

    api: Api
    secret: str

    async def send(
        self,
        body: Any,
        *,
        name: str = "cad",
        secret: str | None = None,
        shift_s: int = 0,
        header: str | None = None,
    ) -> httpx.Response:
        raw = msgspec.json.encode(body)
        made = sign(self.secret if secret is None else secret, raw, utcnow() + timedelta(seconds=shift_s))
        return await self.post(raw, made if header is None else header, name)

    async def post(self, raw: bytes, header: str, name: str = "cad") -> httpx.Response:
        headers = {HEADER: header, "Content-Type": "application/json"}
        return await self.api.http.post(f"/api/v1/partners/{name}/status", content=raw, headers=headers)


@pytest_asyncio.fixture
async def signer(api: Api) -> Signer:
    secret = api.store.write_now(
        lambda s: add_webhook(s, "cad", "https://cad.example.org/", [], desk_id=None, made_by="test").secret
    )
    return Signer(api, secret)


def unchanged(api: Api, code: str) -> bool:
    return api.events(code, "partner_status") == [] and "partner_status" not in api.row(code).marks


async def test_a_signed_status_is_noted(api: Api, signer: Signer) -> None:
    code = api.case()
    answer = await signer.send({"case": code, "status": "on_scene", "note": "Patient awake."})
    assert answer.status_code == 200, answer.text
    (event,) = api.events(code, "partner_status")
    assert (event.actor, event.data["status"], event.data["note"]) == (
        "api:cad",
        "on_scene",
        "Patient awake.",
    )
    assert [(e.actor, e.target) for e in api.audit("api_called")] == [("api:cad", f"status of {code}")]


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "wrong"}, {"secret": ""}, {"shift_s": -301}, {"shift_s": 301}, {"name": "nobody"},
        {"header": ""},
        {"header": "t=1,v1=" + "0" * 64}, {"header": "rubbish"}, {"name": "%00"},
    ],
)  # fmt: skip
async def test_what_is_not_proved_changes_nothing(api: Api, signer: Signer, change: dict[str, Any]) -> None:
    code = api.case()
    answer = await signer.send({"case": code, "status": "closed"}, **change)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["what_to_do"]
    assert unchanged(api, code)
    assert api.count(UsedSignature) == 0
    (entry,) = api.audit("api_refused")
    assert (entry.actor, entry.detail) == ("api:?", "401")


async def test_a_repeat_is_refused(api: Api, signer: Signer) -> None:
    code = api.case()
    raw = msgspec.json.encode({"case": code, "note": "once"})
    header = sign(signer.secret, raw, utcnow())
    assert (await signer.post(raw, header)).status_code == 200
    again = await signer.post(raw, header)
    assert again.status_code == 401
    assert "taken before" in again.json()["detail"]
    assert len(api.events(code, "partner_status")) == 1
    assert [(e.actor, e.detail) for e in api.audit("api_refused")] == [("api:cad", "401")]


async def test_a_changed_body_is_forged(api: Api, signer: Signer) -> None:
    code = api.case()
    header = sign(signer.secret, msgspec.json.encode({"case": code, "note": "one"}), utcnow())
    forged = await signer.post(msgspec.json.encode({"case": code, "status": "closed"}), header)
    assert forged.status_code == 401
    assert unchanged(api, code)


async def test_a_refused_call_may_be_signed_anew(api: Api, signer: Signer) -> None:
    code = api.case()
    await signer.send({"case": code, "status": "on_scene"})
    back = await signer.send({"case": code, "status": "accepted"})
    assert back.status_code == 409
    assert api.count(UsedSignature) == 1
    assert (await signer.send({"case": code, "note": "a second crew came"}, shift_s=1)).status_code == 200


async def test_a_webhook_of_a_desk_reaches_its_cases_alone(api: Api, signer: Signer) -> None:
    mine, other = api.case(desk_id=api.desks["beijing-110"]), api.case()
    limited = update(Webhook).values(desk_id=api.desks["beijing-110"])
    api.store.write_now(lambda s: s.execute(limited))
    refused = await signer.send({"case": other, "status": "accepted"})
    assert refused.status_code == 404
    assert "did_you_mean" not in refused.json()
    assert unchanged(api, other)
    assert (await signer.send({"case": mine, "status": "accepted"})).status_code == 200


async def test_a_webhook_that_is_switched_off(api: Api, signer: Signer) -> None:
    code = api.case()
    api.store.write_now(lambda s: set_active(s, s.scalars(select(Webhook)).one(), False, "test"))
    assert (await signer.send({"case": code, "status": "accepted"})).status_code == 401
    assert unchanged(api, code)


@pytest.mark.parametrize("body", [{}, {"case": "JKT-7K4P-2", "status": "burnt"}, [], {"case": "x" * 21}])
async def test_bodies_that_say_nothing(api: Api, signer: Signer, body: Any) -> None:
    assert (await signer.send(body)).status_code == 400
    assert (await signer.send({"case": api.case()})).status_code == 400
    assert (await signer.send({"case": "nothing", "status": "accepted"})).status_code == 404


async def test_used_signatures_are_kept_longer_than_they_are_valid(api: Api, signer: Signer) -> None:
    await signer.send({"case": api.case(), "status": "accepted"})
    api.store.write_now(lambda s: prune(s, utcnow() + timedelta(minutes=11)))
    assert api.count(UsedSignature) == 1
    api.store.write_now(lambda s: prune(s, utcnow() + timedelta(hours=1)))
    assert api.count(UsedSignature) == 0
