"""N-grams and their weights."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.features import Vocabulary, build_vocabulary, is_word, ngrams


def test_ngrams_stay_within_words_and_run_over_han() -> None:
    counts = ngrams("ab c 救命啊!")
    assert {" ab ", "ab", " c ", "救命", "救命啊", "!"} <= set(counts)
    assert "b c" not in counts
    assert {gram[1:] for gram in counts if is_word(gram)} == {"ab", "c", "ab c"}


def test_no_piece_is_longer_than_five() -> None:
    assert max(len(gram) for gram in ngrams("abcdefghij") if not is_word(gram)) == 5


def test_both_blocks_have_length_one() -> None:
    vocabulary = build_vocabulary([ngrams("help me"), ngrams("help us")], min_count=1)
    ids, values = vocabulary.vector(ngrams("help help me"))
    words = ids < vocabulary.words
    assert np.linalg.norm(values[words]) == pytest.approx(1, abs=1e-6)
    assert np.linalg.norm(values[~words]) == pytest.approx(1, abs=1e-6)


def test_rare_ngrams_are_left_out_and_unknown_ones_ignored() -> None:
    vocabulary = build_vocabulary([ngrams("help"), ngrams("help"), ngrams("zz")], min_count=2)
    assert "zz" not in vocabulary.terms
    ids, values = vocabulary.vector(ngrams("qqq"))
    assert len(ids) == len(values) == 0


def test_words_come_first() -> None:
    vocabulary = build_vocabulary([ngrams("help me")], min_count=1)
    assert [is_word(term) for term in vocabulary.terms].index(False) == vocabulary.words
    assert len(Vocabulary(vocabulary.terms, vocabulary.idf, vocabulary.words)) == len(vocabulary)
