"""A case as plain JSON: the snapshot itself, with times that carry an offset."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime, tzinfo
from typing import Any

from bot.cases.formats.case_types import CaseData
from bot.cases.formats.times import stamp, zone_named

VERSION = 1


def to_plain(data: CaseData) -> dict[str, Any]:
    """Return the snapshot as values of JSON, under the names of :class:`CaseData`."""
    return {"format": "lindung-case", "version": VERSION, **_plain(data, zone_named(data.desk.timezone))}


def _plain(value: Any, zone: tzinfo) -> Any:
    if isinstance(value, datetime):
        return stamp(value, zone)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), zone) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(one, zone) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one, zone) for one in value]
    return value
