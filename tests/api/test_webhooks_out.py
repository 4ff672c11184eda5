"""Events on their way out: none missed, none doubled by us, no words of watched people."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from litestar import Litestar, Request, Response, post
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.api import webhooks_out
from bot.api.housekeeping import prune
from bot.api.safe_http import SafeClient
from bot.api.signing import HEADER, verify
from bot.api.webhook_events import HELD_FOR, LEASE, SETTLED_AFTER, move_mark, take_lease
from bot.api.webhooks import add_webhook, replay, set_active
from bot.api.webhooks_out import GIVE_UP_AFTER, WebhooksOut, record_result, take_due, wait_s
from bot.cases.history import record
from bot.cases.opening import open_or_join_case
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, DeadLetter, Lease, Webhook, WebhookDelivery
from tests.channels.serving import serving
from tests.factories import make_conversation, make_desk


@dataclass
class Partner:
    """A partner's server; ``statuses`` are the next answers, then always 200."""

    url: str
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def bodies(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(body) for _headers, body in self.got]


@pytest_asyncio.fixture
async def partner() -> AsyncIterator[Partner]:
    found = Partner("")

    @post("/hook", status_code=200)
    async def hook(request: Request[Any, Any, Any]) -> Response[str]:
        found.got.append((dict(request.headers), await request.body()))
        return Response("", status_code=found.statuses.pop(0) if found.statuses else 200)

    async with serving(Litestar([hook], openapi_config=None)) as url:
        found.url = f"{url}/hook"
        yield found


@pytest_asyncio.fixture
async def loop(store: Store) -> AsyncIterator[WebhooksOut]:
    client = SafeClient(allow_private=True)
    yield WebhooksOut(store, "here", client)
    await client.close()


def hook(
    store: Store, url: str, name: str = "cad", events: tuple[str, ...] = (), desk_id: int | None = None
) -> int:
    def work(session: Session) -> int:
        row = add_webhook(session, name, url, events, desk_id=desk_id, made_by="test", allow_private=True)
        return row.id

    return store.write_now(work)


def case(store: Store, topic: str = "emergency_medical", watched: bool = False) -> Case:
    def work(session: Session) -> Case:
        if session.scalar(select(Case.id).limit(1)) is None:
            make_desk(session)
        conversation = make_conversation(session, country="ID")
        return open_or_join_case(session, conversation, topic, "critical", "he hits her", watched=watched)[0]

    return store.write_now(work)


def step(store: Store, case_id: int, kind: str = "claimed", **data: Any) -> int:
    def work(session: Session) -> int:
        record(session, session.get_one(Case, case_id), kind, "siti", **data)
        session.flush()
        return session.scalars(select(CaseEvent.id).order_by(CaseEvent.id.desc()).limit(1)).one()

    return store.write_now(work)


def rows(store: Store) -> list[WebhookDelivery]:
    return store.read_now(
        lambda s: list(s.scalars(select(WebhookDelivery).order_by(WebhookDelivery.event_id)))
    )


async def once(loop: WebhooksOut) -> None:
    """One round of the loop, with what it sends."""
    await loop.scan()
    while await loop.send_due():
        await loop.finish()


async def test_an_event_arrives_signed(store: Store, loop: WebhooksOut, partner: Partner) -> None:
    known = case(store)
    await once(loop)
    hook(store, partner.url)
    event_id = step(store, known.id, "ring_raised", level=2, operator_id=7, facts={"name": "Dewi"})
    await once(loop)
    ((headers, body),) = partner.got
    secret = store.read_now(lambda s: s.scalars(select(Webhook.secret)).one())
    assert verify(secret, body, headers[HEADER.lower()], utcnow())
    assert headers["lindung-event"] == "ring_raised"
    told = msgspec.json.decode(body)
    assert {name: told[name] for name in ("id", "kind", "case", "desk", "by", "data")} == {
        "id": event_id, "kind": "ring_raised", "case": known.code, "desk": "jakarta-112", "by": "operator",
        "data": {"level": 2},
    }  # fmt: skip
    assert [(row.state, row.status, row.attempts) for row in rows(store)] == [("delivered", 200, 1)]
    await once(loop)
    assert len(partner.got) == 1


