"""Operators, bots and couriers at once; ``bench/claims.py`` runs the same with 200 operators."""

from __future__ import annotations

import os

from bench.claims import race
from bot.store.database import Store

OPERATORS = int(os.environ.get("LINDUNG_RACE_OPERATORS", "12"))
CASES = int(os.environ.get("LINDUNG_RACE_CASES", "30"))


def test_operators_race_without_a_collision(store: Store) -> None:
    result = race(store, OPERATORS, CASES)
    assert result.errors == []
    assert result.won >= CASES
    assert result.lines  # The bot did speak, or nothing was proved.
    assert (result.double_claims, result.lines_after_claim, result.opened_twice) == (0, 0, 0)
