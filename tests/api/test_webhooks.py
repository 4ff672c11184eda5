"""Webhooks over the interface: made, listed, removed, replayed; each system sees its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.api.webhook_events import queue_events
from bot.store.base import utcnow
from bot.store.tables import Webhook, WebhookDelivery
from tests.api.conftest import Api

SINCE = {"since": "2020-01-01T00:00:00Z"}


async def make(api: Api, name: str = "cad", **values: Any) -> dict[str, Any]:
    body = {"name": name, "url": "https://cad.example.org/hook", **values}
    token = body.pop("token", None)
    answer = await api.post("/webhooks", body, token=token)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def deliveries(api: Api) -> list[WebhookDelivery]:
    return api.store.read_now(
        lambda s: list(s.scalars(select(WebhookDelivery).order_by(WebhookDelivery.event_id)))
    )


async def test_the_secret_is_shown_once(api: Api) -> None:
    made = await make(api, events=["claimed", "opened", "claimed"])
    assert made["secret"].startswith("whs_")
    assert made["events"] == ["claimed", "opened"]
    listed = await api.get("/webhooks")
    assert made["secret"] not in listed.text
    (row,) = listed.json()["webhooks"]
    assert (row["name"], row["active"], row["queued"], row["dead"]) == ("cad", True, 0, 0)


async def test_each_system_sees_its_own(api: Api) -> None:
    made = await make(api)
    other = api.new_token("other", desk="beijing-110")
    assert (await api.get("/webhooks", token=other)).json() == {"webhooks": []}
    assert (await api.call("DELETE", f"/webhooks/{made['id']}", token=other)).status_code == 404
    replay = await api.post(f"/webhooks/{made['id']}/replay", params=SINCE, token=other)
    assert replay.status_code == 404
    assert (await make(api, "theirs", token=other))["desk"] == "beijing-110"
    assert api.count(Webhook) == 2


async def test_a_name_is_taken_once(api: Api) -> None:
    await make(api)
    again = await api.post("/webhooks", {"name": "cad", "url": "https://cad.example.org/"})
    assert again.status_code == 409
    assert "already" in again.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"url": "ftp://cad.example.org/"}, 409),
        ({"url": "https://user:pw@cad.example.org/"}, 409),
        ({"url": "short"}, 400),
        ({"name": "Cad"}, 400),
        ({"name": "a/b"}, 400),
        ({"events": ["Claimed"]}, 400),
        ({"events": ["a" * 31]}, 400),
        ({"secret": "mine"}, 400),
    ],
)
async def test_webhooks_that_cannot_be(api: Api, body: dict[str, Any], status: int) -> None:
    answer = await api.post("/webhooks", {"name": "cad", "url": "https://cad.example.org/", **body})
    assert answer.status_code == status, answer.text
    assert api.count(Webhook) == 0


async def test_removed_with_what_was_on_its_way(api: Api) -> None:
    made = await make(api)
    api.case()
    api.store.write_now(lambda s: queue_events(s, list(s.scalars(select(Webhook))), 0, 100))
    assert deliveries(api)
    assert (await api.call("DELETE", f"/webhooks/{made['id']}")).status_code == 204
    assert (deliveries(api), api.count(Webhook)) == ([], 0)
    assert (await api.call("DELETE", f"/webhooks/{made['id']}")).status_code == 404
    assert [entry.target for entry in api.audit("webhook_removed")] == ["webhook:cad"]
    await make(api)


async def test_replay_sends_what_was_missed_and_what_was_delivered(api: Api) -> None:
    code = api.case()
    made = await make(api)
    assert deliveries(api) == []
    answer = await api.post(f"/webhooks/{made['id']}/replay", params=SINCE, key="r1")
    assert answer.status_code == 200, answer.text
    events = api.events(code)
    assert answer.json() == {"queued": len(events)}
    done = update(WebhookDelivery).values(state="delivered", attempts=3, delivered_at=utcnow())
    api.store.write_now(lambda s: s.execute(done))
    repeated = await api.post(f"/webhooks/{made['id']}/replay", params=SINCE, key="r1")
    assert repeated.json() == answer.json()
    assert {row.state for row in deliveries(api)} == {"delivered"}
    await api.post(f"/webhooks/{made['id']}/replay", params=SINCE)
    assert [(row.event_id, row.state, row.attempts) for row in deliveries(api)] == [
        (event.id, "queued", 0) for event in events
    ]
    later = {"since": (utcnow() + timedelta(hours=1)).isoformat()}
    assert (await api.post(f"/webhooks/{made['id']}/replay", params=later)).json() == {"queued": 0}


async def test_replay_keeps_to_the_kinds_and_the_desk(api: Api) -> None:
    api.case()
    other = api.case(desk_id=api.desks["beijing-110"])
    made = await make(api, events=["opened"], token=api.new_token("bj", desk="beijing-110"))
    token = api.new_token("bj", desk="beijing-110")
    answer = await api.post(f"/webhooks/{made['id']}/replay", params=SINCE, token=token)
    assert answer.json() == {"queued": 1}
    (row,) = deliveries(api)
    assert (row.payload["case"], row.payload["kind"]) == (other, "opened")


@pytest.mark.parametrize("since", ["", "2026-11-24T07:00:00", "yesterday", "0001-01-01T00:00:00+14:00"])
async def test_replay_since_no_time(api: Api, since: str) -> None:
    made = await make(api)
    answer = await api.post(f"/webhooks/{made['id']}/replay", params={"since": since})
    assert answer.status_code == 400
    assert (await api.post(f"/webhooks/{made['id']}/replay")).status_code == 400
