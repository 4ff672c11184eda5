"""Media: kinds, sizes, upload, description, download."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from litestar import Request, Response
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from bot.simulator.media import MediaFile, MediaStore
from bot.simulator.whatsapp_api.errors import GraphError, parameter

URL_SECONDS = 300
_MB = 1024 * 1024
LIMITS = {
    "image": 5 * _MB,
    "audio": 16 * _MB,
    "video": 16 * _MB,
    "sticker": 500 * 1024,
    "document": 100 * _MB,
}
_TYPES = {
    "image": ("image/jpeg", "image/png"),
    "sticker": ("image/webp",),
    "video": ("video/mp4", "video/3gpp"),
    "audio": ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
    "document": (
        "text/plain",
        "application/pdf",
        "application/vnd.ms-powerpoint",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def media_kind(mime_type: str) -> str | None:
    """The message type for a MIME type, None when the platform does not take it."""
    bare = mime_type.split(";")[0].strip().lower()
    return next((kind for kind, types in _TYPES.items() if bare in types), None)


@dataclass(slots=True)
class MediaLinks:
    """Download addresses: which file, until when. ``uploaded`` ids may be sent, every id may be fetched."""

    store: MediaStore
    lifetime: float = URL_SECONDS
    _until: dict[str, tuple[str, float]] = field(default_factory=dict)

    def create(self, file: MediaFile, base_url: str) -> str:
        """A new address for a file."""
        expires = time.time() + self.lifetime
        key = f"{file.sha256[:24]}{len(self._until):06d}"
        self._until[key] = (file.id, expires)
        return f"{base_url}/whatsapp_business/attachments/?mid={file.id}&ext={int(expires)}&hash={key}"

    def resolve(self, mid: str, key: str) -> MediaFile | None:
        """The file behind an address; None when unknown or too old."""
        file_id, expires = self._until.get(key, ("", 0.0))
        return self.store.get(file_id) if file_id == mid and expires > time.time() else None

    def expire(self) -> None:
        """Make every address too old at once."""
        self._until = {key: (file_id, 0.0) for key, (file_id, _) in self._until.items()}


async def upload(store: MediaStore, request: Request[Any, Any, Any]) -> dict[str, str]:
    """POST /<phone number id>/media. Returns {"id"}. Raises ``GraphError``."""
    try:
        form = await request.form()
    except HTTPException as error:
        if error.status_code == 413:
            raise GraphError(131053, "The file is too large.") from error
        raise parameter("Invalid multipart body.") from error
    if form.get("messaging_product") != "whatsapp":
        raise parameter("The parameter messaging_product is required.")
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise parameter("The parameter file is required.")
    mime_type = str(form.get("type") or file.content_type)
    kind = media_kind(mime_type)
    if kind is None:
        allowed = ", ".join(sorted({name for types in _TYPES.values() for name in types}))
        raise parameter(
            f"Param file must be a file with one of the following types: {allowed}. Received file of "
            f"type '{mime_type}'."
        )
    data = await file.read()
    if not data:
        raise parameter("Param file must not be empty.")
    if len(data) > LIMITS[kind]:
        raise GraphError(
            131053, f"File size {len(data)} exceeds the limit of {LIMITS[kind]} bytes for {kind}."
        )
    return {"id": store.add(data, mime_type, file.filename).id}


def describe(file: MediaFile, url: str) -> dict[str, Any]:
    """GET /<media id>."""
    return {
        "messaging_product": "whatsapp",
        "url": url,
        "mime_type": file.mime_type,
        "sha256": file.sha256,
        "file_size": file.size,
        "id": file.id,
    }


def download(links: MediaLinks, request: Request[Any, Any, Any]) -> Response[bytes]:
    """GET of an address made by ``MediaLinks``; 404 when it is too old."""
    file = links.resolve(request.query_params.get("mid", ""), request.query_params.get("hash", ""))
    if file is None:
        return Response(b"", status_code=404, media_type="text/plain")
    headers = {"Content-Disposition": f'inline; filename="{file.id}"'}
    return Response(file.data, media_type=file.mime_type.split(";")[0], headers=headers)
