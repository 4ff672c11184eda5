"""The benchmark on other data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.nlu import benchmark
from bot.nlu.errors import DataError
from tests.nlu.conftest import SENTENCES


def test_the_benchmark_runs_on_other_data(tmp_path: Path) -> None:
    rows = [
        {"text": text, "intent": topic, "language": f"{language}-XX"}
        for language in ("en", "fr")
        for topic, texts in SENTENCES[language].items()
        for text in texts
    ]
    train, test = tmp_path / "train.jsonl", tmp_path / "test.jsonl"
    train.write_text("\n".join(map(json.dumps, rows)))
    test.write_text("\n".join(map(json.dumps, rows)))
    result = benchmark.run(train, test)
    assert set(result.accuracy) == {"en-XX", "fr-XX"}
    assert all(share.value > 0.9 for share in result.accuracy.values())
    assert "mean" in "\n".join(result.lines())


@pytest.mark.parametrize("content", ["", "{", '{"text": "a", "intent": "b"}'])
def test_the_benchmark_names_faulty_lines(tmp_path: Path, content: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(content)
    with pytest.raises(DataError, match="text, intent and language"):
        benchmark.read_lines(path)
