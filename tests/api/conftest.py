"""The application with its interface over both databases, and a partner with a token."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from sqlalchemy import func, select

from bot.api.app import COMPONENTS, api_router
from bot.api.problems import APP_EXCEPTION_HANDLERS
from bot.api.tokens import SCOPES, create_token
from bot.cases.opening import open_or_join_case
from bot.engine.runtime import Runtime
from bot.nlu.rules_only import RulesOnly
from bot.settings import ROOT, load_settings
from bot.store.database import Store
from bot.store.tables import AuditEntry, Case, CaseEvent
from tests.factories import make_conversation, make_desk

_references = itertools.count(1)


@dataclass
class Api:
    """The application under test, called in this process, as a partner with every scope."""

    app: Litestar
    store: Store
    http: httpx.AsyncClient
    token: str
    desks: dict[str, int] = field(default_factory=dict)

    async def call(
        self, method: str, path: str, *, token: str | None = None, key: str | None = None, **values: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.http.request(method, f"/api/v1{path}", headers=headers, **values)

    async def get(self, path: str, **values: Any) -> httpx.Response:
        return await self.call("GET", path, **values)

    async def post(self, path: str, body: Any = None, **values: Any) -> httpx.Response:
        return await self.call("POST", path, json=body, **values)

    async def patch(self, path: str, body: Any = None, **values: Any) -> httpx.Response:
        return await self.call("PATCH", path, json=body, **values)

    def new_token(self, name: str = "other-110", *scopes: str, desk: str = "", days: int = 10) -> str:
        chosen = scopes or SCOPES
        return self.store.write_now(lambda s: create_token(s, name, chosen, desk_code=desk, days=days)[1])

    def case(self, topic: str = "emergency_medical", urgency: str = "critical", **values: Any) -> str:
        """Open a case of a traveller and return its code; ``values`` are columns of the case."""

        def work(session: Any) -> str:
            conversation = make_conversation(session, country="ID")
            watched = bool(values.pop("watched", False))
            case, _new = open_or_join_case(session, conversation, topic, urgency, "seen", watched=watched)
            for name, value in values.items():
                setattr(case, name, value)
            return case.code

        return self.store.write_now(work)

    def row(self, code: str) -> Case:
        return self.store.read_now(lambda s: s.scalars(select(Case).where(Case.code == code)).one())

    def events(self, code: str, kind: str | None = None) -> list[CaseEvent]:
        chosen = select(CaseEvent).join(Case, Case.id == CaseEvent.case_id).where(Case.code == code)
        if kind is not None:
            chosen = chosen.where(CaseEvent.kind == kind)
        return self.store.read_now(lambda s: list(s.scalars(chosen.order_by(CaseEvent.id))))

    def audit(self, action: str) -> list[AuditEntry]:
        chosen = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return self.store.read_now(lambda s: list(s.scalars(chosen)))

    def count(self, table: Any) -> int:
        return self.store.read_now(lambda s: s.scalar(select(func.count()).select_from(table)) or 0)


@pytest.fixture(scope="session")
def rules() -> RulesOnly:
    return RulesOnly.from_data(ROOT / "nlu_data")


def build_app(store: Store, rules: RulesOnly, folder: Path, per_minute: int = 1000) -> Litestar:
    """Return the application as the web role builds it, with nothing but the interface."""
    settings = load_settings({"LINDUNG_DATA_DIR": str(folder)}, folder / "none")
    runtime = Runtime(settings, store, texts=None, nlu=rules)  # type: ignore[arg-type]
    return Litestar(
        [api_router(allow_private=True, per_minute=per_minute)],
        state=State({"runtime": runtime}),
        openapi_config=OpenAPIConfig(
            title="Lindung", version="1", path="/schema", components=COMPONENTS, use_handler_docstrings=True
        ),
        exception_handlers=APP_EXCEPTION_HANDLERS,
    )


def build_desks(store: Store) -> dict[str, int]:
    """Make the desks of Jakarta, Beijing (a partner) and Paris (a mission); return their ids by code."""

    def work(session: Any) -> dict[str, int]:
        made = [
            make_desk(session),
            make_desk(
                session, code="beijing-110", name="Beijing 110", prefix="CNH", kind="partner", is_duty=False,
                coverage={"countries": ["CN"]},
            ),
            make_desk(
                session, code="kbri-paris", name="KBRI Paris", prefix="PAR", kind="mission", is_duty=False,
                coverage={"countries": ["FR"], "nationality": "ID"}, staffed=False,
                contact={"phone": "+33 1 45 03 07 60"},
            ),
        ]  # fmt: skip
        return {desk.code: desk.id for desk in made}

    return store.write_now(work)


@pytest_asyncio.fixture
async def api(store: Store, rules: RulesOnly, tmp_path: Path) -> AsyncIterator[Api]:
    app = build_app(store, rules, tmp_path)
    desks = build_desks(store)
    token = store.write_now(lambda s: create_token(s, "partner-1", SCOPES)[1])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        yield Api(app, store, http, token, desks)


def new_case(**values: Any) -> dict[str, Any]:
    """Return the body of a new case."""
    body = {
        "topic": "emergency_medical",
        "text": "Man, 60, chest pain, awake.",
        "place": {"country": "ID", "text": "Kemang Raya 12"},
        "reference": f"r-{next(_references)}",
    }
    return {**body, **values}
