"""Whether two models that read the same sentences differ by more than chance."""

from __future__ import annotations

from math import comb


def mcnemar(newly_right: int, newly_wrong: int) -> float:
    """Return the two-sided p-value of McNemar's test in its exact form, the binomial one.

    Under chance alone a sentence that changed sides went either way with equal odds.
    """
    changed = newly_right + newly_wrong
    rarer = sum(comb(changed, count) for count in range(min(newly_right, newly_wrong) + 1))
    # Integers first: 2**changed is too large for a float when thousands of sentences changed.
    return min(1.0, 2 * rarer / 2**changed)
