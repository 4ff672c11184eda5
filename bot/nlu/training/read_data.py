"""Reading of the trainers' files: sentences, topics, phrase rules, sentences of other languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.nlu.errors import DataError
from bot.nlu.evaluation.cases import Case, check_topics, read_cases
from bot.nlu.results import URGENCIES

LANGUAGES = ("id", "en", "zh", "fr")
RULE_FILE = "urgency.yml"
_OTHER_LANGUAGES = Path(__file__).parent.parent / "data" / "other_languages.json"
_OTHER_CRIES = Path(__file__).parent.parent / "data" / "other_cries.yml"
_ENTITY_MARK = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True, slots=True)
class Example:
    """A training sentence with what it means."""

    text: str
    topic: str
    urgency: str
    language: str


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file. Raises DataError that names the file and the line."""
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise DataError(f"{path} cannot be read: {error}. Correct the file and try again.") from error


def read_taxonomy(nlu_data: Path) -> dict[str, str]:
    """Return the urgency each topic starts with, in the order of taxonomy.yml."""
    path = nlu_data / "taxonomy.yml"
    content = read_yaml(path)
    if not isinstance(content, Mapping) or not content:
        raise DataError(f"{path} lists no topics. Restore it from the repository.")
    floors = {topic: (fields or {}).get("urgency") for topic, fields in content.items()}
    wrong = [topic for topic, urgency in floors.items() if urgency not in URGENCIES]
    if wrong:
        raise DataError(f"{path}: no valid urgency for {', '.join(wrong)}. Use one of {', '.join(URGENCIES)}.")
    return floors


def read_examples(nlu_data: Path, floors: Mapping[str, str]) -> list[Example]:
    """Return every sentence below ``nlu_data/<language>/``, in a stable order, repeats left out."""
    examples: dict[tuple[str, str], Example] = {}
    for language in LANGUAGES:
        for path in sorted((nlu_data / language).rglob("*.yml")):
            content = read_yaml(path)
            for block in (content or {}).get("nlu") or () if isinstance(content, Mapping) else ():
                for example in _read_block(path, block, language, floors):
                    examples.setdefault((example.text, example.topic), example)
    if not examples:
        raise DataError(f"There are no training sentences below {nlu_data}. Restore them from the repository.")
    return list(examples.values())


def _read_block(
    path: Path, block: Mapping[str, Any], language: str, floors: Mapping[str, str]
) -> Iterator[Example]:
    if "intent" not in block:
        return
    topic = block["intent"]
    if topic not in floors:
        raise DataError(f"{path}: the topic '{topic}' is not in taxonomy.yml. Correct its name.")
    urgency = (block.get("metadata") or {}).get("urgency", floors[topic])
    if urgency not in URGENCIES:
        raise DataError(f"{path}: '{urgency}' under {topic} is no urgency. Use one of {', '.join(URGENCIES)}.")
    for line in str(block.get("examples") or "").splitlines():
        text = _ENTITY_MARK.sub(r"\1", line.strip().removeprefix("-").strip())
        if text:
            yield Example(text, topic, urgency, language)


def read_calibration(nlu_data: Path, floors: Mapping[str, str]) -> list[Case]:
    """Return the sentences of ``nlu_data/<language>/calibration.jsonl``, on which thresholds are learnt.

    They have the form of the held-out ones: every topic that is right, the best first.
    """
    if not any(nlu_data.glob("*/calibration.jsonl")):
        return []
    cases = read_cases(nlu_data)
    check_topics(cases, floors)
    return cases


def read_rules(nlu_data: Path) -> list[tuple[str, Mapping[str, Any]]]:
    """Return (language, content) of every rule file, the cries for help in other languages last."""
    sources: list[tuple[str, Mapping[str, Any]]] = []
    for language in LANGUAGES:
        path = nlu_data / language / RULE_FILE
        if path.exists():
            content = read_yaml(path)
            if not isinstance(content, Mapping):
                raise DataError(f"{path} has no 'phrases:'. Restore it from the repository.")
            sources.append((language, content))
    return [*sources, ("other", read_yaml(_OTHER_CRIES))]


def read_other_languages() -> dict[str, list[str]]:
    """Return the sentences of languages that are told apart but not served, by ISO 639 code."""
    return json.loads(_OTHER_LANGUAGES.read_text(encoding="utf-8"))
