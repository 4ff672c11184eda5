"""The fields of the consular intakes: what is asked for each topic, and what an answer means.

Plain data from ``intake_fields.yml``; it knows neither the database nor the dialogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("intake_fields.yml")
KINDS = ("choice", "number", "date", "place", "phone", "file", "text")
YES_NO = ("yes", "no", "unknown")
SKIPPED = "skipped"
ATTACHED = "attached"
UNKNOWN = "unknown"

Codes = Mapping[str, tuple[str, ...]]
Answers = Mapping[str, Any]


class FieldsError(Exception):
    """The file of fields is malformed; the message says where."""


@dataclass(frozen=True)
class Field:
    """One thing to know. ``unless``: not asked when another field has one of these codes."""

    name: str
    kind: str
    codes: tuple[str, ...] = ()
    unless: Codes = field(default_factory=dict)
    vulnerable: Mapping[str, str] = field(default_factory=dict)

    def is_needless(self, answers: Answers) -> bool:
        """Say whether the other answers make this question needless."""
        return any(answers.get(name) in codes for name, codes in self.unless.items())


@dataclass(frozen=True)
class Rise:
    """What lifts a case: to ``urgent`` or ``critical`` when every field has one of its codes."""

    to: str
    why: str
    when: Codes

    def holds(self, answers: Answers) -> bool:
        """Say whether the answers fulfil it."""
        return all(answers.get(name) in codes for name, codes in self.when.items())


@dataclass(frozen=True)
class Plan:
    """The intake of one topic. ``ask`` also names general questions, which are no fields."""

    topic: str
    ask: tuple[str, ...]
    rises: tuple[Rise, ...] = ()
    is_minor: bool = False
    reads_people: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields among the questions, in their order."""
        return tuple(fields()[name] for name in self.ask if name in fields())

    def risen(self, before: Answers, after: Answers) -> list[Rise]:
        """Return what lifts the case now and did not before."""
        return [rise for rise in self.rises if rise.holds(after) and not rise.holds(before)]


def fields() -> Mapping[str, Field]:
    """Return all fields by name."""
    return _read(FILE)[0]


def plan_of(topic: str | None) -> Plan | None:
    """Return the intake of a topic; None for topics that ask only the general questions."""
    return _read(FILE)[1].get(topic or "")


def plans() -> Mapping[str, Plan]:
    """Return all intakes by topic."""
    return _read(FILE)[1]


@cache
def _read(path: Path) -> tuple[Mapping[str, Field], Mapping[str, Plan]]:
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    try:
        known = {name: _field(name, raw) for name, raw in data["fields"].items()}
        found = {topic: _plan(topic, raw, known) for topic, raw in data["topics"].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FieldsError(f"{path.name} cannot be read: {error}") from error
    return known, found


def _field(name: str, raw: Mapping[str, Any]) -> Field:
    if raw["kind"] not in KINDS:
        raise ValueError(f"field {name} is of the unknown kind {raw['kind']!r}")
    codes = tuple(raw.get("codes", YES_NO if raw["kind"] == "choice" else ()))
    return Field(name, raw["kind"], codes, _codes(raw.get("unless", {})), dict(raw.get("vulnerable", {})))


def _plan(topic: str, raw: Mapping[str, Any], known: Mapping[str, Field]) -> Plan:
    rises = tuple(Rise(rise["to"], rise["why"], _codes(rise["when"])) for rise in raw.get("rises", ()))
    unknown = {name for rise in rises for name in rise.when} - set(known)
    if unknown:
        raise ValueError(f"{topic} rises by unknown fields: {', '.join(sorted(unknown))}")
    is_minor, reads_people = bool(raw.get("minor")), bool(raw.get("reads_people"))
    return Plan(topic, tuple(raw["ask"]), rises, is_minor, reads_people)


def _codes(raw: Mapping[str, Any]) -> Codes:
    return {name: tuple(codes) for name, codes in raw.items()}
