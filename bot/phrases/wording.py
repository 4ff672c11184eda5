"""The words of the cards in one language: ``nlu_data/<language>/cards.yml``, checked against the structure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.phrases.cards import Card, CardsError, Structure, listed
from bot.phrases.files import read_yaml

FILE_NAME = "cards.yml"
UNREVIEWED = "not yet reviewed by a dispatcher"
"""State of review of what nobody has checked; any other text names who did, and when."""
BUTTONS = 3
BUTTON_TITLE, ROW_TITLE = 20, 24
"""Characters of an answer: on up to three buttons, and in a list."""
LONGEST_TEXT, LONGEST_TITLE, LONGEST_READ, LONGEST_SET = 200, 24, 40, 30


@dataclass(frozen=True)
class Words:
    """One card in one language. ``title`` and ``read`` are for the operator, the rest for the traveller.

    ``read``: how each answer reads in the case file. ``review``: who has checked this card, where that
    differs from the rest of the language.
    """

    title: str
    text: str
    answers: Mapping[str, str]
    read: Mapping[str, str]
    review: str = ""


@dataclass(frozen=True)
class Wording:
    """All cards in one language; ``review`` says who has checked them."""

    language: str
    review: str
    sets: Mapping[str, str]
    cards: Mapping[str, Words]


def read_wording(folder: Path, language: str, structure: Structure) -> Wording:
    """Read the words of one language below ``folder``.

    Raises:
        CardsError: the file is missing or malformed, or a card, a set or an answer has no words.
    """
    path = Path(folder) / language / FILE_NAME
    if not path.is_file():
        raise CardsError(f"{language}/{FILE_NAME} is missing: no card has words in this language.")
    data = read_yaml(path)
    try:
        found = Wording(
            language=language,
            review=str(data["review"]),
            sets=dict(data["sets"]),
            cards={key: _words(raw) for key, raw in data["cards"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise CardsError(f"{language}/{FILE_NAME} cannot be read: {error!r}.") from error
    problems = list(_problems(found, structure))
    if problems:
        raise CardsError(f"{language}/{FILE_NAME}: {listed(problems)}.")
    return found


def _words(raw: Mapping[str, Any]) -> Words:
    return Words(
        title=str(raw.get("title", "")),
        text=str(raw.get("text", "")),
        answers=dict(raw.get("answers", {})),
        read=dict(raw.get("read", {})),
        review=str(raw.get("review", "")),
    )


def _problems(found: Wording, structure: Structure) -> Iterator[str]:
    for kind, wanted, given in (
        ("set", set(structure.sets), set(found.sets)),
        ("card", set(structure.cards), set(found.cards)),
    ):
        yield from (f"the {kind} {key} has no words" for key in sorted(wanted - given))
        yield from (f"the {kind} {key} does not exist" for key in sorted(given - wanted))
    yield from (f"the name of the set {key} is too long" for key, name in found.sets.items() if len(name) > LONGEST_SET)
    for key, words in found.cards.items():
        if key in structure.cards:
            yield from (f"{key}: {problem}" for problem in _card_problems(words, structure.cards[key]))


def _card_problems(words: Words, card: Card) -> Iterator[str]:
    for part, given in (("answers", words.answers), ("read", words.read)):
        if tuple(given) != card.answers:
            yield f"'{part}' must have {', '.join(card.answers) or 'nothing'}, in this order"
    limits = [("title", words.title, LONGEST_TITLE), ("text", words.text, LONGEST_TEXT)]
    answer_limit = BUTTON_TITLE if len(card.answers) <= BUTTONS else ROW_TITLE
    limits += [(f"answer {code}", text, answer_limit) for code, text in words.answers.items()]
    limits += [(f"reading of {code}", text, LONGEST_READ) for code, text in words.read.items()]
    for part, text, limit in limits:
        if not str(text).strip():
            yield f"the {part} is empty"
        elif len(text) > limit:
            yield f"the {part} has {len(text)} characters; at most {limit} fit"
    if len({text.casefold() for text in words.answers.values()}) < len(words.answers):
        yield "two answers have the same words"
