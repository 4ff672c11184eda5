"""What to do, by case: which steps apply to whom and where, and where each comes from.

The structure is ``data/guidance.yml``; its sentences are in ``nlu_data/<language>/guidance.yml``. Nothing here knows a
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from .tables import DATA_DIR, normal_iso2

HOME = "ID"
PARTS = ("now", "papers", "cost", "service")
CONTACT = "contact"
GENERAL, CHECK_FIRST, ONE = "G", "!", "1"
_AUDIENCES = ("abroad", "in_indonesia", "everywhere")


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the matter is (ISO 3166), whose passport it is about (None: not said), and whether a relative asks."""

    country: str
    nationality: str | None = None
    is_family: bool = False

    @property
    def in_indonesia(self) -> bool:
        """Whether it is a foreigner's matter in Indonesia. Indonesians there ask about somebody abroad."""
        return self.country == HOME and self.nationality != HOME

    @property
    def is_indonesian(self) -> bool:
        """Whose passport: not said, it is likeliest Indonesian abroad and foreign in Indonesia."""
        if self.nationality is None:
            return self.country != HOME
        return self.nationality == HOME

    @property
    def of_family(self) -> bool:
        """Whether a relative asks: it says so, or an Indonesian is at home."""
        return self.is_family or (self.country == HOME and self.nationality == HOME)


@dataclass(frozen=True, slots=True)
class Filters:
    """For whom a step or a line is; what is empty admits everybody."""

    who: str = ""
    role: str = ""
    countries: frozenset[str] = frozenset()
    not_countries: frozenset[str] = frozenset()

    def admit(self, situation: Situation) -> bool:
        """Return whether all of them hold."""
        if self.who and (self.who == "indonesian") != situation.is_indonesian:
            return False
        if self.role == "family" and not situation.of_family:
            return False
        if self.countries and situation.country not in self.countries:
            return False
        return situation.country not in self.not_countries


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``mark``: "2", "1", "G" or "!" (see the data); ``figures`` and ``links`` stand in its text."""

    key: str
    mark: str
    filters: Filters
    source: str = ""
    stated: str = ""
    figures: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Whom to contact: emergency, police, ambulance, fire, mission, ministry, or ``id:<number as printed>``."""

    name: str
    filters: Filters


@dataclass(frozen=True, slots=True)
class Guide:
    """One case. ``parts`` and ``questions``: name → all its steps; ``facts``: the researched case, or "general"."""

    key: str
    facts: str
    topics: tuple[str, ...]
    audience: str
    parts: Mapping[str, tuple[Step, ...]]
    questions: Mapping[str, tuple[Step, ...]]
    lines: tuple[Line, ...]
    buttons: tuple[str, ...]

    def steps(self, name: str, situation: Situation) -> list[Step]:
        """Return the steps of a part or a question that apply; none for an unknown name."""
        found = self.parts.get(name) or self.questions.get(name) or ()
        return [step for step in found if step.filters.admit(situation)]

    def contacts(self, situation: Situation) -> list[str]:
        """Return the names of the lines that apply, best first."""
        return [line.name for line in self.lines if line.filters.admit(situation)]

    def offered(self, situation: Situation) -> list[str]:
        """Return the parts and questions worth a button here."""
        return [name for name in self.buttons if name == CONTACT or self.steps(name, situation)]


@cache
def guides() -> Mapping[str, Guide]:
    """All cases by key, in the order of the data."""
    content = YAML(typ="safe").load((DATA_DIR / "guidance.yml").read_text(encoding="utf-8"))
    return {key: _guide(key, raw) for key, raw in content["cases"].items()}


def guide_for(topic: str, situation: Situation) -> Guide | None:
    """Return the case that a topic leads to in a situation, or None.

    The case made for the place goes before one for everywhere; a topic's own case before one that also serves it.
    """
    wanted = _AUDIENCES[1] if situation.in_indonesia else _AUDIENCES[0]
    found = [
        (guide.audience != wanted, guide.topics.index(topic), number, guide)
        for number, guide in enumerate(guides().values())
        if topic in guide.topics and guide.audience in (wanted, "everywhere")
    ]
    return min(found)[3] if found else None


def guided_topics() -> frozenset[str]:
    """Return every topic that leads to a case somewhere."""
    return frozenset(topic for guide in guides().values() for topic in guide.topics)


def _guide(key: str, raw: Mapping[str, Any]) -> Guide:
    return Guide(
        key=key,
        facts=str(raw["facts"]),
        topics=tuple(raw["topics"]),
        audience=raw["audience"],
        parts={name: tuple(map(_step, raw["parts"][name])) for name in PARTS if name in raw["parts"]},
        questions={name: tuple(map(_step, steps)) for name, steps in raw.get("questions", {}).items()},
        lines=tuple(map(_line, raw["lines"])),
        buttons=tuple(raw["buttons"]),
    )


def _step(raw: Mapping[str, Any]) -> Step:
    return Step(
        key=raw["step"],
        mark=str(raw["mark"]),
        filters=_filters(raw),
        source=raw.get("source", ""),
        stated=str(raw.get("stated", "")),
        figures=tuple(map(str, raw.get("figures", ()))),
        links=tuple(raw.get("links", ())),
    )


def _line(raw: str | Mapping[str, Any]) -> Line:
    return Line(raw, Filters()) if isinstance(raw, str) else Line(raw["line"], _filters(raw))


def _filters(raw: Mapping[str, Any]) -> Filters:
    return Filters(
        who=raw.get("who", ""),
        role=raw.get("role", ""),
        countries=frozenset(map(normal_iso2, raw.get("countries", ()))),
        not_countries=frozenset(map(normal_iso2, raw.get("not_countries", ()))),
    )
