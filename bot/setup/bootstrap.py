"""``python3 -m bot.setup.bootstrap [--tests]``: both environments and the web assets.

Each step leaves a stamp with the hash of what it was made from, so that a second run takes a moment.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import List, Optional

from bot.setup.pythons import RASA_VERSION, find_rasa_python, find_service_python

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
VENV_RASA = ROOT / ".venv-rasa"
ASSETS = ROOT / ".assets"
ASSET_FILES = ROOT / "bot" / "desk" / "assets"
VENDOR = {"htmx.org/dist/htmx.min.js": "htmx.min.js"}


class SetupFailed(Exception):
    """A step failed; the text says what happened and what to do."""


def say(text: str) -> None:
    """Print one line of progress."""
    print("  " + text, flush=True)


def run(arguments: List[str], why: str, cwd: Path = ROOT) -> None:
    """Run a command quietly; on failure show its last lines and say what it was for."""
    environment = {**os.environ, "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
    done = subprocess.run(
        arguments, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.decode("utf-8", "replace").splitlines()[-15:])
        raise SetupFailed(f"{why} failed:\n{tail}")


def stamp_of(*files: Path) -> str:
    """Return a hash over the contents of files."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def is_done(folder: Path, stamp: str) -> bool:
    """Whether a step was done with the same input."""
    mark = folder / ".lindung-stamp"
    return mark.is_file() and mark.read_text() == stamp


def mark_done(folder: Path, stamp: str) -> None:
    """Note that a step was done."""
    (folder / ".lindung-stamp").write_text(stamp)


def service_environment(tests: bool) -> str:
    """Make ``.venv`` with exactly the locked packages; return the path of uv in it."""
    lock = ROOT / "requirements" / ("test.txt" if tests else "service.txt")
    uv = str(VENV / "bin" / "uv")
    python = VENV / "bin" / "python"
    stamps = [stamp_of(ROOT / "requirements" / "test.txt"), stamp_of(lock)]
    if any(is_done(VENV, stamp) for stamp in stamps[: 1 if tests else 2]):
        return uv
    if not python.exists():
        base = find_service_python()
        if base is None:
            raise SetupFailed("Python 3.11 or later is needed. Debian: apt-get install python3 python3-venv")
        say(f"service environment with {base}")
        run([base, "-m", "venv", str(VENV)], "Making .venv (Debian: apt-get install python3-venv)")
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r"]
    if not Path(uv).exists():
        run([*pip, str(ROOT / "requirements" / "bootstrap.txt")], "Installing uv")
    say(f"packages of {lock.name}")
    run(
        [uv, "pip", "install", "-q", "--python", str(python), "--require-hashes", "-r", str(lock)],
        "Installing packages",
    )
    site = next((VENV / "lib").glob("python3*/site-packages"))
    (site / "lindung.pth").write_text(str(ROOT) + "\n")
    script = VENV / "bin" / "lindung"
    # The guard matters: worker processes of the training import this file again.
    script.write_text(f"#!{python}\nfrom bot.cli import app\n\nif __name__ == '__main__':\n    app()\n")
    script.chmod(0o755)
    mark_done(VENV, stamps[1])
    return uv


def rasa_environment(uv: str) -> Optional[str]:
    """Make ``.venv-rasa``; return None when all is well, else why there is none."""
    lock = ROOT / "requirements" / "rasa.txt"
    stamp = stamp_of(lock)
    if is_done(VENV_RASA, stamp):
        return None
    base = find_rasa_python(uv)
    if base is None:
        return (
            f"Python {RASA_VERSION} was not found on PATH or in pyenv, and could not be fetched. "
            "The dialogue stays off. Mend: pyenv install 3.10, then run this again."
        )
    say(f"Rasa environment with {base}")
    run([uv, "venv", "-q", "--clear", "--python", base, str(VENV_RASA)], "Making .venv-rasa")
    python = str(VENV_RASA / "bin" / "python")
    run(
        [uv, "pip", "install", "-q", "--python", python, "--require-hashes", "-r", str(lock)],
        "Installing Rasa",
    )
    mark_done(VENV_RASA, stamp)
    return None


def web_assets(uv: str, tests: bool) -> None:
    """Fetch the pinned npm packages and lay out what the console serves."""
    stamp = stamp_of(ASSET_FILES / "package-lock.json") + ("+tests" if tests else "")
    if is_done(ASSETS, stamp) or (not tests and is_done(ASSETS, stamp + "+tests")):
        return
    npm = shutil.which("npm") or str(VENV / "bin" / "npm")
    if not Path(npm).exists():
        say("Node from PyPI, because this machine has none")
        lock = str(ROOT / "requirements" / "node.txt")
        run(
            [
                uv,
                "pip",
                "install",
                "-q",
                "--python",
                str(VENV / "bin" / "python"),
                "--require-hashes",
                "-r",
                lock,
            ],
            "Node",
        )
    say("web assets")
    packages = ASSETS / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ASSET_FILES / name, packages / name)
    omit = [] if tests else ["--omit=dev"]
    os.environ["PATH"] = str(VENV / "bin") + os.pathsep + os.environ.get("PATH", "")
    run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit], "Fetching web assets", cwd=packages
    )
    for source, target in VENDOR.items():
        origin, goal = packages / "node_modules" / source, ASSETS / "vendor" / target
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, goal)
    mark_done(ASSETS, stamp)


def main() -> int:
    """Do all steps; return the exit status."""
    parser = argparse.ArgumentParser(description="Set up both environments and the web assets.")
    parser.add_argument(
        "--tests", action="store_true", help="also what the tests need; Python 3.10 must be there"
    )
    options = parser.parse_args()
    started = time.time()
    try:
        uv = service_environment(options.tests)
        missing = rasa_environment(uv)
        web_assets(uv, options.tests)
    except SetupFailed as error:
        print(f"Set-up stopped. {error}", file=sys.stderr)
        return 1
    if missing:
        print(f"{'Set-up stopped' if options.tests else 'Degraded'}: {missing}", file=sys.stderr)
        if options.tests:
            return 1
    if time.time() - started > 3:
        say(f"set up in {time.time() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
