"""Reading what the control API asks a phone to do."""

from __future__ import annotations

import base64
import binascii
import mimetypes
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.simulator import samples
from bot.simulator.media import MediaFile, MediaStore
from bot.simulator.phones.models import Bubble, Thread

_SAMPLES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "photo": (samples.sample_png, "image/png", "photo.png"),
    "voice": (samples.sample_ogg, "audio/ogg", "voice.ogg"),
    "audio": (samples.sample_ogg, "audio/ogg", "audio.ogg"),
    "video": (samples.sample_mp4, "video/mp4", "video.mp4"),
    "video_note": (samples.sample_mp4, "video/mp4", "round.mp4"),
    "animation": (samples.sample_mp4, "video/mp4", "animation.mp4"),
    "document": (samples.sample_pdf, "application/pdf", "document.pdf"),
    "sticker": (samples.sample_webp, "image/webp", "sticker.webp"),
}


class ActionError(ValueError):
    """The phone cannot do this; the message says why and what to do."""


@dataclass(slots=True, frozen=True)
class Action:
    """One action in JSON, with readers that complain in plain words (``ActionError``)."""

    kind: str
    data: dict[str, Any]

    def again(self, kind: str, **data: Any) -> Action:
        """The same action turned into another kind."""
        return Action(kind, {**self.data, **data})

    def text(self, name: str) -> str:
        """A text value, empty when missing."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """A truth value."""
        return bool(self.data.get(name))

    def number(self, name: str) -> int | None:
        """A whole number, None when missing."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def decimal(self, name: str) -> float:
        """A number, 0.0 when missing."""
        value = self.data.get(name)
        return float(value) if isinstance(value, (int, float)) else 0.0

    def fields(self) -> dict[str, Any]:
        """Raw fields to put into the message as they are."""
        value = self.data.get("fields")
        return dict(value) if isinstance(value, dict) else {}

    def given_location(self) -> dict[str, float] | None:
        """Latitude and longitude, None when not given."""
        values = {name: self.data.get(name) for name in ("latitude", "longitude")}
        if any(value is None for value in values.values()):
            return None
        return self.location()

    def location(self) -> dict[str, Any]:
        """Latitude and longitude in degrees."""
        point: dict[str, Any] = {}
        for name, limit in (("latitude", 90), ("longitude", 180)):
            value = self.data.get(name)
            if not isinstance(value, (int, float)) or isinstance(value, bool) or not -limit <= value <= limit:
                raise ActionError(f"{name} must be a number from -{limit} to {limit}.")
            point[name] = float(value)
        return point

    def file(self, media: MediaStore, *, telegram: bool) -> MediaFile:
        """The file to send: ``data_base64``, or a generated sample. ``size`` claims another size."""
        make, mime_type, name = _SAMPLES[self.kind]
        if self.text("data_base64"):
            try:
                data = base64.b64decode(self.text("data_base64"), validate=True)
            except (binascii.Error, ValueError):
                raise ActionError("data_base64 is not valid base64.") from None
        elif self.kind == "photo":
            data = samples.sample_png(seed=secrets.randbelow(6))
        else:
            data = make()
        mime_type = self.text("mime_type") or mime_type
        name = self.text("filename") or name.rsplit(".", 1)[0] + (
            mimetypes.guess_extension(mime_type) or ".bin"
        )
        file_id = "AgACAgQ" + secrets.token_urlsafe(42) if telegram else None
        return media.add(data, mime_type, name, id=file_id, declared_size=self.number("size"))

    def own_bubble(self, thread: Thread, kind: str) -> Bubble:
        """One of the traveller's own bubbles: ``bubble_id``, or the last of the kind."""
        return self._bubble(thread, "phone", kind)

    def bot_bubble(self, thread: Thread) -> Bubble:
        """One of the bot's bubbles: ``bubble_id``, or the last."""
        return self._bubble(thread, "bot", None)

    def _bubble(self, thread: Thread, side: str, kind: str | None) -> Bubble:
        wanted = self.number("bubble_id")
        for bubble in reversed(thread.bubbles):
            if (
                bubble.side == side
                and not bubble.deleted
                and wanted in (None, bubble.id)
                and kind in (None, bubble.kind)
            ):
                return bubble
        raise ActionError("There is no such message on this phone.")

    def button(self, thread: Thread) -> tuple[Bubble | None, dict[str, Any]]:
        """The button with ``title`` (or ``data``), newest bubble first, then the keyboard below.

        ``bubble_id`` limits the search to one bubble; the bubble is None for the keyboard.
        """
        title, data, wanted = self.text("title"), self.text("data"), self.number("bubble_id")
        if not title and not data:
            raise ActionError('Say which button: "title" or "data".')

        def fits(button: dict[str, Any]) -> bool:
            return (not title or button["title"] == title) and (not data or button.get("data") == data)

        for bubble in reversed(thread.bubbles):
            if bubble.side == "bot" and not bubble.deleted and wanted in (None, bubble.id):
                for button in bubble.buttons():
                    if fits(button):
                        return bubble, button
        if wanted is None and thread.keyboard is not None:
            for row in thread.keyboard["rows"]:
                for button in row:
                    if fits(button):
                        return None, button
        raise ActionError(f'No button "{title or data}" on this phone.')
