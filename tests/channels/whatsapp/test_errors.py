"""Codes → what the courier does."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.whatsapp.errors import MEANINGS, explain, send_error


def answer(code: Any, message: str = "", details: str = "") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "error_data": {"details": details}}}


@pytest.mark.parametrize(
    ("status", "code", "retryable", "wait", "unreachable"),
    [
        (429, 130429, True, 2.0, False),
        (400, 131056, True, 1.0, False),
        (400, 131047, False, None, False),
        (400, 131026, False, None, True),
        (401, 190, False, None, False),
        (403, 10, False, None, False),
        (403, 251, False, None, False),
        (400, 4, True, 30.0, False),
        (400, 80007, True, 30.0, False),
        (403, 131031, False, None, False),
        (500, 131000, True, None, False),
        (503, 131016, True, None, False),
        (400, 1, True, None, False),
        (503, 2, True, None, False),
        (400, 131049, False, None, False),
        (400, 100, False, None, False),
        (404, 132001, False, None, False),
        (400, 131062, False, None, False),
        (500, 999999, True, None, False),
        (429, 999999, True, 30.0, False),
        (401, 999999, False, None, False),
        (400, 999999, False, None, False),
    ],
)
def test_codes(status: int, code: int, retryable: bool, wait: float | None, unreachable: bool) -> None:
    error = send_error(status, answer(code))
    assert (error.code, error.retryable, error.retry_after_s, error.unreachable, error.certain) == (
        str(code), retryable, wait, unreachable, True,
    )  # fmt: skip


def test_pair_limit_waits_longer_each_time() -> None:
    assert [send_error(400, answer(131056), n).retry_after_s for n in range(6)] == [1, 4, 16, 64, 256, 256]


@pytest.mark.parametrize("body", [None, [], {}, {"error": "?"}, {"error": {"code": {}}}])
def test_an_answer_in_no_form_is_judged_by_its_status(body: Any) -> None:
    assert send_error(502, body).retryable
    assert send_error(502, body).code == "502"
    assert not send_error(400, body).retryable


def test_every_sentence_says_what_to_do() -> None:
    for meaning in MEANINGS.values():
        assert meaning.text.endswith(".")
        assert meaning.text.count(".") >= 2


def test_unknown_codes_bring_the_platforms_words() -> None:
    assert "strange (details)" in explain("424242", "strange (details)")
    assert "strange" in send_error(400, answer(424242, "strange")).text
    assert explain("131047", "whatever") == MEANINGS["131047"].text
