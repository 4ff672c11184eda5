import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import frames


async def read_bytes(data: bytes) -> dict:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return await frames.read(reader)


@given(st.text())
def test_any_text_survives_the_way(text: str) -> None:
    assert asyncio.run(read_bytes(frames.encode({"type": "turn", "text": text}))) == {
        "type": "turn",
        "text": text,
    }


async def test_half_a_frame_is_a_closed_connection() -> None:
    with pytest.raises(asyncio.IncompleteReadError):
        await read_bytes(frames.encode({"type": "ping"})[:-1])


@pytest.mark.parametrize("body", [b"[1]", b"{}", b"\xff\xfe", b"not json"])
async def test_other_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(frames.FrameError):
        await read_bytes(frames.HEADER.pack(len(body)) + body)


async def test_an_endless_frame_is_refused_before_it_is_read() -> None:
    with pytest.raises(frames.FrameError, match="limit"):
        await read_bytes(frames.HEADER.pack(frames.MAX_BYTES + 1))
