"""The schema page is complete, and the application keeps to it, whatever it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from litestar import Litestar
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bot.api import shapes
from bot.api.controllers import examples
from bot.api.tokens import SCOPES, create_token
from bot.cases.opening import open_or_join_case
from bot.nlu.rules_only import RulesOnly
from bot.store.database import Store
from tests.api.conftest import build_app, build_desks
from tests.factories import make_conversation

EXAMPLES = 12


@pytest.fixture
def app(store: Store, rules: RulesOnly, tmp_path: Path) -> Litestar:
    build_desks(store)
    return build_app(store, rules, tmp_path, per_minute=100_000)


def operations(app: Litestar) -> Iterator[tuple[str, str, dict[str, Any]]]:
    schema = app.openapi_schema.to_schema()
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_route_is_described(app: Litestar) -> None:
    found = {(method, path) for method, path, _operation in operations(app)}
    assert found == {
        ("get", "/api/v1/cases"), ("post", "/api/v1/cases"), ("get", "/api/v1/cases/{code}"),
        ("patch", "/api/v1/cases/{code}"), ("get", "/api/v1/cases/{code}/messages"),
        ("get", "/api/v1/desks"), ("get", "/api/v1/statistics"),
        ("get", "/api/v1/webhooks"), ("post", "/api/v1/webhooks"),
        ("delete", "/api/v1/webhooks/{webhook_id}"),
        ("post", "/api/v1/webhooks/{webhook_id}/replay"), ("post", "/api/v1/partners/{name}/status"),
    }  # fmt: skip


def test_every_route_has_words_examples_and_refusals(app: Litestar) -> None:
    for method, path, operation in operations(app):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["description"], where
        assert operation["security"] in ([{"token": []}], [{"signature": []}]), where
        assert {"401", "429", "503"} <= set(operation["responses"]), where
        body = operation.get("requestBody")
        for content in [body["content"]] if body else []:
            assert content["application/json"]["schema"]["examples"], where
        for status, response in operation["responses"].items():
            if status == "204":
                continue
            media = "application/json" if status.startswith("2") else "application/problem+json"
            assert response["content"][media]["examples"], f"{where} {status}"
    schemes = app.openapi_schema.to_schema()["components"]["securitySchemes"]
    assert set(schemes) == {"token", "signature"}


def test_the_examples_keep_to_their_schemas(app: Litestar) -> None:
    pairs = {
        "NEW_CASE": shapes.NewCase, "CASE_RECEIPT": shapes.CaseReceipt, "CASE_JOINED": shapes.CaseReceipt,
        "CASE": shapes.CaseOut, "CASE_PAGE": shapes.CasePage, "STATUS_UPDATE": shapes.StatusUpdate,
        "STATUS_RECEIPT": shapes.StatusReceipt, "MESSAGE_PAGE": shapes.MessagePage, "DESKS": shapes.DeskList,
        "NEW_WEBHOOK": shapes.NewWebhook, "WEBHOOK_MADE": shapes.WebhookMade, "WEBHOOKS": shapes.WebhookList,
        "REPLAYED": shapes.Replayed, "SIGNED_STATUS": shapes.SignedStatus,
        "STATISTICS": shapes.StatisticsOut,
    }  # fmt: skip
    assert {name for name in vars(examples) if name.isupper() and not name.startswith("_")} == set(pairs)
    for name, shape in pairs.items():
        value = getattr(examples, name).value
        built = msgspec.convert(value, shape)
        assert set(msgspec.to_builtins(built)) >= set(value), name


def test_the_application_keeps_to_its_schema(app: Litestar, store: Store) -> None:
    """Schemathesis: good and bad calls to every route, all of its checks."""

    def seed(session: Any) -> str:
        for topic in ("emergency_fire", "emergency_domestic_violence"):
            conversation = make_conversation(session, country="ID")
            open_or_join_case(session, conversation, topic, "critical", "seen", watched=True)
        return create_token(session, "fuzzer", SCOPES)[1]

    token = store.write_now(seed)
    schema = schemathesis.openapi.from_asgi("/schema/openapi.json", app)
    headers = {"Authorization": f"Bearer {token}"}
    called: list[int] = []

    def calls(case: schemathesis.Case) -> None:
        # Cursors, addresses and times with a zone cannot be told apart by a schema: a refusal is right.
        answer = case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
        called.append(answer.status_code)

    for found in schema.get_all_operations():
        few = settings(
            max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True,
            database=None, suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        few(given(case=found.ok().as_strategy())(calls))()
    assert len(called) >= 50
    assert any(status < 300 for status in called)
