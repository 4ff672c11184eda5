"""Fits of the linear classifiers, and their scores on sentences held out of each fit."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.classifier import softmax
from bot.nlu.features import FloatArray

FOLDS = 3
_SEED = 7
_COST = 0.3


class Fit:
    """Weights of one decision: float64 (inputs, classes) and (classes,)."""

    def __init__(self, weights: FloatArray, bias: FloatArray) -> None:
        self.weights = weights
        self.bias = bias

    def scores(self, inputs: sp.csr_matrix) -> FloatArray:
        """Return the raw scores, (rows, classes)."""
        return inputs @ self.weights + self.bias


def fit(inputs: sp.csr_matrix, classes: NDArray[np.intp], count: int, balanced: bool = False) -> Fit:
    """Fit one decision among ``count`` classes, numbered from 0. A class without a sentence gets no chance."""
    model = LinearSVC(C=_COST, class_weight="balanced" if balanced else None, random_state=_SEED)
    present = np.unique(classes)
    weights = np.zeros((inputs.shape[1], count))
    bias = np.full(count, -5.0)
    if len(present) == 1:
        bias[present] = 5.0
        return Fit(weights, bias)
    model.fit(inputs, classes)
    coefficients, intercepts = model.coef_, model.intercept_
    if len(present) == 2:
        # Two classes share one plane; written out as two, so that all decisions look the same.
        coefficients = np.vstack([-coefficients, coefficients])
        intercepts = np.concatenate([-intercepts, intercepts])
    weights[:, present] = coefficients.T
    bias[present] = intercepts
    return Fit(weights, bias)


def fold_numbers(labels: Sequence[str]) -> NDArray[np.intp]:
    """Return the fold of each row, so that every label is spread evenly."""
    folds = np.arange(len(labels)) % FOLDS
    counts = Counter(labels)
    if max(counts.values(), default=0) < FOLDS:
        return folds
    grouped = [label if counts[label] >= FOLDS else "" for label in labels]
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=_SEED)
    with warnings.catch_warnings():
        # The few labels lumped together may still be fewer than the folds, which does no harm.
        warnings.simplefilter("ignore", UserWarning)
        for number, (_, held_out) in enumerate(splitter.split(np.zeros(len(labels)), grouped)):
            folds[held_out] = number
    return folds


def fit_with_held_out(
    inputs: sp.csr_matrix,
    classes: NDArray[np.intp],
    count: int,
    folds: NDArray[np.intp],
    workers: int,
    balanced: bool = False,
) -> tuple[Fit, FloatArray]:
    """Return the fit on all rows, and for each row the scores of a fit that has not seen its fold."""
    rows = [folds != number for number in range(FOLDS)] + [np.ones(len(folds), dtype=bool)]
    # The solver leaves Python's lock, so threads use every core.
    with ThreadPoolExecutor(max(1, workers)) as pool:
        fits = list(pool.map(lambda chosen: fit(inputs[chosen], classes[chosen], count, balanced), rows))
    held_out = np.zeros((inputs.shape[0], count))
    for number in range(FOLDS):
        held_out[folds == number] = fits[number].scores(inputs[folds == number])
    return fits[-1], held_out


def temperature(scores: FloatArray, classes: NDArray[np.intp]) -> float:
    """Return the factor that makes the softmax of held-out scores most likely."""

    def loss(logarithm: float) -> float:
        likely = softmax(scores * np.exp(logarithm))[np.arange(len(classes)), classes]
        return -float(np.log(np.maximum(likely, 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 3.5), method="bounded").x))
