"""The model on disk: checked by hash, refused with a sentence for people."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.bundle import Bundle, write_bundle
from bot.nlu.errors import ModelCorrupt, ModelMissing
from bot.nlu.model import Nlu


@pytest.fixture
def copy(model_dir: Path, tmp_path: Path) -> Path:
    """A copy of the small model to damage."""
    return Path(shutil.copytree(model_dir, tmp_path / "nlu"))


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="lindung train"):
        Nlu.load(tmp_path / "none")


def test_a_changed_byte_is_found(copy: Path) -> None:
    path = copy / "linear.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelCorrupt, match=r"linear\.npz has been changed"):
        Nlu.load(copy)


def test_a_lost_file_is_found(copy: Path) -> None:
    (copy / "rules.json").unlink()
    with pytest.raises(ModelCorrupt, match=r"rules\.json is missing"):
        Nlu.load(copy)


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"format": 99, "files": {}}', '{"format": 2, "files": {}}'])
def test_a_manifest_of_another_form_is_refused(copy: Path, manifest: str) -> None:
    (copy / "manifest.json").write_text(manifest)
    with pytest.raises(ModelCorrupt, match="cannot be used"):
        Nlu.load(copy)


def test_no_file_holds_a_pickle(model_dir: Path) -> None:
    assert {path.suffix for path in model_dir.iterdir()} == {".npz", ".json"}
    for path in model_dir.glob("*.npz"):
        with np.load(path, allow_pickle=False) as arrays:
            assert all(arrays[name].dtype != object for name in arrays.files)


def test_writing_replaces_the_old_model_whole(tmp_path: Path) -> None:
    target = tmp_path / "nlu"
    write_bundle(target, {"n": 1}, {"a": {"x": np.zeros(2)}}, {"d": [1]})
    first = Bundle(target).version
    write_bundle(target, {"n": 2}, {"b": {"x": np.ones(2)}}, {"d": [1]})
    bundle = Bundle(target)
    assert bundle.facts["n"] == 2
    assert bundle.version != first
    assert not (target / "a.npz").exists()
    assert json.loads((target / "d.json").read_text()) == bundle.document("d") == [1]
    assert [path.name for path in tmp_path.iterdir()] == ["nlu"]
