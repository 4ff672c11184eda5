"""``lindung token`` and ``lindung webhook`` on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.api.tokens import hash_of
from bot.cli.token import moment_of, register
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import ApiToken, AuditEntry, Case, CaseEvent, Webhook, WebhookDelivery
from tests.factories import make_conversation, make_desk

RUN = CliRunner()
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
app = typer.Typer()
register(app)


@pytest.fixture(autouse=True)
def _environment(database_url: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINDUNG_DATABASE_URL", database_url)
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))


def run(*arguments: str) -> Result:
    return RUN.invoke(app, list(arguments))


def said(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2
    return " ".join(result.output.split())


def test_a_token_is_made_listed_and_revoked(store: Store) -> None:
    store.write_now(make_desk)
    shown = said("token", "add", "beijing-110", "--scopes", "cases:read,cases:write", "--desk", "jakarta-112")
    token = shown.split()[-1]
    row = store.read_now(lambda s: s.scalars(select(ApiToken)).one())
    assert row.token_hash == hash_of(token)
    listed = said("token", "list")
    assert "beijing-110" in listed
    assert "active" in listed
    assert token not in listed
    said("token", "revoke", str(row.id))
    assert "revoked" in said("token", "list")
    assert "was revoked" in refused("token", "revoke", str(row.id))
    actions = store.read_now(lambda s: list(s.scalars(select(AuditEntry.action).order_by(AuditEntry.id))))
    assert actions == ["token_added", "token_revoked"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("token", "add", "Big Name"), "is no name"),
        (("token", "add", "ok", "--scopes", "everything"), "unknown scope everything"),
        (("token", "add", "ok", "--desk", "atlantis"), "no desk 'atlantis'"),
        (("token", "add", "ok", "--days", "0"), "lasts 1 to"),
        (("token", "revoke", "7"), "no token 7"),
        (("webhook", "add", "ok", "http://example.org/"), "https alone"),
        (("webhook", "add", "ok", "https://10.0.0.1/"), "no public address"),
        (("webhook", "replay", "nobody"), "no webhook 'nobody'"),
        (("webhook", "replay", "nobody", "--since", "soon"), "is no time"),
        (("webhook", "disable", "nobody"), "no webhook 'nobody'"),
    ],
)
def test_mistakes_are_told_in_a_sentence(store: Store, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(*arguments)
    assert store.read_now(lambda s: list(s.scalars(select(ApiToken)))) == []


def test_a_webhook_is_made_switched_off_and_replayed(store: Store) -> None:
    def event(session: object) -> None:
        desk = make_desk(session)  # type: ignore[arg-type]
        conversation = make_conversation(session)  # type: ignore[arg-type]
        case = Case(
            code="JKT-7K4P-2",
            conversation_id=conversation.id,
            kind="x",
            topic="x",
            urgency="urgent",
            desk_id=desk.id,
        )
        session.add(case)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        old = CaseEvent(
            case_id=case.id, kind="opened", actor="system", data={}, at=utcnow() - timedelta(days=2)
        )
        new = CaseEvent(case_id=case.id, kind="claimed", actor="siti", data={})
        session.add_all([old, new])  # type: ignore[attr-defined]

    store.write_now(event)
    shown = said("webhook", "add", "cad", "https://cad.example.org/hook", "--events", "opened,claimed")
    row = store.read_now(lambda s: s.scalars(select(Webhook)).one())
    assert shown.split()[-1] == row.secret
    assert "cad.example.org" in said("webhook", "list")
    assert "1 events" in said("webhook", "replay", "cad", "--since", "1h")
    assert "2 events" in said("webhook", "replay", "cad", "--since", "3d")
    assert len(store.read_now(lambda s: list(s.scalars(select(WebhookDelivery))))) == 2
    said("webhook", "disable", "cad")
    assert "cad is off" in said("webhook", "list")
    assert "is switched off" in refused("webhook", "replay", "cad")
    said("webhook", "enable", "cad")
    assert "2 events" in said("webhook", "replay", "cad", "--since", "3d")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2h", NOW - timedelta(hours=2)),
        ("3d", NOW - timedelta(days=3)),
        ("30m", NOW - timedelta(minutes=30)),
        ("2026-11-24T07:00+07:00", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T07:00Z", NOW),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert moment_of(text, NOW) == moment


@pytest.mark.parametrize(
    "text", ["", "h", "-2h", "999999d", "2026-11-24T07:00", "0001-01-01T00:00+14:00", "²h"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        moment_of(text, NOW)
