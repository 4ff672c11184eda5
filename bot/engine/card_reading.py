"""How typed answers to phrase cards are read: with the phrases, numbers and places the service knows anyway."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cases.intake_fields import YES_NO, Field, fields
from bot.dialogue.answer_phrases import Phrase
from bot.dialogue.answer_text import HAN, Said, size
from bot.dialogue.answers import Answers
from bot.dialogue.intake_words import SHORT, words
from bot.nlu.entities_people import people
from bot.nlu.entities_text import Reading
from bot.phrases.coding import GENERAL, Found
from bot.phrases.glossary import FLOOR, Glossary
from bot.reference.places import place_of

PEOPLE = ("people", "party", "people_near")
"""Fields that count people."""
BRIEF = {False: 4, True: 6}
"""Words, or Han characters, of a message in which a single word of an answer tells which it is."""
BEFORE, AFTER = 4, 2
"""Words, or Han characters, that may stand between a negation and what it negates."""
_ANY = Field("card", "choice", YES_NO)


class CardReader:
    """Finds phrases, numbers and countries for :mod:`bot.phrases.coding`."""

    def __init__(self, answers: Answers, glossary: Glossary) -> None:
        self._answers = answers
        self._glossary = glossary

    def find(self, text: str, phrases: Sequence[str], language: str | None) -> list[Found]:
        """Return which phrases stand in a text, overlapping ones only the longest."""
        said = self._answers.said(text, language)
        polite = self._answers.turning(language, "polite")
        places = []
        for phrase in phrases:
            flat = self._answers.said(phrase, language).flat
            if not flat:
                continue
            if Phrase(flat).fills(said.flat, polite):
                return [Found(phrase, whole=True, negated=False)]
            # One character or letter stands inside too many other words.
            places += [(start, end, phrase) for start, end in said.find(flat) if len(flat) > 1]
        kept: list[tuple[int, int, str]] = []
        for place in sorted(places, key=lambda place: (place[0] - place[1], place[0])):
            if not any(place[0] < other[1] and other[0] < place[1] for other in kept):
                kept.append(place)
        return [
            Found(phrase, whole=False, negated=self._is_negated(said, start, end, language))
            for start, end, phrase in kept
        ]

    def general(self, text: str, language: str | None) -> str | None:
        """Return ``yes``, ``no``, ``unknown`` or ``other`` for a short answer that says so."""
        return self._answers.short(text, language, GENERAL) or words().code(_ANY, text, language)

    def answer(self, field: str, codes: Sequence[str], text: str, language: str | None, asked: bool) -> str | None:
        """Return the code that the phrases of a question or of an intake field say."""
        prefix = f"{field}_"
        said = self._answers.anywhere(text, language, [prefix + code for code in codes], asked)
        if said:
            return said.removeprefix(prefix)
        own = fields().get(field)
        return words().code(own, text, language) if asked and own and own.codes else None

    def number(self, field: str, text: str, language: str | None, asked: bool) -> str | None:
        """Return a number of people (``4``, ``10+``, ``2-3``), a floor (``-1``, ``0``, ``5``) or an age."""
        floor = self._glossary.floor(self._answers.said(text, language).flat, language)
        counted = next(people(Reading(text)), None)
        if field == FLOOR and floor is not None:
            return floor
        if field in PEOPLE and counted is not None:
            return counted.value
        is_of_another = counted is not None if field == FLOOR else floor is not None
        if not asked or is_of_another or not self.is_short(text):
            return None
        number = self._answers.number(text, language)
        return None if number is None else str(number)

    def country(self, text: str) -> str | None:
        """Return the ISO 3166 code of the country that an answer to "Which country?" names."""
        place = place_of(text, asked=True)
        return None if place is None or place.ambiguous else place.country

    def is_short(self, text: str) -> bool:
        """Say whether a text is an answer, not a story."""
        flat = Said.of(text).flat
        return size(flat) <= SHORT[bool(HAN.search(flat))]

    def is_brief(self, text: str) -> bool:
        """Say whether a text is a few words at most."""
        flat = Said.of(text).flat
        return size(flat) <= BRIEF[bool(HAN.search(flat))]

    def clauses(self, text: str) -> list[str]:
        """Return the parts of a text between punctuation marks."""
        said = Said.of(text)
        return [said.flat[clause.start : clause.end] for clause in said.clauses]

    def single_words(self, text: str) -> list[str]:
        """Return the words of a text; none of Chinese, which has no spaces."""
        flat = Said.of(text).flat
        return [] if HAN.search(flat) else flat.split()

    def _is_negated(self, said: Said, start: int, end: int, language: str | None) -> bool:
        clause = said.clause_at(start)
        before = any(
            clause.start <= first and last <= start and size(said.flat[last:start]) <= BEFORE
            for word in self._answers.turning(language, "negation")
            for first, last in said.find(word)
        )
        return before or any(
            end <= first and last <= clause.end and size(said.flat[end:first]) <= AFTER
            for word in self._answers.turning(language, "negation_after")
            for first, last in said.find(word)
        )
