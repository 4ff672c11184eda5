"""The structure of the cards, the same for every language: ``data/cards.yml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as by_default
from pathlib import Path
from typing import Any

from bot.phrases.files import read_yaml

FILE = Path(__file__).parent / "data" / "cards.yml"
KINDS = ("question", "instruction", "closing", "number", "text")
TYPED = ("number", "text")
OTHER = "other"
SHOWN = 10
"""Problems that an error names; the others are counted."""
CORE = "core"
CLOSINGS = "closings"


class CardsError(Exception):
    """Cards or their words are incomplete; the text lists what is missing and where."""


def listed(problems: Sequence[str]) -> str:
    """Return the first problems in one line, and how many more there are."""
    more = len(problems) - SHOWN
    return "; ".join([*problems[:SHOWN], *([f"and {more} more"] if more > 0 else [])])


@dataclass(frozen=True)
class Card:
    """One question or instruction.

    field: the fact in the case file that the answer fills; empty when it fills none.
    answers: codes in the order in which they are shown; none for what is typed.
    good: answers that are a good sign; a negation turns them.
    then: the card that is proposed next, by answer. ``only_if``: for an answer, the facts (field and
        code) without which its card is not proposed.
    also: codes that the same question has elsewhere, and the answer they come to here.
    watched: the answer ``other`` may mean that the person is not free to write.
    """

    key: str
    kind: str
    field: str = ""
    answers: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    then: Mapping[str, str] = by_default(default_factory=dict)
    only_if: Mapping[str, Mapping[str, str]] = by_default(default_factory=dict)
    also: Mapping[str, str] = by_default(default_factory=dict)
    source: str = ""
    watched: bool = False

    @property
    def is_typed(self) -> bool:
        """Whether the answer is a number or words instead of a choice."""
        return self.kind in TYPED

    def is_duress(self, code: str) -> bool:
        """Whether this answer may mean that the person is not free to write."""
        return self.watched and code == OTHER


@dataclass(frozen=True)
class Structure:
    """All cards, the sets they are asked in, and the sets that each topic begins with."""

    cards: Mapping[str, Card]
    sets: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, tuple[str, ...]]

    def sets_for(self, topic: str) -> tuple[str, ...]:
        """Return all sets, those of a topic first, the closings behind them."""
        first = [*self.topics.get(topic, (CORE,)), CLOSINGS]
        return tuple(dict.fromkeys((*first, *self.sets)))

    def card_of_field(self, name: str) -> Card | None:
        """Return the first card that fills a field."""
        return next((card for card in self.cards.values() if card.field == name), None)

    def card_of_answer(self, name: str, code: str) -> Card | None:
        """Return the first card that fills a field with this code."""
        found = (card for card in self.cards.values() if card.field == name and code in card.answers)
        return next(found, None)


def read_structure(path: Path = FILE) -> Structure:
    """Read the structure.

    Raises:
        CardsError: the file is malformed, or a card leads to one that does not exist.
    """
    data = read_yaml(path)
    try:
        sets = {name: tuple(keys) for name, keys in data["sets"].items()}
        watched = {key for name in data["watched"] for key in sets[name]}
        cards = {key: _card(key, raw, key in watched) for key, raw in data["cards"].items()}
        topics = {topic: tuple(names) for topic, names in data["topics"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise CardsError(f"{path.name} cannot be read: {error!r}.") from error
    found = Structure(cards, sets, topics)
    problems = _problems(found)
    if problems:
        raise CardsError(f"{path.name}: {listed(problems)}.")
    return found


def _card(key: str, raw: Mapping[str, Any], watched: bool) -> Card:
    return Card(
        key=key,
        kind=raw["kind"],
        field=raw.get("field", ""),
        answers=tuple(raw.get("answers", ())),
        good=tuple(raw.get("good", ())),
        then=dict(raw.get("then", {})),
        only_if={answer: dict(facts) for answer, facts in raw.get("only_if", {}).items()},
        also=dict(raw.get("also", {})),
        source=raw.get("source", ""),
        watched=watched,
    )


def _problems(found: Structure) -> list[str]:
    cards, sets = found.cards, found.sets
    in_sets = [key for keys in sets.values() for key in keys]
    problems = [f"a set names the card {key}, which does not exist" for key in in_sets if key not in cards]
    problems += [f"{key} stands in no set" for key in cards if key not in in_sets]
    for topic, names in found.topics.items():
        problems += [f"{topic} names the set {name}, which does not exist" for name in names if name not in sets]
    for card in cards.values():
        problems += [f"{card.key}: {words}" for words in _card_problems(card, cards)]
    return problems


def _card_problems(card: Card, cards: Mapping[str, Card]) -> list[str]:
    problems = []
    if card.kind not in KINDS:
        problems.append(f"{card.kind} is no kind of card")
    if card.is_typed and (card.answers or not card.field):
        problems.append("what is typed has a field and no answers")
    if not card.is_typed and not 2 <= len(card.answers) <= 6:
        problems.append(f"{len(card.answers)} answers; a card has two to six")
    if card.kind == "question" and not card.field:
        problems.append("a question fills a field")
    if not all(isinstance(code, str) for code in card.answers):
        problems.append("an answer is no text: put yes and no into quotation marks")
    strange = {*card.good, *card.then, *card.only_if, *card.also.values()} - set(card.answers)
    problems += [f"{code} is none of its answers" for code in sorted(map(str, strange))]
    problems += [f"leads to {key}, which does not exist" for key in card.then.values() if key not in cards]
    if not card.is_typed and OTHER in card.answers[:-1]:
        problems.append("the answer 'other' is the last one")
    if card.watched and card.kind == "question" and card.answers[-1:] != (OTHER,):
        problems.append("a question to somebody who may be watched ends with 'other'")
    return problems
