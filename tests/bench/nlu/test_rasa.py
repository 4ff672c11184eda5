"""Rasa's side, in its own environment: sentences, tokens, and a short run of everything."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bench.nlu import rasa_files, score, systems
from bench.nlu.data import Data
from bot.dialogue.process import ROOT, rasa_python
from bot.nlu.evaluation.cases import Case
from tests.nlu.conftest import FLOORS, NLU_DATA, small_examples

pytestmark = pytest.mark.rasa
READ = """
import json, sys
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from bench.nlu.han_tokenizer import HanTokenizer
given = json.load(sys.stdin)
tokenizer = HanTokenizer({**HanTokenizer.get_default_config()})
tokens = [tokenizer.tokenize(Message(data={"text": text}), "text") for text in given["tokenize"]]
read = RasaYAMLReader().reads(given["file"]).training_examples
print(json.dumps({
    "tokens": [[[token.text, token.start, token.end] for token in each] for each in tokens],
    "read": sorted([message.get("text"), message.get("intent")] for message in read),
}))
"""
TOKENS = {
    "我家着火 help": "我 家 着 火 help",
    "着火了 help": "着 火 了 help",
    "il y a le feu !": "il y a le feu",
    "在Jalan 5号，快": "在 Jalan 5 号 快",
    "你好": "你 好",
    "!!!": "!!!",
}


def test_rasa_reads_the_same_sentences_and_its_tokens_keep_chinese() -> None:
    odd = ["- 'quoted' # not a comment", "{curly}: [square] & *star", "/slash", "着火了！", 'say "hi"\\n']
    examples = [{"text": text, "topic": "fire" if number % 2 else "greet"} for number, text in enumerate(odd)]
    given = {"tokenize": list(TOKENS), "file": rasa_files.training_file(examples)}
    done = subprocess.run(
        [rasa_python(), "-W", "ignore", "-c", READ],
        input=json.dumps(given), capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["read"] == sorted([example["text"], example["topic"]] for example in examples)
    for text, tokens in zip(TOKENS, seen["tokens"], strict=True):
        assert " ".join(token for token, _, _ in tokens) == TOKENS[text]
        assert all(text[start:end] == token for token, start, end in tokens)


def test_a_short_run_of_rasa(tmp_path: Path) -> None:
    examples = small_examples()[::3]
    cases = [
        Case(example.text, (example.topic,), example.urgency, (example.urgency,), example.language, example.language)
        for example in examples[::5]
    ]
    data = Data(NLU_DATA, FLOORS, examples, [], cases, "")
    said: list[str] = []
    outcome = systems.run(systems.SYSTEMS[-1], data, tmp_path, 1, said.append)
    assert {answer["topic"] for answer in outcome.answers} <= set(FLOORS)
    assert outcome.epochs == 2
    assert outcome.learn_s > 0
    assert min(outcome.learn_mb, outcome.answer_mb) > 200
    figures = score.figures(cases, FLOORS, outcome)
    assert set(figures.topic) == {"id", "en", "zh", "fr"}
    assert 0 < figures.p50_ms <= figures.p95_ms
    assert len(said) == 2
