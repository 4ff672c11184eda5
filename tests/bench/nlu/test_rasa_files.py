"""Rasa's files: training sentences and configurations."""

from __future__ import annotations

from ruamel.yaml import YAML

from bench.nlu import rasa_files
from bot.dialogue.process import ROOT

RASA = ROOT / ".venv-rasa" / "lib" / "python3.10" / "site-packages" / "rasa"


def test_every_sentence_stands_under_its_topic() -> None:
    examples = [
        {"text": "fire: #1 - 'now'", "topic": "fire"},
        {"text": "hello", "topic": "greet"},
        {"text": "着火了！", "topic": "fire"},
    ]
    read = YAML(typ="safe", pure=True).load(rasa_files.training_file(examples))
    assert read["nlu"] == [
        {"intent": "fire", "examples": "- fire: #1 - 'now'\n- 着火了！\n"},
        {"intent": "greet", "examples": "- hello\n"},
    ]


def test_the_stock_pipeline_is_the_one_rasa_comes_with() -> None:
    path = RASA / "engine" / "recipes" / "config_files" / "default_config.yml"
    theirs = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    ours = rasa_files.configuration("rasa_default")
    assert ours["pipeline"] == theirs["pipeline"]
    assert ours["language"] == theirs["language"]


def test_epochs_are_replaced_where_asked_and_the_tuned_pipeline_keeps_its_lead() -> None:
    def epochs(name: str, asked: int | None = None) -> list[int]:
        return [part["epochs"] for part in rasa_files.configuration(name, asked)["pipeline"] if "epochs" in part]

    assert epochs("rasa_default") == [100, 100]
    assert epochs("rasa_default", 2) == [2, 2]
    assert epochs("rasa_multilingual") == [200]
    assert epochs("rasa_multilingual", 1) == [2]
    assert rasa_files.epochs_of(rasa_files.configuration("rasa_default", 7)) == 7
