"""The model on disk: plain arrays and JSON with a manifest of hashes. No pickle."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.errors import ModelCorrupt, ModelMissing
from bot.nlu.features import FloatArray

FORMAT = 2
MANIFEST = "manifest.json"


def write_bundle(
    directory: Path,
    facts: Mapping[str, Any],
    arrays: Mapping[str, Mapping[str, FloatArray]],
    documents: Mapping[str, Any],
) -> None:
    """Write a model: ``facts`` into the manifest, each entry of ``arrays`` as npz, of ``documents`` as JSON.

    The directory is replaced in the end, so that a reader sees the old model or the new one.
    """
    fresh = directory.with_name(f".{directory.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, content in arrays.items():
        np.savez(fresh / f"{name}.npz", **content)
    for name, document in documents.items():
        _write_json(fresh / f"{name}.json", document)
    hashes = {path.name: _sha256(path) for path in sorted(fresh.iterdir())}
    _write_json(fresh / MANIFEST, {"format": FORMAT, **facts, "files": hashes})
    old = directory.with_name(f".{directory.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if directory.exists():
        directory.rename(old)
    fresh.rename(directory)
    shutil.rmtree(old, ignore_errors=True)


class Bundle:
    """A model read from disk, every file checked against the manifest."""

    def __init__(self, directory: Path) -> None:
        """Read the manifest and check the files. Raises ModelMissing or ModelCorrupt."""
        self.directory = directory
        if not (directory / MANIFEST).is_file():
            raise ModelMissing(directory)
        try:
            manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
            files: dict[str, str] = manifest["files"]
            form = manifest["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelCorrupt(directory, f"{MANIFEST} cannot be read ({error})") from error
        if form != FORMAT:
            raise ModelCorrupt(directory, f"it has format {form}, this version reads format {FORMAT}")
        for name, expected in files.items():
            path = directory / name
            if not path.is_file():
                raise ModelCorrupt(directory, f"the file {name} is missing")
            if _sha256(path) != expected:
                raise ModelCorrupt(directory, f"the file {name} has been changed or damaged")
        self.facts: dict[str, Any] = manifest

    @property
    def version(self) -> str:
        """A short hash that changes with any file of the model."""
        return hashlib.sha256((self.directory / MANIFEST).read_bytes()).hexdigest()[:12]

    def arrays(self, name: str) -> dict[str, FloatArray]:
        """Return the arrays of an npz file."""
        try:
            with np.load(self.directory / f"{name}.npz", allow_pickle=False) as content:
                return {key: content[key] for key in content.files}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ModelCorrupt(self.directory, f"{name}.npz cannot be read ({error})") from error

    def document(self, name: str) -> Any:
        """Return the content of a JSON file."""
        try:
            return json.loads((self.directory / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelCorrupt(self.directory, f"{name}.json cannot be read ({error})") from error


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
        return digest.hexdigest()
