"""Phrase rules: every rule of every language reads every message, whatever its language.

The rules are compiled at training into plain data (JSON in the model bundle). Each phrase is filed
under a word it cannot do without, so that a message meets only the few phrases that could match: one big
alternation would try every phrase at every word and hide overlapping hits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.nlu.errors import RuleError
from bot.nlu.results import URGENCIES
from bot.nlu.rule_patterns import anchor_keys, compile_phrase

_GUARD_KINDS = ("past", "hypothetical", "fiction", "denial")
_GROUP = re.compile(r"<([a-z_]+)>")
# "Last year … now he is not breathing": a word of the present takes this guard away.
_LIFTED_BY_NOW = ("past",)


class _Pattern:
    """An expression compiled at its first use: all of them at once would take a second of every start."""

    __slots__ = ("_compiled", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._compiled: re.Pattern[str] | None = None

    def get(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self._source)
        return self._compiled


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it is matched."""

    name: str
    urgency: str
    topic: str
    reason: str
    guarded: bool
    unless: tuple[_Pattern, ...]

    @property
    def language(self) -> str:
        """Language whose file the rule stands in."""
        return self.name.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched at ``start``–``end`` of the rule view; ``guard`` says what took its force, if anything."""

    rule: Rule
    start: int
    end: int
    guard: str = ""

    def sentence(self) -> str:
        """Return the hit in plain words for an operator."""
        return f"phrase: {self.rule.reason} (rule {self.rule.name})"


class RuleSet:
    """Compiled rules, ready to match."""

    def __init__(self, compiled: Mapping[str, Any]) -> None:
        """Take what ``compile_rules`` returned (or its JSON copy)."""
        self._rules: list[Rule] = []
        self._by_anchor: dict[str, list[tuple[int, _Pattern]]] = {}
        for number, rule in enumerate(compiled["rules"]):
            unless = tuple(map(_Pattern, rule["unless"]))
            self._rules.append(
                Rule(rule["name"], rule["urgency"], rule["topic"], rule["reason"], rule["guarded"], unless)
            )
            for expression, anchors in rule["any"]:
                pattern = _Pattern(expression)
                for anchor in anchors:
                    self._by_anchor.setdefault(anchor, []).append((number, pattern))
        self._guards = {
            language: [(kind, _Pattern("|".join(kinds[kind]))) for kind in _GUARD_KINDS if kinds.get(kind)]
            for language, kinds in compiled["guards"].items()
        }
        self._now = _Pattern("|".join(compiled["now"]) or r"(?!)")
        self._prefix_lengths = frozenset(len(key) - 1 for key in self._by_anchor if key.endswith("*"))

    def __len__(self) -> int:
        return len(self._rules)

    def match(self, view: str) -> list[Hit]:
        """Return the hits in a rule view, one a rule, the most urgent first, guarded ones last."""
        hits: dict[int, Hit] = {}
        for key in anchor_keys(view, self._prefix_lengths):
            for number, pattern in self._by_anchor.get(key, ()):
                found = hits.get(number)
                if found is None or found.guard:
                    self._search(number, pattern, view, hits)
        return sorted(hits.values(), key=_order)

    def _search(self, number: int, pattern: _Pattern, view: str, hits: dict[int, Hit]) -> None:
        rule = self._rules[number]
        judged = ""
        for match in pattern.get().finditer(view):
            start, end = match.span()
            sentence = _sentence(view, start, end)
            if sentence == judged:
                # "help help help…": what excuses the first in a sentence excuses the others.
                continue
            judged = sentence
            if any(exception.get().search(sentence) for exception in rule.unless):
                continue
            guard = self._guard(rule.language, sentence) if rule.guarded else ""
            if number not in hits or not guard:
                hits[number] = Hit(rule, start, end, guard)
            if not guard:
                return

    def _guard(self, language: str, sentence: str) -> str:
        """Guards lower only rules of their own language: an everyday word of one is part of a cry in another."""
        kinds = [kind for kind, pattern in self._guards.get(language, ()) if pattern.get().search(sentence)]
        if kinds and all(kind in _LIFTED_BY_NOW for kind in kinds) and self._now.get().search(sentence):
            return ""
        return kinds[0] if kinds else ""


def _order(hit: Hit) -> tuple[bool, int, int, str]:
    return bool(hit.guard), -URGENCIES.index(hit.rule.urgency), hit.start, hit.rule.name


def _sentence(view: str, start: int, end: int) -> str:
    stop = view.find(" . ", end)
    return view[view.rfind(" . ", 0, start) + 1 : stop if stop >= 0 else len(view)]


def compile_rules(
    sources: Iterable[tuple[str, Mapping[str, Any]]], view: Callable[[str], str], check: bool = True
) -> dict[str, Any]:
    """Compile rule files, given as (language, content), into plain data for ``RuleSet``.

    ``check`` runs every rule's own ``tests`` on the compiled set. Raises RuleError that names the rule.
    """
    rules: list[dict[str, Any]] = []
    guards: dict[str, dict[str, list[str]]] = {}
    now: list[str] = []
    examples: list[tuple[str, bool, str]] = []
    for language, raw in sources:
        content = _with_groups(language, raw)
        for kind, phrases in (content.get("guards") or {}).items():
            if kind not in _GUARD_KINDS:
                raise RuleError(f"{language}: '{kind}' is no kind of guard. Use one of {', '.join(_GUARD_KINDS)}.")
            own = guards.setdefault(language, {}).setdefault(kind, [])
            own += [compile_phrase(phrase, view)[0] for phrase in phrases]
        now += [compile_phrase(phrase, view)[0] for phrase in content.get("now") or ()]
        for source in content.get("phrases") or ():
            rules.append(_compile_rule(language, source, view))
            for answer, wanted in (("yes", True), ("no", False)):
                texts = (source.get("tests") or {}).get(answer) or ()
                examples += [(rules[-1]["name"], wanted, text) for text in texts]
    compiled = {"rules": rules, "guards": guards, "now": now}
    _check_names(rules)
    if check:
        _run_examples(RuleSet(compiled), examples, view)
    return compiled


def _with_groups(language: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule file with each ``<name>`` replaced by the words listed under ``groups``."""
    groups = {name: f"({'|'.join(map(str, words))})" for name, words in (content.get("groups") or {}).items()}

    def fill(phrase: Any) -> str:
        def words(found: re.Match[str]) -> str:
            if found.group(1) not in groups:
                raise RuleError(f"{language}: '{phrase}' names a group that is not listed under 'groups'.")
            return groups[found.group(1)]

        return _GROUP.sub(words, str(phrase))

    guards = {kind: list(map(fill, phrases)) for kind, phrases in (content.get("guards") or {}).items()}
    rules = [
        {**rule, **{key: list(map(fill, rule[key])) for key in ("any", "unless") if rule.get(key)}}
        for rule in content.get("phrases") or ()
    ]
    return {"guards": guards, "now": list(map(fill, content.get("now") or ())), "phrases": rules}


