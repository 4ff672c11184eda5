"""Fit of the language decision on sentences in Latin script; the script alone decides the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from bot.nlu.classifier import softmax
from bot.nlu.language import OTHER, served_part
from bot.nlu.script import main_script, script_counts
from bot.nlu.training.fit import fit_with_held_out, fold_numbers, temperature
from bot.nlu.training.fit_stages import Decision
from bot.nlu.training.intervals import Share
from bot.nlu.training.read_data import Example


@dataclass(frozen=True, slots=True)
class LanguageFit:
    """``classes``: the languages in the order of the scores; ``right``: figures on sentences held out."""

    classes: list[str]
    decision: Decision
    right: dict[str, Share]


def fit_language(
    examples: Sequence[Example],
    ngrams: sp.csr_matrix,
    others: Sequence[tuple[str, str]],
    other_ngrams: sp.csr_matrix,
    workers: int,
) -> LanguageFit:
    """Fit on training sentences (``examples``, ``ngrams``) and those of languages that are not served.

    Chinese in Latin script is there too: people write it without its tones when no keyboard is at hand.
    """
    latin = np.array([main_script(script_counts(e.text)) == "Latn" for e in examples])
    names = [e.language for e, chosen in zip(examples, latin) if chosen] + [code for code, _ in others]
    classes = sorted(set(names))
    labels = np.array([classes.index(name) for name in names])
    matrix = sp.vstack([ngrams[latin], other_ngrams], format="csr")
    fitted, scores = fit_with_held_out(
        matrix, labels, len(classes), fold_numbers(names), workers, balanced=True
    )
    factor = temperature(scores, labels)
    outcomes: dict[str, list[bool]] = {}
    for name, row in zip(names, softmax(scores * factor)):
        wanted = _best(served_part([1.0], [name]))
        outcomes.setdefault(wanted, []).append(_best(served_part(row, classes)) == wanted)
    right = {name: Share.of(found) for name, found in outcomes.items()}
    return LanguageFit(classes, Decision(fitted, factor), right)


def _best(parts: dict[str, float]) -> str:
    return max(parts, key=lambda name: (parts[name], name == OTHER))
