"""Tokens: who may call, what for, how often; and that every call leaves a trace."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.api.admission import WINDOW, admit
from bot.api.problems import Problem
from bot.api.tokens import Caller, TokenError, create_token, revoke_token
from bot.nlu.rules_only import RulesOnly
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import ApiToken, AuditEntry
from tests.api.conftest import Api, build_app, build_desks, new_case


def token_row(api: Api, name: str) -> ApiToken:
    return api.store.read_now(lambda s: s.scalars(select(ApiToken).where(ApiToken.name == name)).one())


async def test_only_the_hash_is_kept(api: Api) -> None:
    token = api.new_token("fresh", "cases:read")
    assert token.startswith("lnd_")
    assert len(token) == 4 + 43
    row = token_row(api, "fresh")
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert row.last_used_at is None
    assert (await api.get("/cases", token=token)).status_code == 200
    assert token_row(api, "fresh").last_used_at is not None


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer lnd_unknown", "lnd_x"]
)
async def test_strangers(api: Api, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for method, path in (("GET", "/cases"), ("POST", "/cases"), ("DELETE", "/webhooks/1"), ("GET", "/desks")):
        answer = await api.http.request(method, f"/api/v1{path}", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["what_to_do"]
    assert {entry.actor for entry in api.audit("api_refused")} == {"api:?"}
    assert api.audit("api_called") == []


async def test_expired_and_revoked(api: Api) -> None:
    old, gone = api.new_token("old", "cases:write"), api.new_token("gone", "cases:write")

    def end(session: object) -> None:
        rows = {row.name: row for row in session.scalars(select(ApiToken))}  # type: ignore[attr-defined]
        rows["old"].expires_at = utcnow() - timedelta(seconds=1)
        revoke_token(session, rows["gone"].id)  # type: ignore[arg-type]

    api.store.write_now(end)
    for token, word in ((old, "expired"), (gone, "revoked")):
        answer = await api.post("/cases", new_case(), token=token)
        assert answer.status_code == 401
        assert word in answer.json()["detail"]
    assert sorted(entry.actor for entry in api.audit("api_refused")) == ["api:gone", "api:old"]
    assert token_row(api, "old").last_used_at is None


async def test_scopes(api: Api) -> None:
    code = api.case()
    reader = api.new_token("reader", "cases:read")
    assert (await api.get("/cases", token=reader)).status_code == 200
    refused = [
        await api.post("/cases", new_case(), token=reader),
        await api.patch(f"/cases/{code}", {"status": "accepted"}, token=reader),
        await api.get(f"/cases/{code}/messages", token=reader),
        await api.get("/desks", token=reader),
        await api.get("/webhooks", token=reader),
        await api.post("/webhooks/1/replay?since=2026-01-01T00:00:00Z", token=reader),
    ]
    assert [answer.status_code for answer in refused] == [403] * 6
    assert "cases:write" in refused[0].json()["what_to_do"]


async def test_every_call_is_audited(api: Api) -> None:
    code = api.case()
    await api.get("/cases?limit=3")
    await api.patch(f"/cases/{code}", {"status": "accepted"})
    await api.get("/cases/JKT-0000-0")
    called = [(entry.actor, entry.target) for entry in api.audit("api_called")]
    assert called == [
        ("api:partner-1", "GET /api/v1/cases"),
        ("api:partner-1", f"PATCH /api/v1/cases/{code}"),
        ("api:partner-1", "GET /api/v1/cases/JKT-0000-0"),
    ]
    assert [(e.target, e.detail) for e in api.audit("api_refused")] == [
        ("GET /api/v1/cases/JKT-0000-0", "404")
    ]


async def test_what_no_route_takes_is_a_problem_too(api: Api) -> None:
    answer = await api.get("/dragons")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:lindung:problem:not-found")
    answer = await api.call("PUT", "/cases")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["content-type"].startswith("application/problem+json")
    elsewhere = await api.http.get("/dragons")
    assert elsewhere.headers["content-type"].startswith("application/json")


async def test_bodies_that_are_none(api: Api) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"[]", b"null"):
        answer = await api.call("POST", "/cases", content=body)
        assert answer.status_code == 400, body
    too_large = await api.call("POST", "/cases", content=b'{"text": "' + b"x" * 70_000 + b'"}')
    assert too_large.status_code == 413
    assert too_large.json()["what_to_do"].startswith("Send at most 64 KiB")


async def test_the_limit_of_calls(store: Store, rules: RulesOnly, tmp_path: Path) -> None:
    build_desks(store)
    app = build_app(store, rules, tmp_path, per_minute=5)
    one, other = (
        store.write_now(lambda s, n=name: create_token(s, n, ["desks:read"])[1]) for name in ("aa", "bb")
    )

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as http:

        async def status(token: str) -> httpx.Response:
            return await http.get("/api/v1/desks", headers={"Authorization": f"Bearer {token}"})

        answers = await asyncio.gather(*(status(one) for _ in range(12)))
        assert sorted(answer.status_code for answer in answers) == [200] * 5 + [429] * 7
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert (await status(other)).status_code == 200
    noted = store.read_now(lambda s: list(s.scalars(select(AuditEntry).where(AuditEntry.actor == "api:aa"))))
    assert sorted(entry.action for entry in noted) == ["api_called"] * 5 + ["api_limited"]


def test_the_limit_ends_with_its_minute(store: Store) -> None:
    token = store.write_now(lambda s: create_token(s, "aa", ["desks:read"])[1])

    def call(session: object, later: timedelta) -> Caller | Problem:
        return admit(session, utcnow() + later, token, "desks:read", "GET /", per_minute=2)  # type: ignore[arg-type]

    outcomes = [store.write_now(lambda s: call(s, timedelta())) for _ in range(3)]
    assert [isinstance(outcome, Caller) for outcome in outcomes] == [True, True, False]
    assert isinstance(store.write_now(lambda s: call(s, WINDOW + timedelta(seconds=1))), Caller)


@pytest.mark.parametrize(
    ("name", "scopes", "values", "words"),
    [
        ("A", ["cases:read"], {}, "no name"),
        ("a" * 61, ["cases:read"], {}, "no name"),
        ("ok", [], {}, "needs scopes"),
        ("ok", ["cases:burn"], {}, "unknown scope cases:burn"),
        ("ok", ["cases:read"], {"days": 0}, "1 to 3650 days"),
        ("ok", ["cases:read"], {"desk_code": "atlantis"}, "no desk 'atlantis'"),
    ],
)
def test_tokens_that_cannot_be(
    store: Store, name: str, scopes: list[str], values: dict[str, int], words: str
) -> None:
    with pytest.raises(TokenError, match=words):
        store.write_now(lambda s: create_token(s, name, scopes, **values))
    assert store.read_now(lambda s: list(s.scalars(select(ApiToken)))) == []


def test_a_token_is_revoked_once(store: Store) -> None:
    token_id = store.write_now(lambda s: create_token(s, "aa", ["desks:read"])[0].id)
    store.write_now(lambda s: revoke_token(s, token_id))
    with pytest.raises(TokenError, match="was revoked"):
        store.write_now(lambda s: revoke_token(s, token_id))
    with pytest.raises(TokenError, match="no token 99"):
        store.write_now(lambda s: revoke_token(s, 99))