def _compile_rule(language: str, source: Mapping[str, Any], view: Callable[[str], str]) -> dict[str, Any]:
    name = f"{language}.{source.get('id', '?')}"
    missing = [key for key in ("id", "urgency", "topic", "reason", "any") if not source.get(key)]
    if missing:
        raise RuleError(f"Rule {name} lacks {', '.join(missing)}. Add it in the urgency.yml of the language.")
    if source["urgency"] not in URGENCIES[1:]:
        raise RuleError(f"Rule {name}: urgency must be critical or urgent, not '{source['urgency']}'.")
    try:
        phrases = [compile_phrase(str(phrase), view) for phrase in source["any"]]
        unless = [compile_phrase(str(phrase), view)[0] for phrase in source.get("unless") or ()]
    except RuleError as error:
        raise RuleError(f"Rule {name}: {error}") from error
    return {
        "name": name,
        "urgency": source["urgency"],
        "topic": source["topic"],
        "reason": source["reason"],
        "guarded": bool(source.get("guarded", True)),
        "any": phrases,
        "unless": unless,
    }


def _check_names(rules: list[dict[str, Any]]) -> None:
    names = [rule["name"] for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RuleError(f"Two rules have the same id: {', '.join(twice)}. Give each its own.")


def _run_examples(
    rules: RuleSet, examples: list[tuple[str, bool, str]], view: Callable[[str], str]
) -> None:
    failures = []
    for name, wanted, text in examples:
        hit = any(hit.rule.name == name and not hit.guard for hit in rules.match(view(str(text))))
        if hit is not wanted:
            failures.append(f"{name} {'misses' if wanted else 'wrongly takes'} '{text}'")
    if failures:
        raise RuleError("Rules fail their own tests: " + "; ".join(failures) + ". Correct the phrase or the test.")
