"""The ways of calling people that the settings allow, by kind."""

from __future__ import annotations

from bot.notify.by_apprise import AppriseNotifier
from bot.notify.notifier import Notice, Notifier, NotifyError
from bot.notify.smtp import EmailNotifier, parse_smtp_url
from bot.notify.telegram import TelegramNotifier
from bot.settings import Settings

NOT_SET_UP = {
    "email": "Email is not set up. Set LINDUNG_SMTP_URL and LINDUNG_PUSH_FROM, then restart.",
    "telegram": "Telegram is not set up. Set LINDUNG_TELEGRAM_TOKEN, then restart.",
}


def ways(settings: Settings) -> frozenset[str]:
    """Return the kinds that these settings can call by, without opening anything."""
    able = {"apprise": True, "email": bool(settings.smtp_url), "telegram": settings.has_telegram}
    return frozenset(kind for kind, is_able in able.items() if is_able)


def build_notifiers(settings: Settings) -> dict[str, Notifier]:
    """Return one notifier a kind; a kind that is not set up is left out."""
    found: dict[str, Notifier] = {"apprise": AppriseNotifier()}
    if settings.smtp_url:
        found["email"] = _email(settings)
    if settings.has_telegram:
        found["telegram"] = TelegramNotifier(settings.telegram_token, settings.telegram_api_url)
    return found


def _email(settings: Settings) -> Notifier:
    try:
        return EmailNotifier(parse_smtp_url(settings.smtp_url), settings.push_from)
    except ValueError as error:
        return Unusable(str(error))


class Unusable:
    """Stands for a way that is set up wrongly: the service starts, and each call says what to mend."""

    def __init__(self, trouble: str) -> None:
        self._trouble = trouble

    async def send(self, address: str, notice: Notice) -> None:
        """Refuse the call with the trouble.

        Raises:
            NotifyError: always.
        """
        raise NotifyError(self._trouble)

    async def close(self) -> None:
        """Nothing is kept open."""
