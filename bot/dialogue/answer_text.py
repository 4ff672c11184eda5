"""A typed message as answers are read in it: one flat line, and where its clauses begin and end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_WORD = re.compile(r"[\W_]+")
_CLAUSE_END = re.compile(r"[.,;:!?…。、\n—–]+|\s-\s")
_CONTRACTION = re.compile(r"(?<=n)['’‘`´](?=t\b)")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
NO_SPELLINGS: Mapping[str, str] = {}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "著": "着"})


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def normalise(text: str) -> str:
    """Return a text as phrases are compared: lower case, no accents, no punctuation, simplified Han.

    A letter drawn out ("nooo", "是是是") stands once, and "isn't" is one word.
    """
    plain = _CONTRACTION.sub("", unicodedata.normalize("NFKC", text).casefold())
    folded = unicodedata.normalize("NFKD", plain)
    bare = "".join(char for char in folded if not unicodedata.combining(char)).translate(_LIGATURES)
    if HAN.search(bare):
        bare = _to_simplified().convert(bare)
    return _LONG_RUN.sub(r"\1", _NOT_WORD.sub(" ", bare).strip())


def respell(flat: str, spellings: Mapping[str, str]) -> str:
    """Return a normalised text with each word in its usual spelling."""
    return " ".join(spellings.get(word, word) for word in flat.split()) if spellings else flat


@dataclass(frozen=True)
class Clause:
    """A part between two punctuation marks: its place in the flat line, and whether it asks."""

    start: int
    end: int
    asks: bool


@dataclass(frozen=True)
class Said:
    """A normalised message. ``flat`` has no punctuation; ``clauses`` remember where it was."""

    flat: str
    clauses: tuple[Clause, ...]

    @classmethod
    def of(cls, text: str, spellings: Mapping[str, str] = NO_SPELLINGS) -> Said:
        """Read a message; ``spellings`` maps chat spellings of single words to the usual ones."""
        flat, clauses = "", []
        for part, mark in _parts(unicodedata.normalize("NFKC", text)):
            words = respell(normalise(part), spellings)
            if words:
                start = len(flat) + bool(flat)
                flat = f"{flat} {words}" if flat else words
                clauses.append(Clause(start, len(flat), "?" in mark))
            elif clauses and "?" in mark:
                clauses[-1] = Clause(clauses[-1].start, clauses[-1].end, True)
        return cls(flat, tuple(clauses))

    def clause_at(self, position: int) -> Clause:
        """Return the clause that holds a position of the flat line."""
        return next(clause for clause in reversed(self.clauses) if clause.start <= position)

    def find(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of each place where a phrase stands: whole words, or any Han."""
        bounded = not HAN.search(phrase)
        at = self.flat.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            if not bounded or (self._is_edge(at - 1) and self._is_edge(end)):
                yield at, end
            at = self.flat.find(phrase, at + 1)

    def _is_edge(self, index: int) -> bool:
        # Han beside a Latin word ends it as a space does: "他ok吗".
        if not 0 <= index < len(self.flat):
            return True
        return self.flat[index] == " " or HAN.match(self.flat[index]) is not None


def size(flat: str) -> int:
    """Return how many words a normalised text has, each Han character counted as one."""
    return len(HAN.findall(flat)) + len(HAN.sub(" ", flat).split())


def _parts(text: str) -> Iterator[tuple[str, str]]:
    last = 0
    for mark in _CLAUSE_END.finditer(text):
        yield text[last : mark.start()], mark.group()
        last = mark.end()
    yield text[last:], ""
