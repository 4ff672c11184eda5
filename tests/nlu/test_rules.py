"""Rules match, are held back by exceptions and guards, and check themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.nlu.errors import RuleError
from bot.nlu.rules import RuleSet, compile_rules
from bot.nlu.text import clean, rule_view


def view(text: str) -> str:
    return rule_view(clean(text), {})


def rule(**changes: Any) -> dict[str, Any]:
    return {
        "id": "fire",
        "urgency": "critical",
        "topic": "emergency_fire",
        "reason": "fire",
        "any": ["on fire"],
        "unless": ["song is on fire"],
    } | changes


def rules(*phrases: dict[str, Any], **more: Any) -> RuleSet:
    content = {"phrases": list(phrases), **more}
    # Through JSON, as in the bundle.
    return RuleSet(json.loads(json.dumps(compile_rules([("en", content)], view))))


GUARDS = {"past": ["last year"], "hypothetical": ["what if"], "fiction": ["in the film"]}


def firm(found: RuleSet, text: str) -> list[str]:
    return [hit.rule.name for hit in found.match(view(text)) if not hit.guard]


def test_a_hit_names_its_rule_in_plain_words() -> None:
    (hit,) = rules(rule()).match(view("The house is on FIRE"))
    assert hit.sentence() == "phrase: fire (rule en.fire)"
    assert view("The house is on FIRE")[hit.start : hit.end] == "on fire"


def test_an_exception_counts_in_the_same_sentence_only() -> None:
    found = rules(rule())
    assert firm(found, "this song is on fire") == []
    assert firm(found, "this song is on fire. Now the house is on fire") == ["en.fire"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("last year the house was on fire", []),
        ("what if the house is on fire", []),
        ("in the film it is on fire now", []),
        ("last year we moved, the house is on fire now", ["en.fire"]),
        ("what if i move. the house is on fire", ["en.fire"]),
    ],
)
def test_guards(text: str, wanted: list[str]) -> None:
    assert firm(rules(rule(), guards=GUARDS, now=["now"]), text) == wanted


def test_a_guarded_hit_is_reported_as_such() -> None:
    (hit,) = rules(rule(), guards=GUARDS).match(view("last year it was on fire"))
    assert hit.guard == "past"


def test_an_unguarded_rule_heeds_no_guard() -> None:
    assert firm(rules(rule(guarded=False), guards=GUARDS), "what if it is on fire") == ["en.fire"]


def test_overlapping_rules_are_all_found_and_the_most_urgent_comes_first() -> None:
    found = rules(rule(id="urgent", urgency="urgent", any=["is on fire"]), rule())
    assert firm(found, "it is on fire") == ["en.fire", "en.urgent"]


def test_groups_stand_for_their_words() -> None:
    found = rules(rule(any=["<not> safe"]), groups={"not": ["not", "no longer"]})
    assert firm(found, "i am no longer safe") == ["en.fire"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"phrases": [rule(tests={"yes": ["all is well"]})]}, "misses 'all is well'"),
        ({"phrases": [rule(tests={"no": ["it is on fire"]})]}, "wrongly takes 'it is on fire'"),
        ({"phrases": [rule(), rule()]}, "same id"),
        ({"phrases": [rule(reason="")]}, "lacks reason"),
        ({"phrases": [rule(urgency="high")]}, "urgency must be"),
        ({"phrases": [rule(any=["<who> burns"])]}, "not listed under 'groups'"),
        ({"phrases": [], "guards": {"mood": ["x"]}}, "no kind of guard"),
    ],
)
def test_faulty_rules_are_refused_with_the_reason(content: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        compile_rules([("en", content)], view)
