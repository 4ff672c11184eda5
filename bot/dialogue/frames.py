"""Length-prefixed JSON frames on a stream: four bytes of length, big endian, then UTF-8 JSON."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any

HEADER = struct.Struct(">I")
MAX_BYTES = 8 * 1024 * 1024
"""A turn with a full session is about 60 kB; more than this is an error, not a message."""


class FrameError(Exception):
    """The other side sent something that is not a frame."""


def encode(frame: dict[str, Any]) -> bytes:
    """Return a frame as bytes.

    Raises:
        FrameError: the frame is larger than ``MAX_BYTES``.
    """
    body = json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) > MAX_BYTES:
        raise FrameError(f"A frame of {len(body)} bytes is too large; the limit is {MAX_BYTES}.")
    return HEADER.pack(len(body)) + body


async def read(reader: asyncio.StreamReader) -> dict[str, Any]:
    """Read one frame.

    Raises:
        asyncio.IncompleteReadError: the connection was closed.
        FrameError: the bytes are not a frame.
    """
    (length,) = HEADER.unpack(await reader.readexactly(HEADER.size))
    if length > MAX_BYTES:
        raise FrameError(f"A frame of {length} bytes was announced; the limit is {MAX_BYTES}.")
    body = await reader.readexactly(length)
    try:
        frame = json.loads(body.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise FrameError("A frame is not JSON.") from error
    if not isinstance(frame, dict) or "type" not in frame:
        raise FrameError("A frame must be a JSON object with a type.")
    return frame


async def write(writer: asyncio.StreamWriter, frame: dict[str, Any]) -> None:
    """Send one frame and wait until the socket takes more."""
    writer.write(encode(frame))
    await writer.drain()
