"""Trains what the tests need, once: kept in ``.cache/test-models`` until its input changes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.dialogue.training import train_core
from bot.settings import ROOT
from bot.system.language_model import ensure

CACHE = ROOT / ".cache" / "test-models"
NLU = CACHE / "nlu"
CORE = CACHE / "core.tar.gz"


def prepare(cache: Path = CACHE) -> None:
    """Bring both models up to date."""
    cache.mkdir(parents=True, exist_ok=True)
    ensure(ROOT / "nlu_data", NLU, cache / "vectors")
    asyncio.run(train_core(CORE))


if __name__ == "__main__":
    prepare()