async def test_what_was_before_is_not_sent(store: Store, loop: WebhooksOut, partner: Partner) -> None:
    hook(store, partner.url)
    case(store)
    await once(loop)  # The very first look begins at the end of the history.
    assert partner.got == []
    case(store)
    hook(store, partner.url, "second")
    await once(loop)
    assert set(Counter(body["kind"] for body in partner.bodies()).values()) == {1}


@pytest.mark.parametrize("watched", [True, False])
async def test_words_of_watched_people_are_not_sent(
    store: Store, loop: WebhooksOut, partner: Partner, watched: bool
) -> None:
    await once(loop)
    hook(store, partner.url)
    known = case(store, "emergency_domestic_violence" if watched else "emergency_medical", watched)
    store.write_now(lambda s: _mark(s, known.id))
    step(store, known.id, "rerouted", why="she is in Kemang", desk="kbri-paris", note="tell nobody")
    step(store, known.id, "fact_noted", text="free words", answer={"code": "x"})
    await once(loop)
    text = b"".join(body for _headers, body in partner.got).decode()
    for word in ("he hits her", "Kemang", "tell nobody"):
        assert (word in text) != watched
    assert "free words" not in text
    assert "kbri-paris" in text
    assert all(body["watched"] == watched for body in partner.bodies())
    assert partner.bodies()[-1]["do_not_call"] is True


def _mark(session: Session, case_id: int) -> None:
    row = session.get_one(Case, case_id)
    row.contact_rule = {"do_not_call": True}


async def test_only_the_kinds_and_the_desk_that_were_chosen(
    store: Store, loop: WebhooksOut, partner: Partner
) -> None:
    await once(loop)
    known = case(store)
    other = store.write_now(lambda s: make_desk(s, code="b", prefix="CNH", is_duty=False).id)
    hook(store, partner.url, "kinds", ("claimed",))
    hook(store, partner.url, "desk", (), other)
    step(store, known.id, "claimed")
    step(store, known.id, "wrote")
    await once(loop)
    assert [body["kind"] for body in partner.bodies()] == ["claimed"]


