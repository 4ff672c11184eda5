"""Counts of n-grams of many sentences, kept from run to run, and the weighted matrix of those worth knowing.

Counting sixty thousand sentences takes longer than fitting on them; after an edit only what is new is counted.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.nlu.features import FloatArray, Vocabulary, is_word, ngrams

_FILE = "ngram_counts.npz"
_KEY_BYTES = 8
_MOST = 255


@dataclass
class _Kept:
    """What is known: ``terms`` in the order of their numbers; per sentence, by key, numbers and counts of its terms."""

    terms: list[str]
    rows: dict[bytes, tuple[NDArray[np.int32], NDArray[np.uint8]]]


def count_ngrams(texts: Sequence[str], cache_dir: Path | None) -> tuple[list[str], sp.csr_matrix]:
    """Return the terms, and how often each stands in each text in plain form, CSR uint8 (texts, terms).

    ``cache_dir``: where counts are kept from run to run; None keeps nothing.
    """
    kept = _read(cache_dir)
    keys = [hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest() for text in texts]
    missing = {key: text for key, text in zip(keys, texts) if key not in kept.rows}
    if missing:
        _count(kept, missing)
        if cache_dir is not None:
            _write(cache_dir, kept, set(keys))
    rows = [kept.rows[key] for key in keys]
    ends = np.cumsum([0, *(len(ids) for ids, _ in rows)])
    ids = np.concatenate([ids for ids, _ in rows]) if rows else np.zeros(0, dtype=np.int32)
    counts = np.concatenate([counts for _, counts in rows]) if rows else np.zeros(0, dtype=np.uint8)
    return kept.terms, sp.csr_matrix((counts, ids, ends), shape=(len(rows), len(kept.terms)))


def choose_vocabulary(
    terms: Sequence[str], counts: sp.csr_matrix, min_count: int
) -> tuple[Vocabulary, NDArray[np.intp]]:
    """Return the vocabulary of the terms that stand in at least ``min_count`` rows, and their columns in ``counts``."""
    frequencies = np.bincount(counts.indices, minlength=len(terms))
    chosen = sorted(np.flatnonzero(frequencies >= min_count).tolist(), key=lambda n: (not is_word(terms[n]), terms[n]))
    columns = np.array(chosen, dtype=np.intp)
    names = [terms[number] for number in chosen]
    idf = np.log((1.0 + counts.shape[0]) / (1.0 + frequencies[columns])) + 1.0
    return Vocabulary(names, idf.astype(np.float32), sum(map(is_word, names))), columns


def weigh(vocabulary: Vocabulary, columns: NDArray[np.intp], counts: sp.csr_matrix) -> sp.csr_matrix:
    """Return the weights that ``Vocabulary.vector`` gives, for all rows at once, CSR float32 (rows, terms)."""
    places = np.full(counts.shape[1], -1, dtype=np.int32)
    places[columns] = np.arange(len(columns), dtype=np.int32)
    ids = places[counts.indices]
    known = ids >= 0
    row_of = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))[known]
    ids, number = ids[known], counts.data[known]
    weights = (1.0 + np.log(number)).astype(np.float32) * vocabulary.idf[ids]
    # Words and pieces of words form two blocks, each brought to length 1.
    block = 2 * row_of + (ids >= vocabulary.words)
    squares = np.bincount(block, weights=weights.astype(np.float64) ** 2, minlength=2 * counts.shape[0])
    scale = np.where(squares > 1e-12, 1 / np.sqrt(np.maximum(squares, 1e-12)), 0.0)
    ends = np.concatenate([[0], np.cumsum(np.bincount(row_of, minlength=counts.shape[0]))])
    values: FloatArray = weights * scale[block].astype(np.float32)
    return sp.csr_matrix((values, ids, ends), shape=(counts.shape[0], len(columns)))


def _count(kept: _Kept, missing: dict[bytes, str]) -> None:
    numbers = {term: number for number, term in enumerate(kept.terms)}
    for key, text in missing.items():
        found = ngrams(text)
        ids = np.array([numbers.setdefault(term, len(numbers)) for term in found], dtype=np.int32)
        counts = np.array([min(count, _MOST) for count in found.values()], dtype=np.uint8)
        kept.rows[key] = (ids, counts)
    kept.terms = list(numbers)


def _read(cache_dir: Path | None) -> _Kept:
    if cache_dir is None or not (cache_dir / _FILE).is_file():
        return _Kept([], {})
    try:
        with np.load(cache_dir / _FILE, allow_pickle=False) as content:
            terms = bytes(content["terms"]).decode("utf-8").split("\n")
            ends, ids, counts = content["ends"], content["ids"], content["counts"]
            keys = [key.tobytes() for key in content["keys"]]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        # A damaged cache costs time, not the training.
        return _Kept([], {})
    rows = {
        key: (ids[start:stop], counts[start:stop])
        for key, start, stop in zip(keys, ends[:-1].tolist(), ends[1:].tolist())
    }
    return _Kept(terms, rows)


def _write(cache_dir: Path, kept: _Kept, wanted: set[bytes]) -> None:
    """Keep what this run needed; sentences that were deleted are forgotten."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    rows = [(key, *row) for key, row in kept.rows.items() if key in wanted]
    temporary = cache_dir / f".{os.getpid()}.npz"
    np.savez(
        temporary,
        terms=np.frombuffer("\n".join(kept.terms).encode("utf-8"), dtype=np.uint8),
        keys=np.frombuffer(b"".join(key for key, _, _ in rows), dtype=np.uint8).reshape(len(rows), -1),
        ends=np.cumsum([0, *(len(ids) for _, ids, _ in rows)]),
        ids=np.concatenate([ids for _, ids, _ in rows]) if rows else np.zeros(0, dtype=np.int32),
        counts=np.concatenate([counts for _, _, counts in rows]) if rows else np.zeros(0, dtype=np.uint8),
    )
    temporary.replace(cache_dir / _FILE)
