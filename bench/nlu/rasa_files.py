"""Training sentences and configuration in the form Rasa reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_HERE = Path(__file__).parent
_STOCK_EPOCHS = 100


def training_file(examples: Iterable[Mapping[str, Any]]) -> str:
    """Return Rasa's YAML with every sentence under its topic."""
    by_topic: dict[str, list[str]] = {}
    for example in examples:
        by_topic.setdefault(example["topic"], []).append(example["text"])
    lines = ['version: "3.1"', "nlu:"]
    for topic, texts in by_topic.items():
        lines += [f"- intent: {topic}", "  examples: |", *(f"    - {text}" for text in texts)]
    return "\n".join(lines) + "\n"


def configuration(name: str, epochs: int | None = None) -> dict[str, Any]:
    """Return the configuration ``<name>.yml`` of this folder.

    ``epochs``: instead of the 100 of the stock pipeline; what has more than that keeps the proportion.
    """
    content: dict[str, Any] = YAML(typ="safe", pure=True).load((_HERE / f"{name}.yml").read_text(encoding="utf-8"))
    if epochs is not None:
        for part in content["pipeline"]:
            if "epochs" in part:
                part["epochs"] = part["epochs"] * epochs // _STOCK_EPOCHS
    return content


def epochs_of(content: Mapping[str, Any]) -> int:
    """Return the epochs of the classifier in a configuration."""
    return next(int(part["epochs"]) for part in content["pipeline"] if part["name"] == "DIETClassifier")
