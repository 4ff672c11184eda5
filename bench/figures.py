"""Prints figures: median, 95th and 99th percentile, beside what is asked for."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile; NaN without values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def line(what: str, milliseconds: Sequence[float], asked: str = "") -> str:
    """Return one row for a series of times."""
    p50, p95, p99 = (percentile(milliseconds, share) for share in (0.5, 0.95, 0.99))
    row = f"{what:<58} n={len(milliseconds):<4} p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f} ms"
    return row + (f"   asked: {asked}" if asked else "")


def single(what: str, value: str, asked: str = "") -> str:
    """Return one row for a single figure."""
    return f"{what:<58} {value}" + (f"   asked: {asked}" if asked else "")
