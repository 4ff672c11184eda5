"""N-grams and their weights."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.features import Vocabulary, is_word, ngrams
from bot.nlu.training.ngram_counts import choose_vocabulary, count_ngrams


def known(texts: list[str], min_count: int) -> Vocabulary:
    return choose_vocabulary(*count_ngrams(texts, None), min_count)[0]


def test_ngrams_stay_within_words_and_run_over_han() -> None:
    counts = ngrams("ab c 救命啊!")
    assert {" ab ", "ab", " c ", "救命", "救命啊", "!"} <= set(counts)
    assert "b c" not in counts
    assert {gram[1:] for gram in counts if is_word(gram)} == {"ab", "c", "ab c"}


def test_no_piece_is_longer_than_five() -> None:
    assert max(len(gram) for gram in ngrams("abcdefghij") if not is_word(gram)) == 5


def test_both_blocks_have_length_one() -> None:
    vocabulary = known(["help me", "help us"], 1)
    ids, values = vocabulary.vector(ngrams("help help me"))
    words = ids < vocabulary.words
    assert np.linalg.norm(values[words]) == pytest.approx(1, abs=1e-6)
    assert np.linalg.norm(values[~words]) == pytest.approx(1, abs=1e-6)


def test_rare_ngrams_are_left_out_and_unknown_ones_ignored() -> None:
    vocabulary = known(["help", "helper", "zz"], 2)
    assert "zz" not in vocabulary.terms
    ids, values = vocabulary.vector(ngrams("qqq"))
    assert len(ids) == len(values) == 0


def test_words_come_first() -> None:
    vocabulary = known(["help me"], 1)
    assert [is_word(term) for term in vocabulary.terms].index(False) == vocabulary.words
    assert len(Vocabulary(vocabulary.terms, vocabulary.idf, vocabulary.words)) == len(vocabulary)
