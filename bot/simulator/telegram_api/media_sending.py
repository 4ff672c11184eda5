"""sendPhoto, sendDocument, sendVoice, sendAudio, sendVideo, sendAnimation, sendSticker, getFile."""

from __future__ import annotations

import mimetypes
import secrets
from typing import Any

from bot.simulator.media import MediaFile
from bot.simulator.phones.models import Bubble
from bot.simulator.telegram_api.call import Call, Method
from bot.simulator.telegram_api.errors import bad_request
from bot.simulator.telegram_api.formatting import message_caption
from bot.simulator.telegram_api.params import Upload
from bot.simulator.telegram_api.sending import deliver

MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 << 20
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")


def file_fields(file: MediaFile) -> dict[str, Any]:
    """What every Telegram file object has."""
    return {"file_id": file.id, "file_unique_id": file.id[-12:], "file_size": file.size}


def new_file_id() -> str:
    """A file id of the shape and length Telegram's have."""
    return "AgACAg" + secrets.token_urlsafe(44)


def media_json(kind: str, file: MediaFile) -> Any:
    """The file as Photo sizes, Voice, Video … object."""
    fields = file_fields(file)
    if kind == "photo":
        small = {
            **fields,
            "file_id": file.id,
            "file_unique_id": file.id[-12:] + "s",
            "width": 90,
            "height": 60,
            "file_size": min(file.size, 1200),
        }
        return [small, {**fields, "width": 480, "height": 320}]
    if kind == "voice":
        return {**fields, "duration": 3, "mime_type": file.mime_type}
    if kind == "audio":
        return {**fields, "duration": 3, "mime_type": file.mime_type, "file_name": file.name}
    if kind in ("video", "animation"):
        return {
            **fields,
            "width": 480,
            "height": 320,
            "duration": 3,
            "mime_type": file.mime_type,
            "file_name": file.name,
        }
    if kind == "video_note":
        return {**fields, "length": 240, "duration": 3}
    if kind == "sticker":
        return {
            **fields,
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "🙏",
        }
    return {**fields, "file_name": file.name, "mime_type": file.mime_type}


def _upload(call: Call, kind: str) -> Upload | None:
    value = call.params.text(kind)
    name = value[len("attach://") :] if value.startswith("attach://") else kind
    return call.params.files.get(name)


def _incoming_file(call: Call, kind: str) -> MediaFile:
    upload = _upload(call, kind)
    if upload is not None:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            if len(upload.data) > MAX_PHOTO:
                raise bad_request(
                    f"file of size {len(upload.data)} bytes is too big for a photo; the maximum "
                    f"size is {MAX_PHOTO} bytes"
                )
            if not upload.data.startswith(_PICTURES):
                raise bad_request("IMAGE_PROCESS_FAILED")
        guessed = mimetypes.guess_type(upload.name)[0] or upload.mime_type
        return call.backend.media.add(upload.data, guessed, upload.name, id=new_file_id())
    value = call.params.text(kind)
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("Failed to get HTTP URL content")
    file = call.backend.media.get(value)
    if file is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return file


def _sender(kind: str) -> Method:
    async def send(call: Call) -> dict[str, Any]:
        caption, entities = message_caption(call.params)
        chat = call.chat()
        file = _incoming_file(call, kind)
        content: dict[str, Any] = {kind: media_json(kind, file)}
        if kind == "animation":
            content["document"] = media_json("document", file)
        if caption:
            content["caption"] = caption
        if entities:
            content["caption_entities"] = entities
        shown = "image" if kind == "photo" else kind
        bubble = Bubble("bot", shown, text=caption, media=file.public(), entities=entities)
        return deliver(call, chat, content, bubble)

    return send


SENDERS: dict[str, Method] = {
    "sendphoto": _sender("photo"),
    "senddocument": _sender("document"),
    "sendvoice": _sender("voice"),
    "sendaudio": _sender("audio"),
    "sendvideo": _sender("video"),
    "sendanimation": _sender("animation"),
    "sendvideonote": _sender("video_note"),
    "sendsticker": _sender("sticker"),
}


async def get_file(call: Call) -> dict[str, Any]:
    """A path for downloading; files above 20 MB are refused."""
    file_id = call.params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.backend.media.get(file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    ending = mimetypes.guess_extension(file.mime_type) or ""
    return {**file_fields(file), "file_path": f"files/{file.id}{ending}"}
