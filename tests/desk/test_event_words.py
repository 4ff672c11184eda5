"""Every step that the code can record in a case's history has words, in each language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.cases.states import TRANSITIONS
from bot.desk.labels import LANGUAGES, words_of

BOT = Path(__file__).resolve().parent.parent.parent / "bot"
COMPUTED = {
    *(f"consent_{state}" for state in ("given", "refused", "withdrawn")),
    *(f"transfer_{state}" for state in ("refused", "expired", "withdrawn")),
    *(f"deadline_{state}" for state in ("soon", "due", "done")),
}
"""Kinds whose name is put together where they are recorded."""


def _texts(node: ast.expr, constants: dict[str, str]) -> set[str]:
    """Return the values that an expression can have, as far as they stand in the file."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) and node.value else set()
    if isinstance(node, ast.Name):
        return {constants[node.id]} if node.id in constants else set()
    if isinstance(node, ast.IfExp):
        return _texts(node.body, constants) | _texts(node.orelse, constants)
    if isinstance(node, ast.BoolOp):
        return set().union(*(_texts(value, constants) for value in node.values))
    return set()


def _constants(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                for name, value in zip(names, values, strict=False):
                    if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                        found[name.id] = str(value.value)
    return found


def _recorded() -> set[str]:
    kinds: set[str] = set()
    for path in BOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = _constants(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            named = {word.arg: word.value for word in node.keywords}
            if name == "record" and len(node.args) >= 3:
                kinds |= _texts(node.args[2], constants)
            elif name == "change" and len(node.args) >= 3:
                kinds |= _texts(named.get("kind", node.args[2]), constants)
            elif name == "CaseEvent" and "kind" in named:
                kinds |= _texts(named["kind"], constants)
    return kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_words(language: str) -> None:
    kinds = _recorded()
    assert {"duplicate", "rings_with_incident", "added_from_elsewhere", "rang", "transfer_accepted"} <= kinds
    words = words_of(language)
    assert sorted(kind for kind in kinds | COMPUTED if f"event.{kind}" not in words) == []


def test_the_states_that_become_a_step_have_words() -> None:
    """A change without a name of its own is recorded under the new state."""
    ends = {"claimed", "resolved", "closed", "cancelled"}
    assert ends <= set(TRANSITIONS)
    assert [state for state in sorted(ends) if f"event.{state}" not in words_of("en")] == []


def test_every_mark_of_a_case_has_words() -> None:
    """``{**case.marks, "name": …}`` is how a mark is set."""
    marks: set[str] = set()
    for path in BOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = _constants(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Dict):
                continue
            spread = [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
            if any(getattr(value, "attr", getattr(value, "id", "")) == "marks" for value in spread):
                for key in node.keys:
                    marks |= _texts(key, constants) if key is not None else set()
    assert {"rings_with", "added_from_elsewhere", "do_not_call"} <= marks
    assert sorted(mark for mark in marks if f"mark.{mark}" not in words_of("en")) == []
