"""A table of figures, still without words: for the page, the CSV file, the report and the spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field

Value = int | float | None
COUNT, SHARE, SECONDS = "count", "share", "seconds"


@dataclass(frozen=True)
class Hidden:
    """A figure that a public table does not show."""


HIDDEN = Hidden()
Cell = Value | Hidden


@dataclass(frozen=True)
class Column:
    """``key`` names its heading (``statistics.column.<key>``); ``kind``: count, share or seconds.

    ``goal``: share that is asked for.
    """

    key: str
    kind: str = COUNT
    goal: float | None = None


@dataclass(frozen=True)
class Row:
    """``code`` of the group and its figures, one a column."""

    code: str
    cells: tuple[Cell, ...]

    @property
    def is_shown(self) -> bool:
        """Whether its first figure is shown."""
        return not isinstance(self.cells[0], Hidden)


@dataclass(frozen=True)
class Table:
    """``key`` names title and explanation; ``naming`` says what the codes of the rows stand for."""

    key: str
    naming: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = field(default=None)

    def column(self, key: str) -> int:
        """Return the place of a column."""
        return [column.key for column in self.columns].index(key)
