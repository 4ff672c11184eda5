"""Arguments of a call: query string, form, multipart or JSON body, all read as the server reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from bot.simulator.telegram_api.errors import ApiError, bad_request

MAX_UPLOAD = 50 * 1024 * 1024


@dataclass(slots=True)
class Upload:
    """A file in a multipart body."""

    data: bytes
    name: str
    mime_type: str


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


@dataclass(slots=True)
class Params:
    """Arguments as text, the way the server holds them, with typed readers."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    @classmethod
    async def read(cls, request: Request[Any, Any, Any]) -> Params:
        """Read the call. Raises ``ApiError`` 400 on a broken body and 413 on one too large."""
        params = cls(dict(request.query_params.items()))
        if request.method == "GET":
            return params
        kind = request.content_type[0]
        try:
            if kind == "application/json":
                body = json.loads(await request.body() or b"{}")
                if not isinstance(body, dict):
                    raise bad_request("request body must be a JSON object")
                params.values.update({str(key): _as_text(value) for key, value in body.items()})
            else:
                for key, value in (await request.form()).multi_items():
                    await params._put(key, value)
        except HTTPException as error:
            if error.status_code == 413:
                raise ApiError(413, "Request Entity Too Large") from error
            raise bad_request("can't parse request body") from error
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        return params

    async def _put(self, key: str, value: Any) -> None:
        if isinstance(value, UploadFile):
            data = await value.read()
            if len(data) > MAX_UPLOAD:
                raise ApiError(413, "Request Entity Too Large")
            self.files[key] = Upload(data, value.filename, value.content_type)
        else:
            self.values[key] = _as_text(value)

    def text(self, name: str) -> str:
        """The argument as text, empty when missing."""
        return self.values.get(name, "")

    def number(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """The argument as a whole number, forced into the range; nonsense reads as the default."""
        try:
            value = int(self.values.get(name, ""))
        except ValueError:
            value = default
        if low is not None:
            value = max(value, low)
        return min(value, high) if high is not None else value

    def flag(self, name: str) -> bool:
        """The argument as a truth value."""
        return self.values.get(name, "").strip().lower() in ("true", "yes", "1")

    def json(self, name: str, error: str) -> Any:
        """The argument as JSON, None when missing. Raises ``ApiError`` with ``error`` when broken."""
        if not self.values.get(name):
            return None
        try:
            return json.loads(self.values[name])
        except ValueError:
            raise bad_request(error) from None

    def logged(self) -> dict[str, Any]:
        """The arguments for the log: JSON values opened, files as their size."""
        shown: dict[str, Any] = {}
        for key, value in self.values.items():
            try:
                shown[key] = json.loads(value) if value[:1] in "{[" and value else value
            except ValueError:
                shown[key] = value
        for key, file in self.files.items():
            shown[key] = {"file_name": file.name, "mime_type": file.mime_type, "size": len(file.data)}
        return shown
