"""Finding Pythons on a machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.setup import pythons


def fake_python(path: Path, version: str) -> Path:
    """An interpreter that says it is another version; or, without one, a shim that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\n" if version else "#!/bin/sh\nexit 127\n")
    path.chmod(0o755)
    return path


def test_the_running_version_is_told() -> None:
    assert pythons.version_of(sys.executable) == sys.version_info[:2]


def test_a_dead_shim_is_passed_over_and_pyenv_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_python(tmp_path / "shims" / "python3.10", "")
    real = fake_python(tmp_path / "pyenv" / "versions" / "3.10.13" / "bin" / "python", "3.10")
    monkeypatch.setenv("PATH", str(tmp_path / "shims"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "none"))
    assert pythons.find("3.10") == str(real)


def test_nothing_found_and_nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = fake_python(tmp_path / "uv", "")
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "none"))
    assert pythons.find_rasa_python(str(uv)) is None
