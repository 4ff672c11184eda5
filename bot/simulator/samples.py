"""Small generated files, so that photos and voice notes can be sent without any file at hand."""

from __future__ import annotations

import struct
import zlib


def sample_png(width: int = 480, height: int = 320, seed: int = 0) -> bytes:
    """A plain picture (sky, ground, a band whose place follows ``seed``) as PNG."""
    band = 40 + (seed * 67) % (width - 120)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            if band <= x < band + 80 and y > height // 3:
                rows += b"\xb4\x53\x3c"
            elif y > height * 2 // 3:
                rows += b"\x5e\x7d\x5a"
            else:
                rows += bytes((150 + y // 6, 185 + y // 8, 215))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(rows), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _ogg_crc(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = ((value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


def _ogg_page(packets: list[bytes], *, flags: int, granule: int, number: int) -> bytes:
    lacing, body = bytearray(), b"".join(packets)
    for packet in packets:
        lacing += bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 0x4C494E44, number, 0)
    page = head + bytes([len(lacing)]) + bytes(lacing) + body
    return page[:22] + struct.pack("<I", _ogg_crc(page)) + page[26:]


def sample_ogg(seconds: int = 3) -> bytes:
    """Silence of up to 5 ``seconds`` as Ogg Opus (RFC 7845), the format of both platforms' voice notes."""
    seconds = max(1, min(seconds, 5))
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 7) + b"lindung" + struct.pack("<I", 0)
    silence = [b"\xf8\xff\xfe"] * (seconds * 50)
    return (
        _ogg_page([head], flags=2, granule=0, number=0)
        + _ogg_page([tags], flags=0, granule=0, number=1)
        + _ogg_page(silence, flags=4, granule=seconds * 48000, number=2)
    )


def sample_webp() -> bytes:
    """A one-pixel lossless WebP, the format of stickers."""
    body = b"VP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def sample_mp4() -> bytes:
    """The smallest box structure that is recognised as MP4 (no pictures inside)."""
    kind = b"isom\x00\x00\x02\x00isomiso2mp41"
    return struct.pack(">I", len(kind) + 8) + b"ftyp" + kind + struct.pack(">I", 8) + b"mdat"


def sample_pdf() -> bytes:
    """A one-page PDF without text."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
