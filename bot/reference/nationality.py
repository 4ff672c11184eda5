"""The nationality a person states in words. Never guessed from language, script or prefix."""

import re
from functools import lru_cache

from .countries import countries
from .place_index import place_index
from .words import HAN, folded_words, words_of

_INDONESIAN = re.compile(r"\b(?:wni|tki|pmi|wni nya)\b", re.IGNORECASE)
_BEFORE = frozenset(("orang", "warga", "negara", "wn", "wna", "paspor", "berkebangsaan", "kewarganegaraan"))
_HAN_AFTER = re.compile(r"^(?:人|籍|公民|国籍|國籍|护照|護照)")


@lru_cache(maxsize=1)
def _demonyms() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Folded demonym → countries that use it, longest names included."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for country in countries().values():
        for demonym in country.demonyms:
            key = folded_words(demonym)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), country.iso2)))
    return found


def nationalities_named(text: str) -> list[str]:
    """Codes of the nationalities named in a text, in order of mention, each once.

    "I'm Chinese", "saya orang Prancis", "je suis belge", "我是中国人", "WNI". A word that is
    also a language ("I speak French") counts too: the caller asks, the answer is confirmed.
    """
    if not isinstance(text, str) or not text:
        return []
    found: list[tuple[int, str]] = [(m.start(), "ID") for m in _INDONESIAN.finditer(text)]
    words = words_of(text)
    position = 0
    while position < len(words):
        taken = 1
        for size in (3, 2, 1):
            key = tuple(word.folded for word in words[position : position + size])
            if len(key) == size and key in _demonyms():
                found += [(words[position].start, code) for code in _demonyms()[key]]
                taken = size
                break
        else:
            if position and words[position - 1].folded in _BEFORE:
                found += [(words[position].start, code) for code in _country_at_word(words, position)]
        position += taken
    found += _han(text)
    return list(dict.fromkeys(code for _, code in sorted(found)))


def _country_at_word(words: list, position: int) -> list[str]:
    for name, places in place_index().latin.get(words[position].folded, ()):
        if tuple(word.folded for word in words[position : position + len(name)]) == name:
            return [place.country for place in places if place.city is None][:1]
    return []


def _han(text: str) -> list[tuple[int, str]]:
    if not HAN.search(text):
        return []
    found = []
    for start, char in enumerate(text):
        for name, places in place_index().han.get(char, ()):
            if text.startswith(name, start) and _HAN_AFTER.match(text[start + len(name) :]):
                found += [(start, place.country) for place in places[:1] if place.city is None]
                break
    return found
