"""Trains the dialogue model (domain and rules) in Rasa's environment, only when something changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.process import ROOT, rasa_python

TRAINER = ROOT / "bot" / "dialogue" / "train_core.py"


class TrainingFailed(Exception):
    """Rasa refused the domain or the rules; the text holds what it said."""


@dataclass(frozen=True)
class Trained:
    """Where the archive is, what it was made from, and how long it took (0 when nothing changed)."""

    archive: Path
    fingerprint: str
    seconds: float


def fingerprint(root: Path = ROOT) -> str:
    """Return a hash over everything that decides the model: configuration, domain, rules, trainer."""
    files = [
        root / "config.yml",
        root / "domain.yml",
        *sorted((root / "nlu_data" / "rules").glob("*.yml")),
        TRAINER,
    ]
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


async def train_core(out_path: Path, root: Path = ROOT, force: bool = False) -> Trained:
    """Train into ``out_path`` (ends in ``.tar.gz``); beside it stands ``<name>.json`` with the fingerprint.

    Raises:
        TrainingFailed: Rasa did not produce a model; the old archive is left as it was.
        DialogueDown: Rasa's Python is missing.
    """
    out_path = Path(out_path).resolve()
    note = out_path.with_name(out_path.name.removesuffix(".tar.gz") + ".json")
    wanted = fingerprint(root)
    if not force and out_path.is_file() and _noted(note) == wanted:
        return Trained(out_path, wanted, 0.0)
    started = time.monotonic()
    out_path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rasa-train-") as folder:
        made = Path(folder) / "core.tar.gz"
        process = await asyncio.create_subprocess_exec(
            str(rasa_python()),
            "-m",
            "bot.dialogue.train_core",
            str(root),
            str(made),
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={
                **os.environ,
                "TMPDIR": folder,
                "RASA_TELEMETRY_ENABLED": "false",
                "OMP_NUM_THREADS": "1",
                "PYTHONPATH": str(ROOT),
            },
        )
        said, _ = await process.communicate()
        if process.returncode != 0 or not made.is_file():
            raise TrainingFailed(said.decode("utf-8", "replace")[-4000:])
        # The new archive replaces the old one in one step, so a reader never sees half of it.
        staged = out_path.with_name(out_path.name + ".new")
        shutil.copyfile(made, staged)
        staged.replace(out_path)
    seconds = time.monotonic() - started
    note.write_text(json.dumps({"fingerprint": wanted, "seconds": round(seconds, 2)}), encoding="utf-8")
    return Trained(out_path, wanted, seconds)


def _noted(note: Path) -> str:
    """Return the fingerprint noted beside an archive; a missing or damaged note means "train again"."""
    try:
        return str(json.loads(note.read_text(encoding="utf-8"))["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
