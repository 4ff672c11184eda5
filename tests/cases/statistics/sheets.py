"""Reads a spreadsheet as its format says, without the library that wrote it."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_sheets(body: bytes) -> dict[str, list[list[str | float]]]:
    """Return name → rows → values of a workbook; empty cells are left out."""
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        book = ElementTree.fromstring(file.read("xl/workbook.xml"))
        names = [str(sheet.get("name")) for sheet in book.iter(f"{_MAIN}sheet")]
        shared = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
        strings = ["".join(text.text or "" for text in item.iter(f"{_MAIN}t")) for item in shared]
        return {
            name: _rows(ElementTree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml")), strings)
            for number, name in enumerate(names, 1)
        }


def _rows(sheet: ElementTree.Element, strings: list[str]) -> list[list[str | float]]:
    rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        values: list[str | float] = []
        for cell in row:
            value = cell.find(f"{_MAIN}v")
            if value is not None and value.text is not None:
                values.append(strings[int(value.text)] if cell.get("t") == "s" else float(value.text))
        rows.append(values)
    return rows
