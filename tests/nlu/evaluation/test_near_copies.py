"""Held-out sentences that resemble training ones."""

from __future__ import annotations

import pytest

from bot.nlu.evaluation.near_copies import near_copies

TRAINING = ["my husband collapsed he is not breathing", "help me", "我老公晕倒了没有呼吸", "🙏🙏"]


@pytest.mark.parametrize(
    ("held_out", "is_copy"),
    [
        ("MY HUSBAND collapsed; he is not breathing!", True),
        ("my husband collapsed he is not breathing now", True),
        ("my wife fell down the stairs of the metro", False),
        ("help", False),
        ("help me", True),
        ("我老公晕倒了没有呼吸了", False),
        ("我老公晕倒了，没有呼吸", True),
        ("👍", False),
        ("🙏🙏", True),
    ],
)
def test_near_copies(held_out: str, is_copy: bool) -> None:
    assert bool(near_copies([held_out], TRAINING)) is is_copy
