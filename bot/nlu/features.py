"""Character and word n-grams of a text, weighted and looked up: numpy and dictionaries only.

Training and predicting run the same code, so that both see the same features. Within words: each word
stands between two spaces and gives its n-grams of 1 to 5 characters; a run of Han or kana gives those of
1 to 4 over its stream of characters. Words give single words and pairs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.nlu.text import CJK

FloatArray = NDArray[np.floating]

MAX_LENGTH = 5
_CJK_LENGTH = 4
_CHUNK = re.compile(rf"([{CJK}]+)|((?:(?![{CJK}])[\w'])+)|([^\w\s])")
# Word n-grams carry a mark, so that "fire" the word and "fire" the piece of "fireman" differ.
_WORD_MARK = "\x1f"


def ngrams(plain: str) -> Counter[str]:
    """Return how often each n-gram stands in a text in plain form (``text.plain_view``)."""
    grams: list[str] = []
    words: list[str] = []
    for match in _CHUNK.finditer(plain):
        cjk, word, sign = match.groups()
        if word:
            words.append(word)
            grams.extend(word)
            _pieces(f" {word} ", MAX_LENGTH, grams)
        elif cjk:
            grams.extend(cjk)
            _pieces(cjk, _CJK_LENGTH, grams)
        else:
            grams.append(sign)
    counts = Counter(grams)
    counts.update(f"{_WORD_MARK}{word}" for word in words)
    counts.update(f"{_WORD_MARK}{first} {second}" for first, second in zip(words, words[1:]))
    return counts


def is_word(gram: str) -> bool:
    """Tell whether an n-gram is one of words."""
    return gram[0] == _WORD_MARK


def _pieces(run: str, longest: int, into: list[str]) -> None:
    length = len(run)
    for size in range(2, min(longest, length) + 1):
        into.extend([run[start : start + size] for start in range(length - size + 1)])


class Vocabulary:
    """The n-grams a model knows, with their weights.

    ``terms``: the n-grams, those of words first, so that one comparison of the number tells the two blocks
    apart; ``idf``: float32 (terms,), the inverse document frequencies.
    """

    def __init__(self, terms: Iterable[str], idf: FloatArray, words: int) -> None:
        self.terms = list(terms)
        self.idf = np.asarray(idf, dtype=np.float32)
        self.words = words
        self._numbers = {term: number for number, term in enumerate(self.terms)}

    def __len__(self) -> int:
        return len(self.terms)

    def vector(self, counts: Mapping[str, int]) -> tuple[NDArray[np.intp], FloatArray]:
        """Return the numbers of the known n-grams and their weights, float32.

        Counts are dampened (1 + log), times idf; the blocks of words and of characters each have length 1.
        """
        numbers = self._numbers
        found = [(numbers[term], count) for term, count in counts.items() if term in numbers]
        if not found:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        pairs = np.array(found, dtype=np.intp)
        ids = pairs[:, 0]
        weights = (1.0 + np.log(pairs[:, 1])).astype(np.float32) * self.idf[ids]
        of_words = ids < self.words
        squares = weights * weights
        total, word_part = float(squares.sum()), float(squares[of_words].sum())
        scale = np.where(of_words, _inverse_root(word_part), _inverse_root(total - word_part))
        return ids, weights * scale.astype(np.float32)


def _inverse_root(square: float) -> float:
    return square**-0.5 if square > 1e-12 else 0.0
