"""From sentences to the matrices that classifiers are fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.nlu.embedding import DIMENSIONS
from bot.nlu.features import FloatArray, Vocabulary, build_vocabulary, ngrams
from bot.nlu.rules import RuleSet
from bot.nlu.text import clean, plain_view, rule_view
from bot.nlu.training.vectors import training_vectors

# How much the sentence vector weighs against the n-grams, whose two blocks have length 1 each.
_VECTOR_WEIGHT = 1.5
_AXES = 192
# N-grams that stand in one training sentence alone teach nothing.
_MIN_COUNT = 2


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything the fits need, one row a sentence.

    ``ngrams``: CSR float32; ``vectors``: the standardised sentence vectors, from ``(vector - mean) * scale``;
    ``axes``: float32 (384, 192), their strongest directions; ``rule_critical``: whether a rule without guard
    says critical.
    """

    vocabulary: Vocabulary
    ngrams: sp.csr_matrix
    vectors: FloatArray
    mean: FloatArray
    scale: FloatArray
    axes: FloatArray
    rule_critical: NDArray[np.bool_]
    computed: int

    def full(self) -> sp.csr_matrix:
        """Return the inputs of the full linear model: n-grams, and the vector along its axes."""
        return sp.hstack([self.ngrams, self.vectors @ self.axes], format="csr", dtype=np.float32)


def build_inputs(
    texts: Sequence[str],
    others: Sequence[str],
    rules: RuleSet,
    to_simplified: Mapping[int, str],
    cache_dir: Path | None,
) -> tuple[Inputs, sp.csr_matrix]:
    """Return the inputs of ``texts``, and the n-grams of ``others`` (sentences of other languages)."""
    cleaned = [clean(text) for text in (*texts, *others)]
    plain = [plain_view(text, to_simplified) for text in cleaned]
    documents = [ngrams(text) for text in plain]
    vocabulary = build_vocabulary(documents, _MIN_COUNT)
    matrix = ngram_matrix(vocabulary, documents)
    hits = [rules.match(rule_view(text, to_simplified)) for text in cleaned[: len(texts)]]
    raw, computed = training_vectors(plain[: len(texts)], cache_dir)
    mean = raw.mean(axis=0)
    scale = 1 / np.maximum(raw.std(axis=0), 1e-6)
    vectors = (raw - mean) * scale
    inputs = Inputs(
        vocabulary=vocabulary,
        ngrams=matrix[: len(texts)],
        vectors=vectors,
        mean=mean,
        scale=scale.astype(np.float32),
        axes=_axes(vectors),
        rule_critical=np.array([_says_critical(found) for found in hits]),
        computed=computed,
    )
    return inputs, matrix[len(texts) :]


def _axes(vectors: FloatArray) -> FloatArray:
    # Half the directions hold nearly all that the linear fit can use, and halve its time.
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    strongest = directions[:, ::-1][:, :_AXES]
    return (strongest * _VECTOR_WEIGHT / np.sqrt(DIMENSIONS)).astype(np.float16).astype(np.float32)


def ngram_matrix(vocabulary: Vocabulary, documents: Sequence[Any]) -> sp.csr_matrix:
    """Return the weighted n-grams of counted documents, CSR float32 (documents, terms)."""
    rows = [vocabulary.vector(document) for document in documents]
    ends = np.cumsum([0, *(len(ids) for ids, _ in rows)])
    ids = np.concatenate([ids for ids, _ in rows]) if rows else np.zeros(0, dtype=np.intp)
    values = np.concatenate([values for _, values in rows]) if rows else np.zeros(0, dtype=np.float32)
    return sp.csr_matrix((values, ids, ends), shape=(len(rows), len(vocabulary)))


def _says_critical(hits: Sequence[Any]) -> bool:
    return any(hit.rule.urgency == "critical" and not hit.guard for hit in hits)
