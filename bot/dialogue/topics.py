"""The topics of ``nlu_data/taxonomy.yml`` as the dialogue needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

TAXONOMY = Path(__file__).resolve().parent.parent.parent / "nlu_data" / "taxonomy.yml"
URGENCIES = ("routine", "urgent", "critical")


@dataclass(frozen=True)
class Topic:
    """One topic: the urgency it starts with, its desk, and whether the person may be watched."""

    name: str
    urgency: str
    desk: str
    watched: bool


@cache
def topics() -> Mapping[str, Topic]:
    """Return all topics by name."""
    data = YAML(typ="safe").load(TAXONOMY.read_text(encoding="utf-8"))
    return {
        name: Topic(name, row["urgency"], str(row["desk"]), bool(row.get("watched")))
        for name, row in data.items()
    }


def is_watched(name: str | None) -> bool:
    """Say whether the conduct rules for watched people hold for a topic."""
    topic = topics().get(name or "")
    return topic is not None and topic.watched


def higher(first: str | None, second: str | None) -> str:
    """Return the more pressing of two urgencies; unknown ones count as routine."""
    known = [urgency for urgency in (first, second) if urgency in URGENCIES]
    return max(known, key=URGENCIES.index, default="routine")
