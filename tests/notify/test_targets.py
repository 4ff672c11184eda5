"""Addresses of people, the ways the settings allow, and Apprise where it is not installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.notify import by_apprise
from bot.notify.by_apprise import AppriseNotifier
from bot.notify.notifier import Notice, NotifyError
from bot.notify.registry import build_notifiers
from bot.notify.targets import TargetRefused, add_target, switch_off, targets_of
from bot.settings import Settings, SettingsError, load_settings
from bot.store.database import Store
from bot.store.tables import User
from tests.factories import make_desk, make_user

NOTICE = Notice(id=1, code="JKT-7K4P-2", desk="Jakarta 112", urgency="urgent")


def with_user(store: Store, work: Callable[[Session, User], Any]) -> Any:
    return store.write_now(lambda session: work(session, make_user(session, make_desk(session))))


def test_an_address_is_kept_once_and_can_be_switched_off(store: Store) -> None:
    def work(session: Session, user: User) -> list[tuple[str, bool]]:
        target = add_target(session, user, "email", " siti@example.org ")
        assert add_target(session, user, "email", "siti@example.org").id == target.id
        add_target(session, user, "telegram", "123456789")
        switch_off(session, user, target.id)
        session.flush()
        return [(row.address, row.active) for row in targets_of(session, user)]

    assert with_user(store, work) == [("123456789", True), ("siti@example.org", False)]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("email", "siti"),
        ("email", "siti@localhost"),
        ("email", "a@b.example, c@d.example"),
        ("email", "a@b.example\nBcc: x@y.example"),
        ("email", "Siti <a@b.example>"),
        ("telegram", "@siti"),
        ("telegram", "-100123"),
        ("apprise", "topic"),
        ("apprise", "ntfy://" + "x" * 600),
        ("pigeon", "home"),
        ("email", ""),
    ],
)
def test_what_is_no_address(store: Store, kind: str, address: str) -> None:
    with pytest.raises(TargetRefused):
        with_user(store, lambda session, user: add_target(session, user, kind, address))


def test_nobody_switches_off_the_address_of_another(store: Store) -> None:
    def work(session: Session, user: User) -> None:
        target = add_target(session, user, "telegram", "5")
        assert user.desk is not None
        switch_off(session, make_user(session, user.desk, "wei"), target.id)

    with pytest.raises(TargetRefused, match="wei has no address"):
        with_user(store, work)


def load(tmp_path: Path, **environ: str) -> Settings:
    named = {f"LINDUNG_{name}": value for name, value in environ.items()}
    return load_settings({"LINDUNG_DATA_DIR": str(tmp_path / "var"), **named}, tmp_path / "none.env")


def test_ways_follow_the_settings(tmp_path: Path) -> None:
    assert set(build_notifiers(load(tmp_path))) == {"apprise"}
    chosen = load(
        tmp_path, SMTP_URL="smtp://u:p@mail.example", PUSH_FROM="alarm@example.org", TELEGRAM_TOKEN="1:x"
    )
    assert set(build_notifiers(chosen)) == {"apprise", "email", "telegram"}
    assert "u:p" not in repr(chosen)


@pytest.mark.parametrize(
    ("url", "sender", "says"),
    [
        ("mail.example", "a@b.example", "LINDUNG_SMTP_URL"),
        ("smtp://h:port", "a@b.example", "LINDUNG_SMTP_URL"),
        ("smtp://h", "", "LINDUNG_PUSH_FROM"),
        ("smtp://h", "nobody", "LINDUNG_PUSH_FROM"),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path: Path, url: str, sender: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load(tmp_path, SMTP_URL=url, PUSH_FROM=sender)


async def test_a_server_set_up_wrongly_says_so_with_each_call(tmp_path: Path) -> None:
    chosen = load(tmp_path, SMTP_URL="smtp://u:p@h?tls=none", PUSH_FROM="a@b.example")
    with pytest.raises(NotifyError, match="not sent without encryption"):
        await build_notifiers(chosen)["email"].send("a@b.example", NOTICE)


async def test_apprise_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(by_apprise, "import_module", missing)
    with pytest.raises(NotifyError, match="pip install apprise"):
        await AppriseNotifier().send("ntfy://topic", NOTICE)


@pytest.mark.parametrize(
    ("known", "taken", "says"), [(False, True, "does not know"), (True, False, "did not take")]
)
async def test_what_apprise_answers(
    monkeypatch: pytest.MonkeyPatch, known: bool, taken: bool, says: str
) -> None:
    told: list[dict[str, str]] = []

    class Way:
        def add(self, _address: str) -> bool:
            return known

        def notify(self, **words: str) -> bool:
            told.append(words)
            return taken

    monkeypatch.setattr(by_apprise, "import_module", lambda _name: SimpleNamespace(Apprise=Way))
    with pytest.raises(NotifyError, match=says):
        await AppriseNotifier().send("ntfy://topic", NOTICE)
    assert told == ([{"title": "URGENT JKT-7K4P-2", "body": "Jakarta 112"}] if known else [])
