"""Keeps the language model on disk up to date with the sentences and the recipe."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.nlu.training.train import train
from bot.settings import ROOT

TRAINED_FROM = ("emergency.yml", "consular.yml", "information.yml", "case.yml", "chat.yml", "urgency.yml")


def fingerprint(nlu_data: Path) -> str:
    """Return a hash over all that decides the model: sentences, phrase rules, taxonomy, recipe."""
    files = [nlu_data / "taxonomy.yml"]
    files += [path for path in sorted(nlu_data.glob("*/*.yml")) if path.name in TRAINED_FROM]
    files += [path for path in sorted((ROOT / "bot" / "nlu").rglob("*")) if path.suffix in (".py", ".yml", ".json")]
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
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
