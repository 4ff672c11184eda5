"""Reading of files with one JSON object a line, with faults that name file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from bot.nlu.errors import DataError

Row = TypeVar("Row")


def read_jsonl(path: Path, kind: type[Row]) -> Iterator[Row]:
    """Yield each line as a ``kind``; empty lines are passed over. Raises DataError that names file and line."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}. Restore it from the repository.") from error
    decoder = msgspec.json.Decoder(kind)
    # Editors on Windows may put a byte order mark first.
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if line.strip():
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise DataError(f"{path}, line {number}: {error}. Correct the line.") from error
