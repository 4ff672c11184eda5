"""How the recipient must behave, in words: the first lines of every format."""

from __future__ import annotations

from bot.cases.formats.case_types import CaseData
from bot.cases.formats.facts import VITALS
from bot.cases.formats.words import Words


def conduct_lines(data: CaseData, words: Words) -> tuple[str, ...]:
    """Return exercise, DO NOT CALL, watched, contact rule and child, as far as they hold."""
    rule = data.contact_rule
    lines = [words.text("note.exercise")] if data.exercise else []
    if rule.do_not_call:
        lines.append(words.text("note.do_not_call"))
    if data.watched:
        lines.append(words.text("note.watched"))
    elif rule.never_unprompted:
        lines.append(words.text("note.never_unprompted"))
    for name in ("channel", "hours", "words"):
        value = getattr(rule, name)
        if value:
            lines.append(words.text(f"note.{name}", value=value))
    if "child" in data.vulnerable or any(p.is_minor for p in data.people if p.role == "concerned"):
        lines.append(words.text("note.minor"))
    return tuple(lines)


def answer_line(data: CaseData, words: Words) -> str:
    """Return the coded answers that rescuers need, and who needs care, in one line."""
    parts = [
        words.text("answers.pair", name=words.text(f"fact.{name}"), value=_answer(words, name, code))
        for name in VITALS
        if f"fact.{name}" in words.texts and (code := data.fact(name)) is not None
    ]
    if data.vulnerable:
        named = [words.find(f"vulnerable.{one}", one) for one in data.vulnerable]
        who = words.text("answers.comma").join(named)
        parts.append(words.text("answers.vulnerable", who=who))
    return words.text("answers.between").join(parts)


def topic_name(data: CaseData, words: Words) -> str:
    """Return the topic's name; one that has none is help to a citizen."""
    return words.find(f"topic.{data.topic}", words.text("topic.other"))


def _answer(words: Words, name: str, code: str) -> str:
    return words.find(f"answer.{name}.{code}", words.find(f"answer.any.{code}", code))
