"""Starts and stops a Rasa process from the service."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from bot.dialogue import frames
from bot.dialogue.errors import DialogueDown

ROOT = Path(__file__).resolve().parent.parent.parent
POLL_S = 0.1


def rasa_python() -> Path:
    """Return Rasa's Python: ``LINDUNG_RASA_PYTHON``, else the one in ``.venv-rasa``.

    Raises:
        DialogueDown: there is none.
    """
    path = Path(os.environ.get("LINDUNG_RASA_PYTHON") or ROOT / ".venv-rasa" / "bin" / "python")
    if not path.exists():
        raise DialogueDown(f"{path} is missing. Run 'make setup', or set LINDUNG_RASA_PYTHON.")
    return path


class RasaProcess:
    """One Rasa process with one model; it stops by itself when the service dies."""

    def __init__(self, model: Path, socket: Path, texts: Path = ROOT / "nlu_data", sha256: str = "") -> None:
        self.socket = socket
        self._arguments = ["--model", str(model), "--socket", str(socket), "--texts", str(texts)]
        if sha256:
            self._arguments += ["--sha256", sha256]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    async def start(self, ready_within_s: float = 60.0) -> None:
        """Start it and wait until it answers a ping.

        Raises:
            DialogueDown: it ended, or was not ready in time.
        """
        self._process = self._spawn()
        for _ in range(int(ready_within_s / POLL_S)):
            code = self._process.poll()
            if code is not None:
                raise DialogueDown(f"The Rasa process ended with code {code}. See its log.")
            if await _answers_ping(self.socket):
                return
            await asyncio.sleep(POLL_S)
        await self.stop()
        raise DialogueDown(f"The Rasa process was not ready within {ready_within_s:.0f} s.")

    def _spawn(self) -> subprocess.Popen[bytes]:
        # Its standard input is a pipe that we hold: when we die it closes, and the process stops.
        return subprocess.Popen(
            [
                str(rasa_python()),
                "-m",
                "bot.dialogue.rasa_process",
                *self._arguments,
                "--stop-with-input",
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=sys.stderr.fileno() if _has_descriptor() else subprocess.DEVNULL,
            env=_clean_environment(),
        )

    async def stop(self) -> None:
        """Stop it; after five seconds by force."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                await asyncio.to_thread(process.wait, 5)
            except subprocess.TimeoutExpired:
                process.kill()
                await asyncio.to_thread(process.wait)
        if process.stdin is not None:
            process.stdin.close()


def _has_descriptor() -> bool:
    try:
        sys.stderr.fileno()
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _clean_environment() -> dict[str, str]:
    """Give it no setting of the service: keys and tokens are none of Rasa's business; its libraries' own
    warnings are not for operators."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LINDUNG_")}
    return {**kept, "PYTHONWARNINGS": "ignore"}


async def _answers_ping(socket: Path) -> bool:
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    try:
        await frames.write(writer, {"type": "ping"})
        answer = await frames.read(reader)
    except (OSError, asyncio.IncompleteReadError):
        return False
    finally:
        writer.close()
    return bool(answer["type"] == "pong")
