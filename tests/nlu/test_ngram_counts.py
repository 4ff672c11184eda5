"""Counts of n-grams kept from run to run, and their weights for all sentences at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.nlu.features import ngrams
from bot.nlu.training.ngram_counts import choose_vocabulary, count_ngrams, weigh

TEXTS = ["help me help", "there is a fire", "我家着火了", "", "a fire, a fire!", "tolong ada kebakaran"]


def test_weights_are_those_of_a_single_text() -> None:
    terms, counts = count_ngrams(TEXTS, None)
    vocabulary, columns = choose_vocabulary(terms, counts, 2)
    matrix = weigh(vocabulary, columns, counts)
    for text, row in zip(TEXTS, matrix.toarray(), strict=True):
        ids, values = vocabulary.vector(ngrams(text))
        alone = np.zeros(len(vocabulary))
        alone[ids] = values
        np.testing.assert_allclose(row, alone, atol=1e-3)


def test_counts_are_kept_and_give_the_same(tmp_path: Path) -> None:
    first_terms, first = count_ngrams(TEXTS, tmp_path)
    again_terms, again = count_ngrams([TEXTS[2], "new words", TEXTS[0]], tmp_path)
    number = {term: place for place, term in enumerate(again_terms)}
    for old, new in ((2, 0), (0, 2)):
        wanted = {first_terms[i]: n for i, n in zip(first[old].indices, first[old].data, strict=True)}
        assert {term: again[new, number[term]] for term in wanted} == wanted
        assert again[new].nnz == len(wanted)
    assert count_ngrams([TEXTS[0]], tmp_path)[1].sum() == first[0].sum()


def test_a_damaged_cache_is_counted_anew(tmp_path: Path) -> None:
    (tmp_path / "ngram_counts.npz").write_bytes(b"no archive")
    assert count_ngrams(["help"], tmp_path)[1].sum() == count_ngrams(["help"], None)[1].sum()


def test_no_sentences_make_an_empty_vocabulary() -> None:
    terms, counts = count_ngrams([], None)
    vocabulary, columns = choose_vocabulary(terms, counts, 2)
    assert len(vocabulary) == 0
    assert weigh(vocabulary, columns, counts).shape == (0, 0)
