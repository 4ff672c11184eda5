"""Sentence vectors of training sentences, kept on disk by the hash of the text.

Only training sentences come here; what people write to the service is never kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.embedding import DIMENSIONS, embed, excerpt
from bot.nlu.training.shipped_vectors import KEY_BYTES, read_shipped, write_shipped

_FILE = "sentence_vectors.npz"
_CHUNK = 200


def training_vectors(
    texts: Sequence[str], cache_dir: Path | None, shipped: Path | None = None
) -> tuple[NDArray[np.float32], int]:
    """Return float32 (texts, 384) of texts in plain form, and how many had to be computed anew.

    ``cache_dir``: where vectors are kept from run to run, None keeps nothing; ``shipped``: a file of vectors that came
    with the sentences.
    """
    keys = [_key(text) for text in texts]
    known = read_shipped(shipped)
    kept = _read(cache_dir)
    known.update(kept)
    missing = {key: text for key, text in zip(keys, texts) if key not in known}
    if missing:
        fresh = dict(zip(missing, _compute(list(missing.values()))))
        known.update(fresh)
        if cache_dir is not None:
            _write(cache_dir, {**kept, **fresh})
    vectors = np.array([known[key] for key in keys], dtype=np.float32).reshape(-1, DIMENSIONS)
    return vectors, len(missing)


def ship(texts: Sequence[str], judged: Sequence[str], cache_dir: Path | None, shipped: Path) -> int:
    """Write the vectors of exactly these texts, in plain form, to a file that travels with them; return how many.

    ``judged``: those of the texts on which thresholds are set; they are kept with more bits.
    """
    vectors, _ = training_vectors(texts, cache_dir, shipped)
    by_key = {_key(text): vector for text, vector in zip(texts, vectors)}
    write_shipped(shipped, by_key, {_key(text) for text in judged})
    return len(by_key)


def _key(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).hexdigest()


def _compute(texts: list[str]) -> list[NDArray[np.float32]]:
    chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
    workers = min(len(chunks), os.cpu_count() or 1)
    if workers < 2:
        return _embed_all(texts)
    # One single-threaded process a core: twice as fast as one process with two threads.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [vector for part in pool.map(_embed_all, chunks) for vector in part]


def _embed_all(texts: list[str]) -> list[NDArray[np.float32]]:
    return [embed(excerpt(text, lambda _: False)) for text in texts]


def _read(cache_dir: Path | None) -> dict[str, NDArray[np.float32]]:
    if cache_dir is None or not (cache_dir / _FILE).is_file():
        return {}
    try:
        with np.load(cache_dir / _FILE, allow_pickle=False) as content:
            return dict(zip(content["keys"].tolist(), content["vectors"].astype(np.float32)))
    except (OSError, ValueError, KeyError):
        # A damaged cache costs time, not the training.
        return {}


def _write(cache_dir: Path, known: dict[str, NDArray[np.float32]]) -> None:
    cache_dir.mkdir(parents=True, exist_ok=True)
    temporary = cache_dir / f".{os.getpid()}.npz"
    np.savez(temporary, keys=np.array(list(known)), vectors=np.array(list(known.values()), dtype=np.float32))
    temporary.replace(cache_dir / _FILE)
