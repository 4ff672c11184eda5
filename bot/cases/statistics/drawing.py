"""Plots for a page of the running service, drawn by another process.

matplotlib takes a second to load and 50 MB to hold, and drawing keeps the interpreter busy: none of that
may stand in the way of an emergency message that arrives meanwhile.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
from collections import OrderedDict
from collections.abc import Sequence

import msgspec
import structlog

from bot.cases.statistics.pictures import Picture
from bot.settings import ROOT

log = structlog.get_logger(__name__)
TIME_OUT_S = 30
_KEPT = 24
_NICER = 10


class Drawer:
    """Draws one page at a time and keeps the last ones."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._one = asyncio.Lock()

    async def draw(self, pictures: Sequence[Picture]) -> dict[str, str]:
        """Return the SVG elements by name. Empty when they cannot be drawn: a page goes without them."""
        if not pictures:
            return {}
        order = msgspec.json.encode(list(pictures))
        key = hashlib.sha256(order).hexdigest()
        async with self._one:
            if key not in self._drawn:
                drawn = await _draw_apart(order)
                if not drawn:
                    return {}
                self._drawn[key] = drawn
                while len(self._drawn) > _KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(key)
            return self._drawn[key]


async def _draw_apart(order: bytes) -> dict[str, str]:
    try:
        return await asyncio.wait_for(_ask_a_process(order), TIME_OUT_S)
    except (TimeoutError, OSError, msgspec.DecodeError) as error:
        log.warning("plots_not_drawn", error=repr(error))
        return {}


async def _ask_a_process(order: bytes) -> dict[str, str]:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        out, complaints = await child.communicate(order)
    finally:
        # Also when the browser has gone, or time is up.
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        log.warning("plots_not_drawn", error=complaints.decode("utf-8", "replace")[-400:])
        return {}
    drawn: dict[str, str] = msgspec.json.decode(out, type=dict[str, str])
    return drawn


def main() -> None:
    """Draw what standard input asks for; write SVG elements by name, as JSON."""
    os.nice(_NICER)
    from bot.cases.statistics.plots import svg_of

    pictures = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Picture])
    sys.stdout.buffer.write(msgspec.json.encode({picture.name: svg_of(picture) for picture in pictures}))


if __name__ == "__main__":
    main()
