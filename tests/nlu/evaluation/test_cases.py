"""Reading of the held-out files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.nlu.errors import DataError
from bot.nlu.evaluation.cases import check_topics, data_hash, held_out_files, read_cases
from bot.nlu.evaluation.entity_cases import read_entity_cases

ROW = {"text": "fire", "topics": ["emergency_fire", "chat_greet"], "urgency": "critical", "language": "en"}
ENTITY = {"kind": "city", "text": "bali", "value": "Bali", "country": "ID"}


@pytest.fixture
def held_out(tmp_path: Path) -> Path:
    """A folder with one held-out sentence and one with an entity."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "held_out.jsonl").write_text(json.dumps(ROW) + "\n\n")
    lines = [{"text": "in bali", "language": "en", "today": "2026-11-20", "entities": [ENTITY]}]
    (tmp_path / "en" / "entities.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return tmp_path


def test_cases(held_out: Path) -> None:
    (case,) = read_cases(held_out)
    assert (case.text, case.topics, case.folder) == ("fire", ("emergency_fire", "chat_greet"), "en")
    assert case.urgencies == ("critical",)


def test_what_is_accepted_beside_the_best(held_out: Path) -> None:
    row = {**ROW, "urgencies": ["critical", "urgent"], "language_is": "ms", "note": "kept out"}
    (held_out / "en" / "held_out.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps(row).encode())
    (case,) = read_cases(held_out)
    assert (case.urgencies, case.language_is) == (("critical", "urgent"), "ms")


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"{}",
        b'{"text": "a"}',
        b"[1]",
        b"\xff",
        json.dumps({**ROW, "topics": []}).encode(),
        json.dumps({**ROW, "urgency": "hot"}).encode(),
        json.dumps({**ROW, "urgencies": ["hot"]}).encode(),
        json.dumps({**ROW, "text": 5}).encode(),
    ],
)
def test_a_faulty_line_is_named(held_out: Path, line: bytes) -> None:
    (held_out / "en" / "held_out.jsonl").write_bytes(json.dumps(ROW).encode() + b"\n" + line + b"\n")
    with pytest.raises(DataError, match=r"held_out\.jsonl, line 2: .*Correct the line"):
        read_cases(held_out)


@pytest.mark.parametrize("folder", ["", "none/such"])
def test_an_empty_or_missing_folder_says_so(tmp_path: Path, folder: str) -> None:
    with pytest.raises(DataError, match="no held-out sentences below"):
        read_cases(tmp_path / folder)


def test_a_topic_that_nobody_can_answer_is_named(held_out: Path) -> None:
    with pytest.raises(DataError, match="'chat_greet'"):
        check_topics(read_cases(held_out), ["emergency_fire"])
    check_topics(read_cases(held_out), ["emergency_fire", "chat_greet"])


def test_entity_cases(held_out: Path) -> None:
    (case,) = read_entity_cases(held_out)
    assert case.now.isoformat() == "2026-11-20T12:00:00+07:00"
    assert [(fact.kind, fact.value, fact.country) for fact in case.entities] == [("city", "Bali", "ID")]


def test_a_faulty_entity_is_named(held_out: Path) -> None:
    (held_out / "en" / "entities.jsonl").write_text('{"text": "a", "language": "en", "entities": [{"kind": "city"}]}')
    with pytest.raises(DataError, match=r"entities\.jsonl, line 1"):
        read_entity_cases(held_out)


def test_the_hash_changes_with_any_file(held_out: Path) -> None:
    before = data_hash(held_out_files(held_out))
    assert before == data_hash(held_out_files(held_out))
    (held_out / "en" / "more.jsonl").write_text(json.dumps(ROW))
    assert data_hash(held_out_files(held_out)) != before
