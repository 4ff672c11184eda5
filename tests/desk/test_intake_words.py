"""The intake in the operator's words."""

from __future__ import annotations

import pytest

from bot.cases.intake import IntakeRow
from bot.desk import words
from bot.desk.labels import Labels


def row(code: str = "", text: str = "", asked: bool = True, skipped: bool = False) -> IntakeRow:
    return IntakeRow("lawyer", "fields.lawyer", code, text, asked, skipped)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (row("no", "he has none"), "no – he has none"),
        (row("no"), "no"),
        (row("", "Mr Tan"), "Mr Tan"),
        (row(), "asked, no answer"),
        (row(asked=False), "not asked yet"),
        (row(skipped=True), "left out"),
    ],
)
def test_a_line_shows_code_and_words_or_why_there_are_none(line: IntakeRow, shown: str) -> None:
    assert words.intake_row(Labels("en"), line) == ("Lawyer", shown)


def test_a_fact_of_the_newer_kind_reads_like_the_older() -> None:
    labels = Labels("fr")
    assert words.fact(labels, "lawyer", {"code": "no", "text": "non", "at": "x"}) == ("Avocat", "non")
    assert words.fact(labels, "hospital", {"code": "", "text": "Cochin"}) == ("Hôpital", "Cochin")
    assert words.fact(labels, "awake", "no")[0] == labels("fact.awake")
    assert words.fact(Labels("id"), "relation", "spouse") == ("Hubungan dengan orang itu", "Suami atau istri")
