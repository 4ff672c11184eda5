"""Fit of the language decision on sentences in Latin script; the script alone decides the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from bot.nlu.classifier import softmax
from bot.nlu.evaluation.intervals import Share
from bot.nlu.language import OTHER, answered_in, served_part
from bot.nlu.pinyin import can_be_pinyin
from bot.nlu.script import main_script, script_counts
from bot.nlu.training.calibrate import accepted_table, temperature
from bot.nlu.training.fit import Fit, fit
from bot.nlu.training.read_data import Example

# Every tenth sentence tells how sure the others make the decision.
_HELD_BACK = 10
_COST = 0.3


@dataclass(frozen=True, slots=True)
class LanguageFit:
    """``classes``: the languages in the order of the scores; ``right``: figures on sentences held back."""

    classes: list[str]
    fit: Fit
    temperature: float
    right: dict[str, Share]


def fit_language(
    examples: Sequence[Example],
    ngrams: sp.csr_matrix,
    others: Sequence[tuple[str, str]],
    other_ngrams: sp.csr_matrix,
    workers: int,
) -> LanguageFit:
    """Fit on training sentences (``examples``, ``ngrams``) and on those of ``others``, by language code.

    Among the others are languages that are answered in a served one, and Chinese in Latin script, which people write
    when no keyboard is at hand. All that are not served are one class: of each alone there are too few sentences, and
    forty small probabilities add up to a large one.
    """
    latin = np.array([_tells(e) for e in examples])
    names = [e.language for e, chosen in zip(examples, latin) if chosen] + [answered_in(code) for code, _ in others]
    classes = sorted(set(names))
    labels = np.array([classes.index(name) for name in names])
    matrix = sp.vstack([ngrams[latin], other_ngrams], format="csr")
    back = np.arange(len(names)) % _HELD_BACK == 0 if len(names) > 20 * _HELD_BACK else np.ones(len(names), dtype=bool)
    learnt = ~back if not back.all() else back
    fitted = fit(matrix[learnt], labels[learnt], len(classes), workers, _COST, balanced=True)
    scores = fitted.scores(matrix[back])
    factor = temperature(scores, accepted_table([[label] for label in labels[back]], len(classes)))
    outcomes: dict[str, list[bool]] = {}
    for label, row in zip(labels[back], softmax(scores * factor)):
        wanted = classes[label]
        outcomes.setdefault(wanted, []).append(_best(served_part(row, classes)) == wanted)
    right = {name: Share.of(found) for name, found in outcomes.items()}
    return LanguageFit(classes, fitted, factor, right)


def _tells(example: Example) -> bool:
    """Return whether a sentence teaches its language: English words of a Chinese sender do not teach Chinese."""
    if main_script(script_counts(example.text)) != "Latn":
        return False
    return example.language != "zh" or can_be_pinyin(example.text.lower())


def _best(parts: dict[str, float]) -> str:
    return max(parts, key=lambda name: (parts[name], name == OTHER))
