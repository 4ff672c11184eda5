import shutil
from pathlib import Path

import pytest

from bot.dialogue import training


@pytest.fixture
def copy(tmp_path: Path, project: Path) -> Path:
    """A copy of what the model is made from."""
    for name in ("config.yml", "domain.yml"):
        shutil.copy(project / name, tmp_path / name)
    shutil.copytree(project / "nlu_data" / "rules", tmp_path / "nlu_data" / "rules")
    return tmp_path


def test_a_change_of_domain_or_rules_changes_the_fingerprint(copy: Path) -> None:
    before = training.fingerprint(copy)
    assert training.fingerprint(copy) == before
    (copy / "domain.yml").write_text((copy / "domain.yml").read_text() + "\n# changed\n")
    after = training.fingerprint(copy)
    (copy / "nlu_data" / "rules" / "more.yml").write_text("rules: []")
    assert len({before, after, training.fingerprint(copy)}) == 3


async def test_nothing_is_trained_when_nothing_changed(archive: Path) -> None:
    assert (await training.train_core(archive)).seconds == 0.0


async def test_a_refused_project_leaves_the_old_archive(copy: Path) -> None:
    old = copy / "core.tar.gz"
    old.write_bytes(b"old")
    (copy / "domain.yml").write_text("actions: [\n")
    with pytest.raises(training.TrainingFailed):
        await training.train_core(old, root=copy)
    assert old.read_bytes() == b"old"


async def test_a_damaged_note_means_train_again(copy: Path) -> None:
    (copy / "core.json").write_text("{")
    assert training._noted(copy / "core.json") == ""
