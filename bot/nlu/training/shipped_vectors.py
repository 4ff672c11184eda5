"""Sentence vectors that travel with the sentences: computing some fifty thousand takes minutes, reading them a moment.

Four bits a number are enough to learn from: the numbers are standardised first, and a third of a standard deviation
is the step, which loses least of a normal distribution. Sentences that set the thresholds keep sixteen bits: on
blurred ones the thresholds come out too low. A sentence that is not in the file is simply computed.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE_NAME = "vectors.npz"
KEY_BYTES = 8
"""Length of the key of a text."""
_STEP = 0.335
_LEVELS = 8


def read_shipped(path: Path | None) -> dict[str, NDArray[np.float32]]:
    """Return the vectors by the key of their text, float32 (384,); empty where there is no readable file."""
    if path is None or not path.is_file():
        return {}
    try:
        with np.load(path, allow_pickle=False) as content:
            keys, codes = content["keys"], content["codes"]
            mean, spread = content["mean"].astype(np.float32), content["spread"].astype(np.float32)
            fine = dict(zip(_names(content["fine_keys"]), content["fine"].astype(np.float32)))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        # A damaged file costs time, not the training.
        return {}
    numbers = np.empty((len(codes), 2 * codes.shape[1]), dtype=np.float32)
    numbers[:, 0::2] = codes & 15
    numbers[:, 1::2] = codes >> 4
    vectors = (numbers - _LEVELS + 0.5) * _STEP * spread + mean
    return {**dict(zip(_names(keys), vectors)), **fine}


def write_shipped(path: Path, vectors: Mapping[str, NDArray[np.float32]], fine: Collection[str] = ()) -> None:
    """Write vectors, by the key of their text, in the order of the keys; those in ``fine`` with sixteen bits."""
    names, fine_names = sorted(vectors.keys() - set(fine)), sorted(vectors.keys() & set(fine))
    table = np.array([vectors[name] for name in names], dtype=np.float32)
    mean, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
    levels = np.floor((table - mean) / spread / _STEP) + _LEVELS
    codes = levels.clip(0, 2 * _LEVELS - 1).astype(np.uint8)
    temporary = path.with_name(f".{os.getpid()}.npz")
    np.savez(
        temporary,
        keys=_keys(names),
        codes=codes[:, 0::2] | codes[:, 1::2] << 4,
        mean=mean,
        spread=spread,
        fine_keys=_keys(fine_names),
        fine=np.array([vectors[name] for name in fine_names], dtype=np.float16).reshape(-1, table.shape[1]),
    )
    temporary.replace(path)


def _keys(names: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer(bytes.fromhex("".join(names)), dtype=np.uint8).reshape(len(names), KEY_BYTES)


def _names(keys: NDArray[np.uint8]) -> list[str]:
    return [key.tobytes().hex() for key in keys]
