"""Small readers of a message body that raise the platform's errors."""

from __future__ import annotations

from typing import Any

from bot.simulator.whatsapp_api.errors import GraphError, invalid, missing, parameter


def obj(parent: dict[str, Any], name: str, path: str) -> dict[str, Any]:
    """A required object."""
    value = parent.get(name)
    if value is None:
        raise missing(path)
    if not isinstance(value, dict):
        raise parameter(f"Param {path} must be a JSON object.")
    return value


def array(parent: dict[str, Any], name: str, path: str) -> list[dict[str, Any]]:
    """A required array of objects."""
    value = parent.get(name)
    if value is None:
        raise missing(path)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise parameter(f"Param {path} must be an array.")
    return value


def text(
    parent: dict[str, Any],
    name: str,
    path: str,
    limit: int,
    *,
    required: bool = True,
    error: GraphError | None = None,
) -> str:
    """A text of 1 to ``limit`` characters. ``error`` replaces the usual complaint about length."""
    value = parent.get(name)
    if value is None or value == "":
        if required:
            raise error if error is not None and value == "" else missing(path)
        return ""
    if not isinstance(value, str):
        raise parameter(f"Param {path} must be a string.")
    if len(value) > limit:
        raise error or parameter(f"Param {path} must be at most {limit} characters long.")
    return value


def number(parent: dict[str, Any], name: str, path: str, limit: float) -> float:
    """A required number between -limit and limit; digits in a string are taken too, as by the platform."""
    value = parent.get(name)
    if value is None or value == "":
        raise missing(path)
    try:
        found = float(value)
    except (TypeError, ValueError):
        raise parameter(f"Param {path} must be a number.") from None
    if isinstance(value, bool) or not -limit <= found <= limit:
        raise invalid(f"{path} must be between -{limit:g} and {limit:g}.")
    return found
