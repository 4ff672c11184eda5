"""Child processes: their memory, their failures, their network."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.nlu import children, exchange

OFFLINE = """
import socket, sys
from bench.nlu.offline import refuse_network
listening = socket.create_server(("127.0.0.1", 0))
address = listening.getsockname()
socket.create_connection(address).close()
refuse_network()
for reach in (lambda: socket.create_connection(address), lambda: socket.getaddrinfo("localhost", 80)):
    try:
        reach()
    except ConnectionRefusedError:
        continue
    sys.exit("it was reached")
here, there = socket.socketpair()
unix = socket.socket(socket.AF_UNIX)
try:
    unix.connect("none")
except FileNotFoundError:
    sys.exit(0)
"""


def python(code: str, folder: Path) -> float:
    return children.run([sys.executable, "-c", code], folder, {})


def test_memory_of_the_child_and_of_its_own_children_counts(tmp_path: Path) -> None:
    holding = "import time; held = bytearray(80_000_000); held[::4096] = b'x' * len(held[::4096]); time.sleep(1.5)"
    alone = python("import time; time.sleep(0.6)", tmp_path)
    nested = python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {holding!r}])", tmp_path)
    assert 1 < alone < 80 < nested


def test_a_failure_tells_what_the_child_said_last(tmp_path: Path) -> None:
    with pytest.raises(children.ChildFailed, match=r"(?s)code 3.*out of luck"):
        python("import sys; print('out of luck', flush=True); sys.exit(3)", tmp_path)


def test_a_child_is_given_no_setting_of_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINDUNG_TELEGRAM_TOKEN", "secret")
    python("import os; assert 'LINDUNG_TELEGRAM_TOKEN' not in os.environ; import bench.nlu", tmp_path)


def test_training_has_no_network(tmp_path: Path) -> None:
    python(OFFLINE, tmp_path)


def test_every_question_is_answered_and_timed_after_a_few_to_warm_up(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(text: str) -> dict:
        asked.append(text)
        return {"topic": text.upper()}

    answers = exchange.timed_answers(ask, [*"abcdefg"])
    assert [answer["topic"] for answer in answers] == [*"ABCDEFG"]
    assert all(answer["ms"] >= 0 for answer in answers)
    assert "".join(asked) == "abcde" + "abcdefg"
    exchange.write(tmp_path, exchange.ANSWERS, ["着火"])
    assert exchange.read(tmp_path, exchange.ANSWERS) == ["着火"]
