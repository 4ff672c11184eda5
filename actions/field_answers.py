"""Answers to the fields of the consular intake: read, noted in the case, corrected, and what they lift.

In the dialogue the answers of a topic are one entry of the slot ``intake``: fifty slots of their own would
make each head of a session longer than a session may be.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency import tell_numbers_now
from actions.form_answers import DANGER, Reading, read
from actions.reading import Message
from bot.cases.intake_fields import ATTACHED, UNKNOWN, Field, Plan, Rise, fields, plan_of
from bot.cases.intake_labels import labels
from bot.dialogue.answer_text import normalise
from bot.dialogue.context import turn
from bot.dialogue.effects import NoteFact, NoteField, NotePlace, OpenCase, RingAgain
from bot.dialogue.intake import CONSULAR_FORM, FIELD, SKIPPED, Question
from bot.dialogue.intake_words import words
from bot.dialogue.topics import is_watched

Slots = dict[str, Any]
SLOT = "intake"
ROW, BEGUN, RISEN, CASE = "_row", "_begun", "_risen", "_case"
"""Beside the answers of a topic: questions put in a row, whether "skip" was explained, whether the case rose
to critical here, and the code of the case."""
OWN = (ROW, BEGUN, RISEN, CASE)
WORDS, LABELS = words(), labels()
"""Read with the actions, when the service starts: no traveller waits for it."""
LONG = 40
"""Characters from which a message about another danger is more than an answer."""


def unpacked(slots: Slots) -> Slots:
    """Return the slots with the answers of the present topic beside them."""
    kept = slots.get(SLOT)
    return {**slots, **((kept or {}).get(slots.get("consular_topic")) or {})}


def packed(changes: Slots, slots: Slots) -> Slots:
    """Return changes with those that are fields put into the one slot that Rasa keeps."""
    own = {name: value for name, value in changes.items() if name in fields() or name in OWN}
    if not own:
        return changes
    kept, topic = dict(slots.get(SLOT) or {}), slots.get("consular_topic")
    others = {name: value for name, value in changes.items() if name not in own}
    return {**others, SLOT: {**kept, topic: {**(kept.get(topic) or {}), **own}}}


def field_of_code(code: str) -> tuple[Field, str] | None:
    """Return the field and the answer that a tapped button stands for."""
    kind, _, rest = code.partition(":")
    name, _, value = rest.partition(":")
    own = fields().get(name)
    return (own, value) if kind == FIELD and own and value in own.codes else None


def read_field(own: Field, question: Question, message: Message, topic: str | None) -> Reading:
    """Read a typed message as the answer to a field; the phrases of the field come first."""
    shown = _shown(own, message)
    value = shown or WORDS.code(own, message.text, message.language)
    is_danger = message.intent.startswith("emergency_") and message.confidence >= DANGER
    if value in own.codes and not (is_danger and message.intent != topic and len(message.text) > LONG):
        return Reading(value=value)
    if own.kind == "file" and turn().answers.short(message.text, message.language, ("no",)):
        return Reading(value="none")
    return read(question, message, CONSULAR_FORM, topic)


def note(own: Field, value: str, message: Message, slots: Slots, text: str | None = None) -> None:
    """Propose what an answer means for the case: the code, with the words beside it."""
    said = ("" if message.code else message.text) if text is None else text
    turn().propose(NoteField(slots.get("consular_topic") or "", own.name, _code(own, value, message), said))
    if own.kind == "place" and value not in (SKIPPED, UNKNOWN) and said:
        turn().propose(NotePlace(said, message.country or slots.get("country")))
    if own.name == "party" and value.isdigit():
        # How many people a case speaks of is one fact, whichever form asked.
        turn().propose(NoteFact("people", value))


def lift(rises: list[Rise], slots: Slots, say: CollectingDispatcher) -> Slots:
    """Propose what lifts the case, and say the numbers of the place once; returns slots to set."""
    changes: Slots = {}
    for rise in rises:
        if rise.to != "critical":
            turn().propose(OpenCase(slots.get("consular_topic") or "", rise.to))
            continue
        turn().propose(RingAgain(rise.why))
        if not slots.get(RISEN) and not changes:
            changes[RISEN] = True
            if slots.get("country"):
                tell_numbers_now(slots["country"], slots, say)
    return changes


def take_tap(message: Message, slots: Slots, say: CollectingDispatcher) -> Slots | None:
    """Take a tap on a question that is no longer open as a correction; None when it is none of a field."""
    tapped = field_of_code(message.code)
    plan = plan_of(slots.get("consular_topic"))
    if tapped is None or plan is None or tapped[0] not in plan.fields:
        return None
    return _change(tapped[0], tapped[1], "", message, slots, plan, say)


def take_correction(message: Message, slots: Slots, say: CollectingDispatcher) -> Slots | None:
    """Take "the hospital is X, not Y" as the new answer of that field; returns slots to set, or None.

    ``slots`` are unpacked ones. Without the name of a field the wrong words must be those noted before.
    """
    plan = plan_of(slots.get("consular_topic"))
    found = WORDS.correction(message.text, message.language) if plan and not message.code else None
    if plan is None or found is None:
        return None
    own = next((one for one in plan.fields if one.name == found.field), None)
    if own is None and found.wrong:
        wrong = normalise(found.wrong)
        held = [one for one in plan.fields if wrong and wrong in normalise(str(slots.get(one.name) or ""))]
        own = held[0] if len(held) == 1 else None
    if own is None or not found.sure or own.name == slots.get("requested_slot"):
        return None
    value, text = found.value, found.value
    if own.codes:
        value = WORDS.code(own, found.value, message.language) or ""
    elif own.kind == "number":
        number = turn().answers.number(found.value, message.language)
        value = "" if number is None else str(number)
    return _change(own, value, text, message, slots, plan, say) if value else None


def correct_late(message: Message, slots: Slots, say: CollectingDispatcher) -> list[dict[str, Any]] | None:
    """Take a correction, typed or tapped, while no form asks; returns slots to set, or None."""
    flat = unpacked(slots)
    changes = take_tap(message, flat, say) if message.code else take_correction(message, flat, say)
    if changes is None:
        return None
    return [SlotSet(name, value) for name, value in packed(changes, slots).items()]


def take_file(own: Field | None, slots: Slots, say: CollectingDispatcher) -> Slots:
    """File a photo or document with the question that is open; it answers a question for words or a file."""
    if own is None:
        say.utter_message(response="utter_watched_noted" if _is_watched(slots) else "utter_case_added")
        return {"unclear_count": 0}
    turn().propose(NoteField(slots.get("consular_topic") or "", own.name, state="filed"))
    say.utter_message(response="utter_watched_noted" if _is_watched(slots) else "utter_intake_filed")
    return {"unclear_count": 0, **({} if own.codes or own.kind == "number" else {own.name: ATTACHED})}


def _change(
    own: Field, value: str, text: str, message: Message, slots: Slots, plan: Plan, say: CollectingDispatcher
) -> Slots:
    note(own, value, message, slots, text)
    after = {**slots, own.name: value}
    language = slots.get("language") or "en"
    if _is_watched(slots):
        say.utter_message(response="utter_watched_noted")
    else:
        shown = LABELS.answer(own.name, value, language) if own.codes else value
        name = LABELS.field(own.name, language)
        say.utter_message(response="utter_field_corrected", field=name, value=shown)
    return {own.name: value, **lift(plan.risen(slots, after), after, say)}


def _shown(own: Field, message: Message) -> str | None:
    """Return the answer whose button a message repeats word by word."""
    if not own.codes:
        return None
    entry, _ = turn().texts.find(f"utter_field_{own.name}", message.language)
    said = normalise(message.text)
    return next((code.rsplit(":", 1)[1] for title, code in entry.buttons if normalise(title) == said), None)


def _code(own: Field, value: str, message: Message) -> str:
    if value in (SKIPPED, UNKNOWN) or own.codes or own.kind == "number":
        return value
    if own.kind in ("date", "phone"):
        return next(iter(message.values(own.kind)), "")
    return value if own.kind == "file" and value == "none" else ""


def _is_watched(slots: Slots) -> bool:
    case = turn().context.open_case()
    return is_watched(slots.get("consular_topic")) or (case is not None and case.watched)
