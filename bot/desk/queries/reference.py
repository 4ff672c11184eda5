"""The rows of the reference data as the console lists them, with what is doubtful about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.reference.checks import Finding, to_confirm
from bot.reference.countries import countries, country_name
from bot.reference.fields import FIELDS, fields_of, value_of
from bot.reference.number_types import CONFLICTING, DIFFERS, ONE_SOURCE, TWO_SOURCES
from bot.reference.overlay import CONFIRMED
from bot.reference.tables import Confirmed, Row, confirmed, keyed_rows
from bot.reference.words import fold

TABLES = tuple(FIELDS)
MARKS = ("old", "undated", "one_source", "conflicting", "corrected")
"""What a list can be narrowed down to."""
PAGE_SIZE = 40
CONFIDENCE_CODES = {
    ONE_SOURCE: "one_source",
    TWO_SOURCES: "two_sources",
    DIFFERS: "differs",
    CONFLICTING: "conflicting",
    CONFIRMED: "confirmed",
}
"""Key of the label of each confidence; anything else has no data."""
_COUNTRY_COLUMNS = ("iso2", "nationality_iso2", "country_iso2")
_TITLE_COLUMNS = ("official_name_id", "name_id", "name")
# Words a row is found by, beside its values: names in other languages, cities, services.
_SEARCH_COLUMNS = (
    "official_name_id", "name_en", "name_id", "name_zh", "name_fr", "name", "city", "service", "category",
    "label", "address", "accreditation",
)  # fmt: skip


@dataclass(frozen=True)
class FieldView:
    """One field of a row: value in force, value as published, and its correction if there is one."""

    name: str
    kind: str
    value: str
    published: str
    known: Confirmed | None


@dataclass(frozen=True)
class RowView:
    """One row as the page shows it."""

    table: str
    key: str
    title: str
    country: str
    city: str
    confidence: str
    stated: str
    source: str
    note: str
    fields: tuple[FieldView, ...]
    doubts: tuple[Finding, ...]
    search_text: str
    """Everything that the row can be found by, folded."""

    @property
    def is_corrected(self) -> bool:
        """Whether a correction of one of its fields is in force."""
        return any(field.known is not None for field in self.fields)

    @property
    def marks(self) -> frozenset[str]:
        """Codes of what is doubtful, and ``corrected``."""
        found = {doubt.code for doubt in self.doubts}
        return frozenset(found | {"corrected"} if self.is_corrected else found)


def all_rows(table: str, language: str, today: date) -> list[RowView]:
    """Return the rows of a table, named and sorted for a language; none for an unknown table."""
    if table not in FIELDS:
        return []
    doubts = _doubts_by_row(today)
    rows = [
        _view(table, key, published, row, language, doubts.get((table, key), ()))
        for key, published, row in keyed_rows(table)
    ]
    return sorted(rows, key=lambda row: fold(row.title)) if table == "emergency_numbers" else rows


def find_row(table: str, key: str, language: str, today: date) -> RowView | None:
    """Return one row by its key."""
    for found, published, row in keyed_rows(table) if table in FIELDS else ():
        if found == key:
            return _view(table, key, published, row, language, _doubts_by_row(today).get((table, key), ()))
    return None


def matching(rows: Iterable[RowView], words: str, mark: str) -> list[RowView]:
    """Return the rows that hold all the words searched for, and the mark if one is given."""
    wanted = [fold(word) for word in words.split()]
    return [
        row
        for row in rows
        if (not mark or mark in row.marks) and all(word in row.search_text for word in wanted)
    ]


def _doubts_by_row(today: date) -> dict[tuple[str, str], tuple[Finding, ...]]:
    found: dict[tuple[str, str], tuple[Finding, ...]] = {}
    for finding in to_confirm(today):
        found[finding.of] = (*found.get(finding.of, ()), finding)
    return found


def _view(
    table: str, key: str, published: Row, row: Row, language: str, doubts: tuple[Finding, ...]
) -> RowView:
    known = confirmed(table, key)
    code = _country_of(row)
    return RowView(
        table=table,
        key=key,
        title=next((row[c] for c in _TITLE_COLUMNS if c in row and table != "emergency_numbers"), "")
        or country_name(code, language),
        country=country_name(code, language) if code else "",
        city=row.get("city", ""),
        confidence=CONFIDENCE_CODES.get(row["confidence"], "no_data"),
        stated=row.get("stated", row.get("official_stated_date", "")),
        source=row["source"],
        note=row["note"],
        fields=tuple(
            FieldView(
                name, kind, value_of(table, row, name), value_of(table, published, name), known.get(name)
            )
            for name, kind in fields_of(table, published).items()
        ),
        doubts=doubts,
        search_text=_search_text(table, row, code),
    )


def _country_of(row: Row) -> str:
    return next((row[column] for column in _COUNTRY_COLUMNS if column in row), "")


def _search_text(table: str, row: Row, code: str) -> str:
    parts = [row.get(column, "") for column in _SEARCH_COLUMNS]
    if code in countries():
        parts += [code, *countries()[code].all_names]
    parts += [value_of(table, row, field) for field in fields_of(table, row)]
    return fold(" ".join(parts))
