"""Fits of the linear classifiers over n-grams."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from bot.nlu.features import FloatArray

_SEED = 7
_COST = 1.0
# Over many rows, more rounds than these change the planes, but not what they find.
_ROUNDS_OVER_MANY, _ROUNDS, _MANY = 6, 1000, 20_000
# What a class without a sentence scores: no chance.
_NEVER, _ALWAYS = -5.0, 5.0


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of one decision: float32 (inputs, classes) and (classes,)."""

    weights: FloatArray
    bias: FloatArray

    def scores(self, inputs: sp.csr_matrix) -> FloatArray:
        """Return the raw scores, (rows, classes)."""
        return inputs @ self.weights + self.bias


def fit(
    inputs: sp.csr_matrix,
    classes: NDArray[np.intp],
    count: int,
    workers: int = 1,
    cost: float = _COST,
    balanced: bool = False,
) -> Fit:
    """Fit one decision among ``count`` classes, numbered from 0, each against all others.

    ``workers``: how many threads share the classes, as the solver leaves Python's lock; ``cost``: of a sentence on the
    wrong side; ``balanced``: whether rare classes weigh as much as frequent ones.
    """
    present = np.unique(classes)
    weights = np.zeros((inputs.shape[1], count), dtype=np.float32)
    bias = np.full(count, _NEVER, dtype=np.float32)
    if len(present) == 1:
        bias[present] = _ALWAYS
        return Fit(weights, bias)
    shares = [share for share in np.array_split(present, max(1, workers)) if len(share)]
    # The filter belongs to the process: set around the threads, not in each of them.
    with warnings.catch_warnings(), ThreadPoolExecutor(len(shares)) as pool:
        warnings.simplefilter("ignore", ConvergenceWarning)
        for share, (planes, offsets) in zip(
            shares, pool.map(lambda wanted: _planes(inputs, classes, wanted, cost, balanced), shares)
        ):
            weights[:, share] = planes
            bias[share] = offsets
    return Fit(weights, bias)


def _planes(
    inputs: sp.csr_matrix, classes: NDArray[np.intp], wanted: NDArray[np.intp], cost: float, balanced: bool
) -> tuple[FloatArray, FloatArray]:
    """Return the planes of some classes, each against the rest; all other classes count as one."""
    place = {number: position for position, number in enumerate(wanted)}
    labels = np.array([place.get(number, len(wanted)) for number in classes])
    rounds = _ROUNDS_OVER_MANY if len(labels) >= _MANY else _ROUNDS
    model = LinearSVC(C=cost, max_iter=rounds, class_weight="balanced" if balanced else None, random_state=_SEED)
    model.fit(inputs, labels)
    coefficients, offsets = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        # Two classes share one plane; written out as two, so that all decisions look the same.
        coefficients, offsets = np.vstack([-coefficients, coefficients]), np.concatenate([-offsets, offsets])
    return coefficients[: len(wanted)].T, offsets[: len(wanted)]
