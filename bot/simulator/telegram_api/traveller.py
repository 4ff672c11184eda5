"""What a traveller does on his phone, turned into Telegram updates."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from bot.simulator.phones.actions import Action, ActionError
from bot.simulator.phones.models import Bubble, PhoneRecord
from bot.simulator.telegram_api.backend import (
    CALLBACK_SECONDS,
    Callback,
    Chat,
    StoredMessage,
    TelegramBackend,
    user_json,
)
from bot.simulator.telegram_api.media_sending import media_json

_MEDIA = {
    "photo": "photo",
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "document": "document",
    "sticker": "sticker",
    "video_note": "video_note",
    "animation": "animation",
}


def _command_entities(text: str) -> list[dict[str, Any]]:
    if not text.startswith("/") or len(text) < 2:
        return []
    return [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]


class TelegramTraveller:
    """Actions of phones on Telegram. Every method returns the bubble on the phone."""

    def __init__(self, backend: TelegramBackend) -> None:
        self.backend = backend

    def _chat(self, phone: PhoneRecord, action: Action) -> Chat:
        group = action.flag("group")
        return Chat(phone.group_id if group else phone.telegram_id, phone, private=not group)

    def _send(self, phone: PhoneRecord, action: Action, content: dict[str, Any], bubble: Bubble) -> Bubble:
        thread = phone.thread("telegram")
        if thread.blocked:
            raise ActionError("The bot is blocked on this phone: unblock it first.")
        thread.started = True
        chat = self._chat(phone, action)
        target = thread.find(bubble_id=action.number("reply_to"))
        if target is not None:
            stored = self.backend.messages.get((chat.id, int(target.platform_id or 0)))
            if stored is not None:
                content["reply_to_message"] = stored.body
                bubble.reply_to = target.id
        stored = self.backend.store(
            chat, content, bubble, from_bot=False, date=time.time() - action.decimal("age_seconds")
        )
        self._update("message", stored, bubble)
        return bubble

    def _update(self, kind: str, stored: StoredMessage, bubble: Bubble) -> None:
        self.backend.updates.add(
            kind,
            dict(stored.body),
            queue=f"chat:{stored.body['chat']['id']}",
            phone=stored.phone.id,
            bubble=bubble.id,
        )

    def text(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A text of up to 4096 characters."""
        text = action.text("text").strip()
        if not 1 <= len(text) <= 4096:
            raise ActionError("A text has 1 to 4096 characters.")
        content: dict[str, Any] = {"text": text}
        if entities := _command_entities(text):
            content["entities"] = entities
        return self._send(phone, action, content, Bubble("phone", "text", text=text))

    def location(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A point; with ``live_period`` the beginning of a live location."""
        location = action.location()
        if action.decimal("accuracy"):
            location["horizontal_accuracy"] = action.decimal("accuracy")
        if action.kind == "live_location":
            location["live_period"] = int(action.number("live_period") or 900)
        return self._send(
            phone, action, {"location": location}, Bubble("phone", action.kind, location=location)
        )

    def live(self, phone: PhoneRecord, action: Action) -> Bubble:
        """The next point, or the end, of a live location: an edit of the first message."""
        thread = phone.thread("telegram")
        bubble = next(
            (b for b in reversed(thread.bubbles) if b.kind == "live_location" and b.side == "phone"), None
        )
        if bubble is None:
            raise ActionError("No live location is being shared: send live_location first.")
        old = bubble.location or {}
        if action.kind == "live_stop":
            bubble.kind = "location"
            new = {key: value for key, value in old.items() if key not in ("live_period", "heading")}
        else:
            new = {**old, **action.location()}
        return self._edit(phone, bubble, {"location": new}, location=new)

    def _edit(self, phone: PhoneRecord, bubble: Bubble, content: dict[str, Any], **shown: Any) -> Bubble:
        chat_id = phone.group_id if bubble.group else phone.telegram_id
        stored = self.backend.messages[(chat_id, int(bubble.platform_id))]
        stored.body |= {**content, "edit_date": int(time.time())}
        for name, value in shown.items():
            setattr(bubble, name, value)
        self.backend.phones.update(phone, "telegram", bubble)
        self._update("edited_message", stored, bubble)
        return bubble

    def edit(self, phone: PhoneRecord, action: Action) -> Bubble:
        """Another text for one of his own messages, by default the last text."""
        bubble = action.own_bubble(phone.thread("telegram"), "text")
        text = action.text("text").strip()
        if not text:
            raise ActionError("The new text must not be empty.")
        return self._edit(phone, bubble, {"text": text}, text=text, edited=True)

    def venue(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A point with a name; ``location`` is set too."""
        location = action.location()
        title, address = action.text("title") or "Place", action.text("address") or "Address"
        bubble = Bubble("phone", "location", location={**location, "name": title, "address": address})
        venue = {"location": location, "title": title, "address": address}
        return self._send(phone, action, {"venue": venue, "location": location}, bubble)

    def media(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A photo, voice note, video, document, audio, sticker, round video or animation."""
        kind = _MEDIA[action.kind]
        file = action.file(self.backend.media, telegram=True)
        content: dict[str, Any] = {kind: media_json(kind, file)}
        if kind == "sticker" and action.text("emoji"):
            content["sticker"]["emoji"] = action.text("emoji")
        if kind == "animation":
            content["document"] = media_json("document", file)
        if action.text("caption"):
            content["caption"] = action.text("caption")[:1024]
        if action.text("media_group_id"):
            content["media_group_id"] = action.text("media_group_id")
        shown = "image" if kind == "photo" else kind
        return self._send(
            phone, action, content, Bubble("phone", shown, text=action.text("caption"), media=file.public())
        )

    def contact(self, phone: PhoneRecord, action: Action) -> Bubble:
        """His own number (``own``) or a third person's."""
        own = action.flag("own")
        number = "+" + phone.number if own else action.text("number") or "+620000000000"
        name = phone.name if own else action.text("name") or "Contact"
        contact: dict[str, Any] = {"phone_number": number, "first_name": name}
        if own:
            contact["user_id"] = phone.telegram_id
        return self._send(
            phone,
            action,
            {"contact": contact},
            Bubble("phone", "contact", contact={"name": name, "number": number}),
        )

    def reaction(self, phone: PhoneRecord, action: Action) -> Bubble:
        """An emoji on one of the bot's messages; only bots that ask for message_reaction get it."""
        bubble = action.bot_bubble(phone.thread("telegram"))
        old = [{"type": "emoji", "emoji": bubble.reaction}] if bubble.reaction else []
        bubble.reaction = action.text("emoji")
        new = [{"type": "emoji", "emoji": bubble.reaction}] if bubble.reaction else []
        chat = self._chat(phone, action)
        self.backend.updates.add(
            "message_reaction",
            {
                "chat": chat.to_json(),
                "message_id": int(bubble.platform_id),
                "user": user_json(phone),
                "date": int(time.time()),
                "old_reaction": old,
                "new_reaction": new,
            },
            queue=f"reaction:{chat.id}",
            phone=phone.id,
        )
        self.backend.phones.update(phone, "telegram", bubble)
        return bubble

    def unknown(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A kind of message that no bot of today knows."""
        content = action.fields() or {"rich_message": {"blocks": [{"type": "text", "text": "?"}]}}
        return self._send(phone, action, content, Bubble("phone", "unknown", text=", ".join(content)))

    def tap(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A button: inline, or of the keyboard below the input."""
        bubble, button = action.button(phone.thread("telegram"))
        if bubble is None:
            return self._tap_keyboard(phone, action, button)
        if button["action"] == "url":
            return bubble
        if button["action"] != "callback":
            raise ActionError("This kind of button needs a full Telegram app.")
        chat_id = phone.group_id if bubble.group else phone.telegram_id
        stored = self.backend.messages[(chat_id, int(bubble.platform_id))]
        query_id = str(secrets.randbelow(9 * 10**17) + 10**17)
        self.backend.callbacks[query_id] = Callback(phone, bubble, time.time() + CALLBACK_SECONDS)
        button["waiting"] = True
        self.backend.updates.add(
            "callback_query",
            {
                "id": query_id,
                "from": user_json(phone),
                "message": dict(stored.body),
                "chat_instance": str(-4_000_000_000_000 - phone.telegram_id),
                "data": button["data"],
            },
            queue=f"user:{phone.telegram_id}",
            phone=phone.id,
        )
        self.backend.phones.update(phone, "telegram", bubble)
        return bubble

    def _tap_keyboard(self, phone: PhoneRecord, action: Action, button: dict[str, Any]) -> Bubble:
        thread = phone.thread("telegram")
        if thread.keyboard and thread.keyboard["one_time"]:
            thread.keyboard = None
            self.backend.phones.publish(phone)
        if button["action"] == "location":
            return self.location(
                phone, action.again("location", **(action.given_location() or phone.position))
            )
        if button["action"] == "contact":
            return self.contact(phone, action.again("contact", own=True))
        return self.text(phone, action.again("text", text=button["title"]))

    def block(self, phone: PhoneRecord, blocked: bool) -> None:
        """Block or unblock the bot: my_chat_member."""
        thread = phone.thread("telegram")
        if thread.blocked == blocked:
            return
        thread.blocked = blocked
        if thread.started:
            member = {"user": self.backend.bot_json()}
            kicked = {**member, "status": "kicked", "until_date": 0}
            normal = {**member, "status": "member"}
            self.backend.updates.add(
                "my_chat_member",
                {
                    "chat": Chat(phone.telegram_id, phone, True).to_json(),
                    "from": user_json(phone),
                    "date": int(time.time()),
                    "old_chat_member": normal if blocked else kicked,
                    "new_chat_member": kicked if blocked else normal,
                },
                queue=f"member:{phone.telegram_id}",
                phone=phone.id,
            )
        self.backend.phones.publish(phone)

    def actions(self) -> dict[str, Callable[[PhoneRecord, Action], Bubble]]:
        """Functions by the kind of action."""
        return {
            "text": self.text,
            "tap": self.tap,
            "location": self.location,
            "live_location": self.location,
            "live_update": self.live,
            "live_stop": self.live,
            "venue": self.venue,
            "contact": self.contact,
            "reaction": self.reaction,
            "edit": self.edit,
            "unknown": self.unknown,
            **dict.fromkeys(_MEDIA, self.media),
        }
