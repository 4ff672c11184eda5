"""Received files. What a browser may show safely is shown; everything else is only downloaded."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from urllib.parse import quote

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.desk.pages import Page
from bot.desk.visibility import may_see_conversation
from bot.messages.attachments import INLINE, media_path, sniff
from bot.store.tables import Attachment, Message

_UNSAFE = re.compile(r"[^\w.\- ()]+")


@get("/media/{attachment_id:int}")
async def show_media(page: NamedDependency[Page], attachment_id: FromPath[int]) -> Response[bytes]:
    """Return a received file; who opened it is kept."""

    def _open(session: Session) -> Attachment:
        attachment = session.get(Attachment, attachment_id)
        message = session.get(Message, attachment.message_id) if attachment is not None else None
        if attachment is None or message is None or attachment.sha256 is None:
            raise NotFoundException("No such file.")
        if not may_see_conversation(session, page.user, message.conversation_id):
            raise NotFoundException("No such file.")
        note(session, page.user.login, "media_opened", f"attachment {attachment_id}")
        return attachment

    attachment = await page.store.write(_open)
    path = media_path(page.runtime.settings.media_dir, str(attachment.sha256))
    content = await asyncio.to_thread(_read, path)
    # The content decides, not the type that somebody claimed for it.
    mime_type = sniff(content[:64])
    is_inline = mime_type in INLINE
    name = file_name(attachment)
    return Response(
        content,
        media_type=mime_type if is_inline else "application/octet-stream",
        headers={
            "Content-Disposition": disposition("inline" if is_inline else "attachment", name),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=300",
        },
    )


def file_name(attachment: Attachment) -> str:
    """Return a harmless name for a download."""
    given = Path((attachment.file_name or "").replace("\\", "/")).name
    cleaned = _UNSAFE.sub("_", given).strip(". ")[:100]
    return cleaned or f"{attachment.kind}-{attachment.id}"


def disposition(kind: str, name: str) -> str:
    """Return the header that names a file, for browsers old and new."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFoundException("The file is no longer there.") from error


HANDLERS = [show_media]
