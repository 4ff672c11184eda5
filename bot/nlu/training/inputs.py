"""From sentences to the matrices that classifiers are fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from bot.nlu.features import FloatArray, Vocabulary
from bot.nlu.text import clean, plain_view
from bot.nlu.training.ngram_counts import choose_vocabulary, count_ngrams, weigh
from bot.nlu.training.vectors import training_vectors

# N-grams that stand in few training sentences teach nothing, and cost memory and time.
_MIN_COUNT, _MIN_COUNT_OF_MANY, _MANY = 2, 3, 20_000


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything the fits need, one row a sentence.

    ``ngrams``: CSR float32; ``vectors``: the standardised sentence vectors, from ``(vector - mean) * scale``.
    """

    vocabulary: Vocabulary
    ngrams: sp.csr_matrix
    vectors: FloatArray
    mean: FloatArray
    scale: FloatArray
    computed: int


def build_inputs(
    texts: Sequence[str],
    others: Sequence[str],
    unseen: Sequence[str],
    to_simplified: Mapping[int, str],
    cache_dir: Path | None,
    shipped: Path | None = None,
) -> tuple[Inputs, sp.csr_matrix, Inputs]:
    """Return the inputs of ``texts``, the n-grams of ``others`` (sentences of other languages), and the inputs of
    ``unseen``, sentences that take no part in any fit. ``cache_dir`` and ``shipped``: see ``training_vectors``.
    """
    plain = [plain_view(clean(text), to_simplified) for text in (*texts, *others, *unseen)]
    learnt = len(texts) + len(others)
    terms, counts = count_ngrams(plain, cache_dir)
    vocabulary, columns = choose_vocabulary(
        terms, counts[:learnt], _MIN_COUNT if learnt < _MANY else _MIN_COUNT_OF_MANY
    )
    matrix = weigh(vocabulary, columns, counts)
    raw, computed = training_vectors([*plain[: len(texts)], *plain[learnt:]], cache_dir, shipped)
    mean = raw[: len(texts)].mean(axis=0)
    scale = 1 / np.maximum(raw[: len(texts)].std(axis=0), 1e-6)
    standard = (raw - mean) * scale

    def part(rows: sp.csr_matrix, vectors: FloatArray) -> Inputs:
        return Inputs(vocabulary, rows, vectors, mean, scale.astype(np.float32), computed)

    return (
        part(matrix[: len(texts)], standard[: len(texts)]),
        matrix[len(texts) : learnt],
        part(matrix[learnt:], standard[len(texts) :]),
    )
