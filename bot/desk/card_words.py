"""Cards, coded answers and key words as the operator reads them, in her own language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.desk.labels import Labels
from bot.desk.queries.transcript import Line
from bot.dialogue.answer_text import normalise
from bot.engine.deck import deck, glossary, sentences
from bot.phrases.glossary import FLOOR, Hint
from bot.phrases.sentences import BadValue
from bot.phrases.wording import UNREVIEWED
from bot.reference.countries import country_name, is_country

LONGEST = 4000
"""Characters of a message that key words are looked for in."""
_OWN_LABELS = ("people", "phone", "time", "date", "plate", "mission")
"""Entities that are shown with their kind before them."""


def asked_words(labels: Labels, line: Line) -> str:
    """Return what a line says in the operator's language, when it is a card or a canned sentence."""
    if line.card and deck().card(line.card):
        return deck().words(line.card, labels.language).text
    if line.sentence in sentences().keys:
        try:
            return sentences().fill(line.sentence, line.values, labels.language)
        except BadValue:
            return ""
    return ""


def answered_words(labels: Labels, line: Line) -> list[str]:
    """Return how the answers of a line read; a name or a place is the person's own words and stays so."""
    return [words for one in line.coded if (words := coded_words(labels, one["card"], one["code"]))]


def coded_words(labels: Labels, card: str, code: str) -> str:
    """Return how one coded answer reads: "not breathing", "How many people? 3"."""
    known = deck().card(card)
    if known is None or not code:
        return ""
    if not known.is_typed:
        return deck().read(card, code, labels.language)
    title = deck().words(card, labels.language).title
    if known.field == "country" and is_country(code):
        return f"{title} {country_name(code, labels.language)}"
    return f"{title} {labels.find(f'cards.code.{code}', code)}"


def review_words(labels: Labels, state: str) -> str:
    """Return the state of review of a card in the operator's language; a name and a date stay as they are."""
    return labels("cards.unreviewed") if state == UNREVIEWED else labels("cards.reviewed", by=state)


def hints(labels: Labels, line: Line, language: str | None, spoken: Sequence[str]) -> list[str]:
    """Return the key words of a traveller's message for an operator who does not read its language."""
    written = line.language if line.language in ("id", "en", "zh", "fr") else language
    if line.direction != "in" or line.kind == "button" or not line.text or written in spoken:
        return []
    found = [_hint(labels, hint) for hint in glossary().hints(normalise(line.text[:LONGEST]), written)]
    return list(dict.fromkeys([*found, *_entities(labels, line.parse.get("entities") or ())]))


def _hint(labels: Labels, hint: Hint) -> str:
    if hint.concept == FLOOR:
        return labels("hint.floor", number=hint.number)
    return glossary().name(hint.concept, labels.language)


def _entities(labels: Labels, entities: Iterable[dict[str, str]]) -> list[str]:
    words = []
    for entity in entities:
        kind, value = entity.get("kind", ""), str(entity.get("value") or "")
        if kind == "country" and is_country(value):
            words.append(country_name(value, labels.language))
        elif kind == "city" and value:
            country = entity.get("country") or ""
            words.append(f"{value}, {country_name(country, labels.language)}" if is_country(country) else value)
        elif kind in _OWN_LABELS and value:
            words.append(labels(f"hint.{kind}", value=value))
    return words
