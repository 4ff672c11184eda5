"""Runs one child process and watches its memory."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from bot.settings import ROOT

_EVERY_S = 0.25
_TAIL = 3000


class ChildFailed(Exception):
    """A child ended with an error; the text holds what it said last."""


def run(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Run a process in ``folder`` to its end and return the peak of its resident memory (MB).

    Its own children count too. What it prints goes to ``log`` in the folder. Raises ChildFailed.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LINDUNG_")}
    log = folder / "log"
    peak = 0.0
    with log.open("ab") as output:
        process = psutil.Popen(
            arguments, cwd=folder, env={**kept, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), **environment},
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            while process.returncode is None:
                peak = max(peak, _resident_mb(process))
                with suppress(psutil.TimeoutExpired):
                    process.wait(_EVERY_S)
        finally:
            _end(process)
    if process.returncode != 0:
        said = log.read_text(encoding="utf-8", errors="replace")[-_TAIL:]
        raise ChildFailed(f"{' '.join(arguments[1:4])} ended with code {process.returncode}:\n{said}")
    return peak


def _resident_mb(process: psutil.Process) -> float:
    total = 0
    # One of them may end while it is looked at; the next look counts the others.
    with suppress(psutil.NoSuchProcess):
        for each in (process, *process.children(recursive=True)):
            total += each.memory_info().rss
    return total / 1024**2


def _end(process: psutil.Process) -> None:
    """Stop it and its children if the benchmark is interrupted."""
    if process.is_running():
        for each in (*process.children(recursive=True), process):
            with suppress(psutil.NoSuchProcess):
                each.kill()
        process.wait()
