"""The command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.nlu import __main__ as command
from bench.nlu import systems
from bench.nlu.children import ChildFailed
from bench.nlu.data import Data
from bench.nlu.systems import Outcome, System


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of the systems: everybody says fire, and the stock Rasa breaks."""

    def run(system: System, data: Data, folder: Path, epochs: int | None, say: object) -> Outcome:
        if system.name == "rasa-default":
            raise ChildFailed("out of memory")
        return Outcome([{"topic": "fire", "ms": 1.0} for _ in data.cases], 1.0, 2.0, 3.0, epochs or 0)

    monkeypatch.setattr(systems, "run", run)


@pytest.mark.usefixtures("answered")
def test_the_others_are_measured_and_written_when_one_fails(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "result.md"
    folders = ["--nlu-data", str(files[0]), "--held-out", str(files[1])]
    assert command.main([*folders, "--per-topic", "2", "--epochs", "4", "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert "out of memory" in said.err
    assert out.read_text(encoding="utf-8").strip() == said.out.strip()
    content = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert list(content["systems"]) == ["ours", "Rasa, tuned for four languages"]
    assert content["run"]["learnt"] == 8


@pytest.mark.usefixtures("answered")
def test_one_system_alone(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--nlu-data", str(files[0]), "--held-out", str(files[1])]
    assert command.main([*folders, "--only", "ours"]) == 0
    said = capsys.readouterr().out
    assert "| ours" in said
    assert "| Rasa" not in said


def test_a_faulty_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--nlu-data", str(tmp_path)]) == 1
    assert "taxonomy.yml" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_numbers_that_make_no_sense_are_refused(number: str) -> None:
    with pytest.raises(SystemExit):
        command.options().parse_args(["--epochs", number])
