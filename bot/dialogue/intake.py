"""Which question comes next, for each topic. Pure rules, used by the forms and by the first answer.

The order is that of CARE: place first, then what lives hang on; watched people are asked first whether
they can write safely, and after a "no" nothing more is asked of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cases.intake_fields import Field, fields, plan_of
from bot.dialogue.topics import is_watched, topics

EMERGENCY_FORM = "emergency_intake_form"
CONSULAR_FORM = "consular_intake_form"
REFERENCE_FORM = "reference_form"
SKIPPED = "skipped"
FIELD = "f"
"""Begins the payloads of the consular fields: ``f:<field>:<code>``."""
MOST_IN_A_ROW = 6
"""Consular questions put one after the other, before the person is asked whether to go on."""


@dataclass(frozen=True)
class Question:
    """One question of a form.

    ``kind`` says how an answer is read: choice, country, number or text. ``prefix`` begins the payloads
    of its buttons and names the fact in the case file. ``once``: never asked a second time.
    """

    slot: str
    kind: str
    prefix: str
    codes: tuple[str, ...] = ()
    once: bool = False
    position: bool = False


YES_NO = ("yes", "no", "unknown")
QUESTIONS = {
    question.slot: question
    for question in (
        Question("emergency_country", "country", "country"),
        Question("emergency_where", "text", "where", position=True),
        Question("trapped", "choice", "trapped", YES_NO),
        Question("people", "number", "people"),
        Question("awake", "choice", "awake", YES_NO),
        Question("breathing", "choice", "breathing", ("none", "gasping", "not_normal", "unknown", "normal")),
        Question("safe_to_write", "choice", "write_safely", ("no", "other", "yes"), once=True),
        Question("watched_where", "text", "where", once=True, position=True),
        Question("what_happens", "text", "what_happens", once=True),
        Question("ending_life", "choice", "self_harm", ("yes", "other", "unknown", "no"), once=True),
        Question("company", "choice", "company", YES_NO, once=True),
        Question("last_seen", "text", "last_seen"),
        Question("description", "text", "description"),
        Question("contact_safe", "choice", "contact_safe", ("no", "other", "yes"), once=True),
        Question("asked_nationality", "country", "nationality"),
        Question("consular_country", "country", "country"),
        Question("consular_where", "text", "where"),
        Question("details", "text", "details"),
        Question("asked_country", "country", "country"),
    )
}

EMERGENCY_ORDER = {
    "emergency_medical": ("emergency_country", "emergency_where", "awake", "breathing"),
    "emergency_fire": ("emergency_country", "emergency_where", "trapped", "people"),
    "emergency_accident": ("emergency_country", "emergency_where", "trapped", "people"),
    "emergency_disaster": ("emergency_country", "emergency_where", "trapped", "people"),
    "emergency_rescue": ("emergency_country", "emergency_where", "people"),
    "emergency_conflict": ("emergency_country", "emergency_where", "trapped"),
    "emergency_missing_child": ("emergency_country", "emergency_where", "last_seen", "description"),
    "emergency_self_harm": ("ending_life", "company", "emergency_country", "emergency_where"),
    "emergency_crime": ("safe_to_write", "emergency_country", "watched_where"),
    "emergency_sexual_violence": ("safe_to_write", "emergency_country", "watched_where"),
    "emergency_domestic_violence": ("safe_to_write", "emergency_country", "watched_where"),
    "emergency_captivity": ("safe_to_write", "emergency_country", "watched_where"),
    "emergency_unspecified": ("safe_to_write", "emergency_country", "watched_where", "what_happens"),
}
EMERGENCY_SLOTS = tuple(dict.fromkeys(slot for order in EMERGENCY_ORDER.values() for slot in order))
VITAL = ("awake", "breathing")
BAD_BREATHING = ("none", "gasping", "not_normal")

OFFERS_OFFICER = frozenset(
    {"consular_passport_renewal", "consular_civil_registry", "consular_register_presence"}
)
"""Everyday matters: the answer may be enough, so an officer is offered, not sent for."""

_FROM_SAFETY = {
    "ask.country": "emergency_country",
    "ask.where": "emergency_where",
    "ask.write_safely": "safe_to_write",
    "ask.self_harm": "ending_life",
}


def next_emergency_question(topic: str, answers: Mapping[str, str | None], country: str | None) -> str | None:
    """Return the slot to ask for next, or None when enough is known.

    ``answers`` holds a value for each question already asked (``skipped`` when it was not answered).
    """
    if is_watched(topic) and answers.get("safe_to_write") in ("no", "other"):
        return None
    if answers.get("compressions"):
        return None
    order = EMERGENCY_ORDER[topic]
    if answers.get("breathing") in BAD_BREATHING or answers.get("awake") == "no":
        # Somebody may have no pulse: these two come before everything else, whatever the topic.
        order = (*VITAL, *order)
    for slot in order:
        if answers.get(slot) is None and not _is_needless(slot, answers, country):
            return slot
    return None


def _is_needless(slot: str, answers: Mapping[str, str | None], country: str | None) -> bool:
    if slot == "emergency_country":
        return country is not None
    return slot == "company" and answers.get("ending_life") in ("no", "other")


def needs_compressions(answers: Mapping[str, str | None]) -> bool:
    """Say whether compressions must be told now: not awake, and breathing anything but normal."""
    awake, breathing = answers.get("awake"), answers.get("breathing")
    if answers.get("compressions") or breathing is None or breathing == "normal":
        return False
    if awake == "unknown":
        return breathing in BAD_BREATHING
    return awake == "no" or (awake == SKIPPED and breathing == "none")


GENERAL_ORDER = ("asked_nationality", "consular_country", "consular_where", "details")
"""Consular topics that no plan of fields speaks of: everyday matters."""


def next_consular_question(
    topic: str, answers: Mapping[str, str | None], country: str | None, nationality: str | None
) -> str | None:
    """Return the slot or the field to ask for next, or None when enough is known."""
    if answers.get("contact_safe") in ("no", "other"):
        return None
    plan = plan_of(topic)
    order = plan.ask if plan else GENERAL_ORDER
    known = {"asked_nationality": nationality, "consular_country": country}

    def is_open(name: str) -> bool:
        if answers.get(name) is not None or known.get(name) is not None:
            return False
        own = fields().get(name)
        return own is None or not own.is_needless(answers)

    return next((name for name in order if is_open(name)), None)


def question_of(name: str | None) -> Question | None:
    """Return the question of a slot or of a field of the consular intake; None when there is none."""
    if name is None:
        return None
    own = fields().get(name)
    return _field_question(own) if own else QUESTIONS.get(name)


def _field_question(own: Field) -> Question:
    kind = own.kind if own.kind in ("choice", "number") else "text"
    return Question(own.name, kind, f"{FIELD}:{own.name}", own.codes)


NEEDS_PASSPORT = frozenset({"consular_find_mission", "info_entry_visa"})
"""Look-ups whose answer hangs on the passport."""


def next_reference_question(topic: str, country: str | None, nationality: str | None) -> str | None:
    """Return the slot that a look-up still lacks."""
    order = {"asked_country": country}
    if topic in NEEDS_PASSPORT:
        order = {"asked_nationality": nationality, **order}
    return next((slot for slot, known in order.items() if known is None), None)


def first_question(topic: str, country: str | None) -> str:
    """Return the slot that the first answer to a critical message asks for."""
    if topic not in EMERGENCY_ORDER:
        return "emergency_country" if country is None else "emergency_where"
    return next_emergency_question(topic, {}, country) or "emergency_where"


def first_answer_keys(safety_key: str) -> frozenset[str]:
    """Return the reply keys that a question of ``safety.yml`` (such as ``ask.where``) stands for."""
    slot = _FROM_SAFETY.get(safety_key)
    return frozenset({f"utter_ask_{EMERGENCY_FORM}_{slot}"} if slot else ())


def missing_topics() -> set[str]:
    """Return emergency topics of the taxonomy without an order of questions (must be empty)."""
    return {name for name in topics() if name.startswith("emergency_")} - set(EMERGENCY_ORDER)
