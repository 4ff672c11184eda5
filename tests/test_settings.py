"""Settings from the environment and from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings


def load(tmp_path: Path, text: str = "", **environ: str):
    file = tmp_path / ".env"
    file.write_text(text, encoding="utf-8")
    return load_settings({"LINDUNG_DATA_DIR": str(tmp_path / "var"), **environ}, file)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.database_url.startswith("sqlite:///")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert not settings.has_telegram
    assert not settings.has_whatsapp


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    text = (
        '# a comment\nexport LINDUNG_BASE_URL="https://one.example"\nLINDUNG_TELEGRAM_MODE=webhook\nOTHER=1\n'
    )
    settings = load(tmp_path, text, LINDUNG_BASE_URL="https://two.example:8443/")
    assert settings.base_url == "https://two.example:8443"
    assert settings.port == 8443
    assert settings.telegram_mode == "webhook"


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret_key == second.secret_key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0
    assert first.secret_key not in repr(first)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("TELEGRAM_MODE", "pull", "polling"), ("DATABASE_URL", "mysql://x", "postgresql")],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load(tmp_path, **{f"LINDUNG_{name}": value})


def test_a_plain_postgresql_address_gets_its_driver(tmp_path: Path) -> None:
    assert load(tmp_path, LINDUNG_DATABASE_URL="postgresql://h/d").database_url == "postgresql+psycopg://h/d"


@pytest.mark.parametrize(
    ("value", "roles"),
    [
        ("", ("supervisor", "admin")),
        ("none", ()),
        ("Officer, admin", ("officer", "admin")),
        ("all", ("operator", "officer", "supervisor", "trainer", "admin")),
    ],
)
def test_roles_that_need_a_second_factor(tmp_path: Path, value: str, roles: tuple[str, ...]) -> None:
    assert load(tmp_path, LINDUNG_SECOND_FACTOR=value).second_factor_roles == roles


def test_an_unknown_role_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'boss'"):
        load(tmp_path, LINDUNG_SECOND_FACTOR="boss")
