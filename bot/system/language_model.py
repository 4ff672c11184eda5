"""Keeps the language model on disk up to date with the sentences and the recipe."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.nlu.training.train import train
from bot.settings import ROOT

RECIPE = ("*.py", "training/*.py", "data/*", "evaluation/cases.py")
"""The code and data below bot/nlu that decide what a model is; how it is judged does not."""
TRAINED_FROM = ("*/examples/*.yml", "*/urgency.yml", "*/calibration.jsonl")


def fingerprint(nlu_data: Path) -> str:
    """Return a hash over all that decides the model: sentences, phrase rules, taxonomy, recipe."""
    files = [nlu_data / "taxonomy.yml"]
    files += [path for pattern in TRAINED_FROM for path in sorted(nlu_data.glob(pattern))]
    files += [path for pattern in RECIPE for path in sorted((ROOT / "bot" / "nlu").glob(pattern))]
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def is_current(nlu_data: Path, target: Path) -> bool:
    """Whether the model in ``target`` was trained from what is there now."""
    note = _note(target)
    return (target / "manifest.json").is_file() and note.is_file() and note.read_text() == fingerprint(nlu_data)


def ensure(nlu_data: Path, target: Path, cache: Path) -> bool:
    """Train the model when it is missing or out of date; returns whether it was trained."""
    if is_current(nlu_data, target):
        return False
    wanted = fingerprint(nlu_data)
    train(nlu_data, target, cache)
    _note(target).write_text(wanted)
    return True


def _note(target: Path) -> Path:
    return target.with_name(target.name + ".trained-from")
