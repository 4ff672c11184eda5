"""Repeated calls: the same key and body get the stored answer; nothing happens twice, nothing half."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.api import case_opening
from bot.api.housekeeping import prune
from bot.api.idempotency import ABANDONED_AFTER, KEPT_FOR, Answer, Reservation, reserve
from bot.api.problems import Problem
from bot.api.tokens import create_token
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, IdempotencyKey, Message
from tests.api.conftest import Api, new_case


async def test_a_repeat_gets_the_stored_answer(api: Api) -> None:
    body = new_case()
    first = await api.post("/cases", body, key="k1")
    again = await api.post("/cases", body, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert (api.count(Case), api.count(Message)) == (1, 1)


async def test_another_body_path_or_system(api: Api) -> None:
    code = api.case()
    await api.patch(f"/cases/{code}", {"note": "one"}, key="k1")
    other_body = await api.patch(f"/cases/{code}", {"note": "two"}, key="k1")
    assert (other_body.status_code, other_body.json()["type"]) == (
        409,
        "urn:lindung:problem:key-used-otherwise",
    )
    other_path = await api.patch(f"/cases/{api.case()}", {"note": "one"}, key="k1")
    assert other_path.status_code == 409
    other_system = await api.patch(f"/cases/{code}", {"note": "two"}, key="k1", token=api.new_token())
    assert other_system.status_code == 200
    assert [event.data["note"] for event in api.events(code, "partner_status")] == ["one", "two"]


async def test_many_at_once_do_it_once(api: Api) -> None:
    body = new_case(reference="")
    answers = await asyncio.gather(*(api.post("/cases", body, key="k1") for _ in range(12)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["code"] for answer in answers if answer.status_code == 201}) == 1
    in_flight = [answer for answer in answers if answer.status_code == 409]
    assert {answer.json()["type"] for answer in in_flight} <= {"urn:lindung:problem:in-flight"}
    assert {answer.headers["retry-after"] for answer in in_flight} <= {"1"}
    assert api.count(Case) == 1
    assert (await api.post("/cases", body, key="k1")).status_code == 201


async def test_a_refused_call_gives_its_key_back(api: Api) -> None:
    code = api.case()
    assert (await api.patch(f"/cases/{code}", {"note": " "}, key="k1")).status_code == 400
    assert api.count(IdempotencyKey) == 0
    assert (await api.patch(f"/cases/{code}", {"note": "mended"}, key="k1")).status_code == 200


async def test_a_crash_leaves_nothing_half_done(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(case_opening, "_add_reporter", broken)
        answer = await api.post("/cases", new_case(reference="z"), key="k1")
    assert answer.status_code == 500
    assert "bug" not in answer.text
    assert (api.count(Case), api.count(Message), api.count(IdempotencyKey)) == (0, 0, 0)
    assert (await api.post("/cases", new_case(reference="z"), key="k1")).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 121, "a b"])
async def test_keys_that_are_none(api: Api, key: str) -> None:
    assert (await api.post("/cases", new_case(), key=key)).status_code == 400
    assert api.count(Case) == 0


async def test_an_abandoned_key_is_taken_over_and_the_late_one_undone(api: Api) -> None:
    """A call that was so slow that its repeat took over must not do the work a second time."""
    body, write = new_case(reference=""), api.store.write
    slept = asyncio.Event()

    def age(session: Any) -> None:
        session.execute(update(IdempotencyKey).values(created_at=utcnow() - 2 * ABANDONED_AFTER))

    original = case_opening.open_case
    calls = 0

    def slow(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return original(*arguments)

    from bot.api.controllers import cases

    async def hold(work: Any) -> Any:
        """The first call's work waits until the repeat is done."""
        if work.__name__ == "<lambda>" and "_finish" in work.__code__.co_names and not slept.is_set():
            slept.set()
            await write(age)
            repeat = await api.post("/cases", body, key="k1")
            assert repeat.status_code == 201
        return await write(work)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "open_case", slow)
        patch.setattr(api.store, "write", hold)
        late = await api.post("/cases", body, key="k1")
    assert calls == 2
    assert (late.status_code, late.json()["type"]) == (409, "urn:lindung:problem:in-flight")
    assert api.count(Case) == 1
    assert (await api.post("/cases", body, key="k1")).headers["idempotency-replayed"] == "true"


def test_reservations(store: Store) -> None:
    token_id = store.write_now(lambda s: create_token(s, "aa", ["cases:write"])[0].id)
    now = utcnow()

    def take(later: timedelta, request_hash: str = "h") -> Reservation | Answer | Problem:
        return store.write_now(lambda s: reserve(s, now + later, token_id, "k", request_hash))

    assert isinstance(take(timedelta()), Reservation)
    in_flight = take(timedelta(seconds=1))
    assert isinstance(in_flight, Problem)
    assert in_flight.kind == "in-flight"
    other = take(2 * ABANDONED_AFTER, "other")
    assert isinstance(other, Problem)
    assert other.kind == "key-used-otherwise"
    assert isinstance(take(2 * ABANDONED_AFTER), Reservation)


def test_old_keys_are_removed(store: Store) -> None:
    token_id = store.write_now(lambda s: create_token(s, "aa", ["cases:write"])[0].id)
    now = utcnow()
    store.write_now(lambda s: reserve(s, now, token_id, "new", "h"))
    store.write_now(lambda s: reserve(s, now - KEPT_FOR - timedelta(seconds=1), token_id, "old", "h"))
    store.write_now(lambda s: prune(s, now))
    assert store.read_now(lambda s: list(s.scalars(select(IdempotencyKey.key)))) == ["new"]
