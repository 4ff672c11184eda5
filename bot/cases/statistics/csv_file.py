"""A table as a CSV file that spreadsheets open as it is meant."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping

from bot.cases.statistics.tables import SECONDS, SHARE, Cell, Column, Hidden, Row, Table
from bot.cases.statistics.wording import HIDDEN_SIGN, Words, name_of

_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def csv_of(words: Words, table: Table, desks: Mapping[str, str]) -> str:
    """Return the file: a mark of its encoding, headings, a line a row. Shares are decimals, times seconds."""
    file = io.StringIO()
    lines = csv.writer(file)
    headings = [_heading(words, column) for column in table.columns]
    lines.writerow([words("statistics.column.group"), *headings])
    for row in (*table.rows, *([table.total] if table.total else [])):
        lines.writerow(_line(words, table, row, desks))
    # Without the mark, spreadsheets read Chinese as noise.
    return "\ufeff" + file.getvalue()


def _line(words: Words, table: Table, row: Row, desks: Mapping[str, str]) -> list[str]:
    cells = [_plain(words, column, cell) for column, cell in zip(table.columns, row.cells, strict=True)]
    return [_harmless(name_of(words, table.naming, row.code, desks)), *cells]


def _heading(words: Words, column: Column) -> str:
    heading = words(f"statistics.column.{column.key}")
    return f"{heading} (s)" if column.kind == SECONDS else heading


def _plain(words: Words, column: Column, cell: Cell) -> str:
    if isinstance(cell, Hidden):
        return HIDDEN_SIGN
    if cell is None:
        return ""
    if math.isinf(cell):
        return words("statistics.never")
    return f"{cell:.4f}" if column.kind == SHARE else f"{cell:.1f}" if column.kind == SECONDS else str(cell)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_RUNS) else text
