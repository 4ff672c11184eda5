"""``lindung preview``: what a traveller would get."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.preview import table_rows
from bot.dialogue.guidance_texts import GuidanceTexts
from bot.reference.guidance import guides

RUN = CliRunner()
TEXTS = GuidanceTexts.load(Path(__file__).resolve().parents[2] / "nlu_data")


def said(*arguments: str) -> str:
    result = RUN.invoke(app, ["preview", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: str) -> str:
    result = RUN.invoke(app, ["preview", *arguments])
    assert result.exit_code == 2
    return " ".join(result.output.split())


def test_the_reply_in_the_language_and_for_the_place() -> None:
    shown = said("consular_lost_passport", "--language", "fr", "--place", "JP", "--nationality", "ID")
    assert "Japon" in shown
    assert "SPLP" in shown
    assert "[" in shown


def test_traditional_script() -> None:
    shown = said("consular_lost_passport", "--language", "zh-Hant", "--place", "ID-JK", "--nationality", "CN")
    assert "護照" in shown


def test_whom_to_call() -> None:
    assert "999" in said("lost_passport_abroad", "--place", "SA", "--part", "contact", "--nationality", "ID")


def test_everything_with_its_sources() -> None:
    shown = said("consular_immigration", "--place", "ID-JK", "--nationality", "FR", "--all")
    assert "UU 6/2011 Art. 78" in shown


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("nonsense",), "is no topic and no case"),
        (("info_emergency_numbers",), "has no guide there"),
        (("consular_death", "--place", "Narnia"), "is no country code"),
        (("consular_death", "--language", "de"), "is none of"),
        (("consular_death", "--nationality", "XX"), "is no country code"),
        (("captivity", "--place", "KH", "--part", "washed"), "It has:"),
    ],
)
def test_a_wrong_argument_says_what_to_write(arguments: tuple[str, ...], answer: str) -> None:
    assert answer in refused(*arguments)


def test_the_table_has_every_case_language_and_place_and_traces_each_number() -> None:
    rows = table_rows(TEXTS)
    assert {row[0] for row in rows} == set(guides())
    for row in rows:
        assert row[5], row
        assert not row[6] or row[7], f"{row[6]} has no source"
    for key, guide in guides().items():
        places = {row[2] for row in rows if row[0] == key}
        wanted = {"abroad": {"CN", "SA"}, "in_indonesia": {"ID-JK"}, "everywhere": {"ID-JK", "CN", "SA"}}
        assert places == wanted[guide.audience]
        assert {row[4] for row in rows if row[0] == key} == {"id", "en", "zh", "fr"}


def test_the_table_is_csv() -> None:
    result = RUN.invoke(app, ["preview-table"])
    rows = list(csv.reader(io.StringIO(result.output)))
    assert rows[0][0] == "case"
    assert len({len(row) for row in rows}) == 1
