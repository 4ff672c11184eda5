import csv
import io
import math

from bot.cases.statistics.csv_file import csv_of
from bot.cases.statistics.tables import HIDDEN, SECONDS, SHARE, Column, Row, Table
from bot.desk.labels import Labels

COLUMNS = (Column("cases"), Column("within_15", SHARE), Column("median", SECONDS))
TABLE = Table(
    "desk", "desk", COLUMNS,
    (Row("a", (3, 2 / 3, 7.25)), Row("b", (HIDDEN, None, math.inf))), Row("total", (3, 1.0, 7.25)),
)  # fmt: skip


def read(language: str = "en", **desks: str) -> list[list[str]]:
    text = csv_of(Labels(language), TABLE, desks)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_figures_as_a_machine_reads_them() -> None:
    assert read(a="KBRI Paris", b='Desk "B", 2nd floor') == [
        ["Group", "Cases", "Within 15 s", "Median (s)"],
        ["KBRI Paris", "3", "0.6667", "7.2"],
        ['Desk "B", 2nd floor', "*", "", "not answered"],
        ["All together", "3", "1.0000", "7.2"],
    ]


def test_a_name_is_no_formula() -> None:
    for name in ("=1+1", "+1", "-1", "@x", "\tx"):
        assert read(a=name)[1][0] == f"'{name}"


def test_headings_in_the_language_of_the_reader() -> None:
    assert read("zh")[0][1] == "案件"
