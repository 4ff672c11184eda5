"""What the stand-in remembers: messages, callback queries, profile texts, limits."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.config import SimulatorConfig
from bot.simulator.media import MediaStore
from bot.simulator.pacing import TokenBucket
from bot.simulator.phones.book import PhoneBook
from bot.simulator.phones.models import Bubble, PhoneRecord
from bot.simulator.telegram_api.errors import bad_request, forbidden, too_many_requests
from bot.simulator.telegram_api.polling import LongPoll
from bot.simulator.telegram_api.updates import UpdateStore

CHAT_BURST = 5
CALLBACK_SECONDS = 150.0


@dataclass(slots=True)
class Chat:
    """A chat the bot may write to: a traveller's private chat or his group."""

    id: int
    phone: PhoneRecord
    private: bool

    def to_json(self) -> dict[str, Any]:
        """The Chat object."""
        if not self.private:
            return {"id": self.id, "type": "supergroup", "title": f"Group of {self.phone.name}"}
        chat: dict[str, Any] = {"id": self.id, "type": "private", "first_name": self.phone.name}
        if self.phone.username:
            chat["username"] = self.phone.username
        return chat


@dataclass(slots=True)
class StoredMessage:
    """A message of either side: its JSON and its bubble."""

    body: dict[str, Any]
    bubble: Bubble
    phone: PhoneRecord
    from_bot: bool


@dataclass(slots=True)
class Callback:
    """A tapped inline button that waits for answerCallbackQuery."""

    phone: PhoneRecord
    bubble: Bubble
    expires_at: float


@dataclass(slots=True)
class WebhookSettings:
    """What setWebhook was told, and how delivery goes."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(slots=True)
class Profile:
    """Texts set by setMy…: value by (scope, language) or by language."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)


def user_json(phone: PhoneRecord) -> dict[str, Any]:
    """The User object of a traveller."""
    user: dict[str, Any] = {"id": phone.telegram_id, "is_bot": False, "first_name": phone.name}
    if phone.username:
        user["username"] = phone.username
    if phone.language_code:
        user["language_code"] = phone.language_code
    return user


class TelegramBackend:
    """State of the Telegram stand-in."""

    def __init__(self, config: SimulatorConfig, phones: PhoneBook, media: MediaStore) -> None:
        self.config = config
        self.phones = phones
        self.media = media
        self.updates = UpdateStore()
        self.poll = LongPoll(self.updates, config.retry_scale)
        self.messages: dict[tuple[int, int], StoredMessage] = {}
        self.callbacks: dict[str, Callback] = {}
        self.profile = Profile()
        self.webhook: WebhookSettings | None = None
        self.pacing = config.pacing
        self._message_ids = itertools.count(1)
        self._buckets: dict[int, TokenBucket] = {}
        self._overall = TokenBucket(30, 30)

    def bot_json(self, *, full: bool = False) -> dict[str, Any]:
        """The bot's own User object."""
        bot = {
            "id": self.config.telegram_bot_id,
            "is_bot": True,
            "first_name": self.profile.texts.get(("name", ""), self.config.contact_name),
            "username": self.config.telegram_bot_username,
        }
        if full:
            bot |= {
                "can_join_groups": True,
                "can_read_all_group_messages": False,
                "supports_inline_queries": False,
                "supports_guest_queries": False,
                "can_connect_to_business": False,
                "has_main_web_app": False,
                "has_topics_enabled": False,
                "allows_users_to_create_topics": False,
                "can_manage_bots": False,
            }
        return bot

    def chat(self, chat_id: str, *, write: bool = True) -> Chat:
        """The chat with this id. Raises ``ApiError`` 400 when unknown, 403 when blocked."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        try:
            number = int(chat_id)
        except ValueError:
            raise bad_request("chat not found") from None
        phone = self.phones.by_telegram_chat(number)
        if phone is None or not phone.thread("telegram").started:
            raise bad_request("chat not found")
        chat = Chat(number, phone, private=number == phone.telegram_id)
        if write and chat.private and phone.thread("telegram").blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def pace(self, chat: Chat) -> None:
        """Count one send. Raises 429 above 1 message a second in a chat (short bursts pass), 20 a minute in
        a group, or 30 a second overall."""
        if not self.pacing:
            return
        bucket = self._buckets.get(chat.id)
        if bucket is None:
            bucket = TokenBucket(CHAT_BURST, 1.0) if chat.private else TokenBucket(20, 20 / 60)
            self._buckets[chat.id] = bucket
        wait = bucket.take() or self._overall.take()
        if wait > 0:
            raise too_many_requests(int(wait) + 1)

    def store(
        self,
        chat: Chat,
        content: dict[str, Any],
        bubble: Bubble,
        *,
        from_bot: bool,
        date: float | None = None,
    ) -> StoredMessage:
        """Give a message its id, keep it, and show it on the phone."""
        message_id = next(self._message_ids)
        sender = self.bot_json() if from_bot else user_json(chat.phone)
        body = {
            "message_id": message_id,
            "from": sender,
            "chat": chat.to_json(),
            "date": int(date or time.time()),
            **content,
        }
        bubble.platform_id, bubble.group, bubble.at = str(message_id), not chat.private, date or time.time()
        stored = StoredMessage(body, bubble, chat.phone, from_bot)
        self.messages[(chat.id, message_id)] = stored
        self.phones.show(chat.phone, "telegram", bubble)
        return stored

    def find(self, chat: Chat, message_id: int, what: str) -> StoredMessage:
        """A message of the chat. Raises 400 "``what`` not found"."""
        stored = self.messages.get((chat.id, message_id))
        if stored is None or stored.bubble.deleted:
            raise bad_request(f"{what} not found")
        return stored

    def reset(self) -> None:
        """Forget chats, updates and limits; webhook and profile stay."""
        self.updates.clear()
        self.messages.clear()
        self.callbacks.clear()
        self._buckets.clear()
        self._overall = TokenBucket(30, 30)
