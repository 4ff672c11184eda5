"""Words of Latin-script text as they are compared: no accents, no case, positions kept."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Latin letters, digits and combining marks; Chinese characters are not words here.
_WORD = re.compile(r"[0-9A-Za-z\u00aa-\u02af\u0300-\u036f\u1e00-\u1eff]+")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SPECIAL = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "œ": "oe", "æ": "ae", "ð": "d", "þ": "th"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its folded form, its spelling and where it stands."""

    folded: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents: ``Nouméa`` and ``NOUMEA`` become ``noumea``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words_of(text: str) -> list[Word]:
    """The words of a text in order."""
    return [Word(fold(m[0]), m[0], m.start(), m.end()) for m in _WORD.finditer(text)]


def folded_words(name: str) -> tuple[str, ...]:
    """A name as its folded words: ``Soekarno-Hatta`` becomes ``("soekarno", "hatta")``."""
    return tuple(word.folded for word in words_of(name))
