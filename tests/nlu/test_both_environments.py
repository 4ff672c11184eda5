"""The Rasa environment reads the same model, gives the same answers and ignores our other files."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bot.nlu.model import Nlu
from tests.nlu.conftest import NLU_DATA, ROOT, small_examples

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
READ = """
import json, sys
from bot.nlu.model import Nlu
nlu = Nlu.load(sys.argv[1])
heavy = {"scipy", "sklearn", "spacy", "ruamel.yaml"} & set(sys.modules)
answers = [nlu.understand(text) for text in json.load(sys.stdin)]
rows = [[a.language, a.urgency, a.topic, a.confidence] for a in answers]
print(json.dumps({"heavy": sorted(heavy), "answers": rows}))
"""
IGNORED = """
import json, sys
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
readers = (RasaYAMLReader.is_yaml_nlu_file, YAMLStoryReader.is_stories_file, Domain.is_domain_file)
print(json.dumps({path: [reader(path) for reader in readers] for path in sys.argv[1:]}))
"""


def ask(code: str, *arguments: str, text: str = "") -> object:
    """Run code in the Rasa environment; it prints JSON on its last line."""
    done = subprocess.run(
        [RASA_PYTHON, "-W", "ignore", "-c", code, *arguments],
        input=text, capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.rasa
def test_the_same_answers(nlu: Nlu, model_dir: Path) -> None:
    texts = [example.text for example in small_examples()] + ["", "😀", "助けて", "我的護照丟了"]
    there = ask(READ, str(model_dir), text=json.dumps(texts))
    assert there["heavy"] == []
    for text, (language, urgency, topic, confidence) in zip(texts, there["answers"], strict=True):
        here = nlu.understand(text)
        assert (here.language, here.urgency, here.topic) == (language, urgency, topic)
        assert here.confidence == pytest.approx(confidence, abs=0.002)


@pytest.mark.rasa
def test_rasa_ignores_taxonomy_and_phrase_rules() -> None:
    ours = [str(NLU_DATA / "taxonomy.yml"), *(str(path) for path in sorted(NLU_DATA.glob("*/urgency.yml")))]
    assert len(ours) == 5
    sentences = str(NLU_DATA / "en" / "examples" / "emergency_fire.yml")
    seen = ask(IGNORED, *ours, sentences)
    assert all(seen[path] == [False, False, False] for path in ours)
    assert seen[sentences] == [True, False, False]
