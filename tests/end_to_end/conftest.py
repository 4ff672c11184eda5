"""One running service a module for what only talks to it; tests that kill things start their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.end_to_end.running import World, world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The whole service on SQLite, with the real Rasa process."""
    folder: Path = tmp_path_factory.mktemp("service")
    async with world(f"sqlite:///{folder / 'lindung.db'}", folder) as running:
        yield running
