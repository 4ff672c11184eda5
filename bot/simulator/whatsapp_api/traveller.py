"""What a traveller does on his phone, turned into WhatsApp webhooks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bot.simulator.phones.actions import Action, ActionError
from bot.simulator.phones.models import Bubble, PhoneRecord
from bot.simulator.whatsapp_api import identity, statuses
from bot.simulator.whatsapp_api.backend import WhatsAppBackend, new_wamid
from bot.simulator.whatsapp_api.envelope import WebhookItem, stamp

Offer = Callable[[WebhookItem], None]
_MEDIA = {
    "photo": "image",
    "voice": "audio",
    "audio": "audio",
    "video": "video",
    "document": "document",
    "sticker": "sticker",
}
_UNSUPPORTED = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}


class WhatsAppTraveller:
    """Actions of phones on WhatsApp. Every method returns the bubble on the phone."""

    def __init__(self, backend: WhatsAppBackend, offer: Offer) -> None:
        self.backend = backend
        self.offer = offer

    def _send(
        self,
        phone: PhoneRecord,
        action: Action,
        type: str,
        content: dict[str, Any],
        bubble: Bubble | None,
        *,
        context: str = "",
    ) -> Bubble:
        thread = phone.thread("whatsapp")
        if thread.blocked:
            raise ActionError("The business is blocked on this phone: unblock it first.")
        thread.started = True
        self.backend.open_window(phone)
        age = action.decimal("age_seconds")
        message = {
            **identity.sender(phone),
            "id": new_wamid(phone.number),
            "timestamp": stamp(age),
            "type": type,
            **content,
        }
        target = thread.find(bubble_id=action.number("reply_to"))
        if target is not None and not context:
            context = target.platform_id
        if context:
            message["context"] = {"from": self.backend.config.whatsapp_display_number, "id": context}
        if action.flag("forwarded"):
            message["context"] = {**message.get("context", {}), "forwarded": True}
        if bubble is not None:
            bubble.platform_id, bubble.at = message["id"], time.time() - age
            bubble.reply_to = target.id if target else None
            self.backend.phones.show(phone, "whatsapp", bubble)
        else:
            bubble = thread.bubbles[-1] if thread.bubbles else Bubble("phone", type)
        self.backend.received[message["id"]] = (phone, bubble)
        self.offer(WebhookItem("messages", message, identity.contact(phone), phone.id, bubble.id))
        return bubble

    def text(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A text of up to 4096 characters."""
        text = action.text("text").strip()
        if not 1 <= len(text) <= 4096:
            raise ActionError("A text has 1 to 4096 characters.")
        return self._send(phone, action, "text", {"text": {"body": text}}, Bubble("phone", "text", text=text))

    def location(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A point, with name and address when given."""
        location = action.location()
        named = {k: action.text(v) for k, v in (("name", "title"), ("address", "address")) if action.text(v)}
        return self._send(
            phone,
            action,
            "location",
            {"location": {**location, **named}},
            Bubble("phone", "location", location={**location, **named}),
            context=action.text("context_id"),
        )

    def live(self, phone: PhoneRecord, action: Action) -> Bubble:
        """Live locations do not reach businesses: the first arrives as unsupported, moves not at all."""
        if action.kind == "live_location":
            bubble = Bubble("phone", "live_location", location=action.location())
            return self._unsupported(phone, action, bubble)
        thread = phone.thread("whatsapp")
        bubble_found = next((b for b in reversed(thread.bubbles) if b.kind == "live_location"), None)
        if bubble_found is None:
            raise ActionError("No live location is being shared: send live_location first.")
        if action.kind == "live_stop":
            bubble_found.kind = "location"
        else:
            bubble_found.location = action.location()
        self.backend.phones.update(phone, "whatsapp", bubble_found)
        return bubble_found

    def _unsupported(self, phone: PhoneRecord, action: Action, bubble: Bubble) -> Bubble:
        return self._send(
            phone,
            action,
            "unsupported",
            {"errors": [_UNSUPPORTED], "unsupported": {"type": "unknown"}},
            bubble,
        )

    def media(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A photo, voice note, audio, video, document or sticker."""
        kind = _MEDIA[action.kind]
        file = action.file(self.backend.media, telegram=False)
        content: dict[str, Any] = {"mime_type": file.mime_type, "sha256": file.sha256, "id": file.id}
        if action.kind == "voice":
            content |= {"mime_type": "audio/ogg; codecs=opus", "voice": True}
            file.mime_type = "audio/ogg; codecs=opus"
        elif kind == "audio":
            content["voice"] = False
        if kind == "sticker":
            content["animated"] = False
        if kind == "document":
            content["filename"] = file.name
        if action.text("caption") and kind in ("image", "video", "document"):
            content["caption"] = action.text("caption")
        shown = "voice" if action.kind == "voice" else kind
        return self._send(
            phone,
            action,
            kind,
            {kind: content},
            Bubble("phone", shown, text=action.text("caption"), media=file.public()),
        )

    def contact(self, phone: PhoneRecord, action: Action) -> Bubble:
        """His own number (``own``) or a third person's."""
        own = action.flag("own")
        number = (
            phone.number
            if own
            else "".join(ch for ch in action.text("number") if ch.isdigit()) or "620000000000"
        )
        name = phone.name if own else action.text("name") or "Contact"
        card: dict[str, Any] = {
            "name": {"first_name": name, "formatted_name": name},
            "phones": [{"phone": "+" + number, "wa_id": number, "type": "CELL"}],
        }
        if own:
            card["origin"] = "contact_request"
        return self._send(
            phone,
            action,
            "contacts",
            {"contacts": [card]},
            Bubble("phone", "contact", contact={"name": name, "number": "+" + number}),
            context=action.text("context_id"),
        )

    def reaction(self, phone: PhoneRecord, action: Action) -> Bubble:
        """An emoji on one of the bot's messages; empty takes it back."""
        target = action.bot_bubble(phone.thread("whatsapp"))
        target.reaction = action.text("emoji")
        content: dict[str, Any] = {"message_id": target.platform_id}
        if target.reaction:
            content["emoji"] = target.reaction
        self._send(phone, action, "reaction", {"reaction": content}, None)
        self.backend.phones.update(phone, "whatsapp", target)
        return target

    def edit(self, phone: PhoneRecord, action: Action) -> Bubble:
        """Another text for one of his own messages."""
        target = action.own_bubble(phone.thread("whatsapp"), "text")
        text = action.text("text").strip()
        if not text:
            raise ActionError("The new text must not be empty.")
        target.text, target.edited = text, True
        inner = {"type": "text", "text": {"body": text}}
        self._send(
            phone,
            action,
            "edit",
            {"edit": {"original_message_id": target.platform_id, "message": inner}},
            None,
        )
        self.backend.phones.update(phone, "whatsapp", target)
        return target

    def delete(self, phone: PhoneRecord, action: Action) -> Bubble:
        """Take one of his own messages back."""
        target = action.own_bubble(phone.thread("whatsapp"), action.text("of_kind") or "text")
        target.deleted = True
        self._send(phone, action, "revoke", {"revoke": {"original_message_id": target.platform_id}}, None)
        self.backend.phones.update(phone, "whatsapp", target)
        return target

    def unknown(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A kind the platform does not pass on (131051), or raw ``fields`` with their own ``type``."""
        fields = action.fields()
        bubble = Bubble("phone", "unknown", text=", ".join(fields) or "?")
        if not fields:
            return self._unsupported(phone, action, bubble)
        return self._send(phone, action, str(fields.pop("type", "unknown")), fields, bubble)

    def system(self, phone: PhoneRecord, action: Action) -> Bubble:
        """The traveller changes his number (``number``), which changes his BSUID too. No contacts."""
        digits = "".join(ch for ch in action.text("number") if ch.isdigit())
        if not digits or self.backend.phones.by_number(digits) is not None:
            raise ActionError('Give a new, unused "number".')
        old_number = phone.number
        self.backend.phones.renumber(phone, digits)
        message = {
            "from": old_number,
            "id": new_wamid(old_number),
            "timestamp": stamp(),
            "type": "system",
            "system": {
                "type": "user_changed_number",
                "wa_id": digits,
                "user_id": phone.bsuid,
                "body": f"User changed from {old_number} to {digits}",
            },
        }
        bubble = Bubble("phone", "system", text=f"+{old_number} → +{digits}")
        self.backend.phones.show(phone, "whatsapp", bubble)
        self.offer(WebhookItem("messages", message, None, phone.id, bubble.id))
        self.backend.phones.publish(phone)
        return bubble

    def tap(self, phone: PhoneRecord, action: Action) -> Bubble:
        """A reply button, list row, location or contact request, quick reply of a template, or link."""
        bubble, button = action.button(phone.thread("whatsapp"))
        if bubble is None or button["action"] == "url":
            return bubble or Bubble("phone", "text")
        kind, title, shown = button["action"], button["title"], Bubble("phone", "text", text=button["title"])
        if kind == "location":
            point = action.given_location() or phone.position
            return self.location(phone, action.again("location", **point, context_id=bubble.platform_id))
        if kind == "contact":
            return self.contact(phone, action.again("contact", own=True, context_id=bubble.platform_id))
        if kind == "template":
            return self._send(
                phone,
                action,
                "button",
                {"button": {"payload": button["data"], "text": title}},
                shown,
                context=bubble.platform_id,
            )
        reply: dict[str, Any] = {"id": button["data"], "title": title}
        name = "list_reply" if kind == "row" else "button_reply"
        if kind == "row" and button.get("description"):
            reply["description"] = button["description"]
        return self._send(
            phone,
            action,
            "interactive",
            {"interactive": {"type": name, name: reply}},
            shown,
            context=bubble.platform_id,
        )

    def read(self, phone: PhoneRecord) -> int:
        """The traveller opens the chat. Returns how many statuses follow."""
        items = statuses.reading(self.backend, phone)
        for item in items:
            self.offer(item)
        for bubble in phone.thread("whatsapp").bubbles:
            if bubble.side == "bot" and bubble.ticks == "read":
                self.backend.phones.update(phone, "whatsapp", bubble)
        return len(items)

    def block(self, phone: PhoneRecord, blocked: bool) -> None:
        """Block or unblock the business; WhatsApp tells nobody."""
        phone.thread("whatsapp").blocked = blocked
        self.backend.phones.publish(phone)

    def actions(self) -> dict[str, Callable[[PhoneRecord, Action], Bubble]]:
        """Functions by the kind of action."""
        return {
            "text": self.text,
            "tap": self.tap,
            "location": self.location,
            "venue": self.location,
            "live_location": self.live,
            "live_update": self.live,
            "live_stop": self.live,
            "contact": self.contact,
            "reaction": self.reaction,
            "edit": self.edit,
            "delete": self.delete,
            "unknown": self.unknown,
            "change_number": self.system,
            **dict.fromkeys(_MEDIA, self.media),
        }
