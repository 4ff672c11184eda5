"""The report over all sets, and reports on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.nlu.errors import DataError
from bot.nlu.evaluation.entity_scores import EntityReading
from bot.nlu.evaluation.near_copies import NearCopy
from bot.nlu.evaluation.report import in_sets
from bot.nlu.evaluation.stored import newest_other, read_report, write_report
from tests.nlu.evaluation.made_up import DAY, few, reading, report


def test_sets_come_in_a_fixed_order() -> None:
    rows = [reading("x", folder=name) for name in ("other", "fr", "ar", "zh", "id")]
    assert list(in_sets(rows)) == ["id", "zh", "fr", "ar", "other", "all"]
    assert len(in_sets(rows)["all"]) == 4


def test_one_language_needs_no_sum() -> None:
    assert list(in_sets([reading("x"), reading("y", folder="other")])) == ["en", "other"]
    assert report([reading("x")]).spread == {}


def test_the_spread_is_between_served_languages() -> None:
    rows = [reading("a"), reading("b", folder="fr"), reading("c", "routine", "critical", folder="fr")]
    found = report([*rows, reading("d", "routine", "critical", folder="other")])
    gap = found.spread["false_critical_everyday"]
    assert (gap.value, gap.best, gap.worst) == (0.5, "en", "fr")
    assert (found.spread["urgency"].best, found.spread["urgency"].worst) == ("en", "fr")
    assert "critical_recall" not in found.spread


def test_counts_of_a_set() -> None:
    assert report().counts["en"] == {"sentences": 6, "critical": 2, "routine": 2, "urgent": 2}
    assert report().counts["all"]["sentences"] == 12


def test_a_report_comes_back_from_disk(tmp_path: Path) -> None:
    found = EntityReading("en", "in bali", (), (), ())
    rows = [*few(), reading("救命", folder="zh", danger=0.5)]
    written = report(rows, entity_readings=[found], near_copies=[NearCopy("a", "b", 0.9)])
    path = write_report(written, tmp_path / "new" / "folder")
    assert read_report(path) == written
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["source"]["model"] == "abc123def456"
    figure = content["figures"]["en"]["critical_recall"]
    assert (figure["part"], figure["whole"], figure["value"]) == (1, 2, 0.5)
    assert figure["low"] < 0.5 < figure["high"]
    assert [each.name for each in path.parent.iterdir()] == ["report.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe", b'{"format": "x"}'])
def test_what_is_no_report_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"report\.json is no report"):
        read_report(path)


def test_another_format_and_a_missing_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text('{"format": 99}')
    with pytest.raises(DataError, match="format 99"):
        read_report(tmp_path / "report.json")
    with pytest.raises(DataError, match="cannot be read"):
        read_report(tmp_path / "none.json")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--out"):
        write_report(report(), tmp_path / "file" / "folder")


def test_the_newest_other_report_is_found(tmp_path: Path) -> None:
    for name, days in (("old", 0), ("new", 2), ("mine", 5)):
        write_report(report(model=name, date=DAY + timedelta(days=days)), tmp_path / name)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "report.json").write_text("{")
    found, faults = newest_other(tmp_path, tmp_path / "mine")
    assert found is not None
    assert found.source.model == "new"
    assert len(faults) == 1
    assert "broken" in str(faults[0])


def test_without_another_there_is_none(tmp_path: Path) -> None:
    write_report(report(), tmp_path / "mine")
    assert newest_other(tmp_path, tmp_path / "mine") == (None, [])
    assert newest_other(tmp_path / "none", tmp_path) == (None, [])


def test_an_older_report_without_newer_fields_still_reads(tmp_path: Path) -> None:
    path = write_report(replace(report(), entity_readings=[]), tmp_path)
    content = json.loads(path.read_text())
    content["added_by_a_later_version"] = 1
    for row in content["readings"]:
        del row["danger"]
    path.write_text(json.dumps(content))
    assert read_report(path).readings[0].danger is None