async def test_a_step_that_was_committed_late_is_not_missed(
    store: Store, loop: WebhooksOut, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids are given out before the commit: a lower one may appear after a higher one was sent."""
    await once(loop)
    known = case(store)
    hook(store, partner.url, events=("wrote", "claimed"))
    late = step(store, known.id, "placeholder")
    step(store, known.id, "claimed")
    store.write_now(lambda s: s.delete(s.get_one(CaseEvent, late)))
    await once(loop)
    assert [body["kind"] for body in partner.bodies()] == ["claimed"]
    store.write_now(
        lambda s: s.add(CaseEvent(id=late, case_id=known.id, kind="wrote", actor="siti", data={}))
    )
    monkeypatch.setattr(webhooks_out, "LOOK_BACK_EVERY_S", 0.0)
    await once(loop)
    assert [body["kind"] for body in partner.bodies()] == ["claimed", "wrote"]
    restarted = WebhooksOut(store, "here", SafeClient(allow_private=True))
    await once(restarted)
    assert len(partner.got) == 2


async def test_more_steps_than_a_page(
    store: Store, loop: WebhooksOut, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks_out, "PAGE", 3)
    await once(loop)
    known = case(store)
    hook(store, partner.url, events=("wrote",))
    ids = [step(store, known.id, "wrote") for _ in range(10)]
    await once(loop)
    assert sorted(body["id"] for body in partner.bodies()) == ids


@pytest.mark.parametrize("status", [500, 404, 301, 302, 429])
async def test_a_refused_event_comes_again(
    store: Store, loop: WebhooksOut, partner: Partner, status: int
) -> None:
    await once(loop)
    known = case(store)
    hook(store, partner.url, events=("claimed",))
    partner.statuses = [status]
    step(store, known.id)
    before = utcnow()
    await once(loop)
    (row,) = rows(store)
    assert (row.state, row.status, row.attempts) == ("queued", status, 1)
    assert str(status) in row.error
    assert timedelta(seconds=29) < row.due_at - before < timedelta(seconds=60)
    await once(loop)
    assert len(partner.got) == 1
    store.write_now(lambda s: s.execute(update(WebhookDelivery).values(due_at=utcnow())))
    await once(loop)
    assert partner.got[0][1] == partner.got[1][1]
    assert [(row.state, row.attempts, row.error) for row in rows(store)] == [("delivered", 2, "")]


def test_the_waits_grow_from_half_a_minute_to_four_hours() -> None:
    waits = [wait_s(attempt) for attempt in range(1, 40)]
    assert waits[0] == 30
    assert all(first < second for first, second in pairwise(waits[:10]))
    assert max(waits) <= 4 * 3600
    assert min(waits[12:]) >= 4 * 3600 * 0.9


async def test_after_a_day_it_is_dead_and_people_are_told_once(store: Store, loop: WebhooksOut) -> None:
    await once(loop)
    known = case(store)
    webhook_id = hook(store, "http://127.0.0.1:1/hook", events=("claimed",))
    for _ in range(3):
        step(store, known.id)
    await loop.scan()
    clock = utcnow()
    attempts = 0
    while any(row.state == "queued" for row in rows(store)):
        clock = max(clock, min(row.due_at for row in rows(store) if row.state == "queued"))
        store.write_now(lambda s, now=clock: _fail_due(s, now))
        attempts += 1
        assert attempts < 60
    assert {row.state for row in rows(store)} == {"dead"}
    assert GIVE_UP_AFTER <= clock - rows(store)[0].created_at < GIVE_UP_AFTER + timedelta(hours=4)
    assert {row.attempts for row in rows(store)} <= set(range(10, 20))
    (letter,) = store.read_now(lambda s: list(s.scalars(select(DeadLetter))))
    assert (letter.source, letter.reference_id) == ("webhook", webhook_id)
    assert "lindung webhook replay cad" in letter.reason

    def again(session: Session) -> int:
        row = session.get_one(Webhook, webhook_id)
        return replay(session, row, utcnow() - timedelta(days=1), "test")

    assert store.write_now(again) == 3
    assert {(row.state, row.attempts) for row in rows(store)} == {("queued", 0)}


def _fail_due(session: Session, now: datetime) -> None:
    for parcel in take_due(session, now, Counter()):
        record_result(session, now, parcel, None, "not reached")


async def test_a_dead_host_and_an_unsafe_address_are_failures_in_words(
    store: Store, loop: WebhooksOut
) -> None:
    await once(loop)
    known = case(store)
    hook(store, "http://127.0.0.1:1/hook", "gone")
    hook(store, "http://127.0.0.1:1/hook", "unsafe")
    store.write_now(
        lambda s: s.execute(update(Webhook).where(Webhook.name == "unsafe").values(url="ftp://x/"))
    )
    step(store, known.id)
    await once(loop)
    errors = sorted(row.error for row in rows(store))
    assert errors[0].startswith("Webhooks go over https alone")
    assert errors[-1].startswith("not reached (ConnectError")


async def test_one_system_that_hangs_holds_up_no_other(store: Store, partner: Partner) -> None:
    release = asyncio.Event()

    class Hanging(SafeClient):
        async def post(self, url: str, body: bytes, headers: Any, timeout_s: float = 10.0) -> int:
            if "hang" in url:
                await release.wait()
                return 200
            return await super().post(url, body, headers, timeout_s)

    loop = WebhooksOut(store, "here", Hanging(allow_private=True))
    await once(loop)
    known = case(store)
    hanging = hook(store, "http://127.0.0.1:1/hang", "hangs", ("wrote",))
    hook(store, partner.url, "good", ("wrote",))
    for _ in range(30):
        step(store, known.id, "wrote")
    await loop.scan()
    async with asyncio.timeout(60):
        while len(partner.got) < 30:
            await loop.send_due()
            await asyncio.sleep(0.01)
    waiting = [row.state for row in rows(store) if row.webhook_id == hanging]
    assert Counter(waiting) == {"sending": webhooks_out.AT_ONCE, "queued": 30 - webhooks_out.AT_ONCE}
    release.set()
    await loop.finish()


async def test_a_process_that_died_while_sending(store: Store, loop: WebhooksOut, partner: Partner) -> None:
    await once(loop)
    known = case(store)
    hook(store, partner.url, events=("claimed",))
    step(store, known.id)
    await loop.scan()
    taken = store.write_now(lambda s: take_due(s, utcnow(), Counter()))
    assert len(taken) == 1
    assert store.write_now(lambda s: take_due(s, utcnow(), Counter())) == []
    later = utcnow() + webhooks_out.HOLD + timedelta(seconds=1)
    assert len(store.write_now(lambda s: take_due(s, later, Counter()))) == 1


async def test_switched_off_and_on(store: Store, loop: WebhooksOut, partner: Partner) -> None:
    await once(loop)
    known = case(store)
    webhook_id = hook(store, partner.url, events=("claimed",))
    step(store, known.id)
    await loop.scan()
    store.write_now(lambda s: set_active(s, s.get_one(Webhook, webhook_id), False, "test"))
    await once(loop)
    assert partner.got == []
    store.write_now(lambda s: set_active(s, s.get_one(Webhook, webhook_id), True, "test"))
    await once(loop)
    assert len(partner.got) == 1


async def test_two_processes_send_each_event_once(store: Store, partner: Partner) -> None:
    loops = [WebhooksOut(store, f"p{number}", SafeClient(allow_private=True)) for number in range(3)]
    await asyncio.gather(*(once(loop) for loop in loops))
    known = case(store)
    hook(store, partner.url, events=("wrote",))
    ids = [step(store, known.id, "wrote") for _ in range(20)]
    await asyncio.gather(*(once(loop) for loop in loops))
    await asyncio.gather(*(once(loop) for loop in loops))
    assert sorted(body["id"] for body in partner.bodies()) == ids


def test_the_lease_and_its_mark(store: Store) -> None:
    known = case(store)
    now = utcnow()
    newest = step(store, known.id)
    assert store.write_now(lambda s: take_lease(s, now, "a")) == newest
    assert store.write_now(lambda s: take_lease(s, now, "b")) is None
    later = now + HELD_FOR
    assert store.write_now(lambda s: take_lease(s, later, "b")) == newest
    fresh = step(store, known.id)
    assert store.write_now(lambda s: move_mark(s, utcnow(), "b", newest)) == newest
    settled = utcnow() + SETTLED_AFTER + timedelta(seconds=1)
    assert store.write_now(lambda s: move_mark(s, settled, "b", newest)) == fresh
    assert store.read_now(lambda s: s.get_one(Lease, LEASE).value) == str(fresh)


async def test_the_loop_runs_and_stops(store: Store, partner: Partner) -> None:
    stop = asyncio.Event()
    loop = WebhooksOut(store, "here", SafeClient(allow_private=True))
    await once(loop)
    known = case(store)
    hook(store, partner.url, events=("claimed",))
    task = asyncio.create_task(loop.run(stop))
    step(store, known.id)
    async with asyncio.timeout(60):
        while not partner.got:
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(task, 60)
    assert store.read_now(lambda s: s.get_one(Lease, LEASE).until) <= utcnow()


async def test_old_deliveries_are_removed(store: Store, loop: WebhooksOut, partner: Partner) -> None:
    await once(loop)
    known = case(store)
    hook(store, partner.url, events=("claimed",))
    step(store, known.id)
    await once(loop)
    store.write_now(lambda s: prune(s, utcnow() + timedelta(days=29)))
    assert len(rows(store)) == 1
    store.write_now(lambda s: prune(s, utcnow() + timedelta(days=31)))
    assert rows(store) == []


async def test_an_error_of_the_other_side_is_no_error_of_ours(store: Store) -> None:
    class Broken(SafeClient):
        async def post(self, url: str, body: bytes, headers: Any, timeout_s: float = 10.0) -> int:
            raise httpx.RemoteProtocolError("nonsense\x00")

    loop = WebhooksOut(store, "here", Broken(allow_private=True))
    await once(loop)
    known = case(store)
    hook(store, "http://127.0.0.1:1/", events=("claimed",))
    step(store, known.id)
    await once(loop)
    assert "nonsense" in rows(store)[0].error
