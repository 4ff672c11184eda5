"""Whether a word that is also a place name is meant as a place, and as whose.

The words that decide are data (``common_words.csv``, ``context_words.csv``), by language.
"""

import re
from functools import cache

from .tables import table
from .words import Word, folded_words

_SENTENCE_END = re.compile(r"[.!?。！？\n:;]\s*$")
# Characters before a name in which "I am originally from" is looked for.
_ORIGIN_REACH = 40


@cache
def common_words() -> dict[str, str]:
    """Names that are also common words: folded word → ``guard``, ``strict`` or ``upper``."""
    return {row["word"]: row["level"] for row in table("common_words")}


@cache
def _context(role: str) -> frozenset[str]:
    return frozenset(row["word"] for row in table("context_words") if row["role"] == role)


@cache
def _pattern(role: str) -> re.Pattern[str]:
    """Any of the words of a role, the longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(_context(role), key=len, reverse=True)))


@cache
def _origin_phrases() -> tuple[str, ...]:
    return tuple(f" {phrase}" for phrase in _context("origin") if phrase.isascii())


def han_stops(text: str) -> dict[int, int]:
    """Start → end of Chinese words that only look like places."""
    return {match.start(): match.end() for match in _pattern("no_place").finditer(text)}


def is_capital_inside(text: str, word: Word) -> bool:
    """True for a capital that neither a sentence start nor an all-capitals message explains."""
    if not word.text[0].isupper() or text.isupper():
        return False
    before = text[: word.start].rstrip(" \"'“‘(")
    return bool(before) and not _SENTENCE_END.search(text[: word.start])


def common_word_is_place(text: str, words: list[Word], index: int, level: str) -> bool:
    """Decide for a one-word name that is also a common word.

    ``level``: ``guard`` a preposition or a capital inside the sentence; ``strict`` the same with
    few prepositions; ``upper`` capitals throughout ("US"). Prepositions are compared with their
    accents, so that French "à Nice" is not English "a nice".
    """
    word = words[index]
    previous = words[index - 1].text.lower() if index else ""
    before = words[index - 2].folded if index > 1 else ""
    if level == "upper":
        article = previous == "the" and before in _context("preposition")
        return article or (word.text.isupper() and not text.isupper())
    if len(words) == 1:
        return level == "guard"
    if index + 1 < len(words) and words[index + 1].folded in _context("no_place_after"):
        return False
    if previous == "a" and before in _context("verb_before_a"):
        return True
    allowed = _context("strict_preposition" if level == "strict" else "preposition")
    return previous in allowed or is_capital_inside(text, word)


def names_nationality(words: list[Word], index: int) -> bool:
    """True after "orang", "warga negara", "embassy of", "passeport": whose, not where."""
    position = index - 1
    while position >= 0 and index - position <= 3 and words[position].text.lower() in _context("link"):
        position -= 1
    return position >= 0 and words[position].text.lower() in _context("nationality_before")


def names_origin(text: str, start: int, end: int) -> bool:
    """True after "I am from", "asal", "je viens de", "来自": where from, not where now."""
    before = text[max(0, start - _ORIGIN_REACH) : start]
    if before[-1:] in ("从", "從") and text[end : end + 1] in ("来", "來"):
        return True
    if any(before.endswith(phrase) for phrase in _context("origin") if not phrase.isascii()):
        return True
    spoken = " " + " ".join(folded_words(before))
    return any(spoken.endswith(phrase) for phrase in _origin_phrases())


def han_names_nationality(text: str, end: int) -> bool:
    """True when the characters after the name make it a people, a language or an embassy."""
    return bool(_pattern("nationality_after").match(text, end))
