"""Checks documents against the schemas."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import xmlschema

SCHEMAS = Path(__file__).resolve().parent / "schemas"


@cache
def _eido() -> jsonschema_rs.Draft202012Validator:
    schema = json.loads((SCHEMAS / "eido.schema.json").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


@cache
def _cap() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / "CAP-v1.2.xsd"))


def eido_faults(document: dict[str, Any]) -> list[str]:
    """Return what is wrong with an EIDO, after it went through JSON."""
    read = json.loads(json.dumps(document))
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in _eido().iter_errors(read)
    ]


def cap_faults(body: bytes) -> list[str]:
    """Return what is wrong with a CAP message."""
    return [f"{error.path}: {error.reason}" for error in _cap().iter_errors(body.decode("utf-8"))]
