"""Settings of the service, read from the environment and from ``.env``."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "LINDUNG_"
ROLES_OF_PEOPLE = ("operator", "officer", "supervisor", "trainer", "admin")
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the text says which and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """Every setting, with its environment variable in upper case behind ``LINDUNG_``."""

    database_url: str
    """SQLAlchemy address; ``sqlite:///…`` for one process, ``postgresql+psycopg://…`` for several."""
    base_url: str
    """Address under which people and platforms reach the service, without a slash at the end."""
    secret_key: str = field(repr=False)
    """Key that signs log-in cookies; kept in ``DATA_DIR/secret_key`` when not given."""
    data_dir: Path
    """Folder for the embedded database, media, models and logs."""
    telegram_token: str = field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_secret: str = field(default="", repr=False)
    telegram_mode: str = "polling"
    """``polling`` or ``webhook``."""
    whatsapp_token: str = field(default="", repr=False)
    whatsapp_phone_number_id: str = ""
    whatsapp_app_secret: str = field(default="", repr=False)
    whatsapp_verify_token: str = field(default="", repr=False)
    whatsapp_api_url: str = "https://graph.facebook.com"
    whatsapp_api_version: str = "v25.0"
    rasa_socket: str = ""
    """Unix socket of the Rasa process; ``DATA_DIR/rasa.sock`` when not given."""
    smtp_url: str = field(default="", repr=False)
    """Email server that calls people away from their screens, such as ``smtp://user:password@host:587``."""
    push_from: str = ""
    """Sender of these emails."""
    second_factor_roles: tuple[str, ...] = ()
    """Roles that work only with a second factor; from the environment: those that read many cases."""
    webhook_allow_private: bool = False
    """Webhooks may go to this machine over plain http: for tests alone."""

    @property
    def host(self) -> str:
        """Host part of ``base_url``."""
        return self.base_url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]

    @property
    def port(self) -> int:
        """Port the web role listens on, taken from ``base_url`` (8000 when it names none)."""
        tail = self.base_url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)
        return int(tail[1]) if len(tail) == 2 else 8000

    @property
    def has_telegram(self) -> bool:
        """Whether a Telegram bot is configured."""
        return bool(self.telegram_token)

    @property
    def has_whatsapp(self) -> bool:
        """Whether a WhatsApp number is configured."""
        return bool(self.whatsapp_token and self.whatsapp_phone_number_id)

    @property
    def models_dir(self) -> Path:
        """Folder of the trained bundles."""
        return self.data_dir / "models"

    @property
    def media_dir(self) -> Path:
        """Folder of received files, named by the SHA-256 of their content."""
        return self.data_dir / "media"

    @property
    def nlu_data_dir(self) -> Path:
        """Folder of the language data in the checkout."""
        return ROOT / "nlu_data"


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Read the settings; the environment wins over ``.env`` in the project's folder.

    Raises:
        SettingsError: a value cannot be used.
    """
    values = _read_env_file(env_file if env_file is not None else ROOT / ".env")
    values.update(
        {k: v for k, v in (os.environ if environ is None else environ).items() if k.startswith(PREFIX)}
    )

    def get(name: str, default: str = "") -> str:
        return values.get(PREFIX + name, "").strip() or default

    data_dir = Path(get("DATA_DIR", str(ROOT / "var"))).resolve()
    mode = get("TELEGRAM_MODE", "polling")
    if mode not in ("polling", "webhook"):
        raise SettingsError(f"LINDUNG_TELEGRAM_MODE is '{mode}'. Write 'polling' or 'webhook'.")
    url = get("DATABASE_URL", f"sqlite:///{data_dir / 'lindung.db'}")
    if not url.startswith(("sqlite:", "postgresql")):
        raise SettingsError(
            "LINDUNG_DATABASE_URL must begin with 'sqlite:///' or 'postgresql+psycopg://'. "
            "Mend it in the environment or in .env."
        )
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    return Settings(
        database_url=url,
        base_url=get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        secret_key=get("SECRET_KEY") or _kept_secret(data_dir),
        data_dir=data_dir,
        telegram_token=get("TELEGRAM_TOKEN"),
        telegram_api_url=get("TELEGRAM_API_URL", "https://api.telegram.org").rstrip("/"),
        telegram_webhook_secret=get("TELEGRAM_WEBHOOK_SECRET"),
        telegram_mode=mode,
        whatsapp_token=get("WHATSAPP_TOKEN"),
        whatsapp_phone_number_id=get("WHATSAPP_PHONE_NUMBER_ID"),
        whatsapp_app_secret=get("WHATSAPP_APP_SECRET"),
        whatsapp_verify_token=get("WHATSAPP_VERIFY_TOKEN"),
        whatsapp_api_url=get("WHATSAPP_API_URL", "https://graph.facebook.com").rstrip("/"),
        whatsapp_api_version=get("WHATSAPP_API_VERSION", "v25.0"),
        rasa_socket=get("RASA_SOCKET", str(data_dir / "rasa.sock")),
        second_factor_roles=_second_factor_roles(get("SECOND_FACTOR", "supervisor,admin")),
        webhook_allow_private=get("WEBHOOK_ALLOW_PRIVATE").lower() in ("1", "true", "yes"),
        **_email_settings(get("SMTP_URL"), get("PUSH_FROM")),
    )


def _email_settings(smtp_url: str, push_from: str) -> dict[str, str]:
    """Check what calls by email need: a server and a sender, or neither."""
    if smtp_url:
        try:
            parts = urlsplit(smtp_url)
            usable = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise SettingsError(
                "LINDUNG_SMTP_URL must look like smtp://user:password@host:587 or smtps://host:465."
            )
        if push_from.count("@") != 1 or not push_from.isprintable() or " " in push_from:
            raise SettingsError(
                "LINDUNG_PUSH_FROM must be the address that emails come from, such as alarm@example.org."
            )
    return {"smtp_url": smtp_url, "push_from": push_from}


def _second_factor_roles(text: str) -> tuple[str, ...]:
    """Read the roles that need a second factor: a list, ``all`` or ``none``."""
    roles = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if roles == ("none",):
        return ()
    if roles == ("all",):
        return ROLES_OF_PEOPLE
    unknown = [role for role in roles if role not in ROLES_OF_PEOPLE]
    if unknown:
        raise SettingsError(
            f"LINDUNG_SECOND_FACTOR names '{unknown[0]}', which is no role. "
            f"Write all, none, or some of: {', '.join(ROLES_OF_PEOPLE)}."
        )
    return roles


def _read_env_file(path: Path) -> dict[str, str]:
    """Read ``NAME=value`` lines; comments, blank lines and quotes as people write them."""
    values: dict[str, str] = {}
    if not path.is_file():
        return values
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and name.strip().startswith(PREFIX):
            values[name.strip()] = value.strip().strip("'\"")
    return values


def _kept_secret(data_dir: Path) -> str:
    """Return the key kept in the data folder, made at the first start, readable by its owner alone."""
    path = data_dir / "secret_key"
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    data_dir.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_hex(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret)
    return secret
