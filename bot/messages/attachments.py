"""Received files: fetched after the message is stored, checked, kept by the hash of their content."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.messages.channel import ChannelAdapter
from bot.messages.errors import FileRefused, SendError
from bot.store.base import utcnow
from bot.store.database import Store, wake
from bot.store.tables import Attachment

log = structlog.get_logger(__name__)
MAX_BYTES = 25 * 1024 * 1024
MAX_ATTEMPTS = 6
FETCH_HOLD = timedelta(seconds=120)
SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"OggS", 0, "audio/ogg"),
    (b"ID3", 0, "audio/mpeg"),
    (b"ftyp", 4, "video/mp4"),
    (b"\x1aE\xdf\xa3", 0, "video/webm"),
    (b"%PDF-", 0, "application/pdf"),
)
"""(bytes, offset, type): what a file is by its content. The type that a sender claims is not trusted."""
INLINE = {
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "audio/ogg",
    "audio/mpeg",
    "video/mp4",
    "video/webm",
}
"""Types the console shows in place; all others are only offered for download, as plain bytes."""


def sniff(content: bytes) -> str:
    """Return the MIME type that the content shows, or ``application/octet-stream``."""
    for signature, offset, mime_type in SIGNATURES:
        if content[offset : offset + len(signature)] == signature:
            return mime_type
    return "application/octet-stream"


def media_path(folder: Path, sha256: str) -> Path:
    """Return where the file of this hash is kept."""
    return folder / sha256[:2] / sha256


def keep(folder: Path, content: bytes) -> str:
    """Write a file under its hash, whole or not at all; return the hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = media_path(folder, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{id(content):x}.part")
        partial.write_bytes(content)
        partial.replace(path)
    return sha256


class Fetcher:
    """Fetches waiting files until it is stopped."""

    def __init__(self, store: Store, adapters: Mapping[str, ChannelAdapter], folder: Path) -> None:
        self._store = store
        self._adapters = adapters
        self._folder = folder

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until ``stop`` is set."""
        waiter = self._store.bus.waiter("media")
        try:
            while not stop.is_set():
                taken = await self._store.write(_take_pending)
                if taken:
                    await asyncio.gather(*(self._fetch(attachment) for attachment in taken))
                else:
                    await waiter.wait(1.0)
        finally:
            self._store.bus.release(waiter)

    async def _fetch(self, attachment: Attachment) -> None:
        adapter = self._adapters.get(attachment.channel)
        try:
            if adapter is None:
                raise FileRefused("The channel of this file is not set up here.")
            if (attachment.size or 0) > MAX_BYTES:
                raise FileRefused(
                    f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Ask for a smaller one."
                )
            content, claimed = await adapter.fetch_media(attachment.file_id, MAX_BYTES)
            sha256 = await asyncio.to_thread(keep, self._folder, content)
        except FileRefused as error:
            await self._finish(attachment.id, state="refused", error=str(error))
        except (SendError, OSError) as error:
            await self._finish(attachment.id, state="pending", error=str(error))
        except Exception as error:  # A fault of ours: the other files must not wait for it.
            log.exception("fetch_crashed", attachment_id=attachment.id)
            reason = f"The fetch failed: {type(error).__name__}."
            await self._finish(attachment.id, state="pending", error=reason)
        else:
            mime_type = sniff(content)
            if mime_type == "application/octet-stream" and attachment.kind == "document":
                mime_type = (claimed or attachment.mime_type or mime_type)[:120]
            await self._finish(
                attachment.id,
                state="stored",
                error=None,
                sha256=sha256,
                size=len(content),
                mime_type=mime_type,
            )

    async def _finish(self, attachment_id: int, **values: object) -> None:
        def _apply(session: Session) -> None:
            attachment = session.get_one(Attachment, attachment_id)
            for name, value in values.items():
                setattr(attachment, name, value)
            if attachment.state == "pending":
                attachment.due_at = utcnow() + timedelta(seconds=2.0**attachment.attempts)
                if attachment.attempts >= MAX_ATTEMPTS:
                    attachment.state = "failed"
            wake(session, "desk")

        await self._store.write(_apply)


def _take_pending(session: Session) -> list[Attachment]:
    now = utcnow()
    due = (
        select(Attachment.id)
        .where(Attachment.state == "pending", Attachment.due_at <= now)
        .order_by(Attachment.id)
        .limit(4)
        .with_for_update(skip_locked=True)
    )
    return list(
        session.scalars(
            update(Attachment)
            .where(Attachment.id.in_(due.scalar_subquery()))
            .values(attempts=Attachment.attempts + 1, due_at=now + FETCH_HOLD)
            .returning(Attachment)
            .execution_options(synchronize_session=False, populate_existing=True)
        ).all()
    )
