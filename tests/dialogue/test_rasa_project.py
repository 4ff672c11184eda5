"""The repository stays a valid Rasa project, and Rasa takes nothing of ours for its own."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.dialogue.actions_runner import ActionsRunner
from bot.dialogue.intake import CONSULAR_FORM, EMERGENCY_FORM, EMERGENCY_SLOTS, QUESTIONS
from bot.dialogue.process import rasa_python
from bot.dialogue.topics import topics

RASA_KEYS = {
    "nlu",
    "rules",
    "stories",
    "responses",
    "intents",
    "entities",
    "slots",
    "forms",
    "actions",
    "session_config",
}
OURS = (
    "answers.yml",
    "cards.yml",
    "glossary.yml",
    "sentences.yml",
    "intake.yml",
    "phrases.yml",
    "responses.yml",
    "rules.yml",
    "safety.yml",
    "urgency.yml",
)


def rasa(project: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TMPDIR": str(folder),
        "PYTHONWARNINGS": "ignore",
    }
    command = [str(rasa_python()), "-m", "rasa", *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.rasa
def test_rasa_validates_the_data_without_a_warning(project: Path, tmp_path: Path) -> None:
    done = rasa(
        project,
        tmp_path,
        "data",
        "validate",
        "--fail-on-warnings",
        "--data",
        "nlu_data",
        "--domain",
        "domain.yml",
    )
    warnings = re.findall(r"UserWarning: (.*)", done.stdout + done.stderr)
    assert (done.returncode, warnings) == (0, [])


@pytest.mark.rasa
def test_the_rules_do_what_the_test_stories_say(project: Path, archive: Path, tmp_path: Path) -> None:
    done = rasa(
        project,
        tmp_path,
        "test",
        "core",
        "--fail-on-prediction-errors",
        "--no-plot",
        "--model",
        str(archive),
        "--stories",
        "tests/rasa_core",
        "--out",
        str(tmp_path / "results"),
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert (tmp_path / "results" / "story_report.json").is_file()


def test_rasa_ignores_our_files(project: Path) -> None:
    seen = 0
    for name in OURS:
        for path in (project / "nlu_data").glob(f"*/{name}"):
            keys = set(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
            assert not keys & RASA_KEYS, path
            seen += 1
    assert seen >= 2


def test_rasa_reads_no_text_of_ours_as_a_domain_or_as_training_data(project: Path, tmp_path: Path) -> None:
    code = (
        "from rasa.shared.data import get_data_files, is_nlu_file\n"
        "from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader\n"
        "from pathlib import Path\n"
        f"for p in Path('nlu_data').rglob('*.yml'):\n"
        f"    if p.name in {OURS!r} or p.name == 'taxonomy.yml':\n"
        "        assert not is_nlu_file(str(p)), p\n"
        "        assert not YAMLStoryReader.is_stories_file(str(p)), p\n"
        "print('ignored')\n"
    )
    done = subprocess.run(
        [str(rasa_python()), "-c", code], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip().endswith("ignored"), done.stderr[-2000:]


def test_the_domain_lists_what_the_code_has(project: Path) -> None:
    domain = YAML(typ="safe").load((project / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) == {*topics(), "answer"}
    assert sorted(domain["actions"]) == ActionsRunner(project / "domain.yml").names
    assert set(QUESTIONS) <= set(domain["slots"])
    assert domain["forms"][EMERGENCY_FORM]["required_slots"] == list(EMERGENCY_SLOTS)
    assert set(domain["forms"][CONSULAR_FORM]["required_slots"]) <= set(QUESTIONS)
    assert domain["session_config"]["session_expiration_time"] == 0


def test_rules_name_every_topic(project: Path) -> None:
    text = "".join(
        path.read_text(encoding="utf-8") for path in (project / "nlu_data" / "rules").glob("*.yml")
    )
    named = set(re.findall(r"intent: (\w+)", text))
    assert named == {*topics(), "answer", "nlu_fallback"}
