"""One trained model for all workers, and one real Rasa process for each."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue.client import DialogueClient
from bot.dialogue.process import ROOT, RasaProcess
from bot.dialogue.training import train_core
from tests.dialogue.rasa_talk import Talk


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder that all xdist workers of this run see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if hasattr(request.config, "workerinput") else base


@pytest.fixture(scope="session")
def archive(shared_folder: Path) -> Path:
    """The trained model; whoever comes first trains it."""
    with (shared_folder / "train.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return asyncio.run(train_core(shared_folder / "model" / "core.tar.gz")).archive


@pytest.fixture(scope="session")
def rasa_socket(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a running Rasa process."""
    socket = tmp_path_factory.mktemp("rasa") / "rasa.sock"
    process = RasaProcess(archive, socket)
    asyncio.run(process.start())
    yield socket
    asyncio.run(process.stop())


@pytest.fixture
def talk(rasa_socket: Path) -> Talk:
    """A new conversation in English."""
    return Talk(DialogueClient(rasa_socket, timeout_s=20))


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's folder."""
    return ROOT
