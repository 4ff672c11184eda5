"""Every reason that the service writes has words in each language of the desk."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cases.deadlines import WARNINGS
from bot.cases.intake_fields import plans
from bot.cases.priority import Priority
from bot.desk import words
from bot.desk.labels import LANGUAGES, Labels

ROOT = Path(__file__).resolve().parent.parent.parent
PLACES = {"ring": 2, "ring_or_join": 2, "_ring_again": 2, "lapse": 2, "reroute": 2, "follow_cases": 2,
          "open_or_join_case": 4, "RingAgain": 0, "RequestHandover": 0, "Danger": 2}  # fmt: skip
"""Call → which of its arguments is a reason."""
SAMPLES = {
    "leader.code": "JKT-7K4P-2", "case.code": "JKT-7K4P-2", "case.urgency": "urgent", "urgency": "critical",
    "minutes": "14", "effect.topic": "emergency_fire", "effect.kind": "erase", "row.kind": "hearing",
    "why": "place or nationality told", "message.kind": "voice", "case.status": "resolved",
    "effect.topic.removeprefix('consular_').replace('_', ' ')": "arrest",
}  # fmt: skip
OWN = "Zzz"
"""Stands for what people wrote themselves: it stays as it is."""
WRITTEN_ELSEWHERE = {"_why_now": "bot/cases/incident_rings.py"}
"""Functions that return a reason."""


def text_of(node: ast.expr) -> str | None:
    """Return the words of a reason with examples filled in; None where it is not written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value or None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            parts.append(SAMPLES.get(ast.unparse(part.value), OWN))
    return "".join(parts)


def written() -> Iterator[str]:
    """Yield the reasons that the code writes into a case or its history."""
    for folder in ("bot/cases", "bot/engine", "bot/api", "actions"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name == "routing.py":
                continue  # Why a desk was chosen is read by another module: see test_route_words.py.
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                yield from _reasons(node)


def _reasons(node: ast.AST) -> Iterator[str]:
    found: list[ast.expr] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        place = PLACES.get(name, 99)
        found += node.args[place : place + 1]
        found += [keyword.value for keyword in node.keywords if keyword.arg in ("why", "because")]
    if isinstance(node, ast.FunctionDef) and node.name in WRITTEN_ELSEWHERE:
        found += [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return) and inner.value]
    if isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id in ("reason", "words", "why", "TOLD", "REASON")
        for target in node.targets
    ):
        found.append(node.value)
    for value in found:
        for each in value.elts if isinstance(value, ast.List) else [value]:
            text = text_of(each)
            # What went wrong in a program is named as the program names it.
            if text is not None and text.replace(OWN, "").strip(": "):
                yield text


def all_reasons() -> list[str]:
    rises = {rise.why for plan in plans().values() for rise in plan.rises}
    due = {f"{kind} is due: Zzz" for kind in WARNINGS}
    return sorted({*written(), *rises, *due})


def test_the_reasons_of_the_code_are_found() -> None:
    found = all_reasons()
    for known in ("nobody wrote within 30 seconds", "rings with JKT-7K4P-2", "may not leave",
                  "place or nationality told", "nobody attends the incident", "wrote 55: cannot talk"):
        assert known in found or known.startswith("rings with"), known
    assert len(found) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reason_stays_in_the_words_of_the_code(language: str) -> None:
    labels = Labels(language)
    raw = []
    for text in all_reasons():
        for part in text.split("; "):
            told = words.reason(labels, part)
            if told == part and language != "en":
                raw.append(part)
            if re.search(r"\{\w*\}|reason\.", told):
                raw.append(f"{part} → {told}")
    assert raw == []


def test_a_reason_within_a_reason_is_told_in_the_same_language() -> None:
    fr = Labels("fr")
    told = words.reason(fr, "other place: place or nationality told")
    assert told == f"{fr('reason.other_place', why=fr('reason.place_known'))}"
    assert words.reason(Labels("zh"), "now critical") == Labels("zh")("reason.now_urgency")


def test_the_move_of_a_case_reads_in_the_language_of_the_desk() -> None:
    fr = Labels("fr")
    step = {"before": "jakarta-112", "desk": "kbri-paris", "because": "place or nationality told", "key": ["FR"]}
    assert fr("reason.place_known") in words.happening(fr, "rerouted", step)
    assert "Japon" in words.happening(fr, "numbers_corrected", {"country": "MY", "wrong": "JP"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_priority_explains_itself(language: str) -> None:
    labels = Labels(language)
    told = words.priority_words(
        labels, Priority(1164.0, (("critical", 1000.0), ("child", 60.0), ("watched", 80.0), ("waiting", 24.4)))
    )
    assert labels("urgency.critical") in told
    assert "1000" in told
    assert "24" in told
    assert language == "en" or not re.search("child|watched|waiting", told)


def test_what_somebody_else_named_is_shown_as_it_is() -> None:
    assert "prisoner 30" in words.priority_words(Labels("en"), Priority(130.0, (("prisoner", 30.0),)))
