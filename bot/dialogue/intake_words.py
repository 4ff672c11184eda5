"""How people type answers of the consular intake, from ``nlu_data/<language>/intake.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.cases.intake_fields import YES_NO, Field, fields
from bot.cases.intake_labels import FALLBACK, read_files
from bot.dialogue.answer_text import HAN, Said, normalise, size

SHORT = {False: 12, True: 20}
"""Words, or Han characters, of a message in which a general yes or no is looked for."""
LONGEST = 200
"""Characters of a correction; more is a story."""
ANY = "any"
SELF = "self"
OF = ("of", "de", "d")
"""Words before "my friend" that make it another person: "the brother of my friend"."""
OWNED = re.compile(r"^(?:\s?的|\s+s\s)")
"""What makes it another person behind the word: "my mother's friend"."""
Codes = Mapping[str, Sequence[str]]
Hit = tuple[int, int, str]


@dataclass(frozen=True)
class Correction:
    """A typed correction: the new words of a field.

    ``field`` is empty where only the wrong words tell which one. ``sure``: the message corrects, it does
    not merely speak of the thing ("the hospital is far away").
    """

    value: str
    field: str = ""
    wrong: str = ""
    sure: bool = True


class IntakeWords:
    """Phrases by language, field and code; English is read in every language."""

    def __init__(self, content: Mapping[str, Mapping[str, Any]]) -> None:
        """``content``: language → the sections of its file."""
        self._said = {
            language: {name: _normal(codes) for name, codes in sections["said"].items()}
            for language, sections in content.items()
        }
        self._people = {language: _normal(sections["people"]) for language, sections in content.items()}
        self._patterns = {
            language: _Patterns(sections["corrections"], language) for language, sections in content.items()
        }

    def code(self, field: Field, text: str, language: str | None) -> str | None:
        """Return the code that a typed answer says, or None: the longest phrase of the field counts."""
        for own in self._spoken(language):
            said = Said.of(text)
            listed = dict(self._said[own].get(field.name, {}))
            if field.name == "relation":
                # "My father" makes the writer the child; "father" alone, the father.
                for code, phrases in self._people[own].items():
                    listed[code] = [*listed.get(code, ()), *phrases]
            found = _longest(said, {code: words for code, words in listed.items() if code in field.codes})
            is_short = size(said.flat) <= SHORT[bool(HAN.search(said.flat))]
            if found is None and field.codes == YES_NO and is_short:
                found = _longest(said, self._said[own].get(ANY, {}))
            if found:
                return found
        return None

    def people(self, text: str, language: str | None) -> dict[str, str]:
        """Return whom a first message is about (``about``, ``relation``), where it names one person only."""
        said = Said.of(text)
        for own in self._spoken(language):
            hits = list(_hits(said, self._people[own]))
            others = [hit for hit in hits if hit[2] != SELF]
            is_self = any(hit[2] == SELF and not any(_meet(hit, other) for other in others) for hit in hits)
            if is_self or any(self._is_of_another(said, hit, own) for hit in others):
                return {}
            found = {code for _, _, code in others}
            if found:
                return {"about": "other", "relation": found.pop()} if len(found) == 1 else {}
        return {}

    def _is_of_another(self, said: Said, hit: Hit, language: str) -> bool:
        before = said.flat[: hit[0]].split()[-1:]
        kin = {phrase for phrases in self._said[language].get("relation", {}).values() for phrase in phrases}
        return bool(before and before[0] in (*OF, *kin)) or OWNED.match(said.flat[hit[1] :]) is not None

    def correction(self, text: str, language: str | None) -> Correction | None:
        """Return what a message corrects ("the hospital is X, not Y"), or None."""
        return next(
            (found for own in self._spoken(language) if (found := self._patterns[own].read(text))), None
        )

    def _spoken(self, language: str | None) -> list[str]:
        return [name for name in dict.fromkeys((language or FALLBACK, FALLBACK)) if name in self._said]


class _Patterns:
    """The forms of a correction in one language."""

    def __init__(self, words: Mapping[str, Any], language: str) -> None:
        # Chinese has no spaces; elsewhere "is" must not be the beginning of "island".
        gap, word_end = (r"\s*", "") if language == "zh" else (r"\s+", r"(?![a-zà-ÿ])")
        lead = rf"(?P<lead>(?:(?:{_any(words['lead'])})[\s,，.:：。]+)*)"
        article = rf"(?:(?:{_any(words['article'])})[\s’']*)*" if words["article"] else ""
        listed = {name: known for name, known in words["names"].items() if name in fields()}
        names = "|".join(rf"(?P<{name}>{_any(known)})" for name, known in listed.items())
        said = rf"(?:{gap}(?:{_any(words['is'])}){word_end}(?:\s*[:：])?|(?P<colon>\s*[:：=]))\s*"
        wrong = rf"(?:[\s,，;；]+|(?<=[\u3400-\u9fff]))(?:{_any(words['not'])}){gap}(?P<wrong>.+?)"
        end = r"[\s.!。！]*$"
        forms = [rf"{article}(?:{names}){said}(?P<value>.+?)(?:{wrong})?"]
        # "Namanya Budi, bukan Badu": without a verb only beside what was wrong.
        forms.append(rf"{article}(?:{names}){gap}(?P<value>.+?){wrong}")
        forms += [
            rf"{re.escape(no)}{gap}(?P<wrong>.+?)[\s,，;；]+{re.escape(but)}{gap}(?P<value>.+?)"
            for no, but in words["but"]
        ]
        forms.append(rf"(?P<value>.+?){wrong}")
        self._forms = [re.compile(rf"^\W*{lead}{form}{end}", re.IGNORECASE) for form in forms]

    def read(self, text: str) -> Correction | None:
        """Return the correction a message is, or None. "Not Y but X" is looked for before "X, not Y"."""
        if len(text) > LONGEST:
            return None
        plain = text.replace("’", "'")
        match = next((fits for form in self._forms if (fits := form.match(plain))), None)
        if match is None:
            return None
        found = match.groupdict()
        field = next((name for name, words in found.items() if words and name in fields()), "")
        wrong = (found.get("wrong") or "").strip()
        sure = bool(wrong or found.get("lead") or found.get("colon"))
        return Correction(found["value"].strip(), field, wrong, sure)


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _normal(codes: Codes) -> dict[str, list[str]]:
    return {code: [normalise(phrase) for phrase in phrases] for code, phrases in codes.items()}


def _longest(said: Said, codes: Codes) -> str | None:
    """Return the code whose longest phrase is found; of overlapping phrases the longer counts."""
    hits = sorted(_hits(said, codes), key=lambda hit: (hit[0] - hit[1], hit[0]))
    return hits[0][2] if hits else None


def _meet(one: Hit, other: Hit) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _hits(said: Said, codes: Codes) -> Iterator[Hit]:
    for code, phrases in codes.items():
        for phrase in phrases:
            for start, end in said.find(phrase):
                yield start, end, code


@cache
def words() -> IntakeWords:
    """Return the phrases that come with the service.

    Raises:
        KeyError: a file lacks one of its sections.
    """
    return IntakeWords(read_files())
