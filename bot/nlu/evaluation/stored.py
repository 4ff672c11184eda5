"""Reports on disk."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from bot.nlu.errors import DataError
from bot.nlu.evaluation.report import FORMAT, Report

REPORT = "report.json"


class _Format(msgspec.Struct):
    format: int


def write_report(report: Report, out: Path) -> Path:
    """Write ``report.json`` into the folder and return its path. Raises DataError."""
    path = out / REPORT
    fresh = path.with_name(f".{REPORT}.{os.getpid()}")
    try:
        out.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
        fresh.replace(path)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}. Name another folder with --out.") from error
    return path


def read_report(path: Path) -> Report:
    """Return a stored report. Raises DataError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror}. Give the path of a report.json of 'lindung evaluate'."
        ) from error
    try:
        form = msgspec.json.decode(content, type=_Format).format
        if form != FORMAT:
            raise DataError(f"{path} has format {form}, this version reads format {FORMAT}. Evaluate that model anew.")
        return msgspec.json.decode(content, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is no report of 'lindung evaluate': {error}. Evaluate that model anew.") from error


def newest_other(evaluations: Path, out: Path) -> tuple[Report | None, list[DataError]]:
    """Return the latest report below ``evaluations`` but for the one in ``out``, and what kept others unread."""
    reports, faults = [], []
    for path in sorted(evaluations.glob(f"*/{REPORT}")):
        if path.parent.resolve() == out.resolve():
            continue
        try:
            reports.append(read_report(path))
        except DataError as error:
            faults.append(error)
    return max(reports, key=lambda report: report.source.date, default=None), faults
