#!/usr/bin/env bash
# Linters, language data, then every test: in random order, two at a time; those that start a real
# Rasa process or a browser one after the other.
set -euo pipefail
cd "$(dirname "$0")/.."
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE

echo "== style and types"
.venv/bin/ruff check .
.venv/bin/mypy

echo "== language and dialogue models"
.venv/bin/python -m tests.models

echo "== tests"
.venv/bin/pytest -q -n 2 --dist loadgroup "$@"
