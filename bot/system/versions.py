"""A version: one bundle of language model, dialogue and texts under one hash; one is active."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.settings import ROOT, Settings
from bot.store.base import utcnow
from bot.store.tables import Version

TEXT_FILES = ("responses.yml", "safety.yml", "answers.yml", "urgency.yml")


def bundle_files(settings: Settings) -> dict[str, Path]:
    """Return the files that make a version, by the name they have in its manifest."""
    files = {"domain": ROOT / "domain.yml", "dialogue": settings.models_dir / "core.tar.gz"}
    files["nlu"] = settings.models_dir / "nlu" / "manifest.json"
    for path in sorted(settings.nlu_data_dir.glob("*/*.yml")):
        if path.name in TEXT_FILES:
            files[f"{path.parent.name}/{path.stem}"] = path
    return {name: path for name, path in files.items() if path.is_file()}


def activate_version(session: Session, settings: Settings) -> str:
    """Register the bundle on disk as the active version and return its hash (shortened to 16 digits)."""
    parts = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in bundle_files(settings).items()}
    total = hashlib.sha256("".join(f"{name}={parts[name]};" for name in sorted(parts)).encode()).hexdigest()[:16]
    session.execute(update(Version).where(Version.hash != total).values(active=False))
    row = session.get(Version, total)
    if row is None:
        session.add(Version(hash=total, manifest=parts, active=True, created_at=utcnow()))
    else:
        row.active = True
    return total
