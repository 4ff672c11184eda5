"""Codes of the case file in the operator's words: reasons, facts, answers, history, delivery."""

from __future__ import annotations

import re
from typing import Any

from bot.cases.intake import IntakeRow
from bot.cases.intake_fields import fields
from bot.cases.intake_labels import labels as intake_labels
from bot.desk.labels import Labels
from bot.engine.deck import deck
from bot.phrases.cards import OTHER
from bot.reference.countries import country_name, is_country

_RULE = re.compile(r"^phrase: (?P<what>.+?) \(rule (?P<rule>[^)]+)\)$")
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_RULE, "reason.phrase"),
    (re.compile(r"^model: danger (?P<share>[01]\.\d+)$"), "reason.danger"),
    (re.compile(r"^model: needs a person today (?P<share>[01]\.\d+)$"), "reason.pressing"),
    (re.compile(r"^model: (?P<topic>[a-z_]+) (?P<share>[01]\.\d+)$"), "reason.model"),
    (re.compile(r"^claim lapsed: (?P<why>.+)$"), "reason.lapsed"),
    (re.compile(r"^the person tapped '(?P<what>.+)'$"), "reason.tapped"),
    (re.compile(r"^wrote 55: cannot talk$"), "reason.silent"),
    (re.compile(r"^message arrived (?P<minutes>\d+) minutes late$"), "reason.late"),
    (re.compile(r"^the dialogue: (?P<topic>[a-z_]+)$"), "reason.dialogue"),
    (re.compile(r"^asked about (?P<what>.+)$"), "reason.asked_about"),
    (re.compile(r"^the person asks for a human$"), "reason.human"),
    (re.compile(r"^the assistant did not understand twice$"), "reason.not_understood"),
    (re.compile(r"^the assistant could not answer$"), "reason.turn_failed"),
    (re.compile(r"^a complaint, for a supervisor$"), "reason.complaint"),
    (re.compile(r"^a first message without words.*$"), "reason.wordless"),
    (re.compile(r"^a cancel was asked in a watched case$"), "reason.cancel_watched"),
    (re.compile(r"^nobody wrote within 30 seconds$"), "reason.no_line"),
    (re.compile(r"^a message stayed unanswered for 60 seconds$"), "reason.unanswered"),
    (re.compile(r"^the operator's screen is gone$"), "reason.screen_gone"),
    (re.compile(r"^case$"), "reason.case"),
)
COUNTRY_FACTS = ("country", "nationality")


def topic_word(labels: Labels, topic: str) -> str:
    """Return the name of a topic."""
    return labels.find(f"topic.{topic}", topic.replace("_", " "))


def reasons(labels: Labels, text: str) -> list[str]:
    """Return the reasons of a case, one plain sentence each; what is not known stays as it was written."""
    return [reason(labels, part.strip()) for part in text.split("; ") if part.strip()]


def reason(labels: Labels, text: str) -> str:
    """Return one reason in the operator's language."""
    for pattern, key in _PATTERNS:
        match = pattern.match(text)
        if match:
            values: dict[str, Any] = match.groupdict()
            if "share" in values:
                values["percent"] = round(100 * float(values["share"]))
            if "why" in values:
                values["why"] = reason(labels, values["why"])
            if "topic" in values:
                values["topic"] = topic_word(labels, values["topic"])
            return labels(key, **values)
    if text.startswith(("emergency_", "consular_", "info_", "chat_", "case_")):
        return topic_word(labels, text)
    return text


def fact(labels: Labels, name: str, value: Any) -> tuple[str, str]:
    """Return the question and the answer of a coded fact; free words stay the person's own."""
    if isinstance(value, dict):
        value = value.get("code") or value.get("text") or ""
    text = str(value)
    asked = labels.find(f"fact.{name}") or _field_name(name, labels.language)
    if name in COUNTRY_FACTS and is_country(text):
        return asked, country_name(text, labels.language)
    known = labels.find(f"answer.{name}.{text}") or _card_answer(labels, name, text)
    known = known or labels.find(f"answer.any.{text}")
    return asked, known or intake_labels().answer(name, text, labels.language)


def _field_name(name: str, language: str) -> str:
    own = "" if name in fields() else deck().title_of_field(name, language)
    return own or intake_labels().field(name, language)


def _card_answer(labels: Labels, name: str, code: str) -> str:
    """Return how an answer reads that only the cards know, or an "other" that is no duress answer."""
    if name not in fields() and not labels.find(f"fact.{name}"):
        return deck().read_field(name, code, labels.language)
    card = deck().structure.card_of_answer(name, code) if code == OTHER else None
    if card is None or card.is_duress(code):
        return ""
    if name in fields():
        return intake_labels().answer(name, code, labels.language)
    return deck().read(card.key, code, labels.language)


def intake_row(labels: Labels, row: IntakeRow) -> tuple[str, str]:
    """Return the question and the answer of a line of the intake, or why there is none yet."""
    asked, said = fact(labels, row.field, row.code or row.text)
    if row.skipped:
        return asked, labels("intake.skipped")
    if said and row.code and row.text and row.text != said:
        return asked, f"{said} – {row.text}"
    return asked, said or labels("intake.no_answer" if row.asked else "intake.not_asked")


def happening(labels: Labels, kind: str, data: dict[str, Any]) -> str:
    """Return one step of the history as a sentence."""
    # "key" and "otherwise" name the arguments of a look-up; no sentence has a place for them.
    values = {name: value for name, value in data.items() if name not in ("key", "otherwise")}
    for key in ("why", "reason"):
        if isinstance(values.get(key), str):
            values[key] = "; ".join(reasons(labels, values[key]))
    if isinstance(values.get("topic"), str):
        values["topic"] = topic_word(labels, values["topic"])
    if isinstance(values.get("urgency"), str):
        values["urgency"] = labels.find(f"urgency.{values['urgency']}", values["urgency"])
    for key in COUNTRY_FACTS:
        if isinstance(values.get(key), str):
            values[key] = country_name(values[key], labels.language)
    if kind in ("fact_noted", "fact_changed"):
        values["name"], values["value"] = fact(labels, str(data.get("name")), data.get("value", ""))
        values["before"] = fact(labels, str(data.get("name")), data.get("before", ""))[1]
    if kind in ("card_sent", "card_answered"):
        card, code = str(data.get("card")), str(data.get("code") or "")
        known = deck().card(card) is not None
        values["card"] = deck().words(card, labels.language).title if known else card
        values["answer"] = deck().read(card, code, labels.language)
    if kind == "marked":
        values["mark"] = labels.find(f"mark.{data.get('mark')}", str(data.get("mark")))
    if "outcome" in values and not values["outcome"]:
        values["outcome"] = "–"
    return labels.find(f"event.{kind}", kind.replace("_", " "), **values)


def mark_words(labels: Labels, marks: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (code, words) of the marks that an operator reads, the gravest first."""
    order = ("do_not_call", "duress", "unanswered", "cancel_asked", "bot_failed", "contact_not_safe")
    shown = [code for code, value in marks.items() if value not in (False, None, "")]
    shown.sort(key=lambda code: order.index(code) if code in order else len(order))
    return [(code, labels.find(f"mark.{code}", code.replace("_", " "))) for code in shown]
