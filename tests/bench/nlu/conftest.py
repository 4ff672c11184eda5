"""Small folders of sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

LANGUAGES = ("id", "en", "zh", "fr")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of training and of held-out sentences: 7 and 1 a language, on one topic each."""
    nlu_data, held_out = tmp_path / "nlu_data", tmp_path / "held_out"
    (nlu_data / "en").mkdir(parents=True)
    (nlu_data / "taxonomy.yml").write_text("fire: {urgency: critical}\ngreet: {urgency: routine}\n")
    for language in (*LANGUAGES, "other"):
        examples = nlu_data / language / "examples" / "fire.yml"
        examples.parent.mkdir(parents=True)
        texts = "".join(f"    - {language} fire {number}\n" for number in range(7))
        examples.write_text(f'version: "3.1"\nnlu:\n- intent: fire\n  examples: |\n{texts}')
        row = {"text": f"{language} held out", "topics": ["greet", "fire"], "urgency": "routine", "language": language}
        (held_out / language).mkdir(parents=True)
        (held_out / language / "held_out.jsonl").write_text(json.dumps(row) + "\n")
        (nlu_data / language / "calibration.jsonl").write_text(json.dumps({**row, "text": f"{language} check"}) + "\n")
    return nlu_data, held_out
