"""The first answer to a critical message, worded by CARE §1–3. No dialogue process, no database.

One short message: what to do now, at most two numbers with the country named, that this chat has not
called them, one question.
"""

from __future__ import annotations

from bot.dialogue import intake
from bot.dialogue.topics import is_watched
from bot.engine.texts import Line, Texts
from bot.engine.where import Where
from bot.messages.types import Button
from bot.reference.countries import country_name
from bot.reference.numbers import NumberLine, first_answer_numbers

COUNTRY_CHOICES = {
    "id": ("ID", "MY", "SA", "TW", "HK", "SG", "AE", "KR", "JP"),
    "zh": ("ID", "CN", "MY", "SG", "TH", "HK", "TW", "VN", "PH"),
    "en": ("ID", "MY", "SG", "AU", "US", "GB", "CN", "SA", "TH"),
    "fr": ("ID", "FR", "BE", "CH", "CA", "SG", "MY", "TH", "CN"),
}
"""Countries offered as buttons: where the people who write this language to us most often are. The tenth
choice asks for the name."""

_KEY_OF_SLOT = {
    "emergency_country": "ask.country",
    "emergency_where": "ask.where",
    "last_seen": "ask.last_seen",
    "safe_to_write": "ask.write_safely",
    "ending_life": "ask.self_harm",
}


def first_answer(texts: Texts, topic: str, language: str | None, script: str, where: Where) -> Line:
    """Compose the first answer: at most 350 characters with its one question."""
    watched = is_watched(topic)
    action_key = f"action.{topic}"
    if action_key not in texts.keys("en"):
        action_key = "action.other_critical"
    question = first_question(texts, topic, language, script, where)
    parts = [
        texts.text(action_key, language, script),
        number_line(texts, topic, language, script, where, plain=watched),
        texts.text("not_called", language, script),
        question.text,
    ]
    return Line("\n".join(part for part in parts if part), question.buttons)


def question_key(topic: str, where: Where) -> str:
    """Return the key of the one question: the first of the topic's intake (``bot.dialogue.intake``)."""
    return _KEY_OF_SLOT.get(intake.first_question(topic, where.country), "ask.where")


def first_question(texts: Texts, topic: str, language: str | None, script: str, where: Where) -> Line:
    """Return the one question with its choices."""
    key = question_key(topic, where)
    if key == "ask.country":
        return country_question(texts, language, script)
    return texts.line(key, language, script)


def country_question(texts: Texts, language: str | None, script: str) -> Line:
    """Ask for the country, with the likeliest ones as buttons."""
    line = texts.line("ask.country", language, script)
    choices = COUNTRY_CHOICES.get(language or "en", COUNTRY_CHOICES["en"])
    buttons = tuple(
        Button(country_name(iso2, language or "en", script), f"country:{iso2}") for iso2 in choices
    )
    return Line(line.text, buttons + line.buttons)


def number_line(
    texts: Texts, topic: str, language: str | None, script: str, where: Where, *, plain: bool = False
) -> str:
    """Return the sentence with at most two numbers of the place, or what to do while it is unknown.

    ``plain`` names the country and the numbers alone, without whom they reach (watched people).
    """
    if where.country is None:
        return texts.text("numbers.plain_unknown" if plain else "numbers.unknown", language, script)
    lines = first_answer_numbers(where.country, topic, where.in_jakarta)
    return numbers_sentence(texts, lines, language, script, where.country, plain=plain)


def numbers_sentence(
    texts: Texts,
    lines: list[NumberLine],
    language: str | None,
    script: str,
    country: str,
    *,
    plain: bool = False,
) -> str:
    """Write up to two number lines as one sentence that names the country."""
    if not lines:
        return texts.text("numbers.plain_unknown" if plain else "numbers.unknown", language, script)
    values: dict[str, str] = {"country": country_name(country, language or "en", script)}
    for suffix, line in zip(("", "2"), lines, strict=False):
        values["number" + suffix] = line.number
        values["label" + suffix] = texts.text(f"label.{line.label}", language, script)
    shape = ("plain_" if plain else "") + ("two" if len(lines) > 1 else "one")
    return texts.text(f"numbers.{shape}", language, script, **values)
