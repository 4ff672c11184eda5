"""The pace within one chat."""

from __future__ import annotations

from bot.messages.capabilities import TELEGRAM
from bot.messages.pacing import Pacer


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_one_a_second() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    for _ in range(TELEGRAM.burst):
        assert pacer.wait_s(1) == 0
        pacer.spend(1, TELEGRAM)
    assert pacer.wait_s(1) == 1.0
    assert pacer.waiting() == [1]
    assert pacer.wait_s(2) == 0
    clock.now += 1.0
    assert pacer.wait_s(1) == 0


def test_a_penalty_holds_one_chat_alone() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    pacer.block(1, 30, TELEGRAM)
    assert pacer.wait_s(1) == 30
    assert pacer.wait_s(2) == 0
    clock.now += 30
    assert pacer.wait_s(1) == 0
    clock.now += 10
    assert pacer.waiting() == []
