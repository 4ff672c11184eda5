"""``lindung evaluate``, with made-up readings in the place of a model's."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import nlu as commands
from bot.nlu.bundle import Bundle, write_bundle
from bot.nlu.evaluation import evaluate as measuring
from bot.nlu.evaluation.report import Report
from bot.nlu.evaluation.stored import read_report, write_report
from tests.nlu.evaluation.made_up import DAY, FIRE, few, reading, report

app = typer.Typer()
commands.register(app)


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model without content in a data folder of its own."""
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path / "var"))
    write_bundle(tmp_path / "model", {}, {}, {})
    return tmp_path / "model"


def run(monkeypatch: pytest.MonkeyPatch, model: Path, found: Report, *options: str) -> Result:
    """Run the command with ``found`` as what was measured."""
    monkeypatch.setattr(measuring, "evaluate", lambda *_: found)
    return CliRunner().invoke(app, ["evaluate", "--model", str(model), *options])


def gates(tmp_path: Path, goal: int, floor: int) -> str:
    """Write a file with one gate on recall."""
    path = tmp_path / "gates.yml"
    path.write_text(f"critical_recall: {{goal: {goal}, floor: {{en: {floor}}}}}")
    return str(path)


def test_the_report_lands_under_the_models_version(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(monkeypatch, model, report())
    assert result.exit_code == 0, result.output
    folder = tmp_path / "var" / "evaluations" / Bundle(model).version
    assert read_report(folder / "report.json") == report()
    assert (folder / "report.html").is_file()
    assert "critical recognised" in result.stdout
    assert str(folder / "report.json") in result.stdout
    assert "'smoke'" not in result.stdout


def test_misses_and_png(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(monkeypatch, model, report(), "--misses", "--png", "--out", str(tmp_path / "out"))
    assert "missed: [en emergency_fire critical] 'smoke'" in result.stdout
    assert (tmp_path / "out" / "topic_f1.png").is_file()


@pytest.mark.parametrize(
    ("goal", "floor", "code", "said"),
    [(50, 50, 0, "goal reached"), (99, 40, 0, "goals not yet reached: critical recognised en"), (99, 60, 1, "FAILED")],
)
def test_gates_decide_the_exit_code(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, goal: int, floor: int, code: int, said: str
) -> None:
    result = run(monkeypatch, model, report(), "--gates", gates(tmp_path, goal, floor))
    assert result.exit_code == code, result.output
    assert said in result.stdout


def test_the_newest_other_report_is_compared(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluations = tmp_path / "var" / "evaluations"
    write_report(report(model="older"), evaluations / "older")
    better = [reading("smoke", "critical", "critical", [FIRE], FIRE)]
    write_report(report(better, model="newer", date=DAY + timedelta(days=1)), evaluations / "newer")
    (evaluations / "broken").mkdir()
    (evaluations / "broken" / "report.json").write_text("{")
    result = run(monkeypatch, model, report())
    assert "compared with model newer" in result.stdout
    assert "newly wrong: [en emergency_fire critical] 'smoke'" in result.stdout
    assert "Left out of the comparison" in result.stderr
    named = run(monkeypatch, model, report(), "--against", str(evaluations / "older" / "report.json"))
    assert "compared with model older" in named.stdout


def test_faults_are_told_without_traces(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.json").write_text("{")
    for options, said in (
        (["--against", str(tmp_path / "none.json")], "cannot be read"),
        (["--against", str(tmp_path / "bad.json")], "is no report"),
        (["--gates", str(tmp_path / "none.yml")], "cannot be read"),
        (["--model", str(tmp_path / "none")], "lindung train"),
        (["--out", str(tmp_path / "bad.json")], "--out"),
    ):
        result = run(monkeypatch, model, report(), *options)
        assert result.exit_code == 1, options
        assert said in result.stderr
        assert isinstance(result.exception, SystemExit)


def test_a_page_that_cannot_be_written_keeps_the_verdict(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    result = run(monkeypatch, model, report(), "--out", str(tmp_path / "out"), "--gates", gates(tmp_path, 99, 60))
    assert "cannot be written" in result.stderr
    assert "FAILED" in result.stdout
    assert result.exit_code == 1


def test_sentences_no_terminal_can_show(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*few(), reading("\u202e救命", "critical", folder="zh")]
    assert run(monkeypatch, model, report(rows), "--misses").exit_code == 0


def test_a_folder_without_sentences_says_so(model_dir: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", str(tmp_path), "--model", str(model_dir)])
    assert result.exit_code == 1
    assert "no held-out sentences below" in result.stderr


def test_a_real_model_with_the_services_own_finder(
    model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "en").mkdir()
    row = {"text": "the barn is on fire", "topics": ["emergency_fire"], "urgency": "critical", "language": "en"}
    (tmp_path / "en" / "held_out.jsonl").write_text(json.dumps(row))
    wanted = {"kind": "date", "text": "tomorrow", "value": "2024-03-01"}
    entity = {"text": "i fly tomorrow", "language": "en", "today": "2024-02-29", "entities": [wanted]}
    (tmp_path / "en" / "entities.jsonl").write_text(json.dumps(entity))
    result = CliRunner().invoke(app, ["evaluate", str(tmp_path), "--model", str(model_dir)])
    assert result.exit_code == 0, result.output
    assert "100.0 % (1/1" in result.stdout
    assert "near copies of training sentences: 0" in result.stdout
    (found,) = (tmp_path / "var" / "evaluations").glob("*/report.json")
    assert read_report(found).entities["en"]["date"].f1 == 1.0
