"""Figures on held-out sentences, near copies, and the benchmark on other data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.nlu import benchmark
from bot.nlu.errors import DataError
from bot.nlu.results import Screening, Understanding
from bot.nlu.training.evaluate import figures, read_cases, run, wrong
from bot.nlu.training.intervals import Share
from bot.nlu.training.near_copies import near_copies
from tests.nlu.conftest import SENTENCES

ROWS = [
    {"text": "fire", "topics": ["emergency_fire"], "urgency": "critical", "language": "en"},
    {"text": "smoke", "topics": ["emergency_fire"], "urgency": "critical", "language": "en"},
    {"text": "hi", "topics": ["chat_greet", "chat_affirm"], "urgency": "routine", "language": "en"},
    {"text": "false", "topics": ["chat_greet"], "urgency": "routine", "language": "en"},
    {
        "text": "robbed",
        "topics": ["consular_theft_fraud"],
        "urgency": "urgent",
        "urgencies": ["urgent", "critical"],
        "language": "en",
    },
]


class Reader:
    """Sees fire in the screen, smoke in the full reading only, and danger where there is none."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        alarm = text in ("fire", "robbed")
        return Screening("en", "Latn", "critical" if alarm else "routine", alarm, "x", 1.0)

    def understand(self, text: str, language: str | None = None, history: str | None = None) -> Understanding:
        urgency = "critical" if text in ("smoke", "false") else "routine"
        topic = "emergency_fire" if text in ("fire", "smoke") else "chat_affirm"
        return Understanding(text, "en", "Latn", urgency, topic, 1.0)


@pytest.fixture
def held_out(tmp_path: Path) -> Path:
    """A folder of held-out sentences."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "set.jsonl").write_text("\n".join(map(json.dumps, ROWS)) + "\n\n")
    return tmp_path


def test_figures(held_out: Path) -> None:
    outcomes = run(Reader(), read_cases(held_out))
    table = figures(outcomes)["en"]
    assert table["critical recall"] == Share(2, 2)
    assert table["critical recall, screen alone"] == Share(1, 2)
    assert table["false critical, everyday"] == Share(1, 2)
    assert table["false critical, screen alone"] == Share(0, 2)
    assert table["topic"] == Share(3, 5)
    assert table["urgency"] == Share(4, 5)
    assert table["language"] == Share(5, 5)
    assert [line.split(":")[0] for line in wrong(outcomes)] == ["false alarm", "topic", "topic"]


@pytest.mark.parametrize("line", ["{", "{}", '{"text": "a"}', "[1]"])
def test_a_faulty_line_is_named(held_out: Path, line: str) -> None:
    (held_out / "en" / "set.jsonl").write_text(f"{json.dumps(ROWS[0])}\n{line}\n")
    with pytest.raises(DataError, match="line 2"):
        read_cases(held_out)


def test_the_interval_is_wilsons() -> None:
    low, high = Share(8, 10).interval()
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert Share(0, 0).interval() == (0.0, 1.0)
    assert str(Share(1, 2)).startswith("50.0 % (1/2, ")


@pytest.mark.parametrize(
    ("held_out_text", "is_copy"),
    [
        ("MY HUSBAND collapsed; he is not breathing!", True),
        ("my husband collapsed he is not breathing now", True),
        ("my wife fell down the stairs of the metro", False),
        ("help", False),
        ("help me", True),
        ("我老公晕倒了没有呼吸了", False),
        ("我老公晕倒了，没有呼吸", True),
    ],
)
def test_near_copies(held_out_text: str, is_copy: bool) -> None:
    training = ["my husband collapsed he is not breathing", "help me", "我老公晕倒了没有呼吸"]
    assert bool(near_copies([held_out_text], training)) is is_copy


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


def test_macro_f1() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]
    assert benchmark.macro_f1(pairs) == pytest.approx((2 / 3 + 4 / 5) / 2)


@pytest.mark.parametrize("content", ["", "{", '{"text": "a", "intent": "b"}'])
def test_the_benchmark_names_faulty_lines(tmp_path: Path, content: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(content)
    with pytest.raises(DataError, match="text, intent and language"):
        benchmark.read_lines(path)
