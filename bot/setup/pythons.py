"""Finds the Pythons the project needs: a current one for the service, 3.10 for Rasa."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Optional, Tuple

SERVICE_VERSIONS = ("3.12", "3.11", "3.13", "3.14")
RASA_VERSION = "3.10"


def version_of(python: str) -> Optional[Tuple[int, int]]:
    """Return (major, minor) of an interpreter, or None when it does not run (a dead shim, for instance)."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        out = subprocess.run(
            [python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, check=True
        ).stdout.decode()
        major, minor = out.strip().split(".")
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def candidates(version: str) -> List[str]:
    """Return interpreters that may be this version: on PATH, in pyenv, in uv's own folder."""
    found = []
    on_path = shutil.which("python" + version)
    if on_path:
        found.append(on_path)
    root = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv")))
    # The shims of pyenv fail for versions that are not selected, so the real files are looked at.
    found += [str(path) for path in sorted(root.glob("versions/%s.*/bin/python" % version), reverse=True)]
    managed = Path(os.environ.get("UV_PYTHON_INSTALL_DIR", str(Path.home() / ".local/share/uv/python")))
    found += [str(path) for path in sorted(managed.glob("cpython-%s.*/bin/python3" % version), reverse=True)]
    return found


def find(version: str) -> Optional[str]:
    """Return a working interpreter of this version, or None."""
    wanted = tuple(int(part) for part in version.split("."))
    return next((python for python in candidates(version) if version_of(python) == wanted), None)


def find_service_python() -> Optional[str]:
    """Return the Python for the service: the running one if it is new enough, else the best found."""
    if sys.version_info[:2] >= (3, 11):
        return sys.executable
    on_path = shutil.which("python3")
    if on_path and (version_of(on_path) or (0, 0)) >= (3, 11):
        return on_path
    return next((python for python in map(find, SERVICE_VERSIONS) if python), None)


def find_rasa_python(uv: str) -> Optional[str]:
    """Return a Python 3.10, fetched by uv where none is found and the network allows it."""
    found = find(RASA_VERSION)
    if found:
        return found
    fetched = subprocess.run(
        [uv, "python", "install", RASA_VERSION], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return find(RASA_VERSION) if fetched.returncode == 0 else None
