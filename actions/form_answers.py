"""Reading one message as the answer to a form's question. A form never traps: much gets through it."""

from __future__ import annotations

from dataclasses import dataclass

from actions.reading import Message
from bot.dialogue.answers import Answers
from bot.dialogue.context import turn
from bot.dialogue.intake import BAD_BREATHING, EMERGENCY_FORM, REFERENCE_FORM, Question
from bot.dialogue.parse import ANSWER
from bot.reference.nationality import nationalities_named

GETS_THROUGH = frozenset(
    {
        "chat_human",
        "chat_language",
        "chat_complaint",
        "chat_privacy",
        "chat_bot_challenge",
        "case_cancel",
        "case_status",
    }
)
NOT_IN_DANGER = frozenset({"chat_complaint", "chat_privacy"})
"""Misread too often where somebody despairs: in an emergency the words go to the case instead."""
SMALL_TALK = frozenset({"chat_out_of_scope", "chat_greet", "chat_thanks", "chat_goodbye"})
SURE, VERY_SURE, DANGER = 0.7, 0.85, 0.5
BREATHING_WORDS = ("none", "gasping", "not_normal", "unknown", "normal")
AWAKE_WORDS = ("no", "unknown", "yes")
DOUBT_IS_NO = ("write_safely", "contact_safe")
"""Who is not sure to be safe is not safe."""


@dataclass(frozen=True)
class Reading:
    """``value`` when it is an answer; ``interrupts`` when another rule should take the message;
    ``unsure`` when the question is left because the person does not know."""

    value: str | None = None
    skips: bool = False
    unsure: bool = False
    wants_to_type: bool = False
    interrupts: bool = False


def read(question: Question, message: Message, form: str, topic: str | None) -> Reading:
    """Read a message as an answer to a question.

    An answer is looked for first, so that "yes, she is bleeding" is not taken for a new topic; a longer
    text about another danger goes on to its own rule.
    """
    if message.code:
        return _tapped(question, message.code)
    if turn().answers.short(message.text, message.language, ("skip",)):
        return Reading(skips=True)
    value = _typed(question, message)
    if value is None and question.kind != "choice" and not message.tells_place and _is_unsure(message):
        return Reading(skips=True, unsure=True)
    other_danger = message.intent.startswith("emergency_") and message.intent != topic
    if other_danger and message.confidence >= DANGER and (value is None or len(message.text) > 40):
        return Reading(interrupts=True)
    if value is not None:
        return Reading(value=value)
    if _gets_through(question, message, form):
        return Reading(interrupts=True)
    if question.kind == "text" and _is_told(question, message, topic):
        return Reading(value=message.text)
    return Reading()


def _is_unsure(message: Message) -> bool:
    return turn().answers.bare(message.text, message.language, ("unknown",)) is not None


def _tapped(question: Question, code: str) -> Reading:
    prefix, _, value = code.partition(":")
    if prefix != question.prefix:
        return Reading(interrupts=True)
    if question.kind == "country":
        return Reading(wants_to_type=True) if value == "other" else Reading(value=value)
    return Reading(value=value) if value in question.codes else Reading(interrupts=True)


def _typed(question: Question, message: Message) -> str | None:
    answers = turn().answers
    if question.kind == "choice":
        return _choice(question, message, answers)
    if question.kind == "country":
        # "Saya orang Prancis" names a people, which is no place and so no country of the message.
        people = nationalities_named(message.text) if question.prefix == "nationality" else []
        return people[0] if people else message.country
    if question.kind == "number":
        number = answers.number(message.text, message.language)
        return None if number is None else str(number)
    if question.position and message.has_place:
        return ", ".join(message.values("position")) or message.text
    return None


def _choice(question: Question, message: Message, answers: Answers) -> str | None:
    prefix = question.prefix
    own = [f"{prefix}_{code}" for code in dict.fromkeys((*question.codes, "unknown"))]
    found = answers.anywhere(message.text, message.language, own)
    value = found.removeprefix(f"{prefix}_") if found else _plain(prefix, message, answers)
    if value == "unknown" and prefix in DOUBT_IS_NO:
        return "no"
    return value if value in question.codes else None


def _plain(prefix: str, message: Message, answers: Answers) -> str | None:
    plain = answers.short(message.text, message.language, ("unknown", "no", "other", "yes"))
    if plain is None and message.confidence >= SURE:
        plain = {"chat_affirm": "yes", "chat_deny": "no"}.get(message.intent)
    if prefix == "breathing":
        # A bare yes is how gasping is answered, so it does not count as normal.
        return {"no": "not_normal", "unknown": "unknown"}.get(plain or "")
    return plain


def _gets_through(question: Question, message: Message, form: str) -> bool:
    if message.intent == ANSWER or message.values("attachment"):
        return True
    if message.confidence < SURE:
        return False
    if message.intent in GETS_THROUGH:
        return message.tapped or form != EMERGENCY_FORM or message.intent not in NOT_IN_DANGER
    is_question = message.intent.startswith("info_") or message.intent == "consular_find_mission"
    if is_question or form == REFERENCE_FORM:
        asks = "?" in message.text or "？" in message.text
        strict = question.kind in ("choice", "number", "country")
        return asks or (strict and message.confidence >= VERY_SURE)
    return False


def _is_told(question: Question, message: Message, topic: str | None) -> bool:
    """A repeated cry on the same danger is information, not the answer to "where?"; small talk is neither.
    What happened may be told in any words. Who speaks of the own death is not taken for an address."""
    if question.position and topic == "emergency_self_harm":
        return message.tells_place
    beside = {topic, *SMALL_TALK}
    seen, confidence = message.intent, message.confidence
    if message.seen and not message.seen.startswith("emergency_"):
        seen, confidence = message.seen, message.seen_confidence
    return not (question.position and seen in beside and confidence >= VERY_SURE)


def vitals_in(message: Message) -> dict[str, str]:
    """Return what a free text says of waking and breathing, where it is bad; doubt is asked about."""
    answers = turn().answers
    found: dict[str, str] = {}
    for slot, words, bad in (("breathing", BREATHING_WORDS, BAD_BREATHING), ("awake", AWAKE_WORDS, ("no",))):
        codes = [f"{slot}_{word}" for word in words]
        said = answers.anywhere(message.text, message.language, codes, asked=False) or ""
        value = said.removeprefix(f"{slot}_")
        if value in bad:
            found[slot] = value
    return found


def is_answering(events: list[dict], active: str | None, form: str) -> bool:
    """Say whether the form was called with a fresh message, not on its way back from another rule."""
    if active != form:
        return False
    for event in reversed(events):
        if event["event"] == "user":
            return True
        if event["event"] == "action" and event.get("name") != form:
            return False
    return False
