"""Files of both platforms: photos, voice notes and whatever else is sent either way."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class MediaFile:
    """One stored file. ``declared_size`` lets a test claim a size without holding the bytes."""

    id: str
    data: bytes
    mime_type: str
    name: str
    declared_size: int | None = None
    created: float = field(default_factory=time.time)

    @property
    def size(self) -> int:
        """Size in bytes as told to the bot."""
        return len(self.data) if self.declared_size is None else self.declared_size

    @property
    def sha256(self) -> str:
        """Hex digest of the content."""
        return hashlib.sha256(self.data).hexdigest()

    def public(self) -> dict[str, object]:
        """What the phone page needs to show it."""
        return {"id": self.id, "mime_type": self.mime_type, "name": self.name, "size": self.size}


class MediaStore:
    """Files by id, in memory; the oldest go when 400 MB are reached."""

    LIMIT = 400 * 1024 * 1024

    def __init__(self) -> None:
        self._files: dict[str, MediaFile] = {}
        self._held = 0

    def add(
        self,
        data: bytes,
        mime_type: str,
        name: str,
        *,
        id: str | None = None,
        declared_size: int | None = None,
    ) -> MediaFile:
        """Store a file and return it with its new id (digits, as WhatsApp's are)."""
        file = MediaFile(
            id or str(secrets.randbelow(9 * 10**14) + 10**14), data, mime_type, name, declared_size
        )
        self._files[file.id] = file
        self._held += len(data)
        while self._held > self.LIMIT and len(self._files) > 1:
            self.remove(next(iter(self._files)))
        return file

    def get(self, id: str) -> MediaFile | None:
        """The file, or None."""
        return self._files.get(id)

    def remove(self, id: str) -> bool:
        """Delete a file. False when there was none."""
        file = self._files.pop(id, None)
        if file is None:
            return False
        self._held -= len(file.data)
        return True
