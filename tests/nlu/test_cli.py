"""The commands of the language model."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from bot.cli import nlu as commands
from tests.nlu.conftest import SENTENCES

app = typer.Typer()
commands.register(app)
KEYS = {
    "text", "language", "script", "urgency", "topic", "confidence", "ranking", "reasons", "entities", "danger",
}  # fmt: skip


def answers(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


def test_triage_reads_plain_and_json_lines(model_dir: Path) -> None:
    lines = ["rumah saya kebakaran", '{"text": "12", "history": "fr"}', "", "{broken", "[1, 2]", '{"text": 5}']
    result = CliRunner().invoke(app, ["triage", "--jsonl", "--model", str(model_dir)], input="\n".join(lines) + "\n")
    assert result.exit_code == 0, result.output
    rows = answers(result.stdout)
    assert [row["text"] for row in rows] == ["rumah saya kebakaran", "12", "", "{broken", "[1, 2]", '{"text": 5}']
    assert set(rows[0]) == KEYS
    assert (rows[0]["urgency"], rows[0]["language"], rows[0]["script"]) == ("critical", "id", "Latn")
    assert rows[1]["language"] == "fr"


def test_triage_finds_places_and_reads_files(model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "texts"
    path.write_bytes("我在雅加达丢了护照\n\xff broken bytes\n".encode("utf-8", "surrogateescape"))
    result = CliRunner().invoke(app, ["triage", str(path), "--jsonl", "--model", str(model_dir)])
    rows = answers(result.stdout)
    assert len(rows) == 2
    assert [(e["kind"], e["country"]) for e in rows[0]["entities"]] == [("city", "ID")]


def test_triage_survives_input_that_is_no_utf8(model_dir: Path) -> None:
    result = CliRunner().invoke(
        app, ["triage", "--jsonl", "--model", str(model_dir)], input=b"\xff\xfe\n\xe6\x95 help\n"
    )
    assert result.exit_code == 0, result.output
    assert [row["text"] for row in answers(result.stdout)] == ["\ufffd\ufffd", "\ufffd help"]


def test_triage_reads_a_message_in_the_light_of_those_before(model_dir: Path) -> None:
    line = json.dumps({"text": "12", "history": [{"from": "user", "text": "mon père n'arrive plus à respirer"}]})
    result = CliRunner().invoke(app, ["triage", "--jsonl", "--model", str(model_dir)], input=line + "\n")
    (row,) = answers(result.stdout)
    assert row["language"] == "fr"


def test_triage_without_a_model_reads_by_rules_and_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["triage", "--model", str(tmp_path / "none")], input="au secours\n")
    assert result.exit_code == 0
    assert answers(result.stdout)[0]["urgency"] == "critical"
    assert "lindung train" in result.stderr


def test_triage_of_a_missing_file_says_so(model_dir: Path) -> None:
    result = CliRunner().invoke(app, ["triage", "/none/such", "--model", str(model_dir)])
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_train_of_a_faulty_folder_keeps_quiet_about_traces(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["train", "--nlu-data", str(tmp_path), "--model", str(tmp_path / "m")])
    assert result.exit_code == 1
    assert "taxonomy.yml" in result.stderr
    assert not (tmp_path / "m").exists()


def test_nlu_benchmark(tmp_path: Path) -> None:
    rows = [
        {"text": text, "intent": topic, "language": "id"} for topic, texts in SENTENCES["id"].items() for text in texts
    ]
    path = tmp_path / "data.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    result = CliRunner().invoke(app, ["nlu-benchmark", str(path), str(path)])
    assert result.exit_code == 0, result.output
    assert "macro-F1" in result.stdout
    bad = CliRunner().invoke(app, ["nlu-benchmark", str(tmp_path / "none"), str(path)])
    assert bad.exit_code == 1
